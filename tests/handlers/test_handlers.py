"""Events through the real Bolt app: accepted before they are acknowledged, or else not."""

import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from fakes.clock import FakeTime
from fakes.desk import desk_with
from fakes.log import captured_log
from fakes.many_workspaces import CLIENT_ID, CLIENT_SECRET, KEYS
from fakes.questions import question
from fakes.rows import each_row
from fakes.slack import APP_TOKEN, BOT_ID, BOT_TOKEN, BOT_USER_ID, FakeSlack, Fault, fake_slack
from fakes.slack_posts import get, request
from fakes.slack_side import bot_at, installed_at
from fakes.waiting import PATIENCE_S, until
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk.oauth.installation_store import Bot

from bot.errors import DatabaseError, SettingsError
from bot.languages import ENGLISH
from bot.messages import Question, Reply
from bot.questions.desk import Desk
from bot.settings import Settings, load_settings
from bot.storage.installations.stores import open_stores
from bot.storage.people import Preferences
from handlers.blocks.home import EXAMPLES, PLACE, UNITS
from handlers.delivery.agent_view import AgentView
from handlers.delivery.progress import Progress
from handlers.installation_store import record_of
from handlers.slack_bot import SlackBot

Accept = Callable[[Question], None]
AppFor = Callable[..., App]
"""Returns the app as the program builds it, for a function that is shown each question, and a
token."""


@pytest.fixture
def app_for(slack: FakeSlack) -> Iterator[AppFor]:
    """Yield what builds apps, each with a desk of its own."""
    with ExitStack() as opened:

        def build(accept: Accept, token: str = BOT_TOKEN) -> App:
            desk = opened.enter_context(desk_with(accept))
            return opened.enter_context(bot_at(slack, token=token)).app_for(desk)

        yield build


def dispatch(app: App, body: dict[str, Any]) -> BoltResponse:
    """Hand an envelope's payload to the app, as Socket Mode does."""
    return app.dispatch(BoltRequest(mode="socket_mode", body=body))


