"""Answers that come long after their question, such as after an outage."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fakes.world import world


@pytest.mark.parametrize(("word", "days"), [("tomorrow", 1), ("the day after tomorrow", 2)])
def test_words_for_days_are_counted_from_the_time_of_asking(
    tmp_path: Path, word: str, days: int
) -> None:
    """A question of yesterday about tomorrow is about today."""
    asked_at = datetime.now(UTC) - timedelta(days=1)
    meant = (asked_at + timedelta(days=days)).astimezone(ZoneInfo("Europe/London"))
    with world(tmp_path) as around, around.bot(CHAT_MODEL="offline"):
        event = around.slack.mention(f"rain in London {word}?")
        event["ts"] = f"{asked_at.timestamp():.6f}"
        around.slack.send_event(event)
        around.slack.wait_for_calls("chat.postMessage", 1)

        (reply,) = around.replies_to(event)

    assert f"{meant:%A} {meant.day}" in reply["text"]
