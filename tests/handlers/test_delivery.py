"""Replies delivered to a workspace: one message a question, whatever Slack does meanwhile."""

import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from time import monotonic
from traceback import format_exception
from typing import Any

import pytest
from fakes.clock import FakeTime
from fakes.log import captured_log
from fakes.questions import question
from fakes.raw_server import serve_raw
from fakes.rows import each_row
from fakes.slack import BOT_ID, BOT_TOKEN, BOT_USER_ID, FakeSlack, Fault
from fakes.slack_side import bot_at, channel_to, installed_at, signed_out_of
from fakes.waiting import PATIENCE_S, until

from bot.clock import Clock, system_clock
from bot.errors import DeliveryError, RefusedError
from bot.exhibits import Card, Chart, Notice, Series, Table
from bot.languages import language_of
from bot.messages import Credit, Provenance, Question, Reply
from handlers.blocks.buttons import answer_buttons
from handlers.delivery import SlackChannel
from handlers.delivery.agent_view import AgentView
from handlers.delivery.notes import Notes
from handlers.delivery.progress import Progress
from handlers.installations import Installation
from handlers.payloads import question_from
from handlers.playground.workspace import RESPONSE_URL
from handlers.slack_bot import SlackBot
from handlers.slack_clients import SlackWebClient
from handlers.web_api import Account, RateLimits, web_client

POST = "chat.postMessage"
UPDATE = "chat.update"
LOOK = "conversations.replies"
STATUS = "assistant.threads.setStatus"
PERSON = "users.info"
BUSY = Fault("ratelimited", status=429, retry_after_s=20)
REPLY = Reply(
    "**Oslo**: 3 °C", Provenance((Credit("By X", "https://x.test/"),), ("observed 12:00",))
)


@pytest.fixture
def channel(slack: FakeSlack) -> Iterator[SlackChannel]:
    """The channel to the workspace."""
    with channel_to(slack, FakeTime().clock) as channel:
        yield channel


@contextmanager
def anew(slack: FakeSlack) -> Iterator[SlackChannel]:
    """Give a channel of its own, to a workspace that is empty again, for one row of a table."""
    slack.clear()
    with channel_to(slack, FakeTime().clock) as channel:
        yield channel


@pytest.fixture
def time() -> FakeTime:
    """Time that passes when a test says so."""
    return FakeTime()


@pytest.fixture
def timed(slack: FakeSlack, time: FakeTime) -> Iterator[SlackChannel]:
    """A channel with a clock that stands still."""
    with channel_to(slack, time.clock, default_units="imperial") as channel:
        yield channel


@dataclass(frozen=True)
class Broken:
    """What answers in Slack's place, and is no web server."""

    api_url: str


def ask(slack: FakeSlack, text: str = "weather in Oslo?", **place: str) -> Question:
    """Have somebody ask, and return the question as the handlers read it."""
    question = question_from(slack.mention(text, **place), "T1", "UBOT")
    assert question is not None
    return question


# One post