def event_body(event: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the payload that carries an event."""
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event, **fields}


def refuse(_: Question) -> None:
    """Fail as a full disk does."""
    raise DatabaseError("the database is full")


def test_a_mention_and_a_direct_message_are_accepted(slack: FakeSlack, app_for: AppFor) -> None:
    """And acknowledged."""
    accepted: list[Question] = []
    app = app_for(accepted.append)

    responses = [
        dispatch(app, event_body(slack.mention("weather in Oslo?"))),
        dispatch(app, event_body(slack.direct_message("weather in Rome?"))),
    ]

    assert [response.status for response in responses] == [200, 200]
    assert [(q.team, q.text, q.surface) for q in accepted] == [
        ("T1", "weather in Oslo?", "mention"),
        ("T1", "weather in Rome?", "direct_message"),
    ]


@each_row(
    "more",
    [
        {"subtype": "file_share", "files": [{"id": "F1"}]},
        {"files": [{"id": "F1"}]},
        {"edited": {"user": "U1", "ts": "1763895700.000000"}},
        {"thread_ts": "1763895000.000001"},
        {"thread_ts": "1763895000.000001", "subtype": "thread_broadcast"},
    ],
)
@each_row("surface", ["mention", "direct_message"])
def test_a_question_may_come_with_more_than_its_words(
    slack: FakeSlack, app_for: AppFor, surface: str, more: dict[str, Any]
) -> None:
    """It carries a file, stands in a thread, is sent to the channel as well, or was edited."""
    accepted: list[Question] = []
    event = getattr(slack, surface)("weather in Oslo?") | more

    dispatch(app_for(accepted.append), event_body(event))

    assert [(q.text, q.surface) for q in accepted] == [("weather in Oslo?", surface)]


def test_a_mention_in_a_group_conversation_is_accepted_under_one_key(
    slack: FakeSlack, app_for: AppFor
) -> None:
    """It arrives as `app_mention` and as `message`; the inbox keeps one of them."""
    accepted: list[Question] = []
    app = app_for(accepted.append)
    event = slack.mention("weather in Oslo?", channel="G1")

    dispatch(app, event_body(event))
    dispatch(app, event_body({**event, "type": "message", "channel_type": "mpim"}))

    assert len(accepted) == 2
    assert accepted[0] == accepted[1]


@pytest.mark.parametrize("surface", ["mention", "direct_message"])
def test_a_question_that_is_not_accepted_is_not_acknowledged(
    slack: FakeSlack, app_for: AppFor, caplog: pytest.LogCaptureFixture, surface: str
) -> None:
    """Slack delivers it again, and the operator reads why."""
    app = app_for(refuse)

    response = dispatch(app, event_body(getattr(slack, surface)("weather in Oslo?")))

    assert response.status == 500
    assert "event.not_accepted" in caplog.messages


@each_row(
    "event",
    [
        {"type": "reaction_added", "user": "U1", "item": {"channel": "C1"}, "reaction": "eyes"},
        {"type": "member_joined_channel", "user": BOT_USER_ID, "channel": "C1"},
        {"type": "app_home_opened", "user": "U1", "tab": "messages", "channel": "D1"},
        {"type": "app_mention", "bot_id": "B2", "user": "UB2", "channel": "C1", "ts": "1.1"},
        {"type": "message", "subtype": "message_changed", "channel": "D1", "message": {"ts": "1"}},
        {"type": "message", "subtype": "channel_join", "user": "U1", "channel": "C1", "ts": "1.1"},
        {"type": "message", "user": BOT_USER_ID, "channel": "D1", "text": "hi", "ts": "1.1"},
        {"type": "message", "bot_id": "BBOT", "channel": "D1", "text": "hi", "ts": "1.1"},
        {"type": "message", "user": "U1", "channel": "C1", "text": "hi", "ts": "1.1"},
        {"type": "app_mention"},
        {"type": "message"},
        {"type": "something_new", "x": [1, {"y": None}]},
    ],
)
def test_an_event_that_asks_nothing_is_acknowledged_and_ignored(
    app_for: AppFor, caplog: pytest.LogCaptureFixture, event: dict[str, Any]
) -> None:
    """Or else Slack would deliver it again and again."""
    app = app_for(refuse)

    response = dispatch(app, event_body(event))

    assert (response.status, response.body) == (200, "")
    assert caplog.messages == []


@each_row(
    "body",
    [
        {"type": "block_actions", "actions": [{"action_id": "a", "type": "button"}]},
        {"type": "view_submission", "view": {"type": "modal", "callback_id": "v"}},
        {"type": "shortcut", "callback_id": "s"},
        {"type": "message_action", "callback_id": "m"},
        {"command": "/weather", "text": "Oslo", "user_id": "U1", "channel_id": "C1"},
        {},
    ],
)
def test_what_is_no_event_is_acknowledged_and_ignored(
    app_for: AppFor, body: dict[str, Any]
) -> None:
    """Buttons, forms and commands are not this bot's."""
    response = dispatch(app_for(refuse), {"team": {"id": "T1"}, "user": {"id": "U1"}} | body)

    assert response.status == 200


def test_an_event_costs_no_call_to_slack() -> None:
    """It is acknowledged within the time of one insert."""
    # A workspace of its own, since another test's bot may still tidy up in the shared one.
    with fake_slack() as own, bot_at(own) as bot, desk_with(lambda _: None) as desk:
        app = bot.app_for(desk)

        dispatch(app, event_body(own.mention("weather in Oslo?")))

        assert [call.method for call in own.calls()] == ["auth.test"]


@pytest.mark.parametrize(
    ("about", "is_asked"),
    [
        ({"is_bot": False}, True),
        ({"is_bot": True}, False),
        ({"is_bot": False, "is_workflow_bot": True}, False),
    ],
)
@pytest.mark.parametrize("say", ["mention", "direct_message"])
def test_a_person_s_message_that_an_app_has_sent_is_a_question(
    slack: FakeSlack, app_for: AppFor, say: str, about: dict[str, bool], *, is_asked: bool
) -> None:
    """Slack names the app as it does for a bot, and knows which of them the author is."""
    accepted: list[Question] = []
    app = app_for(accepted.append)
    slack.users["U7"] = about
    event = getattr(slack, say)("weather in Oslo?", user="U7") | {"bot_id": "B9", "app_id": "A9"}

    dispatch(app, event_body(event))

    assert [question.text for question in accepted] == ["weather in Oslo?"] * is_asked


def test_what_the_bot_itself_has_sent_for_a_person_is_no_question(
    slack: FakeSlack, app_for: AppFor
) -> None:
    """Such as an example that was pressed: its text is asked already."""
    accepted: list[Question] = []
    app = app_for(accepted.append)
    slack.users["U7"] = {"is_bot": False}

    dispatch(
        app, event_body(slack.mention("weather?", user="U7") | {"bot_id": BOT_ID, "app_id": "A0"})
    )

    assert accepted == []


def test_a_message_of_an_app_whose_author_slack_does_not_tell_is_left_alone(
    slack: FakeSlack, app_for: AppFor
) -> None:
    """Two bots that answer each other would never end."""
    accepted: list[Question] = []
    app = app_for(accepted.append)
    slack.fail("users.info", Fault("user_not_found"))

    dispatch(app, event_body(slack.mention("weather in Oslo?", user="U8") | {"bot_id": "B9"}))
    talk = slack.say("lunch?", user="U9", channel_type="channel")
    dispatch(app, event_body(talk | {"bot_id": "B9"}))

    assert accepted == []
    assert len(slack.calls("users.info")) == 1


def test_a_mention_that_names_the_bot_nowhere_is_not_answered(
    slack: FakeSlack, app_for: AppFor
) -> None:
    """People talk to each other."""
    accepted: list[Question] = []
    root = slack.say("lunch?")["ts"]
    event = slack.say("thanks, see you at noon in Paris", thread_ts=root)

    dispatch(app_for(accepted.append), event_body(event))

    assert event["type"] == "app_mention"
    assert accepted == []


def test_an_event_without_a_team_belongs_to_the_workspace_of_the_bot(
    slack: FakeSlack, app_for: AppFor
) -> None:
    """It was known at the sign-in."""
    accepted: list[Question] = []
    app = app_for(accepted.append)

    dispatch(app, event_body(slack.mention("hi"), team_id=None, enterprise_id="E1"))

    assert [question.team for question in accepted] == ["T1"]


def test_slack_s_own_environment_variables_change_nothing(
    slack: FakeSlack,
    app_for: AppFor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Bolt would turn to OAuth and forget the token."""
    for name in ("CLIENT_ID", "CLIENT_SECRET", "SIGNING_SECRET", "BOT_TOKEN", "APP_TOKEN"):
        monkeypatch.setitem(os.environ, f"SLACK_{name}", "other")
    accepted: list[Question] = []

    response = dispatch(app_for(accepted.append), event_body(slack.mention("hi")))

    assert (response.status, len(accepted)) == (200, 1)
    assert slack.calls()[0].token == BOT_TOKEN
    assert caplog.messages == []


def test_a_press_that_could_not_be_kept_is_not_acknowledged(slack: FakeSlack) -> None:
    """Slack shows a sign of it beside the button."""
    # Whatever workspace an earlier release has written there, it is the place of the press.
    value = "good TGUEST:C1:1.1:1.1"
    action = {"action_id": "feedback", "value": value, "type": "feedback_buttons"}
    body: dict[str, Any] = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}}
    body["channel"] = {"id": "C1"}
    with bot_at(slack) as bot, desk_with(refuse) as desk:
        app = bot.app_for(desk)
        desk.intake.inbox.put(question(ts="1.1"))

        kept = dispatch(app, body | {"actions": [action]})
        opinions = desk.people.opinions()
        with desk.people.database.transaction() as transaction:
            transaction.execute(sa.text("PRAGMA query_only=ON"))  # as on a disk that is full
        lost = dispatch(app, body | {"actions": [action | {"value": "bad T1:C1:1.1:1.1"}]})

        assert (kept.status, lost.status) == (200, 500)
        assert [(item.user, item.is_good) for item in opinions] == [("U1", True)]


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ("good T1:C1:1.1:1.1", {}),
        ("good T1:C1:1.1:1.1", {"channel": {"id": "C2"}, "container": {"channel_id": "C1"}}),
        ("great T1:C1:1.1:1.1", {"channel": {"id": "C1"}}),
        ("goodbye T1:C1:1.1:1.1", {"channel": {"id": "C1"}}),
    ],
)
def test_a_press_that_does_not_fit_is_not_believed(
    slack: FakeSlack, value: str, where: dict[str, Any]
) -> None:
    """Slack names the channel with every message, and the button's value could name any."""
    action = {"action_id": "feedback", "value": value, "type": "feedback_buttons"}
    body = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, **where}
    with bot_at(slack) as bot, desk_with(refuse) as desk:
        desk.intake.inbox.put(question(ts="1.1"))

        response = dispatch(bot.app_for(desk), body | {"actions": [action]})

        assert (response.status, desk.people.opinions()) == (200, [])


def changed(event: dict[str, Any], text: str) -> dict[str, Any]:
    """Return the event by which Slack tells that a message has other words now."""
    now = {**event, "type": "message", "text": text, "edited": {"user": "U1", "ts": "5.1"}}
    about = {"channel": "C1", "channel_type": "channel", "message": now, "previous_message": event}
    return {"type": "message", "subtype": "message_changed", "hidden": True, **about}


@pytest.mark.parametrize(("team", "is_refused"), [("TGUEST", True), ("T1", False)])
def test_a_guest_is_refused_by_every_way_in(
    slack: FakeSlack, team: str, *, is_refused: bool
) -> None:
    """Where guests are not answered; to them alone, each time that they have addressed the bot."""
    said, within = {"user_team": team}, {"authorizations": [{"team_id": "T1"}]}
    asked = slack.mention("<@UBOT> weather in Oslo?") | said
    talk = slack.say("and in Rome?", thread_ts="1.1", channel_type="channel") | said
    events = (asked, changed(asked, "<@UBOT> weather in Bergen?"))
    bodies = [event_body(event, **within) for event in events]
    press = {"action_id": "refresh", "value": "T1:C1:2.2:2.2", "type": "button", "action_ts": "5.2"}
    bodies.append(
        {
            "type": "block_actions",
            "team": {"id": team},
            "channel": {"id": "C1"},
            "user": {"id": "U1", "team_id": team},
            "actions": [press],
        }
    )
    with bot_at(slack, FOLLOW_THREADS="yes") as bot, desk_with(lambda _: None) as desk:
        intake = replace(desk.intake, limits=replace(desk.intake.limits, are_guests_welcome=False))
        app, inbox = bot.app_for(replace(desk, intake=intake)), desk.intake.inbox
        inbox.put(question(ts="1.1"))
        (first,) = inbox.claim(1)
        dispatch(app, event_body({**talk, "type": "message"}, **within))
        inbox.bury(first)
        for count, body in enumerate(bodies, 1):
            dispatch(app, body)
            if is_refused:
                slack.wait_for_calls("chat.postEphemeral", count)
        command = slack.command("weather in Oslo?") | {"team_id": team}
        told = [str(note["text"]) for note in slack.notes] + [str(dispatch(app, command).body)]
        taken = {lease.question.surface for lease in inbox.claim(9)}

    refused = [text for text in told if "people of other workspaces" in text]
    assert len(refused) == (len(bodies) + 1 if is_refused else 0)
    assert taken == (set() if is_refused else {"mention", "follow_up", "command"})


def test_an_example_that_is_delivered_again_is_one_wish(slack: FakeSlack) -> None:
    """Slack repeats what it heard no word of, a minute later; a second press is another wish."""
    time, accepted = FakeTime(), list[Question]()
    body = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}}
    press = {"action_id": "home_example_0", "value": EXAMPLES[0], "type": "button"}
    with bot_at(slack, time.clock) as bot, desk_with(accepted.append) as desk:
        app = bot.app_for(desk)
        for at in ("5.1", "5.1", "5.2", ""):
            dispatch(app, body | {"actions": [press | {"action_ts": at}]})
            time.pass_s(60)
        for user, at in (("U1", "6.1"), ("U2", "6.2"), ("U1", "6.3")):  # at once
            person = {"user": {"id": user}}
            dispatch(app, body | person | {"actions": [press | {"action_ts": at}]})

    assert [question.text for question in accepted] == [EXAMPLES[0]] * 4
    assert [question.user for question in accepted] == ["U1", "U1", "U1", "U2"]


