"""Threads as Slack gives them: page by page, the oldest message first."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

SlackMessage = Mapping[str, Any]


def thread_messages(
    read_page: Callable[[str | None], Mapping[str, Any]], *, max_pages: int
) -> Iterator[SlackMessage]:
    """Yield a thread's messages, oldest first.

    Args:
        read_page: Returns the response of conversations.replies to a cursor; None for the first.
        max_pages: After so many, the rest of the thread is left out.
    """
    cursor: str | None = None
    for _ in range(max_pages):
        page = read_page(cursor)
        messages = page.get("messages")
        if isinstance(messages, list):
            yield from (m for m in messages if isinstance(m, dict) and isinstance(m.get("ts"), str))
        cursor = _next_cursor(page)
        if not cursor:
            return


def _next_cursor(page: Mapping[str, Any]) -> str | None:
    metadata = page.get("response_metadata")
    cursor = metadata.get("next_cursor") if isinstance(metadata, dict) else None
    return cursor if isinstance(cursor, str) else None
