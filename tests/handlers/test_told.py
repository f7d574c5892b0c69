"""What each surface does with an event, as a whole: the answer, the log, and Slack's calls."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from fakes.clock import MONDAY
from fakes.desk import desk_with
from fakes.log import Log, captured_log
from fakes.questions import question
from fakes.rows import each_row
from fakes.slack import BOT_TOKEN, BOT_USER_ID, FakeSlack, Fault
from fakes.slack_side import bot_at
from fakes.waiting import until
from slack_bolt import App, BoltRequest

from bot.languages import ENGLISH, language_of
from bot.questions.desk import Desk, Refusal
from handlers.blocks.home import EXAMPLES, HomeState, render
from handlers.delivery.notes import REFUSALS, refusal_text
from handlers.surfaces.buttons import TOO_OLD

ASKED = question(ts="1.5")
KEY = "T1:C1:1.5:1.5"
LOOKED_UP = ("users.info", {"user": "U1", "include_locale": 1})


@dataclass(frozen=True)
class Told:
    """An app over a desk, and what it has caused so far."""

    app: App
    desk: Desk
    slack: FakeSlack
    log: Log

    def send(self, body: dict[str, Any]) -> tuple[int, str]:
        """Hand over the payload of an envelope; return the status and the body of the answer."""
        answer = self.app.dispatch(BoltRequest(mode="socket_mode", body={"team_id": "T1", **body}))
        return answer.status, str(answer.body)

    def event(self, **event: Any) -> tuple[int, str]:
        """Hand over an event."""
        return self.send({"type": "event_callback", "event_id": "Ev1", "event": event})

    def press(self, user: str = "U1", **action: Any) -> tuple[int, str]:
        """Hand over a press in the channel C1."""
        person = {"team": {"id": "T1"}, "user": {"id": user}, "channel": {"id": "C1"}}
        return self.send({"type": "block_actions", **person, "actions": [action]})

    def calls(self, count: int) -> list[tuple[str, dict[str, Any]]]:
        """Return the calls since the sign-in, once there are so many."""
        until(lambda: len(self.slack.calls()) > count)
        signed_in, *others = self.slack.calls()
        assert (signed_in.method, {call.token for call in others} <= {BOT_TOKEN}) == (
            "auth.test",
            True,
        )
        return [(call.method, dict(call.arguments)) for call in others]

    def logged(self) -> list[dict[str, Any]]:
        """Return the entries of the log, without their time and place."""
        entries = [json.loads(line) for line in self.log.text.splitlines()]
        return [{k: v for k, v in e.items() if k not in ("time", "logger")} for e in entries]


@pytest.fixture
def told(slack: FakeSlack) -> Iterator[Told]:
    """An app that has heard nothing yet."""
    with told_with(slack, lambda desk: desk) as told:
        yield told


@contextmanager
def told_with(slack: FakeSlack, changed: Callable[[Desk], Desk], **settings: str) -> Iterator[Told]:
    """Yield an app over a changed desk."""
    with bot_at(slack, **settings) as bot, desk_with(lambda _: None) as desk, captured_log() as log:
        yield Told(bot.app_for(changed(desk)), desk, slack, log)


def note(text: str, user: str = "U1", thread: str = "1.5") -> tuple[str, dict[str, Any]]:
    """Return the call that shows somebody a note in a thread of C1."""
    told = {"channel": "C1", "user": user, "thread_ts": thread, "text": text}
    return "chat.postEphemeral", told


def entry(event: str, level: str = "INFO", **fields: Any) -> dict[str, Any]:
    """Return an entry of the log."""
    return {"level": level, "event": event, **fields}


def test_an_opinion_is_kept_and_logged_with_the_question_s_reference(told: Told) -> None:
    """And nobody is told anything."""
    told.desk.intake.inbox.put(ASKED)
    thumbs = {"action_id": "feedback", "type": "feedback_buttons"}

    kept = []
    for opinion in ("bad", "good"):
        assert told.press("U7", **thumbs, value=f"{opinion} {KEY}") == (200, "")
        kept += told.desk.people.opinions()

    rated = [entry("answer.rated", reference=ASKED.reference, is_=o) for o in ("bad", "good")]
    assert told.logged() == rated
    assert told.calls(0) == []
    assert [(o.user, o.is_good) for o in kept] == [("U7", False), ("U7", True)]


@each_row(
    ("units", "text"),
    [
        ("metric", "From now on I answer you in °C and km/h."),
        ("imperial", "From now on I answer you in °F and mph."),
    ],
)
def test_units_that_are_chosen_are_kept_and_told_of_in_the_thread(
    slack: FakeSlack, units: str, text: str
) -> None:
    """To the person alone, in their language."""
    slack.clear()
    slack.users["U1"] = {"locale": "de-DE"}
    with told_with(slack, lambda desk: desk) as told:
        pressed = {"type": "button", "value": f"{units} {KEY}", "action_ts": "5.1"}
        answer = told.press(action_id=f"units_{units}", **pressed)
        told.press(action_id=f"units_{units}", **pressed)  # delivered again
        odd = (
            {"value": f"{units} {KEY[:-1]}"[:12]},
            {"value": f"kelvin {KEY}"},
            {"action_ts": "soon"},
            {"action_ts": ""},
        )
        answers = [told.press(action_id=f"units_{units}", **{**pressed, **each}) for each in odd]

        kept = told.desk.people.preferences("T1", "U1").units
        assert answers == [(200, "")] * len(odd)
        assert told.desk.retention.count({"team": "T1", "user": "U1"}) == 1  # goes with them
        assert (answer, kept, told.logged()) == ((200, ""), units, [])
        told.press(type="button", action_id="refresh", value=KEY, action_ts="5.9")
        looked_up, *notes = told.calls(3)
        assert looked_up == LOOKED_UP
        for said in (text, TOO_OLD):  # in either order, each once
            notes.remove(note(language_of("de").text(said)))
        assert notes == []


def test_who_refreshes_an_unknown_question_is_told_so_in_its_thread(told: Told) -> None:
    """And reads that another message helps."""
    for pressed_at in ("", "soon", "5.1"):  # a press without a time is none
        told.press(type="button", action_id="refresh", value=KEY, action_ts=pressed_at)

    text = "I no longer know that question, or am at it already. Ask me again in a new message."
    assert told.calls(2) == [LOOKED_UP, note(text)]


def test_who_may_not_refresh_is_told_that_alone(slack: FakeSlack) -> None:
    """Whether the question is known is another matter."""

    def elsewhere(desk: Desk) -> Desk:
        """Return a desk that answers another workspace."""
        limits = replace(desk.intake.limits, teams=frozenset({"T2"}))
        return replace(desk, intake=replace(desk.intake, limits=limits))

    with told_with(slack, elsewhere) as told:
        for pressed_at in ("5.1", "5.2"):
            told.press("U7", type="button", action_id="refresh", value=KEY, action_ts=pressed_at)

        looked_up = ("users.info", {**LOOKED_UP[1], "user": "U7"})
        assert told.calls(3) == [looked_up, *[note(REFUSALS["place"], "U7")] * 2]


def test_everybody_has_their_own_share_of_presses(slack: FakeSlack) -> None:
    """Whoever presses has asked, and not the author of what is asked again."""
    refresh = {"type": "button", "action_id": "refresh", "value": KEY}
    with told_with(slack, one_a_minute) as told:
        told.desk.intake.inbox.put(ASKED, state="done")
        for number, user in enumerate(("U7", "U8", "U7")):
            told.press(user, **refresh, action_ts=f"5.{number}")

        logged, _ = told.logged(), told.calls(4)
        (asked,) = told.desk.intake.inbox.claim(9)
    assert logged == [entry("question.refused", reference=ASKED.reference, reason="rate")]
    assert asked.question == replace(ASKED, revision="5.0", pressed_by="U7")


def test_a_stop_is_logged_and_ends_the_session(told: Told) -> None:
    """With the thread's name; one that stops nothing is not logged.

    The answer is in the language of whoever has pressed, should Slack name them.
    """
    told.slack.users["U7"] = {"locale": "de-DE"}
    told.desk.intake.inbox.put(ASKED)
    told.desk.intake.inbox.claim(1)
    stop = {"type": "agent_session_stopped", "channel": "C1", "thread_ts": "1.5", "user": "U7"}

    answers = [told.event(**stop, event_ts=at) for at in ("9.9", "9.9")]
    del stop["user"]
    answers.append(told.event(**stop, event_ts="9.9"))

    session = {"channel_id": "C1", "thread_ts": "1.5", "status": "active"}
    assert answers == [(200, "")] * 3
    assert told.logged() == [entry("question.stopped", thread="T1:C1:1.5")]
    looked_up = ("users.info", {**LOOKED_UP[1], "user": "U7"})
    assert told.calls(4) == [looked_up, *[("agents.sessions.setStatus", session)] * 3]
    (lease,) = told.desk.intake.inbox.claim(1)
    assert lease.answer
    assert lease.answer.reply.language == "de"


def test_an_edit_is_logged_as_a_revision(told: Told) -> None:
    """By the reference of the new wording; an edit of talk is not."""
    told.desk.intake.inbox.put(question(ts="1.5"))
    said = {"type": "message", "user": "U1", "ts": "1.5", "text": "<@UBOT> weather in Rome?"}
    place = {"channel": "C1", "channel_type": "channel"}
    changed = {"type": "message", "subtype": "message_changed", **place}
    edited = {**said, "edited": {"user": "U1", "ts": "2.5"}}

    told.event(**changed, message=edited, previous_message=said)
    told.event(**changed, message={**edited, "text": "lunch?"}, previous_message=said)

    revision = replace(ASKED, revision="2.5")
    assert told.logged() == [entry("question.revised", reference=revision.reference)]
    assert told.calls(0) == []


def test_a_deletion_of_a_question_is_logged(told: Told) -> None:
    """By its reference; that of talk is nobody's business, nor an edit that is no deletion.

    A conversation that it had opened has its name no more.
    """
    direct = replace(ASKED, channel="D1", surface="direct_message")
    for asked in (ASKED, direct):
        told.desk.intake.inbox.put(asked)
    deleted = {"type": "message", "subtype": "message_deleted", "channel": "C1"}
    said = {"type": "message", "user": "U1", "ts": "1.5", "text": "a tombstone", "subtype": None}
    edited = {"type": "message", "subtype": "message_changed", "channel": "C1", "message": said}

    answers = [told.event(**edited)]
    assert told.logged() == []
    answers += [told.event(**deleted, deleted_ts=ts) for ts in ("1.5", "1.6")]
    answers.append(
        told.event(**{**deleted, "channel": "D1"}, deleted_ts="1.5", previous_message=said)
    )

    assert answers == [(200, "")] * 4
    assert told.logged() == [
        entry("question.withdrawn", reference=asked.reference) for asked in (ASKED, direct)
    ]
    title = {"channel_id": "D1", "thread_ts": "1.5", "title": "…"}
    assert told.calls(1) == [("assistant.threads.setTitle", title)]


def test_the_end_of_an_installation_is_logged(told: Told) -> None:
    """With the workspace whose rows are gone; one that names none is none's."""
    told.desk.intake.inbox.put(ASKED)
    told.desk.intake.inbox.put(nobody_s := question(team="", channel="C2"))
    unnamed = {"type": "event_callback", "event_id": "Ev0", "event": {"type": "app_uninstalled"}}

    assert told.send({**unnamed, "team_id": None}) == (200, "")
    assert told.event(type="app_uninstalled") == (200, "")

    deleted = entry("retention.forgotten", questions=1, turns=0)
    assert told.logged() == [deleted, entry("workspace.forgotten", team="T1")]
    assert [lease.question for lease in told.desk.intake.inbox.claim(9)] == [nobody_s]