def test_a_press_of_stop_leaves_what_was_asked_since(slack: FakeSlack) -> None:
    """It can be delivered late, and once more."""
    stop = {"type": "agent_session_stopped", "channel": "C1", "thread_ts": "1.1", "user": "U1"}
    with bot_at(slack) as bot, desk_with(refuse) as desk:
        app, inbox = bot.app_for(desk), desk.intake.inbox
        inbox.put(question(ts="1.5", thread="1.1"))
        inbox.claim(1)

        dispatch(app, event_body(stop | {"event_ts": "1.3"}))
        before = inbox.claim(1)
        dispatch(app, event_body(stop | {"event_ts": "1.7"}))

        assert (before, [lease.answer is not None for lease in inbox.claim(1)]) == ([], [True])


def test_a_place_of_the_home_tab_is_short(slack: FakeSlack) -> None:
    """Whatever is entered is looked for."""
    entered: list[str] = []
    press = {"type": "plain_text_input", "action_id": PLACE, "value": f" {'x  ' * 90}"}
    body = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}}
    with bot_at(slack) as bot, desk_with(refuse) as desk:
        app = bot.app_for(replace(desk, find_place=entered.append))
        dispatch(app, body | {"actions": [press]})
        dispatch(app, body | {"actions": [press | {"value": "  "}]})

    assert entered == [("x " * 50)]


