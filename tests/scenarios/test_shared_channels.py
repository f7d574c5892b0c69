"""Channels that are shared with another workspace, whose people are guests there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.slack import TEAM_ID
from fakes.waiting import PATIENCE_S
from fakes.world import World, world

POST = "chat.postMessage"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[World]:
    """A running bot with the offline model."""
    with world(tmp_path) as around, around.bot(CHAT_MODEL="offline"):
        yield around


def send(around: World, event: dict[str, Any], team: str) -> None:
    """Deliver an event as Slack does for a guest: with their workspace outside, ours within."""
    body = around.slack.payload_of(event)
    body |= {"team_id": team, "authorizations": [{"team_id": TEAM_ID, "user_id": "UBOT"}]}
    assert around.slack.send_payload(body).acknowledged.wait(PATIENCE_S)


def test_a_guest_goes_on_with_the_thread(running: World) -> None:
    """As if everybody were of one workspace."""
    first = running.slack.mention("weather in Oslo?")
    send(running, first, TEAM_ID)
    running.slack.wait_for_calls(POST, 1)
    then = running.slack.mention("and tomorrow?", user="UGUEST", thread_ts=first["ts"])
    send(running, then, "TGUEST")
    running.slack.wait_for_calls(POST, 2)

    assert "Oslo" in running.replies_to(first)[-1]["text"]


def test_a_mention_that_comes_under_two_workspaces_is_one_question(running: World) -> None:
    """As a message and as a mention."""
    event = running.slack.mention("weather in Oslo?", user="UGUEST")

    send(running, {**event, "type": "message", "channel_type": "channel"}, "TGUEST")
    send(running, event, TEAM_ID)
    running.slack.wait_for_calls(POST, 1)
    running.settle()

    assert len(running.replies_to(event)) == 1
