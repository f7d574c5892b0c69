"""The kinds of data by their names, as tests speak of them, and all that there are."""

from typing import Any

from bot import kinds
from bot.kinds.air import AIR
from bot.kinds.alerts import ALERTS
from bot.kinds.current import CURRENT
from bot.kinds.days import DAILY, PAST
from bot.kinds.hours import HOURLY
from bot.kinds.sky import SKY
from bot.reports import Kind
from fakes.plugins import modules_in

__all__ = ["AIR", "ALERTS", "ALL", "CURRENT", "DAILY", "HOURLY", "PAST", "SKY", "name_of"]

ALL: tuple[Kind[Any], ...] = tuple(
    value
    for module in modules_in(kinds)
    for value in vars(module).values()
    if isinstance(value, Kind)
)
"""Every kind that is declared, found by itself."""


def name_of(kind: Kind[Any]) -> str:
    """Return what tests call a kind."""
    return kind.name