def test_a_guest_reads_why_an_example_is_not_answered(slack: FakeSlack) -> None:
    """As with whatever else is too much: to them alone."""
    body = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U7"}}
    press = {"action_id": "home_example_0", "value": EXAMPLES[0], "action_ts": "5.1"}
    with bot_at(slack) as bot, desk_with(lambda _: None) as desk:
        limits = replace(desk.intake.limits, teams=frozenset({"T9"}))
        intake = replace(desk.intake, limits=limits)

        dispatch(
            bot.app_for(replace(desk, intake=intake)),
            body | {"actions": [press | {"type": "button"}]},
        )
        (note,) = slack.wait_for_calls("chat.postEphemeral", 1)

    assert "I may not answer here" in note.arguments["text"]
    assert (note.arguments["user"], note.arguments["channel"]) == ("U7", "D7")


def test_talk_in_a_thread_is_heard_where_the_operator_wants_it_alone(
    slack: FakeSlack, app_for: AppFor
) -> None:
    """Else it is nobody's business."""
    accepted: list[Question] = []
    app = app_for(accepted.append)
    asked = slack.mention("weather in Oslo?")
    talk = slack.say("and in Rome?", thread_ts=asked["ts"], channel_type="channel")

    for event in (asked, {**talk, "type": "message"}):
        dispatch(app, event_body(event))

    assert [question.text for question in accepted] == ["weather in Oslo?"]


@each_row(
    ("event", "is_over"),
    [
        ({"type": "tokens_revoked", "tokens": {"bot": ["UOTHER"], "oauth": [BOT_USER_ID]}}, False),
        ({"type": "tokens_revoked", "tokens": {"bot": BOT_USER_ID}}, False),
        ({"type": "tokens_revoked", "tokens": {"oauth": [BOT_USER_ID]}}, False),
        ({"type": "tokens_revoked", "tokens": {"bot": ["UOTHER", BOT_USER_ID]}}, True),
        ({"type": "tokens_revoked", "tokens": None}, False),
        ({"type": "team_access_revoked", "team_ids": ["T1"]}, False),
        ({"type": "team_access_revoked", "team_ids": None}, False),
        ({"type": "team_access_granted", "team_ids": 1}, False),
        ({"type": "app_uninstalled"}, True),
    ],
)
def test_what_is_stored_ends_with_the_bot_s_own_token_alone(
    slack: FakeSlack, event: dict[str, Any], *, is_over: bool
) -> None:
    """Not with another's, nor with what another organisation takes from it."""
    with bot_at(slack) as bot, desk_with(refuse) as desk:
        desk.intake.inbox.put(question())
        of_others = {"enterprise_id": "E9"} if event["type"] == "team_access_revoked" else {}

        response = dispatch(bot.app_for(desk), event_body(event, **of_others))

        assert response.status == 200
        assert (desk.intake.inbox.claim(1) == []) is is_over


