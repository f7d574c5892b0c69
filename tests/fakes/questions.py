"""Questions for tests: one line makes one."""

from bot.messages import Question


def question(
    text: str = "weather in Oslo?",
    *,
    ts: str = "1763895600.000100",
    thread: str = "",
    channel: str = "C1",
    team: str = "T1",
) -> Question:
    """Return a question asked in a channel; it opens its own thread unless one is named."""
    return Question(
        team=team,
        channel=channel,
        thread=thread or ts,
        ts=ts,
        user="U1",
        text=text,
        surface="mention",
    )
