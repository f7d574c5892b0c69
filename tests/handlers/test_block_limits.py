"""The validator of blocks that other tests trust: it refuses what Slack refuses."""

from typing import Any

from fakes.rows import each_row

from handlers.playground.workspace.block_rules import Where, faults_in

ALERT = {"type": "alert", "level": "error", "text": {"type": "plain_text", "text": "Gale"}}
PLAIN = {"type": "plain_text", "text": "Oslo"}
MRKDWN = {"type": "mrkdwn", "text": "Oslo", "verbatim": True}
MARKDOWN = {"type": "markdown", "text": "Oslo"}
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "Oslo"}]]}


@each_row(
    ("block", "where", "is_sound"),
    [
        (ALERT, "modal", True),
        (ALERT, "message", False),
        (ALERT, "home", False),
        (ALERT | {"text": {"type": "plain_text", "text": "G" * 201}}, "modal", False),
        (MARKDOWN, "message", True),
        (MARKDOWN, "home", False),
        (TABLE, "home", True),
        (TABLE, "modal", False),
        ({"type": "card", "title": MRKDWN}, "message", True),
        ({"type": "card", "title": PLAIN}, "message", False),
        ({"type": "card", "title": {"type": "mrkdwn", "text": "Oslo"}}, "message", False),
        ({"type": "section", "text": PLAIN}, "modal", True),
        ({"type": "section", "text": PLAIN | {"verbatim": True}}, "message", False),
        ({"type": "section", "text": MRKDWN | {"text": "O" * 3_001}}, "message", False),
        ({"type": "block_of_next_year"}, "message", False),
    ],
)
def test_a_block_where_it_may_stand(block: dict[str, Any], where: Where, *, is_sound: bool) -> None:
    """By Slack's own lists."""
    assert (faults_in([block], where) == []) is is_sound
