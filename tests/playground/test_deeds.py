"""What people do on the demo's page, and what the bot is told of it: every payload as a whole."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from fakes.line import Line
from fakes.rows import each_row
from fakes.serving import serve
from fakes.waiting import until
from starlette.applications import Starlette

from handlers.playground.acts import Acts
from handlers.playground.bot_process import BotProcess
from handlers.playground.courier import Courier
from handlers.playground.faults import Faults
from handlers.playground.journal import Journal
from handlers.playground.page import News, Page
from handlers.playground.people import direct_channel, owner_of
from handlers.playground.workspace import Workspace
from handlers.playground.workspace.rules import Call

Sent = dict[str, Any]

BUTTON = {"type": "button", "action_id": "refresh", "value": "T1:C1"}
BARE = {"type": "button", "action_id": "bare"}
SELECT = {
    "type": "static_select",
    "action_id": "units",
    "options": [{"value": "a", "text": {"text": "A"}}, {"value": "b", "text": {"text": "B"}}],
}
ENTRY = {"type": "plain_text_input", "action_id": "place"}
THUMBS = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"value": "good"},
    "negative_button": {"value": "bad"},
}
ODD = "@max r\N{LATIN SMALL LETTER DOTLESS I}vera"
"""A name that is nobody's, though a pattern without cases finds Max Rivera's in it."""

HOME = {"type": "home", "blocks": [{"type": "section", "accessory": SELECT}, {"element": ENTRY}]}


class Steps(Workspace):
    """A workspace whose times are counted: 1.0, 2.0 and so on."""

    def __init__(self) -> None:
        self._steps = itertools.count(1)
        super().__init__()

    def next_ts(self) -> str:
        """Return the next one."""
        return f"{next(self._steps)}.0"


@dataclass
class Browser:
    """A page that is open, the workspace behind it, and what the bot and the page were told."""

    url: str
    workspace: Steps
    journal: Journal
    faults: Faults
    line: Line
    brought: list[Sent]
    news: list[Sent]

    def do(self, **deed: Any) -> tuple[int, Any]:
        """Have a deed done; return the status and the body of the answer."""
        answer = requests.post(
            f"{self.url}/page/do", json=deed, headers={"Origin": self.url}, timeout=9
        )
        return answer.status_code, answer.json()

    def told(self, count: int, about: str = "") -> list[Sent]:
        """Return the payloads that the bot was told of since, in the order of their making.

        All of them are about the message with this ts, if about any.
        """
        until(lambda: len(self.line.sent) == len(self.brought) == count)
        assert {each["about"] for each in self.brought} == {about}
        sent = [{"type": each["type"], **each["payload"]} for each in self.line.sent]
        self.line.sent.clear()
        self.brought.clear()
        return sorted(sent, key=lambda each: str(each.get("event_id")))


@pytest.fixture
def page() -> Iterator[Browser]:
    """A page over an empty workspace, in which no bot runs."""
    workspace, line, brought, news = Steps(), Line(), list[Sent](), list[Sent]()
    courier = Courier(line, brought.append)
    assert courier.copies == 1  # as long as nobody has turned the switch
    faults = Faults(workspace, courier, BotProcess(["true"], {}, print), lambda _: None)
    workspace.listeners.append(news.append)
    acts, journal = Acts(workspace, courier), Journal(lambda _: None)
    facts = lambda: {"model": "m"}  # noqa: E731 - one line
    routes = Page(workspace, acts, journal, faults, News(), facts).routes()
    with serve(Starlette(routes=[*routes, *workspace.routes()])) as url:
        workspace.url = url
        yield Browser(url, workspace, journal, faults, line, brought, news)


def event_body(number: int, **event: Any) -> Sent:
    """Return the payload that brings an event, made at a step."""
    about = {"team_id": "T1", "api_app_id": "A1", "event_id": f"Ev{number}.0"}
    return {"type": "event_callback", **about, "event": event}


def test_what_people_write_edit_and_delete_is_told_as_slack_tells_it(page: Browser) -> None:
    """In a channel, in its thread and in direct messages, and to every open page."""
    where = {"user": "UADA", "channel": "CTRAVEL"}
    asked = page.do(do="say", **where, text=f"@weather bot, <b> & <i> & @max rivera, {ODD}")
    told = page.told(2, "1.0")
    said = {
        "user": "UADA",
        "text": f"<@UBOT>, &lt;b&gt; &amp; &lt;i&gt; &amp; <@UMAX>, {ODD}",
        "ts": "1.0",
    }
    message = {"type": "message", "channel": "CTRAVEL", **said, "channel_type": "channel"}

    assert asked == (200, {"ok": True, "ts": "1.0"})
    assert told == [
        event_body(2, **message),
        event_body(3, type="app_mention", channel="CTRAVEL", **said),
    ]

    below = {"user": "UMAX", "channel": "CTRAVEL", "thread_ts": "1.0"}
    page.do(do="say", **below, text=" Hello\n@Weather Bot: Rome ")
    answer = " Hello\n<@UBOT>: Rome "
    reply = {"user": "UMAX", "text": answer, "ts": "4.0", "thread_ts": "1.0"}
    assert page.told(2, "4.0") == [
        event_body(5, type="message", channel="CTRAVEL", **reply, channel_type="channel"),
        event_body(6, type="app_mention", channel="CTRAVEL", **reply),
    ]

    page.do(do="say", user="UADA", channel="DADA", text="@Weather Bot Oslo")
    direct = {"user": "UADA", "text": "<@UBOT> Oslo", "ts": "7.0"}
    (alone,) = page.told(1, "7.0")
    assert alone == event_body(8, type="message", channel="DADA", **direct, channel_type="im")

    edited = {**message, "text": " Lima &gt; Rome\n", "edited": {"user": "UADA", "ts": "9.0"}}
    assert page.do(do="edit", **where, ts="1.0", text=" Lima > Rome\n") == (200, {"ok": True})
    place = {"type": "message", "channel": "CTRAVEL", "channel_type": "channel", "hidden": True}
    (edit,) = page.told(1, "1.0")
    assert edit == event_body(
        10,
        **place,
        subtype="message_changed",
        ts="9.0",
        message=edited,
        previous_message=message,
    )

    assert page.do(do="delete", **where, ts="1.0") == (200, {"ok": True})
    (deletion,) = page.told(1, "11.0")
    assert deletion == event_body(
        12,
        **place,
        subtype="message_deleted",
        ts="11.0",
        deleted_ts="1.0",
        previous_message=edited,
    )
    drawn = [(each["type"], each["channel"], each.get("ts")) for each in page.news]
    assert drawn == [
        ("message", "CTRAVEL", None),
        ("message", "CTRAVEL", None),
        ("message", "DADA", None),
        ("message", "CTRAVEL", None),
        ("deleted", "CTRAVEL", "1.0"),
    ]
    texts = [each["message"]["text"] for each in page.news[:-1]]
    assert texts == [edited["text"], answer, "<@UBOT> Oslo", edited["text"]]


def test_what_the_bot_is_told_of_has_happened(page: Browser) -> None:
    """It may answer at once."""
    found: list[str | None] = []

    def look(payload: Mapping[str, Any]) -> None:
        event = payload["event"]
        ts = event.get("deleted_ts") or event.get("message", event)["ts"]
        message = page.workspace.message("CTRAVEL", ts)
        found.append(message and message["text"])

    page.line.on_deliver = look
    for about, deed in (
        ("1.0", {"do": "say", "text": "Oslo?"}),
        ("1.0", {"do": "edit", "ts": "1.0", "text": "Rome?"}),
        ("5.0", {"do": "delete", "ts": "1.0"}),
    ):
        page.do(**IN_TRAVEL, **deed)
        page.told(1, about)

    assert found == ["Oslo?", "Rome?", None]


def test_a_page_is_answered_while_a_deed_is_done(page: Browser) -> None:
    """As while the bot is ended, which can take seconds."""
    statuses = []
    page.workspace.listeners.append(
        lambda _: statuses.append(requests.get(page.url, timeout=9).status_code)
    )

    assert page.do(do="say", **IN_TRAVEL, text="hi") == (200, {"ok": True, "ts": "1.0"})
    assert statuses == [200]


def test_every_other_deed_is_told_as_slack_tells_it(page: Browser) -> None:
    """The command, the bot's own place and its tabs, and the Stop button."""
    where = {"user": "UADA", "channel": "CTRAVEL"}
    deeds: list[tuple[Sent, list[Sent]]] = [
        *(
            (
                {"do": "command", **where, "text": " Oslo <now>\n"},
                [
                    {
                        "type": "slash_commands",
                        "command": "/weather",
                        "text": " Oslo <now>\n",
                        "team_id": "T1",
                        "channel_id": "CTRAVEL",
                        "user_id": "UADA",
                        "trigger_id": f"{number}.1.a",
                        "response_url": f"{page.url}/commands/{number}",
                    }
                ],
            )
            for number in (1, 2)
        ),
        *(
            (
                {"do": "home", "user": "UADA", "tab": tab},
                [event_body(at, type="app_home_opened", user="UADA", channel="DADA", tab=opened)],
            )
            for at, tab, opened in ((1, "messages", "messages"), (2, "x", "home"))
        ),
        (
            {"do": "stop", **where, "thread_ts": "0.5"},
            [
                event_body(
                    4,
                    type="agent_session_stopped",
                    channel="CTRAVEL",
                    thread_ts="0.5",
                    user="UADA",
                    event_ts="3.0",
                )
            ],
        ),
    ]
    for deed, payloads in deeds:
        assert page.do(**deed) == (200, {"ok": True})
        assert page.told(len(payloads)) == payloads
    answer = {"text": "Mild.", "response_type": "ephemeral"}
    assert requests.post(f"{page.url}/commands/2", json=answer, timeout=9).text == "ok"
    note = {"user": "UADA", "number": "2", "message": answer}
    assert page.news[-2] == {"type": "note", "channel": "CTRAVEL", **note}


