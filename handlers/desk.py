"""What the surfaces need of the engine, as one value that `bot/cli.py` puts together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.languages import Language
from bot.messages import Question
from bot.reports import Units
from bot.storage.people import Preferences
from handlers.intake import Intake
from handlers.surfaces.deletions import Deletions


class People(Protocol):
    """Keeps what people set, and what they think of answers."""

    def preferences(self, team: str, user: str) -> Preferences:
        """Return what a person has set."""
        ...

    def set_units(self, team: str, user: str, units: Units | None) -> None:
        """Set the units for a person; None leaves them to the bot again."""
        ...

    def set_home(self, team: str, user: str, home: str) -> None:
        """Set a person's home place by its label; "" for none."""
        ...

    def rate(self, asked: Question, user: str, *, is_good: bool) -> None:
        """Keep what somebody thinks of the answer to a question."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """The engine as Slack's side sees it.

    Attributes:
        find_place: Returns the label of the place that a name means; None when that is unclear.
        about: Returns a line on where the weather comes from and on how things are.
        follow_threads: Whether follow-ups need no mention in threads that the bot takes part in.
    """

    intake: Intake
    deletions: Deletions
    people: People
    find_place: Callable[[str], str | None]
    about: Callable[[Language], str]
    follow_threads: bool = False