def test_a_reply_is_one_message_in_the_question_s_thread(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """With blocks, a complete text, no previews, and a mark to find it by."""
    question = ask(slack)

    ts = channel.post(question, REPLY)

    (call,) = slack.calls()
    (message,) = slack.replies("C1", question.thread)
    assert message["ts"] == ts
    assert message["metadata"]["event_payload"] == {"key": question.key}
    assert [block["type"] for block in message["blocks"]] == ["markdown", "context"]
    assert message["text"] == "*Oslo*: 3 °C\n\n<https://x.test/|By X> · observed 12:00"
    assert (call.arguments["unfurl_links"], call.arguments["unfurl_media"]) == (False, False)
    assert "link_names" not in call.arguments


def test_every_request_says_all_that_it_needs_and_no_more(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """In the order of a question's life: looked at, posted, found, worded anew, and noted."""
    asked = replace(question(thread="1763895500.000100"), surface="direct_message")
    place = {"channel": asked.channel, "user": "U1", "text": "?"}
    slack.keep({**place, "ts": asked.thread})
    slack.keep({**place, "ts": asked.ts, "thread_ts": asked.thread})
    reply = replace(REPLY, is_answer=True, language="de-DE", has_units=False)
    where = {"channel_id": "C1", "thread_ts": asked.thread}

    channel.asker(asked)
    channel.show_progress(asked, "is checking", ["Oslo"])
    slack.wait_for_calls(STATUS, 1)
    ts = channel.post(asked, reply)
    found = channel.find(asked)
    edited = channel.edit(asked, ts, Reply("Mild."))
    channel.tell(asked, "U2", "It can't be <renewed>.")
    slack.wait_for_calls("chat.postEphemeral", 1)
    channel.show_alone(asked, Reply("**Mild**."))
    slack.wait_for_calls("chat.postEphemeral", 2)

    words = {"type": "markdown", "text": "**Oslo**: 3 °C"}
    context = "<https://x.test/|By X> · observed 12:00"
    small = {"type": "mrkdwn", "text": context, "verbatim": True}
    below = answer_buttons(asked, language_of("de"), has_units=False)
    mark = {"event_type": "weather_reply", "event_payload": {"key": asked.key}}
    assert ts == found == edited
    assert [(call.method, dict(call.arguments)) for call in slack.calls()] == [
        (PERSON, {"user": "U1", "include_locale": 1}),
        (STATUS, {**where, "status": "is checking", "loading_messages": ["Oslo"]}),
        (
            POST,
            {
                "channel": "C1",
                "thread_ts": asked.thread,
                "text": f"*Oslo*: 3 °C\n\n{context}",
                "blocks": [words, {"type": "context", "elements": [small]}, *below],
                "unfurl_links": False,
                "unfurl_media": False,
                "metadata": mark,
                "client_msg_id": "77034827-008c-5f6e-97c2-43c8a6dffb78",
            },
        ),
        (
            LOOK,
            {
                "channel": "C1",
                "ts": asked.thread,
                "oldest": asked.ts,
                "include_all_metadata": 1,
                "limit": "200",
            },
        ),
        (
            UPDATE,
            {
                "channel": "C1",
                "ts": ts,
                "text": "Mild.",
                "blocks": [{"type": "markdown", "text": "Mild."}],
                "metadata": mark,
            },
        ),
        (
            "chat.postEphemeral",
            {
                "channel": "C1",
                "user": "U2",
                "thread_ts": asked.thread,
                "text": "It can't be &lt;renewed&gt;.",
            },
        ),
        ("chat.postEphemeral", {"channel": "C1", "user": "U1", "text": "*Mild*."}),
    ]
    assert {call.token for call in slack.calls()} == {BOT_TOKEN}


@dataclass(frozen=True)
class Watched(Installation):
    """An installation that notes how long its callers would wait for Slack."""

    waits_s: list[int] = field(default_factory=list)

    def client(self, timeout_s: int) -> SlackWebClient:
        """Note the time."""
        self.waits_s.append(timeout_s)
        return Installation.client(self, timeout_s)


@each_row(("longest_post_s", "post_s"), [(2.0, 1), (39.9, 9), (200.0, 10)])
def test_each_call_is_waited_for_as_long_as_it_is_worth(
    slack: FakeSlack, longest_post_s: float, post_s: int
) -> None:
    """A post with its repetitions for a part of the lease, and all beside it for a moment."""
    slack.clear()
    asked, clock = ask(slack, thread_ts=slack.say("Oslo", user="U2")["ts"]), FakeTime().clock
    client = web_client(BOT_TOKEN, slack.api_url)
    watched = Watched(Account("UBOT", "BBOT"), client, RateLimits(clock.monotonic))
    opening = question_from(slack.direct_message("Rome?"), "T1", "UBOT")
    assert opening is not None
    with channel_to(slack, clock, longest_post_s=longest_post_s, installation=watched) as channel:
        deeds: list[tuple[Callable[[], object], list[int]]] = [
            (lambda: channel.asker(asked), [2]),
            (lambda: channel.said_before(asked, clock.deadline(60)), [3, 2]),
            (lambda: channel.post(asked, REPLY), [post_s]),
            (lambda: channel.find(asked), [post_s]),
            (lambda: channel.edit(asked, str(channel.find(asked)), REPLY), [post_s, post_s]),
            (lambda: channel.tell(asked, "U1", "It can't."), [3]),
            (lambda: channel.post(opening, REPLY), [post_s, 3]),
            (lambda: channel.show_progress(opening, "is thinking…"), [3]),
        ]
        for deed, waits_s in deeds:
            watched.waits_s.clear()
            deed()
            until(lambda: len(watched.waits_s) == len(waits_s))  # noqa: B023 - called at once
            assert watched.waits_s == waits_s
        for method in ("chat.postEphemeral", "assistant.threads.setTitle", STATUS):
            slack.wait_for_calls(method, 1)
    slack.wait_for_calls(STATUS, 2)  # the last one clears it


def test_a_conversation_is_named_offered_prompts_and_ended_by_whole_requests(
    slack: FakeSlack,
) -> None:
    """In the person's own language where there are words in it."""
    opening = replace(question("weather\n in <Oslo>?", channel="D1"), surface="direct_message")
    where, german = {"channel_id": "D1", "thread_ts": opening.ts}, language_of("de")
    with closing(AgentView(installed_at(slack, FakeTime().clock))) as view:
        for number, act in enumerate(
            (
                lambda: view.give_title(opening),
                lambda: view.suggest("T1", "D1", german),
                lambda: view.end_session(opening),
            ),
            1,
        ):
            act()
            until(lambda: len(slack.calls()) == number)  # noqa: B023 - called at once

    offered = [
        (
            "The weather in three cities",
            "What's the weather like in Bengaluru, London, and Austin?",
        ),
        ("The weekend", "Will it rain in Amsterdam this weekend?"),
        ("Where is it warmer?", "Is it warmer in Lisbon or in Rome tomorrow?"),
    ]
    prompts = [
        {"title": german.text(title), "message": german.text(text)} for title, text in offered
    ]
    assert [(call.method, dict(call.arguments)) for call in slack.calls()] == [
        ("assistant.threads.setTitle", {**where, "title": "weather in &lt;Oslo&gt;?"}),
        ("assistant.threads.setSuggestedPrompts", {"channel_id": "D1", "prompts": prompts}),
        ("agents.sessions.setStatus", {**where, "status": "active"}),
    ]


def test_a_note_that_slack_does_not_take_is_told_in_the_log(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """And costs nothing else."""
    slack.fail("chat.postEphemeral", Fault("user_not_in_channel"))
    with captured_log() as log:
        channel.tell(ask(slack), "U1", "secret")
        until(lambda: bool(log.entries("note.failed")))
        channel.tell(ask(slack), "U1", "<!channel> https://evil.test")
        until(lambda: bool(slack.notes))

    (failed,) = log.entries("note.failed")
    said = "chat.postEphemeral was refused: user_not_in_channel"
    assert (failed["level"], failed["reason"]) == ("INFO", said)
    assert "secret" not in log.text
    assert slack.notes[0]["text"] == "&lt;!channel&gt; (link removed)"


def test_what_is_told_beside_an_answer_needs_a_token_and_says_so(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """In the log, where it belongs; it costs nothing else."""
    caplog.set_level(logging.DEBUG, logger="handlers.delivery")
    signed_out = signed_out_of(slack, FakeTime().clock)
    notes = Notes(signed_out)
    notes.tell("U1", question(), "secret")
    with closing(notes), closing(AgentView(signed_out)) as view:
        until(lambda: bool(caplog.records))
        view.end_session(question())
        until(lambda: len(caplog.records) == 2)

    note, other = caplog.records
    assert (note.msg, note.levelname) == ("note.failed", "INFO")
    assert note.fields == {"reason": "the token of T1 has ended"}  # type: ignore[attr-defined]
    told = "agent_view.failed reason=the token of T1 has ended"
    assert (other.getMessage(), other.levelname) == (told, "DEBUG")


def test_a_title_pings_nobody_and_is_short(slack: FakeSlack, channel: SlackChannel) -> None:
    """It is one line of what somebody wrote."""
    asked = slack.direct_message(f"Is it warm,\n&lt;!channel&gt;, in Oslo? {'x' * 200}")
    question = question_from(asked, "T1", "UBOT")
    assert question is not None

    channel.post(question, REPLY)

    (call,) = slack.wait_for_calls("assistant.threads.setTitle", 1)
    begin = "Is it warm, &lt;!channel&gt;, in Oslo? "
    assert call.arguments["title"] == f"{begin}{'x' * (99 - len(begin))}…"


def test_a_conversation_is_named_anew_when_its_question_is_put_in_other_words(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """After its reply is; a press of a button below it names nothing."""
    asked = question_from(slack.direct_message("Oslo?"), "T1", "UBOT")
    assert asked is not None
    ts = channel.post(asked, REPLY)
    channel.edit(replace(asked, pressed_by="U2", text="Lima?"), ts, REPLY)
    slack.wait_for_calls("assistant.threads.setTitle", 1)

    channel.edit(replace(asked, text="Rome?"), ts, REPLY)

    calls = slack.wait_for_calls("assistant.threads.setTitle", 2)
    assert [call.arguments["title"] for call in calls] == ["Oslo?", "Rome?"]


def test_a_conversation_is_not_named_after_a_question_whose_reply_is_not_there(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """It is tried again, and may be put in other words by then."""
    unanswered, answered = (
        question_from(slack.direct_message(text), "T1", "UBOT") for text in ("Oslo?", "Rome?")
    )
    assert unanswered is not None
    assert answered is not None
    slack.fail(POST, Fault("internal_error"))
    with pytest.raises(DeliveryError):
        channel.post(unanswered, REPLY)

    channel.post(answered, REPLY)

    until(lambda: ("D1", answered.ts) in slack.titles)
    assert slack.titles == {("D1", answered.ts): "Rome?"}


def test_what_hangs_at_slack_keeps_no_other_note_or_title_waiting(slack: FakeSlack) -> None:
    """Up to three of each; nobody who asks waits for any."""
    opening, answered = replace(question(), surface="direct_message"), threading.Event()
    installed = installed_at(slack, FakeTime().clock)
    notes = Notes(installed)
    methods = ("chat.postEphemeral", "assistant.threads.setTitle")
    for method in methods:
        slack.fail(method, *[Fault(hold=answered)] * 3)
    with closing(AgentView(installed)) as view:
        for count in range(4):
            view.give_title(opening)
            notes.tell("U1", opening, f"note {count}")
        calls = [slack.wait_for_calls(method, 4) for method in methods]
        answered.set()

    # Each of the first three is given up after 3 s.
    assert all(last.at_s - first.at_s < 2.5 for first, *_, last in calls)


def test_notes_and_titles_that_wait_at_the_end_are_not_sent(slack: FakeSlack) -> None:
    """Those on their way are enough."""
    opening, answered = replace(question(), surface="direct_message"), threading.Event()
    installed, earlier = installed_at(slack, FakeTime().clock), set(threading.enumerate())
    methods = ("chat.postEphemeral", "assistant.threads.setTitle")
    for method in methods:
        slack.fail(method, *[Fault(hold=answered)] * 4)
    with closing(Notes(installed)) as notes, closing(AgentView(installed)) as view:
        for count in range(6):
            view.give_title(opening)
            notes.tell("U1", opening, f"note {count}")
        for method in methods:
            slack.wait_for_calls(method, 4)
    answered.set()
    join_new(earlier, "note", "agent-view")

    assert [len(slack.calls(method)) for method in methods] == [4, 4]


def join_new(earlier: set[threading.Thread], *names: str) -> None:
    """Return when no thread is left that has one of these names and was not there before."""
    for thread in set(threading.enumerate()) - earlier:
        if thread.name.startswith(names):
            thread.join(PATIENCE_S)


def test_the_title_of_a_deleted_question_goes_with_it(slack: FakeSlack) -> None:
    """Where it opened a conversation in the direct messages; nothing else has a title."""
    opening, earlier = (
        replace(question(channel="D1"), surface="direct_message"),
        set(threading.enumerate()),
    )
    with closing(AgentView(installed_at(slack, FakeTime().clock))) as view:
        for nameless in (replace(opening, text=""), question(channel="D1")):
            view.give_title(nameless)  # a mention names nothing, wherever it is
        for asked in (question(), replace(opening, ts="1763895700.000100"), opening):
            view.take_title(asked)
        slack.wait_for_calls("assistant.threads.setTitle", 1)
        view.end_session(opening)
        slack.wait_for_calls("agents.sessions.setStatus", 1)
    view.give_title(opening)  # nor is anything raised when all is closed
    join_new(earlier, "agent-view")

    assert slack.titles == {("D1", opening.ts): "…"}
    assert len(slack.calls("assistant.threads.setTitle")) == 1


def test_a_second_attempt_has_the_same_message_id(slack: FakeSlack, channel: SlackChannel) -> None:
    """Slack may recognise it by `client_msg_id`."""
    first, other = ask(slack), ask(slack)

    for asked in (first, first, other):
        channel.post(asked, REPLY)

    ids = [call.arguments["client_msg_id"] for call in slack.calls(POST)]
    assert ids[0] == ids[1] != ids[2]


def test_a_lost_response_is_not_followed_by_a_second_post(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """The message is there, and the caller is told that it may be."""
    question = ask(slack)
    slack.fail(POST, Fault(is_lost=True))

    with pytest.raises(DeliveryError) as failure:
        channel.post(question, REPLY)

    assert failure.value.may_have_arrived
    assert len(slack.replies("C1", question.thread)) == len(slack.calls(POST)) == 1


@pytest.mark.timeout(20)  # the library by itself would wait for 30 s
@pytest.mark.parametrize("is_command", [False, True], ids=["post", "command"])
def test_a_post_without_an_answer_in_time_may_have_arrived(
    slack: FakeSlack, *, is_command: bool
) -> None:
    """Nobody waits for longer than the lease allows, in which it has to be looked for as well."""
    method = RESPONSE_URL if is_command else POST

    def failure_of(bot: SlackBot) -> DeliveryError | None:
        asked, answered = ask(slack), threading.Event()
        if is_command:
            url = slack.new_answer("U1", "C1")
            asked = replace(asked, surface="command", answer_url=url)
        slack.fail(method, Fault(hold=answered))
        late = threading.Timer(3.5, answered.set)
        late.start()
        try:
            bot.channel.post(asked, REPLY)
        except DeliveryError as failure:
            return failure
        finally:
            late.cancel()
            answered.set()
        return None

    # In one of several tries also where this process has to rest.
    with bot_at(slack, system_clock(), LEASE_S="8") as bot:
        failure = next(filter(None, (failure_of(bot) for _ in range(3))), None)

    assert failure
    assert str(failure).startswith(f"{method} got no answer: Timeout")
    assert failure.may_have_arrived


@each_row(
    "fault",
    [
        Fault("internal_error", status=500),
        Fault("fatal_error"),
        Fault("internal_error"),
        Fault(body="<html>Bad gateway</html>", status=502),
        Fault(body="<html>Captive portal</html>"),
        Fault(body="<html>Captive portal</html>", charset="x-none"),
        Fault(body="<html>Bad gateway</html>", charset="x-none", status=502),
        Fault(body='{"ok": true}'),
        Fault(body='{"ok": true, "ts": 1.5}'),
        Fault("Something Odd <!channel>"),
    ],
)
def test_an_unclear_answer_may_mean_that_the_reply_arrived(slack: FakeSlack, fault: Fault) -> None:
    """It is looked for before it is sent again."""
    with anew(slack) as channel:
        question = ask(slack)
        slack.fail(POST, fault)

        with pytest.raises(DeliveryError) as failure:
            channel.post(question, REPLY)

    assert failure.value.may_have_arrived
    assert "<" not in str(failure.value)
    assert len(slack.calls(POST)) == 1


@each_row(
    ("code", "is_final", "is_mendable"),
    [
        ("channel_not_found", True, False),
        ("not_in_channel", True, False),
        ("is_archived", True, False),
        ("restricted_action", True, False),
        ("invalid_auth", False, True),
        ("missing_scope", False, True),
        ("team_added_to_org", False, False),
    ],
)
def test_a_refused_post_has_not_arrived(
    slack: FakeSlack, code: str, *, is_final: bool, is_mendable: bool
) -> None:
    """The error names the method and Slack's reason, and says whether that may pass."""
    said = rf"^chat\.postMessage was refused: {code}$"
    with anew(slack) as channel:
        question = ask(slack)
        slack.fail(POST, Fault(code))

        with pytest.raises(RefusedError, match=said) as failure:
            channel.post(question, REPLY)

    assert (failure.value.is_final, failure.value.is_mendable) == (is_final, is_mendable)
    assert not failure.value.may_have_arrived
    assert failure.value.retry_after_s is None


# Slack refuses what it says

CARD = Card("Oslo, Norway", "3 °C", "Wind 9 km/h")
CHART = Chart("Highs", ("Mon", "Tue", "Wed"), (Series("Oslo", (3.0, 4.0, 5.0)),), "°C")
TABLE = Table(("Place", "Now"), (("Oslo", "3 °C"), ("Rome", "14 °C")))
NOTICE = Notice("severe", "Gale")
FULL = replace(REPLY, exhibits=(NOTICE, TABLE, CARD, CHART), is_answer=True)
SURE = ["section", "markdown", "table", "context", "actions"]

# As chat.postMessage documents them (checked 2026-11-28), and some that it does not.
ABOUT_CONTENT = (
    *("as_user_not_supported", "attachment_payload_limit_exceeded", "block_mismatch"),
    *("invalid_arg_name", "invalid_arguments", "invalid_array_arg", "invalid_attachments"),
    *("invalid_blocks", "invalid_blocks_format", "invalid_charset", "invalid_form_data"),
    *("invalid_metadata_format", "invalid_metadata_schema", "invalid_post_type"),
    *("markdown_text_conflict", "metadata_must_be_sent_from_app", "metadata_too_large"),
    *("missing_file_data", "missing_post_type", "msg_blocks_too_long", "msg_too_long", "no_text"),
    *("too_many_attachments", "too_many_contact_cards", "a_code_of_next_year"),
)
ABOUT_WHERE = (
    *("access_denied", "cannot_reply_to_message", "channel_not_found", "no_permission"),
    *("channel_type_not_supported",),
    *("duplicate_channel_not_found", "enterprise_is_restricted", "is_archived"),
    *("messages_tab_disabled", "not_in_channel", "restricted_action", "restricted_action_x"),
    *("restricted_action_non_threadable_channel", "restricted_action_read_only_channel"),
    *("restricted_action_thread_locked", "restricted_action_thread_only_channel"),
    *("slack_connect_canvas_sharing_blocked", "slack_connect_file_link_sharing_blocked"),
    *("team_not_found", "thread_not_found", "user_not_found", "user_not_in_channel"),
)
PASSING = (
    *("accesslimited", "account_inactive", "ekm_access_denied", "fatal_error"),
    *("external_channel_migrating", "internal_error", "invalid_auth", "message_limit_exceeded"),
    *("missing_scope", "not_allowed_token_type", "not_authed", "rate_limited"),
    *("org_login_required", "ratelimited", "request_timeout", "service_unavailable"),
    *("team_access_not_granted", "team_added_to_org", "token_expired", "token_revoked"),
    "two_factor_setup_required",
)


def blocks_of(message: Mapping[str, Any]) -> list[str]:
    """Return the types of a message's blocks."""
    return [block["type"] for block in message.get("blocks", [])]


@each_row("code", ABOUT_CONTENT)
def test_what_is_refused_for_what_it_says_is_sent_with_less(slack: FakeSlack, code: str) -> None:
    """Slack brings new rules for blocks to one workspace after another."""
    with anew(slack) as channel:
        question = ask(slack)
        slack.fail(POST, Fault(code))

        channel.post(question, FULL)

    (message,) = slack.replies("C1", question.thread)
    is_marked = "metadata" in message
    assert (blocks_of(message) in ([], SURE)) is is_marked
    assert ("metadata" in code) is not is_marked


@each_row("code", ABOUT_WHERE)
def test_what_is_refused_for_where_it_goes_is_never_taken(slack: FakeSlack, code: str) -> None:
    """Whatever it says; the worker then shows it to the person alone."""
    with anew(slack) as channel:
        slack.fail(POST, Fault(code))

        with pytest.raises(RefusedError) as failure:
            channel.post(ask(slack), FULL)

    assert failure.value.is_final
    assert len(slack.calls(POST)) == 1


@each_row("code", PASSING)
def test_what_is_refused_for_a_time_is_tried_again_as_it_is(slack: FakeSlack, code: str) -> None:
    """By the worker, with all its blocks."""
    with anew(slack) as channel:
        slack.fail(POST, Fault(code))

        with pytest.raises(DeliveryError) as failure:
            channel.post(ask(slack), FULL)

    assert not (isinstance(failure.value, RefusedError) and failure.value.is_final)
    assert len(slack.calls(POST)) == 1


@pytest.mark.parametrize(
    ("refused", "left"),
    [
        ({"data_visualization": "invalid_blocks"}, SURE),
        ({"card": "brand_new", "context_actions": "brand_new"}, SURE),
        ({"table": "invalid_attachments"}, []),
        ({"data_visualization": "invalid_blocks", "table": "too_many_attachments"}, []),
    ],
)
def test_a_refused_block_costs_the_blocks_of_its_age(
    slack: FakeSlack,
    channel: SlackChannel,
    caplog: pytest.LogCaptureFixture,
    refused: dict[str, str],
    left: list[str],
) -> None:
    """The log has one line, with Slack's reason; the text says all of it, however long it is."""
    question, words = ask(slack), "**Oslo** " + "a" * 5_000
    slack.refused_blocks = refused

    channel.post(question, replace(FULL, text=words))

    (message,) = slack.replies("C1", question.thread)
    assert blocks_of(message) == left
    assert "Highs, Oslo: Mon 3" in message["text"]
    assert "a" * 5_000 in message["text"]
    (record,) = (record for record in caplog.records if record.msg == "reply.partly_refused")
    assert record.levelname == "WARNING"
    first = next(kind for kind in (*SURE[:3], "card", "data_visualization") if kind in refused)
    said = f"{refused[first]} ([ERROR] unsupported type: {first})"
    assert record.fields == {  # type: ignore[attr-defined]
        "reference": question.reference,
        "reason": f"chat.postMessage was refused: {said}",
        "blocks_left": len(left),
    }


def test_an_edit_is_sent_with_less_as_well(slack: FakeSlack, channel: SlackChannel) -> None:
    """The rules are the same."""
    question = ask(slack)
    ts = channel.post(question, REPLY)
    slack.refused_blocks = {"card": "invalid_blocks"}

    with captured_log() as log:
        channel.edit(question, ts, FULL)

    (message,) = slack.replies("C1", question.thread)
    assert blocks_of(message) == SURE
    (entry,) = log.entries("reply.partly_refused")
    assert entry["reference"] == question.reference

    slack.fail(UPDATE, Fault("metadata_too_large"))
    channel.edit(question, ts, REPLY)

    assert ["metadata" in call.arguments for call in slack.calls(UPDATE)][-2:] == [True, False]


def test_an_edit_into_bare_text_leaves_no_blocks_of_the_earlier_reply(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """Slack shows blocks in place of the text, so that people would go on seeing the old answer."""
    question = ask(slack)
    ts = channel.post(question, REPLY)
    before = blocks_of(slack.replies("C1", question.thread)[0])
    slack.refused_blocks = dict.fromkeys(before, "invalid_blocks")

    channel.edit(question, ts, Reply("**Oslo**: 5 °C"))

    (message,) = slack.replies("C1", question.thread)
    assert before != []
    assert blocks_of(message) == []
    assert "5 °C" in message["text"]


def test_an_answer_to_a_command_is_sent_with_less_as_well(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """Response URLs answer with a bare word."""
    command = slack.command("Oslo")
    slack.refused_blocks = {"card": "invalid_blocks"}

    asked = replace(ask(slack), surface="command", answer_url=command["response_url"])

    found = [channel.post(asked, FULL), channel.find(asked)]  # it counts as posted
    slack.refused_blocks = {"table": "invalid_blocks"}
    channel.post(asked, FULL)

    in_part, bare = slack.answers_to(command)
    assert blocks_of(in_part) == ["section", "markdown", "table", "context"]
    assert "blocks" not in slack.calls(RESPONSE_URL)[-1].arguments
    assert (bare["text"], found, slack.calls(LOOK)) == (in_part["text"], ["", ""], [])


def test_a_message_that_is_too_long_is_followed_by_a_short_text(
    slack: FakeSlack, channel: SlackChannel, caplog: pytest.LogCaptureFixture
) -> None:
    """Cut, but there; it is of no use to leave out newer blocks alone.

    The log has what was refused first.
    """
    question = ask(slack)
    slack.fail(POST, Fault("metadata_too_large"), Fault("msg_too_long"))

    channel.post(question, Reply("a" * 9_000, exhibits=(CARD,)))

    (message,) = slack.replies("C1", question.thread)
    assert message["text"] == "a" * 3_999 + "…"
    assert "blocks" not in slack.calls(POST)[-1].arguments
    (record,) = (record for record in caplog.records if record.msg == "reply.partly_refused")
    assert "metadata_too_large" in record.fields["reason"]  # type: ignore[attr-defined]


def test_metadata_that_is_refused_is_left_out_once(slack: FakeSlack, channel: SlackChannel) -> None:
    """Who goes on refusing means something else by it."""
    question = ask(slack)
    slack.fail(POST, Fault("metadata_too_large"), Fault("invalid_metadata_schema"))

    channel.post(question, FULL)

    (message,) = slack.replies("C1", question.thread)
    assert blocks_of(message) == SURE


def test_text_that_is_refused_as_well_fails(slack: FakeSlack, channel: SlackChannel) -> None:
    """There is no further way."""
    slack.fail(POST, Fault("invalid_blocks"), Fault("msg_too_long"))

    with pytest.raises(RefusedError):
        channel.post(ask(slack), REPLY)

    assert len(slack.calls(POST)) == 2


def test_what_a_thread_does_not_take_is_shown_to_the_person_alone(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """In the channel, whole, with its sources."""
    question = ask(slack, thread_ts=slack.say("We fly to Oslo")["ts"])

    channel.show_alone(question, REPLY)

    (call,) = slack.wait_for_calls("chat.postEphemeral", 1)
    assert (call.arguments["channel"], call.arguments["user"]) == ("C1", "U1")
    assert "thread_ts" not in call.arguments
    assert call.arguments["text"].endswith("<https://x.test/|By X> · observed 12:00")


# Slack asks to wait


@pytest.mark.parametrize(
    ("busy", "waited_s"),
    [
        (Fault("ratelimited", status=429, retry_after_s=20), 20.0),
        (Fault("ratelimited", status=429, retry_after_s=86_400), 3_600.0),
        (Fault("ratelimited", status=429), 1.0),
        (Fault("ratelimited"), 1.0),
        (Fault(body="Too many requests", status=429), 1.0),
    ],
)
def test_a_pause_is_left_to_the_caller(
    slack: FakeSlack, channel: SlackChannel, busy: Fault, waited_s: float
) -> None:
    """A thread that waits can't answer anyone; the call was not carried out.

    No pause is longer than an hour.
    """
    slack.fail(POST, busy)

    with pytest.raises(DeliveryError) as failure:
        channel.post(ask(slack), REPLY)

    assert not failure.value.may_have_arrived
    assert failure.value.retry_after_s == waited_s
    assert len(slack.calls(POST)) == 1


def test_slack_s_own_explanation_is_one_line_of_the_log(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """It can quote what people have written, at any length."""
    told = {"messages": ["[ERROR] no\n\u202etable", 7, "x" * 500]}
    answer = {"ok": False, "error": "not_in_channel", "response_metadata": told, "text": "canary"}
    slack.fail(POST, Fault(body=json.dumps(answer)))

    with pytest.raises(RefusedError) as failure:
        channel.post(ask(slack), REPLY)

    start = "[ERROR] no table; x"
    details = f"{start}{'x' * (299 - len(start))}…"
    assert str(failure.value) == f"chat.postMessage was refused: not_in_channel ({details})"
    assert "canary" not in "".join(format_exception(failure.value))


@each_row(
    "code",
    [
        *("message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"),
        "update_failed",
    ],
)
def test_a_reply_that_can_t_be_changed_any_more_is_followed_by_another(
    slack: FakeSlack, code: str
) -> None:
    """At once: with less in it, it could be changed no sooner."""
    with anew(slack) as channel:
        question = ask(slack)
        old = channel.post(question, REPLY)
        slack.fail(UPDATE, Fault(code))

        new = channel.edit(question, old, FULL)

    assert [message["ts"] for message in slack.replies("C1", question.thread)] == [old, new]
    assert len(slack.calls(UPDATE)) == 1


def test_an_edit_that_fails_for_another_reason_is_no_second_post(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """The reply may be there and show the new answer."""
    question = ask(slack)
    old = channel.post(question, REPLY)
    slack.fail(UPDATE, Fault("invalid_auth"), Fault("is_archived"), Fault(body='{"ok": true}'))

    for may_have_arrived in (False, False, True):
        with pytest.raises(DeliveryError) as failure:
            channel.edit(question, old, REPLY)
        assert failure.value.may_have_arrived is may_have_arrived

    assert len(slack.calls(POST)) == 1


@each_row("sent", [b"oops\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}", b""])
def test_an_answer_that_is_no_http_may_mean_that_the_reply_arrived(sent: bytes) -> None:
    """A proxy can break off in the middle."""
    with serve_raw(sent) as url:
        broken = Broken(f"{url}/api/")
        with (
            channel_to(broken, FakeTime().clock) as channel,
            pytest.raises(DeliveryError) as failure,
        ):
            channel.post(question(), REPLY)

    assert failure.value.may_have_arrived
    assert url not in str(failure.value)


def test_other_posts_go_on_meanwhile(slack: FakeSlack, channel: SlackChannel) -> None:
    """The limit may be that of a single channel."""
    other = ask(slack, channel="C2")
    slack.fail(POST, BUSY)
    with pytest.raises(DeliveryError):
        channel.post(ask(slack), REPLY)

    channel.post(other, REPLY)

    assert len(slack.replies("C2", other.thread)) == 1


def test_threads_are_not_read_before_their_time(
    slack: FakeSlack, timed: SlackChannel, time: FakeTime
) -> None:
    """Neither to look for a reply nor for what was said before, whoever was told to wait."""
    question = ask(slack, thread_ts=slack.say("We fly to Oslo")["ts"])
    slack.fail(LOOK, BUSY)
    remarks = [timed.said_before(question, system_clock().deadline(60))]
    time.pass_s(19)
    with pytest.raises(DeliveryError) as failure:
        timed.find(question)
    calls = len(slack.calls(LOOK))
    time.pass_s(1)

    remarks.append(timed.said_before(question, system_clock().deadline(60)))

    assert (failure.value.retry_after_s, failure.value.may_have_arrived) == (1, False)
    assert calls == 1
    assert [len(said) for said in remarks] == [0, 1]


def test_people_are_not_looked_up_before_their_time(
    slack: FakeSlack, timed: SlackChannel, time: FakeTime
) -> None:
    """Whoever asks meanwhile is in UTC; nobody waits."""
    slack.fail(PERSON, BUSY)
    for user, seconds in (("U1", 0), ("U2", 19), ("U3", 1)):
        time.pass_s(seconds)
        timed.asker(ask(slack, user=user))

    assert [call.arguments["user"] for call in slack.calls(PERSON)] == ["U1", "U3"]


def test_no_status_is_sent_before_its_time(slack: FakeSlack, time: FakeTime) -> None:
    """It is left out."""
    looks = threading.Semaphore(0)

    def monotonic() -> float:
        looks.release()
        return time.clock.monotonic()

    installed = installed_at(slack, Clock(time.clock.now, monotonic))
    progress = Progress(installed, time.clock)
    slack.fail(STATUS, Fault("ratelimited", status=429, retry_after_s=2))  # before a session's time
    for channel, seconds, looks_at_the_time in (("C0", 0, 2), ("C1", 1.9, 1), ("C2", 0.1, 1)):
        time.pass_s(seconds)
        progress.show(ask(slack, channel=channel), "is thinking…")
        assert all(looks.acquire(timeout=10) for _ in range(looks_at_the_time))

    calls = slack.wait_for_calls(STATUS, 2)
    progress.close()
    assert [call.arguments["channel_id"] for call in calls] == ["C0", "C2"]


# Looking before posting again


def test_a_reply_whose_confirmation_was_lost_is_found(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """So that a second attempt need not post."""
    question = ask(slack)
    slack.fail(POST, Fault(is_lost=True))
    with pytest.raises(DeliveryError):
        channel.post(question, REPLY)

    found = channel.find(question)

    assert found == slack.replies("C1", question.thread)[0]["ts"]


def test_only_the_reply_to_this_very_question_is_found(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """A thread holds many questions and replies."""
    first = ask(slack)
    second = ask(slack, thread_ts=first.thread)
    third = ask(slack, thread_ts=first.thread)
    channel.post(first, REPLY)
    ts = channel.post(second, REPLY)

    assert channel.find(second) == ts
    assert channel.find(third) is None


def test_a_reply_is_found_behind_messages_with_other_marks(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """Every app can put whatever it likes there."""
    question = ask(slack)
    payloads: list[object] = [None, "x", ["key"], {}, {"key": None}, {"key": [question.key]}]
    for odd in ("x", ["x"], {}, *({"event_payload": payload} for payload in payloads)):
        other = slack.say_as_bot("chat", thread_ts=question.thread, bot_id=BOT_ID)
        slack.change(other, metadata=odd)
    before = channel.find(question)

    ts = channel.post(question, REPLY)

    assert (before, channel.find(question)) == (None, ts)


def test_someone_else_s_message_with_the_same_mark_is_not_our_reply(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """Any app may copy metadata."""
    question = ask(slack)
    own = {"user": BOT_USER_ID, "bot_id": BOT_ID}
    others = [{"user": "U2"}, {"user": "UZ"}, *({**own, "bot_id": each} for each in ("B2", "BZ"))]
    for fields in (*others, {**own, "user": "U2"}, {**own, "user": "UZ"}):
        forged = slack.say("gotcha", user="U2", thread_ts=question.thread)
        slack.change(forged, metadata={"event_payload": {"key": question.key}}, **fields)

    assert channel.find(question) is None


@pytest.mark.parametrize("account", [Account(None, "BBOT"), Account("UBOT", None)])
def test_an_id_that_slack_left_out_at_the_sign_in_decides_nothing(
    slack: FakeSlack, account: Account
) -> None:
    """The other id still tells the bot's reply from somebody else's."""
    question = ask(slack)
    forged = slack.say_as_bot("gotcha", thread_ts=question.thread)
    slack.change(forged, metadata={"event_payload": {"key": question.key}})

    with channel_to(slack, FakeTime().clock, account=account) as channel:
        before = channel.find(question)
        ts = channel.post(question, REPLY)

        assert (before, channel.find(question)) == (None, ts)


def test_a_reply_is_found_on_a_later_page(slack: FakeSlack, channel: SlackChannel) -> None:
    """Others may have written a lot since the question."""
    question = ask(slack)
    for _ in range(250):
        slack.say("chat", thread_ts=question.thread)
    ts = channel.post(question, REPLY)

    assert channel.find(question) == ts
    assert len(slack.calls(LOOK)) == 2


def test_the_search_gives_up_after_a_few_pages(slack: FakeSlack, channel: SlackChannel) -> None:
    """A reply follows its question soon or never."""
    question = ask(slack)
    for _ in range(1_100):
        slack.say("chat", thread_ts=question.thread)
    channel.post(question, REPLY)

    assert channel.find(question) is None
    assert len(slack.calls(LOOK)) == 5


def test_a_long_thread_before_the_question_is_not_searched(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """However much was said in it, the reply is after the question."""
    first = ask(slack)
    for _ in range(1_100):
        slack.say("chat", thread_ts=first.thread)
    question = ask(slack, thread_ts=first.thread)
    ts = channel.post(question, REPLY)

    assert channel.find(question) == ts
    assert len(slack.calls(LOOK)) == 1


@pytest.mark.parametrize("left_out", ["user", "bot_id"])
def test_an_id_that_slack_left_out_of_a_message_decides_nothing(
    slack: FakeSlack, channel: SlackChannel, left_out: str
) -> None:
    """The other id tells that it is the bot's reply, which must not come twice."""
    question = ask(slack)
    ts = channel.post(question, REPLY)
    slack.change({"channel": "C1", "ts": ts}, **{left_out: None})

    assert channel.find(question) == ts


def test_a_thread_that_is_gone_holds_no_reply(slack: FakeSlack, channel: SlackChannel) -> None:
    """Its root may have been deleted."""
    question = ask(slack)
    slack.fail(LOOK, Fault("thread_not_found"), Fault("message_not_found"))

    assert [channel.find(question) for _ in range(2)] == [None, None]


def test_a_thread_that_can_t_be_read_is_an_error(slack: FakeSlack, channel: SlackChannel) -> None:
    """Not knowing is not the same as knowing that there is none."""
    for code in ("missing_scope", "channel_not_found", "not_in_channel"):
        slack.fail(LOOK, Fault(code))

        with pytest.raises(RefusedError, match=code):
            channel.find(ask(slack))


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
def test_who_is_signed_out_can_t_look_now(
    slack: FakeSlack, channel: SlackChannel, code: str
) -> None:
    """Nothing is said about this thread: with a new token it is looked into."""
    slack.fail(LOOK, Fault(code))

    with pytest.raises(DeliveryError, match=code) as failure:
        channel.find(ask(slack))

    assert not isinstance(failure.value, RefusedError)
    assert not failure.value.may_have_arrived


# The status beside the work


def test_a_status_shows_until_the_reply_is_there(slack: FakeSlack, channel: SlackChannel) -> None:
    """Slack clears it by itself when the bot posts."""
    question = ask(slack)
    channel.show_progress(question, "is thinking…")
    slack.wait_for_calls(STATUS, 1)
    shown = slack.status("C1", question.thread)

    channel.post(question, REPLY)

    assert shown == "is thinking…"
    assert slack.status("C1", question.thread) == ""
    channel.end_progress(question)
    channel.close()
    assert [call.method for call in slack.calls()] == [STATUS, POST]


def test_a_status_beside_an_edit_shows_until_the_work_is_over(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """Slack does not clear it when the bot edits."""
    question = ask(slack)
    ts = channel.post(question, REPLY)
    channel.show_progress(question, "is thinking…")
    slack.wait_for_calls(STATUS, 1)

    channel.edit(question, ts, REPLY)
    channel.end_progress(question)

    slack.wait_for_calls(STATUS, 2)
    until(lambda: slack.status("C1", question.thread) == "")


def test_only_the_latest_status_is_sent_after_the_one_on_its_way(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """Statuses of one question can't overtake one another."""
    question, answered = ask(slack), threading.Event()
    slack.fail(STATUS, Fault(hold=answered))
    channel.show_progress(question, "first")
    slack.wait_for_calls(STATUS, 1)

    channel.show_progress(question, "second")
    channel.show_progress(question, "third")
    answered.set()

    calls = slack.wait_for_calls(STATUS, 2)
    assert [call.arguments["status"] for call in calls] == ["first", "third"]


@pytest.mark.parametrize("is_edit", [False, True], ids=["post", "edit"])
def test_a_status_that_is_still_on_its_way_is_cleared_after_the_reply(
    slack: FakeSlack, channel: SlackChannel, *, is_edit: bool
) -> None:
    """What waited behind it is dropped; "is thinking…" never sticks."""
    question, answered = ask(slack), threading.Event()
    ts = channel.post(question, REPLY) if is_edit else ""
    slack.fail(STATUS, Fault(hold=answered))
    channel.show_progress(question, "first")
    slack.wait_for_calls(STATUS, 1)
    channel.show_progress(question, "second")

    started_s = monotonic()
    if is_edit:
        channel.edit(question, ts, REPLY)
    else:
        channel.post(question, REPLY)
    waited_s = monotonic() - started_s
    answered.set()
    channel.end_progress(question)

    calls = slack.wait_for_calls(STATUS, 2)
    assert [call.arguments["status"] for call in calls] == ["first", ""]
    assert slack.status("C1", question.thread) == ""
    assert 0.45 < waited_s < 4.5  # it is given time to arrive first, and not much


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault("channel_not_found"), "refused reason={} was refused: channel_not_found"),
        (
            Fault(status=500, body="oops"),
            "failed reason={} failed: unreadable_response (HTTP status 500)",
        ),
    ],
)
def test_a_failing_status_is_never_fatal(
    slack: FakeSlack,
    channel: SlackChannel,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    reason: str,
) -> None:
    """And the next question tries again; who looks closely reads why nothing was shown."""
    caplog.set_level(logging.DEBUG, logger="handlers.delivery.progress")
    first, second = ask(slack), ask(slack)
    slack.fail(STATUS, fault)

    channel.show_progress(first, "is thinking…")
    slack.wait_for_calls(STATUS, 1)
    channel.post(first, REPLY)
    channel.show_progress(second, "is thinking…")

    slack.wait_for_calls(STATUS, 2)
    assert f"status.{reason.format(STATUS)}" in [record.getMessage() for record in caplog.records]


def test_a_workspace_that_allows_no_status_is_left_alone(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    """It would refuse every one."""
    first, second = ask(slack), ask(slack)
    slack.fail(STATUS, Fault("missing_scope"))
    channel.show_progress(first, "is thinking…")
    slack.wait_for_calls(STATUS, 1)
    channel.post(first, REPLY)

    channel.show_progress(second, "is thinking…")
    channel.post(second, REPLY)

    assert len(slack.calls(STATUS)) == 1


def test_a_closed_channel_shows_no_status(slack: FakeSlack, channel: SlackChannel) -> None:
    """The program is ending."""
    channel.close()

    channel.show_progress(ask(slack), "is thinking…")

    assert slack.calls(STATUS) == []


def test_a_status_that_was_not_sent_yet_is_dropped_when_the_reply_is_posted(
    slack: FakeSlack,
) -> None:
    """All threads may be busy with other questions."""
    other, question, answered = ask(slack), ask(slack), threading.Event()
    slack.fail(STATUS, Fault(hold=answered))
    clock = FakeTime().clock
    progress = Progress(installed_at(slack, clock), clock, threads=1)
    progress.show(other, "is thinking…")
    slack.wait_for_calls(STATUS, 1)
    progress.show(question, "is thinking…")

    progress.hold(question)
    progress.posted(question)
    progress.end(question)
    answered.set()
    progress.show(other, "done")

    slack.wait_for_calls(STATUS, 2)
    progress.close()
    assert {call.arguments["thread_ts"] for call in slack.calls(STATUS)} == {other.thread}


# The person who asks


def test_a_person_asks_in_their_own_time_zone_and_language(
    slack: FakeSlack, timed: SlackChannel
) -> None:
    """The time of asking is the question's, not the answer's."""
    slack.users["U1"] = {"tz": "Asia/Tokyo", "locale": "ja-JP"}
    question = ask(slack)

    asker = timed.asker(question)

    assert asker.asked_at.timestamp() == pytest.approx(float(question.ts))
    assert asker.asked_at.utcoffset() == timedelta(hours=9)
    assert (asker.language, asker.units, asker.default_units) == ("ja-JP", "metric", "imperial")


@pytest.mark.parametrize(
    ("locale", "units"), [("en-US", "imperial"), ("en-GB", "metric"), ("en", None), (None, None)]
)
def test_a_person_s_locale_chooses_their_units(
    slack: FakeSlack, timed: SlackChannel, locale: str | None, units: str | None
) -> None:
    """One that names no country leaves them open."""
    slack.users["U1"] = {"locale": locale}

    assert timed.asker(ask(slack)).units == units


def test_what_is_asked_again_is_asked_at_the_time_of_that(
    slack: FakeSlack, timed: SlackChannel
) -> None:
    """Or else "tomorrow" would be another day than the weather's."""
    question = ask(slack)
    next_day = replace(question, revision=f"{float(question.ts) + 86_400:.6f}")

    times = [timed.asker(asked).asked_at for asked in (question, next_day)]

    assert times[1] - times[0] == timedelta(days=1)


def test_a_mention_that_was_edited_in_is_asked_at_the_time_of_the_edit(
    slack: FakeSlack, timed: SlackChannel
) -> None:
    """The message may be days old."""
    event = slack.mention("weather in Oslo tomorrow?")
    called_ts = f"{float(event['ts']) + 43_200:.6f}"
    question = question_from(event | {"edited": {"user": "U1", "ts": called_ts}}, "T1", "UBOT")

    assert question is not None
    assert timed.asker(question).asked_at.timestamp() == pytest.approx(float(called_ts))


@pytest.mark.parametrize(
    "odd",
    [
        {"tz": "Mars/Olympus", "locale": "x"},
        {"tz": "../../etc/passwd", "locale": "<!here>"},
        {"tz": None, "locale": None},
        {"tz": 7, "locale": ["en"]},
        {"tz": "", "locale": ""},
        {"tz": None, "tz_offset": 86_400, "locale": None},
        {"tz": None, "tz_offset": -86_400, "locale": None},
        {"tz": None, "tz_offset": "3600", "locale": None},
    ],
)
def test_whoever_slack_says_odd_things_about_is_in_utc(
    slack: FakeSlack, timed: SlackChannel, odd: dict[str, object]
) -> None:
    """An answer with UTC beats none."""
    slack.users["U1"] = odd

    asker = timed.asker(ask(slack))

    assert asker.asked_at.utcoffset() == timedelta(0)
    assert asker.language == "en"


def test_a_zone_without_a_known_name_counts_by_its_offset(
    slack: FakeSlack, timed: SlackChannel
) -> None:
    """This machine may not know the newest zones."""
    slack.users["U1"] = {"tz": "Asia/Newtown", "tz_offset": 19_800}

    asker = timed.asker(ask(slack))

    assert asker.asked_at.utcoffset() == timedelta(hours=5, minutes=30)


@pytest.mark.parametrize("ts", ["soon", "9" * 30, "nan", "-inf"])
def test_an_odd_ts_means_now(
    slack: FakeSlack, timed: SlackChannel, time: FakeTime, ts: str
) -> None:
    """The answer to "tomorrow" stays right."""
    asked = question_from(slack.mention("weather?"), "T1", "UBOT")
    assert asked is not None
    question = replace(asked, ts=ts)  # as an earlier release may have stored it

    assert timed.asker(question).asked_at == time.clock.now()


def test_a_person_is_looked_up_once_an_hour(
    slack: FakeSlack, timed: SlackChannel, time: FakeTime
) -> None:
    """People rarely move."""
    for seconds in (0, 3_500, 200):
        time.pass_s(seconds)
        timed.asker(ask(slack))

    assert len(slack.calls("users.info")) == 2


def test_a_failed_look_up_is_repeated_after_a_minute(
    slack: FakeSlack, timed: SlackChannel, time: FakeTime
) -> None:
    """Meanwhile the zone that was known before is good enough."""
    slack.users["U1"] = {"tz": "Asia/Tokyo"}
    timed.asker(ask(slack))
    slack.fail("users.info", Fault("missing_scope"))
    time.pass_s(3_601)

    kept = [timed.asker(ask(slack)).asked_at.utcoffset() for _ in range(2)]
    time.pass_s(61)
    timed.asker(ask(slack))

    assert kept == [timedelta(hours=9)] * 2
    assert len(slack.calls("users.info")) == 3


def test_one_id_can_be_two_people_s_in_two_workspaces(
    slack: FakeSlack, timed: SlackChannel
) -> None:
    """Each is looked up."""
    slack.users["U1"] = {"tz": "Asia/Tokyo"}
    first = timed.asker(question(team="T1"))
    slack.users["U1"] = {"tz": "Europe/Oslo"}
    second = timed.asker(question(team="T2"))

    assert first.asked_at.utcoffset() != second.asked_at.utcoffset()