def pressed(number: int, done: Sent, **context: Any) -> Sent:
    """Return the payload that tells of a press, made at a step."""
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "UMAX", "team_id": "T1"},
        "api_app_id": "A1",
        "actions": [{"action_ts": f"{number}.0", "block_id": "b", **done}],
        **context,
    }


def test_a_press_is_told_with_the_message_or_the_tab_that_it_was_in(page: Browser) -> None:
    """And with what was chosen or entered, as far as it was there to be chosen."""
    blocks = [{"type": "context_actions", "elements": [THUMBS]}, {"elements": [BUTTON, BARE]}]
    place = {"channel": "CTRAVEL", "ts": "0.5"}
    page.workspace.keep({**place, "user": "UBOT", "blocks": blocks})
    page.workspace.homes["UMAX"] = HOME
    message = {**place, "user": "UBOT", "blocks": blocks, "type": "message"}
    container = {"type": "message", "channel_id": "CTRAVEL", "message_ts": "0.5"}
    there = {"channel": {"id": "CTRAVEL"}, "message": message, "container": container}
    at_home = {"view": {"type": "home"}, "container": {"type": "view"}}
    presses: list[tuple[Sent, Sent, Sent, Sent]] = [
        (place, {"action_id": "refresh"}, {"type": "button", "value": "T1:C1"}, there),
        (place, {"action_id": "bare"}, {"type": "button", "value": ""}, there),
        (
            place,
            {"action_id": "feedback", "value": "bad"},
            {"type": "feedback_buttons", "value": "bad"},
            there,
        ),
        (
            {},
            {"action_id": "units", "value": "b"},
            {"type": "static_select", "selected_option": SELECT["options"][1]},
            at_home,
        ),
        (
            {},
            {"action_id": "place", "value": "Oslo"},
            {"type": "plain_text_input", "value": "Oslo"},
            at_home,
        ),
    ]
    for number, (where, action, done, context) in enumerate(presses, 1):
        assert page.do(do="act", user="UMAX", where=where, action=action) == (200, {"ok": True})
        (told,) = page.told(1, where.get("ts", ""))
        assert told == pressed(number, {"action_id": action["action_id"], **done}, **context)