EVENING_S = 1_795_471_500
REFUSED = {
    "rate": "That is as much as I may answer in a minute. Please ask again from {time} on.",
    "tokens": "That is as much as I may answer in a day. Please ask again from {time} on.",
    "place": "I may not answer here. Whoever runs me knows where I may.",
    "guest": "I may not answer people of other workspaces here.",
}


@each_row("reason", REFUSED)
def test_a_refusal_says_why_and_until_when(reason: str) -> None:
    """At the time of each reader's own place, else in UTC; in every language."""
    time = f"<!date^{EVENING_S}^{{time}}|22:05 UTC>"
    refusal = Refusal(reason, until_s=EVENING_S, is_first=True)  # type: ignore[arg-type]
    assert MONDAY + timedelta(hours=11, minutes=5) == MONDAY.fromtimestamp(EVENING_S, MONDAY.tzinfo)

    assert refusal_text(refusal, ENGLISH) == REFUSED[reason].format(time=time)
    for name in ("de", "es", "ja"):
        language = language_of(name)
        text = refusal_text(refusal, language)
        assert text == language.text(REFUSED[reason], time=time) != REFUSED[reason]
    assert set(REFUSALS) == set(REFUSED)


def elsewhere(desk: Desk) -> Desk:
    """Return a desk that answers in another workspace alone."""
    limits = replace(desk.intake.limits, teams=frozenset({"T9"}))
    return replace(desk, intake=replace(desk.intake, limits=limits))


