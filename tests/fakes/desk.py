"""A desk of the engine's own parts over a database in memory, for tests of Slack's side alone."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from bot.messages import Question
from bot.questions.desk import Desk
from bot.questions.intake import Intake
from bot.storage.database import Database
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.operation.figures import Backlog
from bot.storage.operation.limits import Limits, Refusal
from bot.storage.people import People
from bot.storage.retention import Retention
from bot.storage.revisions import Revisions
from bot.storage.workspaces import Workspaces
from fakes.clock import FakeTime
from fakes.databases import ready_database


@dataclass(frozen=True)
class WatchedIntake(Intake):
    """An intake that shows every question to a function first, which may wait or raise."""

    watch: Callable[[Question], None]

    def accept(self, question: Question, *, is_guest: bool = False) -> Refusal | None:
        """Show a question, then take it."""
        self.watch(question)
        return super().accept(question, is_guest=is_guest)


@contextmanager
def desk_with(watch: Callable[[Question], None]) -> Iterator[Desk]:
    """Yield a desk that shows questions to a function, and knows the place "Oslo" alone."""
    clock = FakeTime().clock
    with ready_database("sqlite") as url, closing(Database(url)) as database:
        inbox = Inbox(database, clock, lease_s=60)
        history = History(database, max_tokens=8000)
        people, limits = People(database, clock), Limits(database, clock)
        yield Desk(
            intake=WatchedIntake(
                inbox, Revisions(database, inbox, history), history, limits, lambda: None, watch
            ),
            retention=Retention(database, inbox, history, people, limits, clock, 30, lambda: None),
            people=people,
            find_place=lambda name: "Oslo, Norway" if name.casefold() == "oslo" else None,
            can=lambda _: "the weather",
            about=lambda _: "Weather data by Nobody",
            move_in=Workspaces(database).move_in,
            check_database=database.check,
            is_model_down=lambda: False,
            is_weather_failing=lambda: True,
            backlog=lambda: Backlog(3, 1, 7.46),
            metrics=lambda: b"",
        )