IN_TRAVEL = {"user": "UADA", "channel": "CTRAVEL"}


def refused_deeds(ts: str) -> Sequence[tuple[str, Sent]]:
    """Return deeds that are not possible, each with Slack's error, about a message of Ada's."""
    other, own = {**IN_TRAVEL, "user": "UMAX", "ts": ts}, {**IN_TRAVEL, "ts": ts}
    in_dm, nobody = {"user": "UMAX", "channel": "DADA"}, {"user": "UNOBODY", "channel": "CTRAVEL"}
    here, long = {"channel": "CTRAVEL", "ts": ts}, "x" * 40_001
    button, entered = {"action_id": "refresh"}, {"action_id": "place", "value": "Oslo"}
    gone = {"do": "act", "user": "UMAX", "where": {**here, "ts": "0.1"}, "action": entered}
    return (
        ("no_text", {"do": "say", **IN_TRAVEL, "text": "\n"}),
        ("msg_too_long", {"do": "say", **IN_TRAVEL, "text": long}),
        ("thread_not_found", {"do": "say", **IN_TRAVEL, "text": "x", "thread_ts": "0.1"}),
        (
            "thread_not_found",
            {"do": "say", "user": "UADA", "channel": "CGENERAL", "text": "x", "thread_ts": ts},
        ),
        ("user_not_found", {"do": "say", **nobody, "text": "x"}),
        ("channel_not_found", {"do": "say", **in_dm, "text": "x"}),
        ("no_text", {"do": "edit", **own, "text": " "}),
        ("msg_too_long", {"do": "edit", **own, "text": long}),
        ("cant_update_message", {"do": "edit", **other, "text": "x"}),
        ("cant_update_message", {"do": "edit", **own, "ts": "0.1", "text": "x"}),
        ("cant_update_message", {"do": "edit", **own, "ts": "0.5", "text": "x"}),
        ("cant_update_message", {"do": "delete", **other}),
        ("user_not_found", {"do": "command", **nobody, "text": "x"}),
        ("channel_not_found", {"do": "command", **in_dm, "text": "x"}),
        ("user_not_found", {"do": "home", "user": "UNOBODY", "tab": "home"}),
        ("user_not_found", {"do": "stop", **nobody, "thread_ts": ts}),
        ("channel_not_found", {"do": "stop", **in_dm, "thread_ts": ts}),
        ("action_not_found", {"do": "act", "user": "UADA", "where": here, "action": button}),
        ("action_not_found", {"do": "act", "user": "UADA", "where": {}, "action": button}),
        ("message_not_found", gone),
        *(
            ("option_not_found", {"do": "act", "user": "UMAX", "where": {}, "action": chosen})
            for chosen in ({"action_id": "units"}, {"action_id": "units", "value": "c"})
        ),
        ("user_not_found", {"do": "act", "user": "UNOBODY", "where": here, "action": button}),
        ("unknown_fault", {"do": "break", "name": "everything", "on": True}),
        ("invalid_arguments", {"do": "dance"}),
        ("invalid_arguments", {"user": "UADA"}),
        ("invalid_arguments", {"do": "act", "user": "UADA", "where": "here", "action": button}),
        ("invalid_arguments", {"do": "act", "user": "UADA", "where": here}),
        (
            "invalid_arguments",
            {"do": "act", "user": "UADA", "where": {"channel": 7}, "action": button},
        ),
        ("invalid_arguments", {"do": "break", "name": "thrice"}),
    )


