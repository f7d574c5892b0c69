"""Several workspaces: each is answered with its own token, and nothing of one reaches another."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fakes.chat_model import ChatRequest, FakeChatModel, text_turn
from fakes.many_workspaces import (
    KEYS,
    Browser,
    ManyWorkspaces,
    Place,
    settings_for_many,
    slack_of,
)
from fakes.questions import question
from fakes.slack_posts import get
from fakes.waiting import PATIENCE_S, until
from fakes.world import World, world

from bot.clock import system_clock
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from handlers.playground.workspace.rules import Fault

POST, GRANT = "chat.postMessage", "oauth.v2.access"
ONE, OTHER = Place("T1"), Place("T2")
ORGANISATION = Place("T3", "E1", is_org_wide=True)
ENDED_S = 20
"""The life of a token that is too short for any call."""
CANARIES = {ONE: "canaryalpha", OTHER: "canarybeta"}


class Parrot(FakeChatModel):
    """A model that says its results and the question, and so what it was told by whom."""

    def default_turn(self, request: ChatRequest) -> dict[str, Any]:
        """Return the turn of a sensible model with the question behind its words."""
        turn = super().default_turn(request)
        message = turn["choices"][0]["message"]
        if message.get("tool_calls"):
            return turn
        asked = [item["content"] for item in request.messages if item["role"] == "user"]
        return text_turn(f"{message['content']}\n{asked[-1]}")


@pytest.fixture
def around(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """Yield a world with several workspaces, whose app is installed nowhere yet."""
    model, transport = Parrot(places=("London",)), getattr(request, "param", "http")
    with world(tmp_path, model, transport, ManyWorkspaces) as around:
        around.environ.update(settings_for_many(around))
        yield around


def told(around: World, body: dict[str, Any], **envelope: Any) -> None:
    """Tell the bot of something, and return when it says that it has it."""
    assert around.slack.send_payload(body, **envelope).acknowledged.wait(PATIENCE_S)


def told_again(around: World, caplog: pytest.LogCaptureFixture, body: dict[str, Any]) -> None:
    """Tell the bot of something while its database fails, and once more as Slack does."""

    def refusals() -> int:
        return sum(line.startswith("event.not_accepted") for line in caplog.messages)

    before = refusals()
    with closing(sqlite3.connect(path_of(around), isolation_level=None)) as admin:
        admin.execute("ALTER TABLE turns RENAME TO mislaid")
        failed = around.slack.send_payload(body)
        until(lambda: refusals() > before)
        admin.execute("ALTER TABLE mislaid RENAME TO turns")
    assert not failed.acknowledged.is_set()
    told(around, body)


def answers(around: World, *bodies: dict[str, Any]) -> list[str]:
    """Have questions asked; return the text of the first reply to each."""
    before = len(around.slack.calls(POST))
    for body in bodies:
        told(around, body)
    around.slack.wait_for_calls(POST, before + len(bodies), timeout_s=60)
    around.settle()
    return [slack_of(around).replies_in(body)[0]["text"] for body in bodies]


def path_of(around: World) -> str:
    """Return where the bot keeps its database."""
    return around.environ["DATABASE_URL"].removeprefix("sqlite:///")


def stored(around: World) -> str:
    """Return all rows of the database as text."""
    with closing(sqlite3.connect(path_of(around), timeout=10)) as connection:
        return "\n".join(connection.iterdump())


def owners(rows: str) -> set[str]:
    """Return the workspaces and organisations that rows belong to."""
    return set(re.findall(r"'([TE]\d)[':]", rows))


@pytest.mark.parametrize("count", [16, pytest.param(200, marks=pytest.mark.slow)])
def test_nothing_of_one_workspace_reaches_another(around: World, count: int) -> None:
    """Though people, threads and times of both are called alike, and both ask at the same time."""
    slack, each = slack_of(around), count // 2
    with around.bot(WORKSPACE_QUESTIONS_PER_MINUTE=str(each)):
        for place in (ONE, OTHER):
            Browser(around).install(place)
        told(around, slack.choose_units(ONE, "imperial"), type="interactive")
        asked: dict[Place, list[dict[str, Any]]] = {ONE: [], OTHER: []}
        for number in range(each):
            follows = number % 4
            thread = {"thread_ts": asked[ONE][-follows]["event"]["ts"]} if follows else {}
            event = slack.event_in(ONE, "", **thread)["event"]
            for place, canary in CANARIES.items():
                text = f"<@{place.bot['user']}> weather in London? {canary}"
                own = {**event, "channel": f"C1{place.team}", "text": text}
                asked[place].append(slack.told(place, own))
        mixed = [body for pair in zip(asked[ONE], asked[OTHER], strict=True) for body in pair]
        replies = answers(around, *mixed)
        kept = stored(around)
        told(around, slack.ends_in(ONE))
        left = stored(around)

    for place, canary in CANARIES.items():
        (other,) = set(CANARIES.values()) - {canary}
        own = replies[0::2] if place == ONE else replies[1::2]
        assert all(canary in reply and other not in reply for reply in own)
        assert {"°F" in reply for reply in own} == {place == ONE}
        calls = [call for call in slack.calls() if call.token in slack.tokens_of(place)]
        assert calls
        assert other not in str(calls)
    assert all(
        sum(name in str(r.body) for name in CANARIES.values()) == 1 for r in around.model.requests
    )
    assert all(canary in kept for canary in CANARIES.values())
    assert CANARIES[ONE] not in left
    assert left.count(CANARIES[OTHER]) == kept.count(CANARIES[OTHER])


@pytest.mark.parametrize("around", ["socket"], indirect=True)
def test_a_command_is_answered_where_the_app_is_installed(around: World) -> None:
    """Over Socket Mode too; elsewhere its person reads that it is not."""
    slack, shown = slack_of(around), {}
    with around.bot():
        Browser(around).install(ONE)
        for place in (ONE, OTHER):
            given = slack.command("London", channel=f"C1{place.team}") | {"team_id": place.team}
            told(around, given, type="slash_commands")
            until(lambda: bool(slack.answers_to(given)))  # noqa: B023 - called at once
            (shown[place],) = slack.answers_to(given)

    assert "London" in shown[ONE]["text"]
    missing = "Weather Bot is not installed in this workspace any more."
    assert shown[OTHER]["text"] == f"{missing} Please have it installed again."


def test_an_organisation_is_served_by_one_token(
    around: World, caplog: pytest.LogCaptureFixture
) -> None:
    """In all of its workspaces, also for guests who have the app at home, until it is removed.

    All of them are forgotten, though the first try fails at one.
    """
    slack = slack_of(around)
    other = Place("T4", "E1", is_org_wide=True)
    with around.bot():
        for place in (ORGANISATION, ONE):
            Browser(around).install(place)
        visit = slack.event_in(ORGANISATION, "weather in London?", user="UGUEST")
        visit |= {"team_id": "T1", "enterprise_id": None, "is_ext_shared_channel": True}
        answers(around, visit, slack.event_in(ONE, "weather in London?"))
        answers(
            around, *(slack.event_in(each, "weather in London?") for each in (ORGANISATION, other))
        )
        kept = stored(around)
    with around.bot():
        told(around, slack.choose_units(other, "imperial"), type="interactive")
        (reply,) = answers(around, slack.event_in(other, "weather in London?"))
        told_again(around, caplog, slack.ends_in(ORGANISATION))
        left = stored(around)

    (token,), (own,) = slack.tokens_of(ORGANISATION), slack.tokens_of(ONE)
    assert "°F" in reply
    used = {call.arguments["channel"]: call.token for call in slack.calls(POST)}
    assert used == {"C1T3": token, "C1T4": token, "C1T1": own}
    assert owners(kept) == {"T3", "T4", "E1", "T1"}
    assert owners(left) == {"T1"}


def test_an_organisation_takes_workspaces_from_the_bot_and_gives_it_others(
    around: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Its rows go, at the second try if the first fails, and no others.

    What it says of workspaces of others is not believed.
    """
    slack, gone = slack_of(around), Place("T4", "E1", is_org_wide=True)
    with around.bot():
        for place in (ORGANISATION, ONE):
            Browser(around).install(place)
        for place in (ORGANISATION, gone, ONE):
            answers(around, slack.event_in(place, "weather in London?"))
        told_again(around, caplog, slack.moves(ORGANISATION, "T0", "T1", "T4", is_lost=True))
        left = stored(around)
        told(around, slack.moves(ORGANISATION, "T4", "T5", is_lost=False))
        told(around, slack.moves(ONE, "T6", is_lost=False) | {"team_id": "T1"})
        back = stored(around)
        answers(around, slack.event_in(gone, "weather in London?"))

    assert owners(left) == {"T3", "E1", "T1"}
    assert owners(back) == {"T3", "E1", "T1", "T4", "T5"}


