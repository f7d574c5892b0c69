"""The status line beside the work: what Slack is told when, as time passes."""

import itertools
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from time import monotonic

import pytest
from fakes.clock import FakeTime
from fakes.rows import each_row
from fakes.slack import FakeSlack, Fault
from fakes.slack_side import installed_at
from fakes.waiting import PATIENCE_S, until

from bot.clock import Clock
from bot.errors import DeliveryError, RefusedError
from bot.messages import Question, Surface
from handlers.delivery.progress import LONGEST_HELD_UP_S, QUIET_S, Progress
from handlers.delivery.status_line import REFRESH_S, SESSION_AFTER_S, Status, StatusLine
from handlers.installations import Installation, OneInstallation
from handlers.payloads import question_from

STATUS, SESSION = "assistant.threads.setStatus", "agents.sessions.setStatus"


@pytest.fixture
def time() -> FakeTime:
    """Give time that passes when a test says so."""
    return FakeTime()


@pytest.fixture
def progress(slack: FakeSlack, time: FakeTime) -> Iterator[Progress]:
    """Give status lines that look at the clock all the time."""
    progress = Progress(installed_at(slack, time.clock), time.clock, tick_s=0.005)
    yield progress
    progress.close()


def ask(slack: FakeSlack, **place: str) -> Question:
    """Have somebody ask, and return the question as the handlers read it."""
    question = question_from(slack.mention("weather?", **place), "T1", "UBOT")
    assert question is not None
    return question


def begin(slack: FakeSlack, progress: Progress, question: Question) -> None:
    """Show a first status, and return when Slack shows it."""
    progress.show(question, "is thinking…")
    until(lambda: slack.status("C1", question.thread) == "is thinking…")


def test_the_places_take_turns_with_the_status(slack: FakeSlack, progress: Progress) -> None:
    """Ten of them at most; their names are the model's and come through harmless."""
    question = ask(slack)

    odd = ["New\n  York", "<!channel>", "<" * 50, "x" * 50]
    progress.show(question, "is checking", [*odd, *["x" * 51] * 20])

    (call,) = slack.wait_for_calls(STATUS, 1)
    steps = call.arguments["loading_messages"]
    cut = ["&lt;" * 12 + "…", "x" * 50, *["x" * 49 + "…"] * 6]
    assert steps == ["New York", "&lt;!channel&gt;", *cut]


def test_a_status_is_refreshed_before_slack_drops_it(
    slack: FakeSlack, progress: Progress, time: FakeTime
) -> None:
    """As long as the question is in work."""
    question = ask(slack)
    begin(slack, progress, question)

    assert REFRESH_S < 120
    time.pass_s(REFRESH_S)
    slack.wait_for_calls(STATUS, 2)
    progress.end(question)
    calls = slack.wait_for_calls(STATUS, 3)
    time.pass_s(REFRESH_S)
    until(lambda: slack.session("C1", question.thread) == "active")

    said = [call.arguments["status"] for call in calls]
    assert said == ["is thinking…", "is thinking…", ""]
    assert "loading_messages" not in calls[0].arguments
    assert len(slack.calls(STATUS)) == 3


def test_a_status_comes_though_other_questions_go_on_all_the_time(
    slack: FakeSlack, progress: Progress
) -> None:
    """Statuses give way to answers, but not for ever."""
    first, second = ask(slack), ask(slack)
    progress.show(second, "is thinking…")
    progress.show(first, "is thinking…")

    give_up_at_s, pause = monotonic() + PATIENCE_S, threading.Event()
    while slack.status("C1", first.thread) != "is thinking…":
        progress.hold(second)
        pause.wait(QUIET_S / 4)
        assert monotonic() < give_up_at_s

    def held_up_s(count: int) -> float:
        began_s = monotonic()
        progress.show(first, f"is checking {count}")
        until(lambda: slack.status("C1", first.thread) == f"is checking {count}")
        return monotonic() - began_s

    # As soon as they rest it comes at once, in one of many tries also where this thread has to.
    for count in itertools.count():
        if held_up_s(count) < LONGEST_HELD_UP_S / 2:
            break
        assert monotonic() < give_up_at_s