def test_deeds_that_are_not_possible_are_refused_in_slack_s_words(page: Browser) -> None:
    """And the bot is told of none; a text of 40,000 characters is one that Slack takes."""
    page.workspace.keep({"channel": "CTRAVEL", "ts": "0.5", "user": "UMAX", "text": "hi"})
    page.workspace.homes["UMAX"] = HOME
    _, asked = page.do(do="say", **IN_TRAVEL, text="é&" * 20_000)
    page.told(1, "1.0")
    for error, deed in refused_deeds(asked["ts"]):
        assert page.do(**deed) == (400, {"ok": False, "error": error}), deed

    assert page.line.sent == []
    refused = {"ok": False, "error": "refused"}
    elsewhere = requests.post(f"{page.url}/page/do", json={"do": "restart"}, timeout=9)
    assert (elsewhere.status_code, elsewhere.json()) == (403, refused)


PEOPLE = {
    "UADA": ("Ada Lovell", "en-GB", "Europe/London", "°C, km/h"),
    "UMAX": ("Max Rivera", "en-US", "America/Chicago", "°F, mph"),
    "ULENA": ("Lena Vogt", "de-DE", "Europe/Berlin", "°C, km/h"),
    "UKENJI": ("Kenji Mori", "ja-JP", "Asia/Tokyo", "°C, km/h"),
}