FAULT = "CREATE TRIGGER full BEFORE DELETE ON questions BEGIN SELECT RAISE(ABORT, 'full'); END"


@pytest.mark.parametrize("fails", [True, False])
def test_an_installation_goes_after_what_is_stored_of_its_workspace(
    slack: FakeSlack, *, fails: bool
) -> None:
    """Slack tells of its end again as long as something is left; whatever organisation it has."""
    keys, ids = {"TOKEN_KEYS": KEYS[0]}, {"bot_user_id": BOT_USER_ID, "bot_id": BOT_ID}
    app_ids = {"SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET}
    installed = Bot(team_id="T1", bot_token=BOT_TOKEN, installed_at=0.0, **ids)
    settings = load_settings({"SLACK_API_URL": slack.api_url, **app_ids, **keys}, needs_slack=False)
    with desk_with(refuse) as desk:
        stores = open_stores(desk.people.database, FakeTime().clock, KEYS[:1])
        stores.records.put(record_of(installed))
        desk.intake.inbox.put(question())
        if fails:
            with desk.people.database.transaction() as transaction:
                transaction.execute(sa.text(FAULT))
        with closing(SlackBot(settings, FakeTime().clock, stores)) as bot:
            app = bot.app_for(desk)
            body = event_body({"type": "app_uninstalled"}, enterprise_id="E1")
            response = dispatch(app, body)
            later: list[dict[str, Any]] = [
                {"type": "tokens_revoked", "tokens": {"bot": [BOT_USER_ID]}},
                {"type": "team_access_granted", "team_ids": ["T1"]},
            ]
            others = [] if fails else [dispatch(app, event_body(each)).status for each in later]

        # Slack also tells of what is over by then.
        assert (response.status, others) == ((500, []) if fails else (200, [200] * 2))
        assert (stores.records.find("T1") is not None) is fails
        assert (desk.intake.inbox.claim(1) != []) is fails


def test_a_workspace_that_is_taken_from_the_app_goes_after_what_is_stored_of_it(
    slack: FakeSlack,
) -> None:
    """Slack tells of it again as long as something is left, and by then it is still known."""
    ids = {"bot_user_id": BOT_USER_ID, "bot_id": BOT_ID, "enterprise_id": "E1"}
    whole = Bot(bot_token=BOT_TOKEN, is_enterprise_install=True, installed_at=0.0, **ids)
    event = {"type": "team_access_revoked", "team_ids": ["T1"]}
    within = {"enterprise_id": "E1", "is_enterprise_install": True}
    body = event_body(event, team_id=None, authorizations=[within], **within)
    with desk_with(refuse) as desk:
        stores = open_stores(desk.people.database, FakeTime().clock, KEYS[:1])
        stores.records.put(record_of(whole))
        stores.records.belongs_to("T1", "E1")
        desk.intake.inbox.put(question())
        with closing(SlackBot(settings_of_many(slack, 1), FakeTime().clock, stores)) as bot:
            app, statuses = bot.app_for(desk), []
            for statement in (FAULT, "DROP TRIGGER full"):
                with desk.people.database.transaction() as transaction:
                    transaction.execute(sa.text(statement))
                statuses.append(dispatch(app, body).status)

        assert statuses == [500, 200]
        assert desk.intake.inbox.claim(1) == []
        assert stores.records.find("T1") is None


@each_row("units", ["metric", "imperial"])
def test_units_are_those_of_the_settings_where_nothing_else_tells(
    slack: FakeSlack, units: str
) -> None:
    """For a place whose country is unknown."""
    with bot_at(slack, DEFAULT_UNITS=units) as bot:
        assert bot.channel.asker(question()).default_units == units


def test_a_token_for_an_organisation_is_of_no_workspace(slack: FakeSlack) -> None:
    """What an event says counts, also where the sign-in names a workspace."""
    said = {"user_id": BOT_USER_ID, "bot_id": BOT_ID, "team_id": "T9"}
    whole = json.dumps({"ok": True, "is_enterprise_install": True, **said})
    slack.fail("auth.test", Fault(body=whole))
    accepted: list[Question] = []
    with bot_at(slack) as bot, desk_with(accepted.append) as desk:
        dispatch(bot.app_for(desk), event_body(slack.mention("weather in Oslo?")))

    assert [question.team for question in accepted] == ["T1"]


@each_row(("is_org_wide", "homes"), [(False, ["T1"]), (True, [])])
def test_a_bot_that_starts_takes_over_what_was_stored_under_guests_workspaces(
    slack: FakeSlack, free_port: int, *, is_org_wide: bool, homes: list[str]
) -> None:
    """Its own workspace is known by then, and no event has come yet; one of many has no own."""
    whole = {"ok": True, "user_id": BOT_USER_ID, "team_id": "T1", "is_enterprise_install": True}
    slack.fail("auth.test", *[Fault(body=json.dumps(whole))] * is_org_wide)
    moved: list[str] = []
    settings = {"HTTP_PORT": str(free_port), "SLACK_SIGNING_SECRET": "0" * 32}
    with bot_at(slack, **settings) as bot, desk_with(refuse) as desk:
        bot.start(replace(desk, move_in=moved.append))

    assert moved == homes


def test_a_bot_that_ends_refuses_events_and_then_serves_no_page(
    slack: FakeSlack, free_port: int
) -> None:
    """While its last answers are posted, Slack is to deliver new events to another process."""
    settings = {"HTTP_PORT": str(free_port), "SLACK_SIGNING_SECRET": "0" * 32}
    page = f"http://127.0.0.1:{free_port}/slack/events"
    with bot_at(slack, **settings) as bot, desk_with(refuse) as desk:
        bot.start(desk)
        statuses = [request(page)[0]]
        bot.disconnect()
        statuses.append(request(page)[0])

    assert statuses == [401, 503]
    with pytest.raises(ConnectionRefusedError):
        request(page)


def settings_of_many(slack: FakeSlack, port: int) -> Settings:
    """Return the settings of a bot of many workspaces that listens at a port."""
    given = {
        "SLACK_API_URL": slack.api_url,
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_SIGNING_SECRET": "0" * 32,
        "TOKEN_KEYS": KEYS[0],
        "HTTP_PORT": str(port),
    }
    return load_settings(given, needs_slack=False)


@contextmanager
def app_of_two(
    slack: FakeSlack, port: int, teams: tuple[str, ...] = ()
) -> Iterator[tuple[App, Desk]]:
    """Yield the app of a bot that is installed in T1 and T2, and its desk.

    Questions of other workspaces than these are refused, if there are any.
    """
    settings, clock = settings_of_many(slack, port), FakeTime().clock
    with desk_with(lambda _: None) as desk:
        stores = open_stores(desk.people.database, clock, KEYS[:1])
        for team in ("T1", "T2"):
            ids = {"bot_id": f"B{team}", "bot_user_id": f"U{team}"}
            installed = Bot(team_id=team, bot_token=f"xoxb-{team}", installed_at=0.0, **ids)
            stores.records.put(record_of(installed))
        with closing(SlackBot(settings, clock, stores)) as bot:
            limits = replace(desk.intake.limits, teams=frozenset(teams))
            limited = replace(desk, intake=replace(desk.intake, limits=limits))
            yield bot.app_for(limited), limited


def test_who_is_refused_reads_so_from_their_own_workspace(slack: FakeSlack, free_port: int) -> None:
    """In the language that they have there, after a message as after a command."""
    within = {"team_id": "T2", "authorizations": [{"team_id": "T2"}]}
    asked = slack.mention("", user="U7") | {"text": "<@UT2> weather in Oslo?"}
    with app_of_two(slack, free_port, teams=("T1",)) as (app, desk):
        dispatch(app, event_body(asked, **within))
        dispatch(app, slack.command("Oslo", user="U8") | {"team_id": "T2"})
        slack.wait_for_calls("chat.postEphemeral", 1)
        calls = slack.calls()

        assert desk.intake.inbox.claim(1) == []
    assert {call.token for call in calls} == {"xoxb-T2"}
    looked_up = [call.arguments["user"] for call in calls if call.method == "users.info"]
    assert sorted(looked_up) == ["U7", "U8"]


def test_a_deletion_in_a_shared_channel_may_overtake_a_question_to_any_workspace(
    slack: FakeSlack, free_port: int
) -> None:
    """Slack tells it to another one; what was asked of one bot was not asked of the other."""
    said = question(ts="2.2", text="<@UT2> weather in Oslo?")
    before = {"type": "message", "user": "U1", "ts": said.ts, "text": said.text}
    deletion = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "C1",
        "deleted_ts": "2.2",
    }
    deletion |= {"channel_type": "channel"}
    shared = {"authorizations": [{"team_id": "T1"}], "is_ext_shared_channel": True}
    with app_of_two(slack, free_port) as (app, desk):
        desk.intake.inbox.put(question(ts="3.3", team="T2"))

        dispatch(app, event_body({**deletion, "previous_message": before}, **shared))

        late = [desk.intake.inbox.put(replace(said, team=team)) for team in ("T1", "T2")]
    assert late == [True, False]