def test_whoever_may_not_ask_reads_so_whatever_they_do(slack: FakeSlack) -> None:
    """In their language; each refusal is logged, a command answered at once, and nothing kept."""
    text, reason = language_of("de").text(REFUSED["place"]), {"reason": "place"}
    slack.users["U7"] = {"locale": "de-DE"}
    with told_with(slack, elsewhere) as told:
        mention = {"type": "app_mention", "channel": "C1", "user": "U7", "text": "<@UBOT> Oslo?"}
        pressed = {"type": "button", "action_id": "refresh", "value": KEY, "action_ts": "5.1"}
        command = slack.command("Oslo") | {"user_id": "U7"}
        answers = [told.event(**mention, ts="1.5"), told.press("U7", **pressed), told.send(command)]
        calls = told.calls(3)
        logged = told.logged()

        assert answers == [(200, ""), (200, ""), (200, text)]
        looked_up = ("users.info", {**LOOKED_UP[1], "user": "U7"})
        assert calls == [looked_up, *[note(text, "U7")] * 2]
        refused = [entry("question.refused", reference=ASKED.reference, **reason)]
        assert [each for each in logged if each["event"] == "question.refused"] == refused * 2
        assert told.desk.intake.inbox.claim(9) == []


def test_a_command_that_names_the_bot_asks_what_is_left(told: Told) -> None:
    """Slack writes its name beside its id there."""
    answer = told.send(told.slack.command(f"<@{BOT_USER_ID}|weather> Oslo &amp; Rome"))

    (asked,) = told.desk.intake.inbox.claim(9)
    assert (answer, asked.question.text) == ((200, ""), "Oslo & Rome")