@each_row(
    ("channel", "owner"), [("DADA", "UADA"), ("CADA", ""), ("GADA", ""), ("UADA", ""), ("", "")]
)
def test_direct_messages_are_of_one_person(channel: str, owner: str) -> None:
    """And a channel is of all."""
    assert owner_of(channel) == owner
    assert not owner or direct_channel(owner) == channel


def test_a_page_that_is_opened_shows_all_that_there_is(page: Browser) -> None:
    """And no browser keeps it: the demo that is started next is another one."""
    page.do(do="say", **IN_TRAVEL, text="Where to?")
    for name in ("thrice", "lost_response"):
        page.do(do="break", name=name, on=True)
    page.do(do="break", name="kill", on="yes")
    page.told(1, "1.0")
    state = requests.get(f"{page.url}/page/state", timeout=9)

    assert state.headers["Cache-Control"] == "no-store"
    said = {"user": "UADA", "text": "Where to?", "ts": "1.0", "channel": "CTRAVEL"}
    assert state.json() == {
        "bot": {"id": "UBOT", "name": "Weather Bot"},
        "channels": {"CGENERAL": "general", "CTRAVEL": "travel"},
        "users": {
            id_: {
                "real_name": name,
                "profile": {"display_name": name, "real_name": name},
                "locale": locale,
                "tz": zone,
                "units": units,
            }
            for id_, (name, locale, zone, units) in PEOPLE.items()
        },
        "faults": ["lost_response", "thrice"],
        "about": {"model": "m"},
        "messages": {"CTRAVEL": [{"type": "message", **said, "channel_type": "channel"}]},
        "statuses": [],
        "sessions": [],
        "homes": {},
        "prompts": {},
    }


def test_services_that_are_broken_on_purpose_answer_as_such(page: Browser) -> None:
    """The weather is out of service; the model says nonsense where it is not to say otherwise."""
    weather = requests.get(f"{page.url}/broken/weather/v1/forecast?x=1", timeout=9)
    model = requests.post(f"{page.url}/broken/model/v1/chat/completions", json={}, timeout=9)

    assert weather.status_code == 503
    assert weather.json() == {"error": True, "reason": "out of service"}
    assert (model.status_code, model.text) == (200, "<html>it is raining cats</html>")
    assert model.headers["Content-Type"].startswith("text/html")
    page.faults.model = "rate_limited"
    busy = requests.post(f"{page.url}/broken/model/v1/chat/completions", json={}, timeout=9)
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "1")
    error = {"message": "Rate limit reached", "type": "requests", "code": "rate_limit"}
    assert busy.json() == {"error": error}
    page.faults.model = "hangs"
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{page.url}/broken/model/v1/chat/completions", json={}, timeout=0.1)


def test_the_course_of_a_reply_is_asked_for_by_its_thread(page: Browser) -> None:
    """None is there before the question is settled."""
    made = Call("chat.postMessage", {"channel": "C1", "thread_ts": "1.0"}, "xoxb")
    page.journal.hear_change({"type": "call", "call": made, "took_ms": 1.0, "is_lost": False})
    url = f"{page.url}/page/course?channel=C1&thread=1.0&ts=2.0"
    before = requests.get(url, timeout=9).json()
    now = datetime.now(UTC).isoformat()
    entry = {"event": "question.steps", "question": "T1:C1:2.0", "time": now, "took_ms": 9_000.0}
    page.journal.hear_entry({**entry, "steps": []})

    course = requests.get(url, timeout=9).json()

    assert before is None
    assert [bar["label"] for bar in course["bars"]] == ["chat.postMessage"]
