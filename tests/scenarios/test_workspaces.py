"""Several workspaces: each is answered with its own token, and nothing of one reaches another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.many_workspaces import Browser, ManyWorkspaces, Place, settings_for_many, slack_of
from fakes.waiting import PATIENCE_S
from fakes.world import World, world

POST = "chat.postMessage"
ONE, OTHER = Place("T1"), Place("T2")


@pytest.fixture
def around(tmp_path: Path) -> Iterator[World]:
    """Yield a world with several workspaces, whose app is installed nowhere yet."""
    with world(tmp_path, transport="http", kind=ManyWorkspaces) as around:
        around.environ.update(settings_for_many(around))
        yield around


def test_each_workspace_is_answered_with_its_own_token(around: World) -> None:
    """Whoever has installed the app there."""
    slack = slack_of(around)
    with around.bot():
        for place in (ONE, OTHER):
            Browser(around).install(place)
        asked = {place: slack.event_in(place, "weather in London?") for place in (ONE, OTHER)}
        for body in asked.values():
            assert slack.send_payload(body).acknowledged.wait(PATIENCE_S)
        slack.wait_for_calls(POST, 2)
        around.settle()

    used = {call.arguments["channel"]: call.token for call in slack.calls(POST)}
    assert used == {f"C1{place.team}": slack.tokens_of(place)[0] for place in (ONE, OTHER)}
    for place, body in asked.items():
        assert [reply["team"] for reply in slack.replies_in(body)] == [place.team]