def test_a_status_waits_as_long_as_other_questions_go_on(
    slack: FakeSlack, progress: Progress
) -> None:
    """It can: where this thread has to rest, all may look quiet for a moment."""

    def held_up_s() -> float:
        first, second = ask(slack), ask(slack)
        progress.show(second, "is thinking…")
        progress.show(first, "is thinking…")
        began_s = monotonic()
        while slack.status("C1", first.thread) != "is thinking…":
            progress.hold(second)
            assert monotonic() < began_s + PATIENCE_S
        return monotonic() - began_s

    assert any(held_up_s() >= LONGEST_HELD_UP_S for _ in range(3))


def test_what_takes_long_can_be_stopped(
    slack: FakeSlack, progress: Progress, time: FakeTime
) -> None:
    """By the button that Slack shows for a session; it is gone when the work is over."""
    question = ask(slack)
    begin(slack, progress, question)

    assert SESSION_AFTER_S < 10
    time.pass_s(SESSION_AFTER_S)
    until(lambda: slack.session("C1", question.thread) == "processing")
    progress.hold(question)
    progress.posted(question)
    progress.end(question)

    until(lambda: slack.session("C1", question.thread) == "active")
    assert len(slack.calls(SESSION)) == 2


def test_what_is_quick_has_no_session(slack: FakeSlack, progress: Progress, time: FakeTime) -> None:
    """It would cost a plain answer two calls more."""
    first, second = ask(slack), ask(slack)
    begin(slack, progress, first)
    time.pass_s(SESSION_AFTER_S - 0.1)

    progress.hold(first)
    progress.posted(first)
    progress.end(first)
    begin(slack, progress, second)

    assert slack.calls(SESSION) == []
    assert len(slack.calls(STATUS)) == 2


def test_work_that_ends_without_a_post_leaves_no_status(
    slack: FakeSlack, progress: Progress
) -> None:
    """Such as an attempt that failed."""
    question = ask(slack)
    begin(slack, progress, question)

    progress.end(question)

    until(lambda: slack.status("C1", question.thread) == "")


class Words(str):
    """A text of which one can see whether anybody has it still."""

    __slots__ = ("__weakref__",)


def test_a_question_that_has_ended_is_forgotten(slack: FakeSlack, progress: Progress) -> None:
    """However it has ended: lines that pile up would be looked after as long as the bot runs."""

    def story(*, is_shown: bool, is_posted: bool) -> weakref.ref[str]:
        question = replace(ask(slack), text=Words("weather?"))
        progress.show(question, "is thinking…")
        if is_shown:
            until(lambda: slack.status("C1", question.thread) == "is thinking…")
        progress.hold(question)
        if is_posted:
            progress.posted(question)
        progress.end(question)
        return weakref.ref(question.text)

    ways = [(is_shown, is_posted) for is_shown in (False, True) for is_posted in (False, True)]
    texts = [story(is_shown=is_shown, is_posted=is_posted) for is_shown, is_posted in ways]
    begin(slack, progress, ask(slack))  # which is looked after from now on

    until(lambda: [way for way, text in zip(ways, texts, strict=True) if text()] == [])


def test_work_that_is_given_back_leaves_no_status(
    slack: FakeSlack, progress: Progress, time: FakeTime
) -> None:
    """The program ends in the middle of it."""
    question = ask(slack)
    begin(slack, progress, question)
    time.pass_s(SESSION_AFTER_S)
    slack.wait_for_calls(SESSION, 1)

    progress.close()

    assert slack.status("C1", question.thread) == ""
    assert slack.session("C1", question.thread) == "active"