def test_a_change_in_a_shared_channel_counts_wherever_the_message_is_stored(around: World) -> None:
    """Slack tells it to one of the workspaces alone; in any other channel it is another message."""
    slack, (one, other) = slack_of(around), (CANARIES[ONE], CANARIES[OTHER])
    with around.bot():
        for place in (ONE, OTHER):
            Browser(around).install(place)
        asked = slack.event_in(ONE, f"weather in London? {one}")
        answers(around, asked)
        before = asked["event"]
        edited = {"user": "U1", "ts": "1999999999.000200"}
        after = {**before, "text": before["text"].replace(one, other), "edited": edited}
        after["type"] = "message"
        change = {"type": "message", "channel": before["channel"], "channel_type": "channel"}
        edit = {**change, "subtype": "message_changed", "message": after}
        deletion = {**change, "subtype": "message_deleted", "deleted_ts": before["ts"]}
        for is_shared in (False, True):
            said = slack.told(OTHER, {**edit, "previous_message": before})
            told(around, said | {"is_ext_shared_channel": is_shared})
            around.settle()
            assert (one in stored(around)) == (not is_shared)
        (reply,) = slack.replies_in(asked)
        for is_shared in (False, True):
            said = slack.told(OTHER, {**deletion, "previous_message": after})
            told(around, said | {"is_ext_shared_channel": is_shared})
            assert (other in stored(around)) == (not is_shared)

    assert other in reply["text"]


