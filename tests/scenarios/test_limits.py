"""Limits as people meet them: one polite note for their eyes alone, and no model call."""

import re
from pathlib import Path

import pytest
from fakes.slack import TEAM_ID
from fakes.waiting import PATIENCE_S
from fakes.world import World, world

NOTE = "chat.postEphemeral"
POST = "chat.postMessage"


@pytest.fixture
def around(tmp_path: Path) -> "pytest.Generator[World] | object":
    """A world."""
    with world(tmp_path) as around:
        yield around


def test_who_has_used_up_the_tokens_reads_when_that_ends(around: World) -> None:
    """Once; the model is not asked, and nobody else reads the note."""
    with around.bot(TOKENS_PER_DAY="10"):
        around.answer("weather in London?")
        around.settle()
        asked = len(around.model.requests)
        event, delivery = around.ask("and tomorrow?")
        (note,) = around.slack.wait_for_calls(NOTE, 1)
        assert around.ask("and in Oslo?")[1].acknowledged.wait(PATIENCE_S)
        other = around.slack.mention("weather in Rome?", user="U2")
        assert around.slack.send_event(other).acknowledged.wait(PATIENCE_S)
        around.slack.wait_for_calls(NOTE, 2)

    assert delivery.acknowledged.is_set()
    assert [each.arguments["user"] for each in around.slack.calls(NOTE)] == [event["user"], "U2"]
    assert note.arguments["user"] == event["user"]
    text = note.arguments["text"]
    assert re.search(r"<!date\^\d+\^\{time\}\|00:00 UTC>", text)
    assert text.startswith("That is as much as I may answer in a day.")
    assert len(around.model.requests) == asked
    assert around.replies_to(event) == []


def test_a_command_that_is_too_much_is_answered_at_once(around: World) -> None:
    """Its person alone sees that, also where the bot is no member."""
    with around.bot(ALLOWED_CHANNELS="C2"):
        command = around.slack.command("Berlin", channel="C1")
        delivery = around.slack.send_command(command)
        assert delivery.acknowledged.wait(PATIENCE_S)
        around.settle()

    assert around.model.requests == []


def test_a_guest_is_told_that_they_are_one(around: World) -> None:
    """Where guests are not answered; members of the channel's workspace go on."""
    with around.bot(ALLOW_GUESTS="no"):
        event = around.slack.mention("weather in Oslo?", user="UGUEST")
        body = around.slack.payload_of({**event, "user_team": "TGUEST"})
        body |= {"authorizations": [{"team_id": TEAM_ID, "user_id": "UBOT"}]}
        assert around.slack.send_payload(body).acknowledged.wait(PATIENCE_S)
        (note,) = around.slack.wait_for_calls(NOTE, 1)
        around.answer("weather in London?")

    assert note.arguments["text"] == "I may not answer people of other workspaces here."
    assert around.replies_to(event) == []


def test_pressing_refresh_counts_as_asking(around: World) -> None:
    """It costs an answer as well; whoever presses is told so in their own language."""
    with around.bot(TOKENS_PER_DAY="10"):
        reply = around.answer("weather in London?")
        around.settle()
        asked = len(around.model.requests)
        around.slack.users["U2"] = {"locale": "de-DE"}
        delivery = around.slack.press(reply, "refresh", choice="", user="U2")
        assert delivery.acknowledged.wait(PATIENCE_S)
        (note,) = around.slack.wait_for_calls(NOTE, 1)

    assert note.arguments["text"].startswith("Mehr darf ich an einem Tag nicht beantworten.")
    assert len(around.model.requests) == asked