def one_a_minute(desk: Desk) -> Desk:
    """Return a desk that answers each person once a minute."""
    limits = replace(desk.intake.limits, per_person=1)
    return replace(desk, intake=replace(desk.intake, limits=limits))


def test_whoever_goes_on_asking_reads_once_why_they_are_not_answered(slack: FakeSlack) -> None:
    """The operator reads of each time; whoever gives a command is answered each time."""
    mention = {"type": "app_mention", "channel": "C1", "user": "U1", "text": "<@UBOT> Oslo?"}
    with told_with(slack, one_a_minute) as told:
        for ts in ("1.5", "2.5", "3.5"):
            assert told.event(**mention, ts=ts) == (200, "")
        logged, calls = told.logged(), told.calls(2)
        commands = [told.send(slack.command("Oslo")) for _ in range(2)]

    assert [(status, text[:26]) for status, text in commands] == [(200, REFUSED["rate"][:26])] * 2
    refused = [each for each in logged if each["event"] == "question.refused"]
    references = [question(ts=ts).reference for ts in ("2.5", "3.5")]
    assert refused == [entry("question.refused", reference=r, reason="rate") for r in references]
    assert [arguments.get("thread_ts") for _, arguments in calls] == [None, "2.5"]


def test_an_edit_that_asks_too_soon_is_refused_as_a_question_is(slack: FakeSlack) -> None:
    """Its author reads so, and the first wording is answered."""
    said = {"user": "U1", "text": "<@UBOT> Oslo?", "ts": "1.5"}
    edited = {**said, "type": "message", "text": "<@UBOT> Rome?", "edited": {"ts": "2.5"}}
    place = {"channel": "C1", "channel_type": "channel"}
    changed = {"type": "message", "subtype": "message_changed", **place, "previous_message": said}
    with told_with(slack, one_a_minute) as told:
        told.event(**said, **place, type="app_mention")
        told.event(**changed, message=edited)
        logged, calls = told.logged(), told.calls(2)
        (kept,) = told.desk.intake.inbox.claim(9)

    reference = replace(ASKED, revision="2.5").reference
    refused = entry("question.refused", reference=reference, reason="rate")
    assert logged == [refused]
    assert kept.question.text == "Oslo?"
    assert [method for method, _ in calls] == ["users.info", "chat.postEphemeral"]