@pytest.mark.parametrize("lives_s", [ENDED_S, 3_600])
def test_tokens_are_renewed_before_they_end(around: World, lives_s: int) -> None:
    """By themselves, and at once when somebody needs one that has ended while the bot was down."""
    slack, place = slack_of(around), Place("T1", lives_s=lives_s)
    with around.bot():
        Browser(around).install(place)
    slack.fail(GRANT, *[Fault(error="internal_error")] * (lives_s == ENDED_S))
    with around.bot():
        answers(around, *(slack.event_in(place, "weather in London?") for _ in range(4)))

        slack.wait_for_calls(GRANT, 2)

    first, renewed = slack.tokens_of(place)
    used = {call.token for call in slack.calls(POST)}
    # One that still lives is good until the new one is stored.
    assert used == {renewed} if lives_s == ENDED_S else used <= {first, renewed}


@pytest.mark.slow
def test_a_key_can_be_replaced(around: World) -> None:
    """A start with both keys is enough."""
    slack = slack_of(around)
    with around.bot():
        Browser(around).install(ONE)
    for keys in (f"{KEYS[1]},{KEYS[0]}", KEYS[1]):
        with around.bot(TOKEN_KEYS=keys):
            answers(around, slack.event_in(ONE, "weather in London?"))
    (token,) = slack.tokens_of(ONE)

    assert token not in stored(around)


def test_a_workspace_without_the_app_gets_no_answer(around: World) -> None:
    """Also after its token was revoked, and though others have the app; nothing waits for ever."""
    slack = slack_of(around)
    url = around.environ["DATABASE_URL"]
    with closing(Database(url)) as database:
        Inbox(database, system_clock(), lease_s=60).put(question(team="T8"))
    with around.bot():
        for place in (ONE, OTHER):
            Browser(around).install(place)
        told(around, slack.ends_in(ONE, is_uninstalled=False))
        told(around, slack.event_in(ONE, "weather in London?"))
        told(around, slack.event_in(Place("T9"), "weather in London?"))
        answers(around, slack.event_in(OTHER, "weather in London?"))

    assert [call.arguments["channel"] for call in slack.calls(POST)] == ["C1T2"]
    assert owners(stored(around)) == {"T2", "T8"}


def test_an_installation_ends_in_the_browser_where_it_began(around: World) -> None:
    """Once, with a code of Slack's; and the page tells no secret."""
    slack, browser = slack_of(around), Browser(around)
    with around.bot():
        state, cookie = browser.begin()
        other_state, other_cookie = browser.begin()
        pages = [
            browser.end(state, other_cookie, slack.code_for(ONE)),
            browser.end("made-up", "slack-app-oauth-state=made-up", slack.code_for(ONE)),
            browser.end(state, cookie, "no-code"),
            browser.end(state, cookie, slack.code_for(ONE)),
            browser.end(other_state, other_cookie, slack.code_for(ONE)),
        ]
        slack.fail(GRANT, Fault(is_lost=True))
        pages.append(browser.end(*browser.begin(), slack.code_for(ONE)))
        url = f"{around.bot_url}/slack/install?team="
        (_, named, headers), (_, forged, _) = map(
            get, (f"{url}T1", f"{url}T1%22%0d%0aSet-Cookie:x")
        )

    assert "team=T1" in named
    assert "team=" not in forged
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert [status for status, _ in pages] == [400, 401, 401, 401, 200, 502]
    assert len(slack.tokens_of(ONE)) == 2
    assert all("client-secret" not in page and "xoxb" not in page for _, page in pages)
