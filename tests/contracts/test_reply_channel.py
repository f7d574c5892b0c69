"""What holds for every reply channel: Slack's, the terminal's, and the one that tests use."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from fakes.channel import FakeChannel
from fakes.clock import FakeTime
from fakes.questions import question
from fakes.slack import FakeSlack, Fault, fake_slack
from fakes.slack_side import channel_to

from bot.messages import Credit, Provenance, Question, Remark, Reply
from bot.questions.channel import ReplyChannel
from bot.terminal import TerminalChannel
from handlers.payloads import question_from

IN_TIME = FakeTime().clock.deadline(60)
REPLY = Reply("**3 °C** in Oslo", Provenance((Credit("By X", "https://x.test/"),)))


@dataclass(frozen=True)
class Setting:
    """A channel, and how somebody asks in it.

    Attributes:
        ask: Asks, in the thread of an earlier question if one is given.
        is_kept: Whether what is posted can be found again.
        break_down: Makes whatever is behind the channel fail.
    """

    channel: ReplyChannel
    ask: Callable[[Question | None], Question]
    is_kept: bool
    break_down: Callable[[], None]


@pytest.fixture(scope="module")
def workspace() -> Iterator[FakeSlack]:
    """One server for all tests."""
    with fake_slack() as workspace:
        yield workspace


@pytest.fixture(params=["slack", "terminal", "fake"])
def setting(request: pytest.FixtureRequest, workspace: FakeSlack) -> Iterator[Setting]:
    """Yield each channel in turn."""
    clock = FakeTime().clock
    if request.param == "slack":
        workspace.clear()
        with channel_to(workspace, clock) as channel:
            yield Setting(
                channel, in_slack(workspace), is_kept=True, break_down=lambda: broken(workspace)
            )
    elif request.param == "terminal":
        terminal = TerminalChannel(clock, "metric", io.StringIO(), io.StringIO())
        yield Setting(terminal, anywhere, is_kept=False, break_down=lambda: None)
    else:
        yield Setting(FakeChannel(), anywhere, is_kept=True, break_down=lambda: None)


def in_slack(slack: FakeSlack) -> Callable[[Question | None], Question]:
    """Return how somebody asks in a workspace."""

    def ask(earlier: Question | None) -> Question:
        event = slack.mention("weather in Oslo?", thread_ts=earlier.thread if earlier else "")
        asked = question_from(event, "T1", "UBOT")
        assert asked is not None
        return asked

    return ask


def broken(slack: FakeSlack) -> None:
    """Break every connection of a workspace for a while."""
    beside = ("users.info", "assistant.threads.setStatus", "chat.postEphemeral")
    for method in ("conversations.replies", *beside):
        slack.fail(method, *[Fault(is_lost=True)] * 3)


def anywhere(earlier: Question | None) -> Question:
    """Ask where no workspace is needed."""
    return question(ts="1763895700.000100", thread=earlier.thread) if earlier else question()


def test_a_post_has_an_id_and_is_found_by_it(setting: Setting) -> None:
    """Where the channel keeps what it is given."""
    first = setting.ask(None)
    second = setting.ask(first)

    posted_id = setting.channel.post(first, REPLY)

    assert posted_id
    assert setting.channel.find(first) == (posted_id if setting.is_kept else None)
    assert setting.channel.find(second) is None


def test_the_asker_has_an_aware_time_and_a_language(setting: Setting) -> None:
    """So that "tomorrow" means something."""
    asker = setting.channel.asker(setting.ask(None))

    assert asker.asked_at.utcoffset() is not None
    assert asker.language
    assert asker.units in ("metric", "imperial", None)
    assert asker.default_units in ("metric", "imperial")


def test_nothing_was_said_before_a_question_that_opens_its_thread(setting: Setting) -> None:
    """It is the first word."""
    assert list(setting.channel.said_before(setting.ask(None), IN_TIME)) == []


def test_what_was_said_before_are_remarks_with_names_and_words(setting: Setting) -> None:
    """As far as the channel knows."""
    first = setting.ask(None)

    remarks = setting.channel.said_before(setting.ask(first), IN_TIME)

    assert all(isinstance(r, Remark) and r.name and r.text for r in remarks)


def test_beside_the_point_nothing_raises(setting: Setting) -> None:
    """Whatever is broken: progress, notes, the asker and what was said never cost the answer."""
    first = setting.ask(None)
    second = setting.ask(first)
    setting.break_down()

    setting.channel.show_progress(second, "is thinking…")
    setting.channel.tell(second, second.user, "It can't be renewed.")
    remarks = setting.channel.said_before(second, IN_TIME)
    asker = setting.channel.asker(second)

    assert list(remarks) == []
    assert asker.asked_at.utcoffset() is not None
    assert setting.channel.post(second, REPLY)