def test_whoever_edits_talk_reads_nothing_and_has_asked_nothing(slack: FakeSlack) -> None:
    """Nobody was addressed: it is no matter of places, and of no person's share."""
    place = {"channel": "C1", "channel_type": "channel"}
    talk = {"type": "message", "user": "U7", "thread_ts": "1.1", "ts": "1.2", "text": "lunch?"}
    asked = {**talk, "text": "<@UBOT> Oslo?"}
    changed = {"type": "message", "subtype": "message_changed", **place, "previous_message": talk}

    def edit(told: Told, message: dict[str, Any], at: str) -> None:
        """Have a message in new words."""
        edited = {**message, "text": f"{message['text']} {at}", "edited": {"ts": at}}
        assert told.event(**changed, message=edited) == (200, "")

    with told_with(slack, elsewhere, FOLLOW_THREADS="yes") as told:
        edit(told, talk, "2.1")
        told.desk.intake.inbox.put(question(ts="1.1"))
        told.event(**talk, **place)
        edit(told, talk, "2.2")  # of what was heard, and refused without a word
        assert (told.calls(0), told.logged()) == ([], [])
    slack.clear()
    with told_with(slack, one_a_minute) as told:
        for message in (talk, asked):  # of the second, Slack sends a mention as well
            edit(told, message, "2.3")
        told.event(**{**asked, "type": "app_mention"}, channel="C1")
        edit(told, asked, "2.4")
        (lease,) = told.desk.intake.inbox.claim(9)
        assert lease.question.text == "Oslo?"
        (refused,) = told.logged()
        assert (refused["event"], refused["reason"]) == ("question.refused", "rate")
        names_and_users = [(name, args["user"]) for name, args in told.calls(2)]
        assert names_and_users == [("users.info", "U7"), ("chat.postEphemeral", "U7")]


def test_an_edit_counts_once(slack: FakeSlack) -> None:
    """However often Slack tells of it; one that asks nothing new does not count."""

    def two_a_minute(desk: Desk) -> Desk:
        """Return a desk that answers each person twice a minute."""
        limits = replace(desk.intake.limits, per_person=2)
        return replace(desk, intake=replace(desk.intake, limits=limits))

    said = {"user": "U1", "ts": "1.5", "text": "<@UBOT> Oslo?"}
    place = {"channel": "C1", "channel_type": "channel", "type": "message"}
    changed = {**place, "subtype": "message_changed", "previous_message": said}
    with told_with(slack, two_a_minute) as told:
        told.event(type="app_mention", channel="C1", **said)
        for text, at in (
            ("<@UBOT> Rome?", "2.5"),
            ("<@UBOT> Rome?", "2.5"),
            ("<@UBOT> Rome?", "2.6"),  # a preview was added to it, for example
            ("<@UBOT> Bonn?", "2.4"),  # it comes too late
            ("I did not mean the bot", "2.7"),
        ):
            told.event(**changed, message={**said, "text": text, "edited": {"ts": at}})
        revised = entry("question.revised", reference=replace(ASKED, revision="2.5").reference)
        assert (told.calls(0), told.logged()) == ([], [revised])


