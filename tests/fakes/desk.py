"""A desk that keeps what it is given, for tests of Slack's side alone."""

from collections.abc import Callable

from bot.messages import Question
from bot.reports import Units
from bot.storage.people import Preferences
from fakes.deletions import FakeDeletions
from fakes.intake import FakeIntake
from handlers.desk import Desk


class FakePeople:
    """Keeps what people set, in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Preferences] = {}
        self.ratings: list[tuple[Question, str, bool]] = []

    def preferences(self, team: str, user: str) -> Preferences:
        """Return what a person has set."""
        return self.kept.get((team, user), Preferences())

    def set_units(self, team: str, user: str, units: Units | None) -> None:
        """Keep units."""
        self.kept[team, user] = Preferences(units, self.preferences(team, user).home)

    def set_home(self, team: str, user: str, home: str) -> None:
        """Keep a home place."""
        self.kept[team, user] = Preferences(self.preferences(team, user).units, home)

    def rate(self, asked: Question, user: str, *, is_good: bool) -> None:
        """Keep a rating."""
        self.ratings.append((asked, user, is_good))


def fake_desk(accept: Callable[[Question], None], deletions: FakeDeletions | None = None) -> Desk:
    """Return a desk that hands questions to a function, and knows the place "Oslo" alone."""
    return Desk(
        intake=FakeIntake(accept),
        deletions=deletions or FakeDeletions(),
        people=FakePeople(),
        find_place=lambda name: "Oslo, Norway" if name.casefold() == "oslo" else None,
        about=lambda _: "Weather data by Nobody",
    )