def test_a_workspace_that_knows_no_sessions_is_left_alone(
    slack: FakeSlack, progress: Progress, time: FakeTime
) -> None:
    """Its status lines go on."""
    first, second = ask(slack), ask(slack)
    slack.fail(SESSION, Fault("unknown_method"))
    begin(slack, progress, first)
    time.pass_s(SESSION_AFTER_S)
    slack.wait_for_calls(SESSION, 1)
    progress.end(first)

    begin(slack, progress, second)
    time.pass_s(SESSION_AFTER_S)
    progress.end(second)

    until(lambda: slack.status("C1", second.thread) == "")
    assert len(slack.calls(SESSION)) == 1


LASTING = (
    *("missing_scope", "no_permission", "not_allowed_token_type", "unknown_method"),
    *("not_agent_app", "access_denied", "method_deprecated"),
)
PASSING = ("thread_not_found", "internal_error")


def test_a_method_that_is_refused_for_good_is_not_called_again(
    slack: FakeSlack, time: FakeTime
) -> None:
    """Whatever else is refused may come through for the next question; each in its workspace."""
    progress = Progress(installed_at(slack, time.clock), time.clock)
    codes = (*LASTING, *PASSING)
    for count, code in enumerate(codes, 1):
        first = replace(ask(slack), team=f"T-{code}")
        slack.fail(STATUS, Fault(code))
        progress.show(first, "is thinking…")
        slack.wait_for_calls(STATUS, count)
        progress.hold(first)
        progress.posted(first)
        progress.end(first)
    nexts = {code: replace(ask(slack), team=f"T-{code}") for code in codes}
    for question in nexts.values():
        progress.show(question, "is thinking…")
    begin(slack, progress, ask(slack))  # those before it have had their turn by then
    progress.close()

    threads = {call.arguments["thread_ts"] for call in slack.calls(STATUS)}
    assert [code for code, asked in nexts.items() if asked.thread in threads] == [*PASSING]


def test_a_workspace_without_status_lines_takes_them_from_no_other(
    slack: FakeSlack, progress: Progress
) -> None:
    """One installation can lack a permission that another has."""
    refused = ask(slack)
    slack.fail(STATUS, Fault("missing_scope"))
    progress.show(refused, "is thinking…")
    slack.wait_for_calls(STATUS, 1)
    progress.end(refused)

    begin(slack, progress, replace(ask(slack), team="T2"))


@dataclass(frozen=True)
class Renewed(OneInstallation):
    """An installation whose token has ended, until it is renewed after so many failures."""

    failures: list[DeliveryError] = field(default_factory=list)

    def of(self, team: str) -> Installation:
        """Have no token, or one again."""
        if self.failures:
            raise self.failures.pop()
        return super().of(team)


@each_row("is_final", [True, False])
def test_a_status_that_there_is_no_token_for_is_left_out_and_the_next_one_shown(
    slack: FakeSlack, time: FakeTime, *, is_final: bool
) -> None:
    """By the same line, which is cleared at the end."""
    slack.clear()
    question, code = ask(slack), "team_not_found" if is_final else "token_expired"
    refused = RefusedError("a call", code, is_final=is_final)
    ended = DeliveryError("the token has ended", may_have_arrived=False)
    one = installed_at(slack, time.clock).installation
    installations = Renewed(one, [refused if is_final else ended])
    with closing(Progress(installations, time.clock)) as progress:
        progress.show(question, "is thinking…")
        until(lambda: not installations.failures)
        progress.show(question, "is checking")
        until(lambda: slack.status("C1", question.thread) == "is checking")
        progress.end(question)
        until(lambda: slack.status("C1", question.thread) == "")

    assert [call.arguments["status"] for call in slack.calls(STATUS)] == ["is checking", ""]


