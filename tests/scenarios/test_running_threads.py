"""A first mention in the middle of people's thread knows what they said."""

from pathlib import Path

from fakes.slack import Fault
from fakes.world import world


def test_what_people_said_before_is_read_once_and_remembered(tmp_path: Path) -> None:
    """By their names; the second question reads nothing more."""
    with world(tmp_path) as around, around.bot():
        around.slack.users["U2"] = {"profile": {"display_name": "Ada"}}
        first = around.slack.say("Shall we meet in Oslo?", user="U2")
        around.answer("how is it there?", thread_ts=first["ts"])
        around.answer("and tomorrow?", thread_ts=first["ts"])

    for request in (around.model.requests[0], around.model.requests[2]):
        assert '{"by": "Ada", "said": "Shall we meet in Oslo?"}' in request.messages[1]["content"]
    assert len(around.slack.calls("conversations.replies")) == 1


def test_a_thread_that_cannot_be_read_costs_no_answer(tmp_path: Path) -> None:
    """Slack limits how often an app may read."""
    with world(tmp_path) as around, around.bot():
        around.slack.fail("conversations.replies", Fault("ratelimited", status=429))
        first = around.slack.say("Shall we meet in Oslo?", user="U2")
        reply = around.answer("how is it there?", thread_ts=first["ts"])

    assert "London" in reply["text"]