def test_a_home_tab_that_nobody_has_opened_is_published_to_nobody(
    slack: FakeSlack, app_for: AppFor
) -> None:
    """Slack would be asked for a person of that name."""
    app = app_for(refuse)
    before = len(slack.calls())

    for user in ({}, {"user": None}, {"user": ""}):
        opened = {"type": "app_home_opened", "tab": "home", **user}
        assert dispatch(app, event_body(opened)).status == 200

    assert slack.calls()[before:] == []


def test_a_press_by_nobody_is_nobody_s_choice(slack: FakeSlack) -> None:
    """It would be kept, and published, for a person without an id."""
    about = {"team": {"id": "T1"}, "channel": {"id": "C1"}}
    presses: list[dict[str, Any]] = [
        {"action_id": UNITS, "type": "static_select", "selected_option": {"value": "imperial"}},
        {"action_id": PLACE, "type": "plain_text_input", "value": "Oslo"},
        {"action_id": "feedback", "type": "feedback_buttons", "value": "good T1:C1:1.1:1.1"},
        {"action_id": "units_imperial", "type": "button", "value": "imperial T1:C1:1.1:1.1"},
        {"action_id": "refresh", "type": "button", "value": "T1:C1:1.1:1.1"},
    ]
    with bot_at(slack) as bot, desk_with(lambda _: None) as desk:
        desk.intake.inbox.put(question(ts="1.1"))
        app = bot.app_for(replace(desk, find_place=str))
        before = len(slack.calls())
        for press, user in product(presses, ({}, {"user": {}}, {"user": {"id": None}})):
            action = {**press, "action_ts": "5.1"}
            body = {"type": "block_actions", **about, **user, "actions": [action]}
            assert dispatch(app, body).status == 200

        assert desk.people.preferences("T1", "") == Preferences()
        assert desk.people.opinions() == []
        assert slack.calls()[before:] == []