def test_units_that_are_chosen_below_somebody_elses_answer_ask_nothing(slack: FakeSlack) -> None:
    """It stays as it is, and counts for nobody; one's own is worded anew, and counts."""
    known_by_then: list[str | None] = []

    def watched(desk: Desk) -> Desk:
        """Return a desk that looks, as its workers are woken, at what its person has chosen."""

        def wake() -> None:
            known_by_then.append(desk.people.preferences("T1", "U1").units)

        changed = one_a_minute(desk)
        return replace(changed, intake=replace(changed.intake, wake=wake))

    with told_with(slack, watched) as told:
        for ts, user in (("1.5", "U9"), ("1.6", "U1")):
            told.desk.intake.inbox.put(replace(question(ts=ts), user=user), state="done")
        for number, ts in enumerate(("1.5", "1.5", "1.6", "1.6")):
            units = "metric" if ts == "1.5" else "imperial"
            button = {"type": "button", "action_id": f"units_{units}"}
            told.press(**button, value=f"{units} T1:C1:{ts}:{ts}", action_ts=f"5.{number}")

        asked = [lease.question for lease in told.desk.intake.inbox.claim(9)]
        again = question(ts="1.6")
        assert asked == [replace(again, revision="5.2", pressed_by="U1")]
        refused = entry("question.refused", reference=again.reference, reason="rate")
        assert told.logged() == [refused]
        assert known_by_then == ["imperial"]
        assert [args["user"] for _, args in told.calls(6)] == ["U1"] * 6


def home_of(units: str = "", home: str = "", unknown: str = "") -> tuple[str, dict[str, Any]]:
    """Return the call that publishes a tab."""
    state = HomeState(units, home, unknown, "the weather", "Weather data by Nobody")
    return "views.publish", {"user_id": "U1", "view": render(state, ENGLISH)}


def test_the_home_tab_is_published_after_whatever_is_done_in_it(told: Told) -> None:
    """As it is then; the other tab offers prompts and no view."""
    opened = {"type": "app_home_opened", "user": "U1", "channel": "D1"}
    at_home = {"type": "plain_text_input", "action_id": "home_place"}
    units = {"type": "static_select", "action_id": "home_units"}

    answers = [
        told.event(**opened, tab="home"),
        told.press(**units, selected_option={"value": "imperial"}),
        told.press(**at_home, value="  oslo "),
        told.press(**at_home, value=" Olso an  der Donau"),
        told.press(**units, selected_option={"value": "place"}),
        told.press(**at_home),
        told.press(**at_home, value="o" * 101),
    ]

    assert answers == [(200, "")] * len(answers)
    assert told.calls(8) == [
        LOOKED_UP,
        home_of(),
        home_of("imperial"),
        home_of("imperial", "Oslo, Norway"),
        home_of("imperial", "Oslo, Norway", "Olso an der Donau"),
        home_of("", "Oslo, Norway"),
        home_of(),
        home_of("", "", "o" * 100),
    ]
    assert told.logged() == []


