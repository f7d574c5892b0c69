"""The tools as a model is offered them, in the order that the program has them in."""

from bot.bootstrap import TOOLS
from bot.tools import Tool

NAMES = tuple(tool.name for tool in TOOLS)


def offered_tools() -> tuple[Tool, ...]:
    """Return all of them; by themselves they look nothing up."""
    return TOOLS