def test_each_workspace_is_spoken_to_with_its_own_token(slack: FakeSlack, free_port: int) -> None:
    """Whatever people do there, whose languages are looked up there as well."""
    within = {"team_id": "T2", "authorizations": [{"team_id": "T2"}]}
    opened = {"type": "app_home_opened", "channel": "D7"}
    stop = {"type": "agent_session_stopped", "channel": "C1", "thread_ts": "1.1"}
    events = [{**opened, "tab": "home"}, {**opened, "tab": "messages"}, {**stop, "event_ts": "1.2"}]
    place = {"type": "block_actions", "team": {"id": "T2"}, "channel": {"id": "C1"}}
    presses = [
        {"action_id": "refresh", "value": "T2:C1:1.1:1.1", "action_ts": "5.1"},
        {"action_id": "units_metric", "value": "metric T2:C1:1.1:1.1", "action_ts": "5.2"},
        {"action_id": "home_example_0", "value": EXAMPLES[0], "action_ts": "5.3"},
    ]
    methods = {"views.publish": 1, "chat.postMessage": 1, "chat.postEphemeral": 2}
    methods |= {"assistant.threads.setSuggestedPrompts": 1, "agents.sessions.setStatus": 1}
    with app_of_two(slack, free_port) as (app, _):
        for number, event in enumerate(events):
            dispatch(app, event_body({**event, "user": f"U{number}"}, **within))
        for number, press in enumerate(presses, len(events)):
            action, user = {**press, "type": "button"}, {"id": f"U{number}"}
            dispatch(app, {**place, "user": user, "actions": [action]})
        for method, count in methods.items():
            slack.wait_for_calls(method, count)
        calls = slack.calls()

    assert {call.token for call in calls} == {"xoxb-T2"}
    looked_up = [call.arguments["user"] for call in calls if call.method == "users.info"]
    assert sorted(looked_up) == [f"U{number}" for number in range(6)]


def test_a_workspace_that_installs_the_app_anew_is_served_by_its_new_token_at_once(
    slack: FakeSlack, free_port: int
) -> None:
    """The old one may have ended."""
    settings, clock = settings_of_many(slack, free_port), FakeTime().clock
    old = {"team_id": "T1", "bot_token": "xoxb-old", "bot_id": "B1", "bot_user_id": "U1"}
    granted = {"ok": True, "token_type": "bot", "access_token": BOT_TOKEN, "team": {"id": "T1"}}
    slack.fail("oauth.v2.access", Fault(body=json.dumps({**granted, "bot_user_id": "U1"})))
    with desk_with(refuse) as desk:
        stores = open_stores(desk.people.database, clock, KEYS[:1])
        stores.records.put(record_of(Bot(**old, installed_at=0.0)))
        with closing(SlackBot(settings, clock, stores)) as bot:
            bot.start(desk)
            bot.channel.asker(question())
            state = stores.states.issue()
            end = f"http://127.0.0.1:{free_port}/slack/oauth_redirect?code=c&state={state}"
            status, _, _ = get(end, {"Cookie": f"slack-app-oauth-state={state}"})
            bot.channel.asker(replace(question(), user="U2"))

    assert status == 200
    assert [call.token for call in slack.calls("users.info")] == ["xoxb-old", BOT_TOKEN]


def test_tokens_of_many_workspaces_are_kept_valid_until_the_end(
    slack: FakeSlack, free_port: int
) -> None:
    """On a thread that begins with the bot and ends with it."""
    settings = settings_of_many(slack, free_port)

    earlier = set(threading.enumerate())

    def of_rotation() -> list[threading.Thread]:
        new = set(threading.enumerate()) - earlier
        return [each for each in new if each.name == "token-rotation"]

    with desk_with(refuse) as desk:
        stores = open_stores(desk.people.database, FakeTime().clock, KEYS[:1])
        with closing(SlackBot(settings, FakeTime().clock, stores)) as bot:
            before = of_rotation()
            bot.start(desk)
            (thread,) = of_rotation()
        thread.join(PATIENCE_S)

    assert before == []
    assert not thread.is_alive()