def test_a_question_that_is_worked_on_again_can_be_stopped_again(
    slack: FakeSlack, progress: Progress, time: FakeTime
) -> None:
    """As after an edit; its time begins anew."""
    question = ask(slack)
    begin(slack, progress, question)
    progress.end(question)
    until(lambda: slack.status("C1", question.thread) == "")
    begin(slack, progress, ask(slack))
    time.pass_s(SESSION_AFTER_S)

    begin(slack, progress, question)
    time.pass_s(SESSION_AFTER_S)

    until(lambda: slack.session("C1", question.thread) == "processing")


def test_a_question_that_is_worked_on_again_at_once_has_a_status_again(
    slack: FakeSlack, progress: Progress, time: FakeTime
) -> None:
    """Though that of the work before was not cleared yet; its time begins anew as well."""
    question, answered = ask(slack), threading.Event()
    slack.fail(STATUS, Fault(hold=answered))
    progress.show(question, "is thinking…")
    slack.wait_for_calls(STATUS, 1)
    time.pass_s(SESSION_AFTER_S)
    progress.end(question)

    progress.show(question, "is checking")
    answered.set()
    until(lambda: slack.status("C1", question.thread) == "is checking")
    time.pass_s(SESSION_AFTER_S)
    until(lambda: slack.session("C1", question.thread) == "processing")
    progress.end(question)
    until(lambda: slack.session("C1", question.thread) == "active")

    said = [call.arguments["status"] for call in slack.calls(STATUS)]
    assert said == ["is thinking…", "is checking", ""]


def test_a_refresh_takes_no_newer_status_its_turn() -> None:
    """And what has ended is neither refreshed nor given a session."""
    line = StatusLine(since_s=0.0)
    line.want(Status("is thinking…"))
    line.next_step(now_s=0.0)
    line.want(Status("is checking"))
    line.look_at_clock(REFRESH_S)
    newest = line.next_step(now_s=REFRESH_S)
    opened = line.next_step(now_s=REFRESH_S)
    line.end()
    steps = [line.next_step(now_s=REFRESH_S) for _ in range(2)]
    line.look_at_clock(3 * REFRESH_S)

    quick = StatusLine(since_s=0.0)
    quick.end()
    quick.look_at_clock(REFRESH_S)

    assert quick.next_step(now_s=REFRESH_S) is None
    assert (newest, opened) == (Status("is checking"), "processing")
    assert steps == [Status(""), "active"]
    assert line.next_step(now_s=3 * REFRESH_S) is None


THINKING, CHECKING, NOTHING = Status("is thinking…"), Status("is checking", ("Oslo",)), Status("")


def story(*acts: object) -> list[object]:
    """Return what is sent as a line lives: a number is its time, a status is wanted then."""
    line, now_s, sent = StatusLine(since_s=0.0), 0.0, list[object]()
    for act in acts:
        if isinstance(act, float):
            now_s = act
            line.look_at_clock(now_s)
        elif isinstance(act, Status):
            line.want(act)
        elif act == "send":
            sent.append(line.next_step(now_s))
        elif act == "posted":
            line.posted()
        elif act == "again":
            line.begin_again(now_s)
        else:
            line.end()
    return [*sent, line.is_at_rest]