@each_row(
    ("event", "method"),
    [
        ({"tab": "messages", "channel": "D7"}, "assistant.threads.setSuggestedPrompts"),
        ({"tab": "messages"}, ""),
        ({"tab": "about", "channel": "D7"}, ""),
        ({"channel": "D7"}, ""),
    ],
)
def test_a_tab_is_answered_where_it_is_the_bot_s(
    slack: FakeSlack, event: dict[str, str], method: str
) -> None:
    """The others are Slack's own; the prompts are in the language of whoever opens it."""
    slack.clear()
    slack.users["U7"] = {"locale": "de-DE"}
    with told_with(slack, lambda desk: desk) as told:
        assert told.event(type="app_home_opened", user="U7", **event) == (200, "")
        told.event(type="app_home_opened", user="U1", tab="home", channel="D7")

        others = told.calls(3 + bool(method) if method else 2)
    assert [name for name, _ in others].count("views.publish") == 1
    offered = [(name, args) for name, args in others if name not in ("views.publish", "users.info")]
    assert [name for name, _ in offered] == ([method] if method else [])
    for _, offer in offered:
        titles = [prompt["title"] for prompt in offer["prompts"]]
        assert (offer["channel_id"], titles[1]) == ("D7", language_of("de").text("The weekend"))


def test_an_example_is_written_to_the_person_and_asked(told: Told) -> None:
    """As a quotation, in their language; what Slack does not take is logged."""
    told.slack.users["U1"] = {"locale": "de-DE"}
    text = "Will it rain in Amsterdam this weekend?"
    example = {"type": "button", "action_id": "home_example_1", "value": text}

    half = [Fault(body=f'{{"ok": true, "{name}": "1.5"}}') for name in ("channel", "ts")]
    told.slack.fail("chat.postMessage", Fault("channel_not_found"), *half)
    answers = [told.press(**example, action_ts=f"5.{number}") for number in range(4)]

    (asked,) = told.desk.intake.inbox.claim(9)
    german = language_of("de").text(text)
    posted = ("chat.postMessage", {"channel": "U1", "text": f"> {german}"})
    assert answers == [(200, "")] * 4
    assert told.calls(5) == [("users.info", LOOKED_UP[1]), *[posted] * 4]
    of_person = {"team": "T1", "user": "U1"}  # four presses and a question, which go with them
    assert told.desk.retention.count(of_person) == 5
    ts = next(iter(told.slack.snapshot()["messages"]["D1"]))["ts"]
    assert asked.question == replace(
        question(german, ts=ts, channel="D1"), surface="direct_message"
    )
    reason = "chat.postMessage was refused: channel_not_found"
    assert told.logged() == [entry("home.failed", "WARNING", reason=reason)]


def test_every_example_can_be_asked(told: Told) -> None:
    """By the button that says it, and by no other value; by several people at once."""
    for number, text in enumerate((*EXAMPLES, "anything else")):
        button = {"type": "button", "action_id": f"home_example_{min(number, 2)}"}
        assert told.press(**button, value=text, action_ts=f"5.{number}") == (200, "")

    nobody = {"type": "block_actions", "team": {"id": "T1"}}
    press = {"type": "button", "action_id": "home_example_0", "value": EXAMPLES[0]}
    for user in ({}, {"id": "U2"}):
        body = {**nobody, "user": user, "actions": [{**press, "action_ts": "5.9"}]}
        assert told.send(body) == (200, "")

    posted = [
        (args["channel"], args["text"])
        for name, args in told.calls(6)
        if name == "chat.postMessage"
    ]
    assert posted == [*(("U1", f"> {text}") for text in EXAMPLES), ("U2", f"> {EXAMPLES[0]}")]
    asked = [lease.question for lease in told.desk.intake.inbox.claim(9)]
    assert sorted(question.text for question in asked) == sorted([*EXAMPLES, EXAMPLES[0]])
    assert [question.user for question in asked] == ["U1"] * 3 + ["U2"]


def test_a_bot_s_own_token_that_is_revoked_ends_what_is_stored(told: Told) -> None:
    """As the removal of the app does."""
    told.desk.intake.inbox.put(ASKED)

    told.event(type="tokens_revoked", tokens={"bot": [BOT_USER_ID]})

    deleted = entry("retention.forgotten", questions=1, turns=0)
    assert told.logged() == [deleted, entry("workspace.forgotten", team="T1")]