def test_no_log_line_holds_a_token_or_a_message(
    slack: FakeSlack, app_for: AppFor, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack's libraries print bodies at their lower levels."""
    caplog.set_level(logging.DEBUG)

    dispatch(app_for(refuse), event_body(slack.mention("my secret place")))
    with pytest.raises(SettingsError):
        app_for(refuse, token="xoxb-canary")

    logged = json.dumps([caplog.text, caplog.messages])
    assert BOT_TOKEN not in logged
    assert "canary" not in logged
    assert "my secret place" not in logged


@each_row(
    ("token", "code"), [("xoxb-wrong", "invalid_auth"), (APP_TOKEN, "not_allowed_token_type")]
)
def test_a_token_that_slack_does_not_accept_is_named(
    app_for: AppFor, token: str, code: str
) -> None:
    """By its setting, never by its value, with where another is to be had."""
    with pytest.raises(SettingsError) as failure:
        app_for(refuse, token=token)

    where = "copy the bot token from the app's page 'OAuth & Permissions'"
    assert failure.value.problems == (f"Slack does not accept SLACK_BOT_TOKEN ({code}); {where}.",)


def test_a_slack_that_is_asked_too_often_is_asked_again_after_its_pause(
    slack: FakeSlack, app_for: AppFor
) -> None:
    """Many processes may start at the same time."""
    busy = Fault("ratelimited", status=429, retry_after_s=0)
    slack.fail("auth.test", busy, busy)

    with captured_log() as log:
        app_for(refuse)

    first, second, third = (call.at_s for call in slack.calls("auth.test"))
    assert min(second - first, third - second) >= 0.1
    told = [(e["level"], e["method"], e["pause_s"]) for e in log.entries("slack.asks_to_wait")]
    assert told == [("WARNING", "auth.test", 0.1)] * 2


@pytest.mark.parametrize("fault", [Fault(status=500, body="oops"), Fault(is_lost=True)])
def test_a_slack_that_does_not_answer_is_not_blamed_on_the_token(
    slack: FakeSlack, app_for: AppFor, fault: Fault
) -> None:
    """The operator looks at the network first."""
    slack.fail("auth.test", fault)

    with pytest.raises(SettingsError, match=r"can't be reached .*check the network"):
        app_for(refuse)


def test_a_bot_that_ends_leaves_no_status(slack: FakeSlack) -> None:
    """A question that was given back must not look as if work went on."""
    status = "assistant.threads.setStatus"
    with bot_at(slack) as bot:
        bot.channel.show_progress(question(ts=slack.say("weather?")["ts"]), "is thinking…")
        slack.wait_for_calls(status, 1)
        shown = slack.snapshot()["statuses"]

    assert (len(shown), slack.snapshot()["statuses"]) == (1, [])


def test_a_bot_that_ends_leaves_no_thread_that_tells_people_something() -> None:
    """Nor does anything fail that still wants to tell them."""
    with fake_slack() as own:  # bots of earlier tests may still send notes to theirs
        ts = own.say("weather?", channel="D1")["ts"]
        asked = replace(question(channel="D1", ts=ts, thread=ts), surface="direct_message")
        earlier = set(threading.enumerate())
        with bot_at(own) as bot:
            bot.channel.tell(asked, "U1", "A note.")
            bot.channel.post(asked, Reply("Mild."))
            own.wait_for_calls("chat.postEphemeral", 1)
            own.wait_for_calls("assistant.threads.setTitle", 1)
            threads = set(threading.enumerate()) - earlier
        bot.channel.tell(asked, "U1", "Another one.")
        telling = [each for each in threads if each.name.startswith(("note", "agent-view"))]
        for thread in telling:
            thread.join(PATIENCE_S)

        assert len(telling) >= 2
        assert not [thread for thread in telling if thread.is_alive()]
        assert len(own.calls("chat.postEphemeral")) == 1


def test_a_pause_for_one_kind_of_call_holds_up_no_others(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack limits each method by itself; meanwhile nothing more of its kind is sent."""
    asked = replace(question(channel="D1"), surface="direct_message")
    caplog.set_level(logging.DEBUG, logger="handlers.delivery.agent_view")
    status, clock = "assistant.threads.setStatus", FakeTime().clock
    one = installed_at(slack, clock)
    with closing(AgentView(one)) as view, closing(Progress(one, clock)) as progress:
        deeds: dict[str, Callable[[], None]] = {
            "assistant.threads.setTitle": lambda: view.take_title(asked),
            "assistant.threads.setSuggestedPrompts": lambda: view.suggest("T1", "D1", ENGLISH),
            "agents.sessions.setStatus": lambda: view.end_session(asked),
        }
        for method, deed in deeds.items():
            slack.fail(method, Fault("ratelimited", status=429, retry_after_s=60))
            caplog.clear()
            for count in (1, 2):
                deed()
                until(lambda: len(caplog.records) == count)  # noqa: B023 - called at once
            told = [record.getMessage() for record in caplog.records]
            assert told == [f"agent_view.failed reason={method} was called too often"] * 2
        progress.show(asked, "is thinking…")
        slack.wait_for_calls(status, 1)
        called = [call.method for call in slack.calls()]

    assert called == [*deeds, status]