@each_row(
    ("acts", "sent"),
    [
        (("send",), [None, False]),
        ((THINKING, "send", "send"), [THINKING, None, False]),
        ((THINKING, CHECKING, "send", "send"), [CHECKING, None, False]),
        ((THINKING, "send", 89.9, "send"), [THINKING, "processing", False]),
        (
            (THINKING, "send", 90.0, "send", "send", 179.9, "send", 180.0, "send", 180.1, "send"),
            [THINKING, THINKING, "processing", None, THINKING, None, False],
        ),
        ((2.9, "send", 3.0, "send", 9.0, "send"), [None, "processing", None, False]),
        ((THINKING, 3.0, "send", "send"), [THINKING, "processing", False]),
        ((THINKING, "send", "send", "posted", "end", "send"), [THINKING, None, None, True]),
        ((THINKING, "send", "posted", "end", "send", "send"), [THINKING, NOTHING, None, True]),
        ((3.0, "send", "posted", "end", "send", "send"), ["processing", "active", None, True]),
        ((THINKING, "send", "send", "end", "send", "send"), [THINKING, None, NOTHING, None, True]),
        ((THINKING, "send", CHECKING, "end", "send"), [THINKING, NOTHING, True]),
        ((THINKING, "end", "send"), [None, True]),
        ((3.0, "send", "end", "send", "send"), ["processing", "active", None, True]),
        ((3.0, "end", "send", "send"), ["active", None, True]),
        ((3.0, "send", "end"), ["processing", False]),
        ((THINKING, "send", "end", 200.0, "send", "send"), [THINKING, NOTHING, None, True]),
        ((THINKING, "send", "end"), [THINKING, False]),
        (
            (3.0, "send", "end", 9.0, "again", THINKING, 11.9, *["send"] * 3, 12.0, "send"),
            ["processing", THINKING, "active", None, "processing", False],
        ),
        (("end",), [True]),
    ],
)
def test_a_line_sends_what_people_are_to_see_and_no_more(
    acts: tuple[object, ...], sent: list[object]
) -> None:
    """The newest status, one session, and at the end nothing of either."""
    assert story(*acts) == sent


def test_what_was_never_shown_is_not_cleared() -> None:
    """Such as the status of a question that is answered before a first one is sent."""
    line = StatusLine(since_s=0.0)
    line.want(Status("is thinking…"))
    was_told = line.has_news.is_set()  # nor for a first one that another follows
    line.has_news.clear()

    line.end()

    assert was_told
    assert line.has_news.is_set()  # nobody waits for the first one to be shown
    assert line.next_step(now_s=0.0) is None


def test_a_status_that_was_not_sent_before_the_post_is_not_sent_any_more(
    slack: FakeSlack, progress: Progress
) -> None:
    """It would arrive below the answer."""
    quick = ask(slack)

    progress.show(quick, "is thinking…")
    progress.hold(quick)
    begin(slack, progress, ask(slack))

    assert quick.thread not in {call.arguments["thread_ts"] for call in slack.calls(STATUS)}


def test_an_answer_waits_no_longer_for_a_status_than_until_it_is_there(
    slack: FakeSlack, progress: Progress
) -> None:
    """Though it would wait for half a second."""
    waits_s, question = list[float](), ask(slack)
    for count in range(1, 9):
        slack.fail(STATUS, Fault(delay_s=0.1))
        progress.show(question, f"is checking {count}")
        slack.wait_for_calls(STATUS, count)
        began_s = monotonic()
        progress.hold(question)
        waits_s.append(monotonic() - began_s)
        if 0.03 < waits_s[-1] < 0.4:  # it had begun to wait before the status was there
            return

    pytest.fail(f"it has waited for {waits_s} s")


def test_nothing_is_shown_for_what_has_no_line(slack: FakeSlack, progress: Progress) -> None:
    """Commands have no thread, for follow-ups nobody waits; what never showed need not end."""
    question, *others = ask(slack), ask(slack), ask(slack)
    without_line: tuple[Surface, Surface] = ("command", "follow_up")

    progress.hold(question)
    progress.posted(question)
    progress.end(question)
    for surface in without_line:
        progress.show(replace(question, surface=surface), "is thinking…")
    for other in others:
        begin(slack, progress, other)

    threads = {call.arguments["thread_ts"] for call in slack.calls(STATUS)}
    assert threads == {other.thread for other in others}


def test_a_program_that_ends_while_a_status_begins_raises_nothing(
    slack: FakeSlack, time: FakeTime
) -> None:
    """The clock is looked at between the look whether it has ended and the work."""

    def moment_s() -> float:
        progress.close()
        return time.clock.monotonic()

    progress = Progress(installed_at(slack, time.clock), Clock(time.clock.now, moment_s))
    question = ask(slack)

    progress.show(question, "is thinking…")
    progress.end(question)

    assert slack.calls(STATUS) == []
