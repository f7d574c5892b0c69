"""The engine: what answers questions, and what stores, counts and limits them, wired together."""

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

from bot.answering.conversation import Conversation
from bot.bootstrap import TOOLS, Answering, build_answering
from bot.bootstrap.observing import metrics_of, observers
from bot.clock import Clock
from bot.languages import Language, phrase
from bot.models.offline.probe import can_be_read
from bot.normalization import as_typed
from bot.questions.channel import ReplyChannel
from bot.questions.desk import Desk
from bot.questions.intake import Intake
from bot.questions.metrics import Metrics
from bot.questions.pool import WorkerPool
from bot.questions.worker import Worker
from bot.reports import Place
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.installations.stores import OAuthStores, open_stores
from bot.storage.operation.figures import backlog_of
from bot.storage.operation.limits import Limits
from bot.storage.people import People
from bot.storage.retention import PAUSE_S, Retention
from bot.storage.revisions import Revisions
from bot.storage.workspaces import Workspaces
from bot.telemetry import Trace
from bot.tools import capabilities

FIND_S = 2.0
"""Seconds that looking up a person's home place may take."""

WELL = phrase("all is well")
FAILING = phrase("it can't be reached at the moment")


@dataclass(frozen=True, slots=True)
class Engine:
    """The wired parts of one process."""

    settings: Settings
    clock: Clock
    answering: Answering
    database: Database
    inbox: Inbox
    revisions: Revisions
    history: History
    people: People
    limits: Limits
    conversation: Conversation
    retention: Retention
    oauth_stores: OAuthStores | None
    metrics: Metrics
    on_end: Callable[[Trace, str], None]
    at_end: ExitStack

    def worker_pool(self, channel: ReplyChannel) -> WorkerPool:
        """Return the threads that answer questions into this channel, not yet started."""
        worker = Worker(
            inbox=self.inbox,
            revisions=self.revisions,
            history=self.history,
            people=self.people,
            limits=self.limits,
            conversation=self.conversation,
            database=self.database,
            channel=channel,
            clock=self.clock,
            turn_deadline_s=self.settings.turn_deadline_s,
            max_attempts=self.settings.max_attempts,
            log_messages=self.settings.log_messages,
            can_be_read=can_be_read,
            on_end=self.on_end,
            on_failure=self.metrics.attempt_failed,
        )
        return WorkerPool(worker, threads=self.settings.workers)

    def desk(self, wake: Callable[[], None]) -> Desk:
        """Return the engine as Slack's side sees it; `wake` tells the workers of new questions."""
        return Desk(
            intake=Intake(self.inbox, self.revisions, self.history, self.limits, wake),
            retention=self.retention,
            people=self.people,
            find_place=self._find_place,
            can=self._can,
            about=self._about,
            move_in=Workspaces(self.database).move_in,
            check_database=self.database.check,
            is_model_down=lambda: self.conversation.agent.outage.is_on,
            is_weather_failing=self._is_weather_failing,
            backlog=partial(backlog_of, self.database, self.clock),
            metrics=self.metrics.page,
        )

    def _is_weather_failing(self) -> bool:
        return self.answering.weather.is_failing(self.answering.provider.source.name)

    def _find_place(self, name: str) -> str | None:
        """Return the label of the place that a name means; None if unknown or ambiguous."""
        name = as_typed(name)
        deadline = self.clock.deadline(FIND_S)
        found = self.answering.places.resolve([name], language="en", deadline=deadline)[name]
        return found.label if isinstance(found, Place) else None

    def _can(self, language: Language) -> str:
        """Return the topics that the bot knows, as a list in a sentence for people."""
        return capabilities(TOOLS, language)

    def _about(self, language: Language) -> str:
        """Return a line for people: the source of the weather, and whether it answers."""
        source = self.answering.provider.source
        health = FAILING if self._is_weather_failing() else WELL
        return f"{source.attribution or source.name} · {language.text(health)}"

    def close(self) -> None:
        """Close connections and files."""
        self.at_end.close()


def build_engine(settings: Settings, clock: Clock, *, may_simulate: bool) -> Engine:
    """Wire the engine by the settings; `may_simulate` is as in `build_answering`.

    Raises:
        DatabaseError: The database or the gazetteer can't be opened.
        SettingsError: The settings need a package that is not installed.
    """
    with ExitStack() as at_end:  # which is the engine's once there is one
        metrics = metrics_of(settings)
        answering = build_answering(
            settings, clock, at_end, may_simulate=may_simulate, on_request=metrics.weather_request
        )
        database = at_end.enter_context(closing(Database(settings.database_url)))
        metrics.watch(partial(backlog_of, database, clock))
        history = _history(settings, database)
        inbox = _inbox(settings, clock, database)
        return Engine(
            settings=settings,
            clock=clock,
            answering=answering,
            database=database,
            inbox=inbox,
            revisions=Revisions(database, inbox, history),
            history=history,
            people=People(database, clock),
            limits=build_limits(settings, clock, database),
            conversation=Conversation(answering.agent, history),
            retention=build_retention(settings, clock, database),
            oauth_stores=_oauth_stores(settings, clock, database),
            metrics=metrics,
            on_end=observers(settings, metrics, at_end),
            at_end=at_end.pop_all(),
        )


def build_retention(
    settings: Settings,
    clock: Clock,
    database: Database,
    pause: Callable[[], None] = lambda: time.sleep(PAUSE_S),
) -> Retention:
    """Return the retention of a database, without building the rest of the engine."""
    return Retention(
        database=database,
        inbox=_inbox(settings, clock, database),
        history=_history(settings, database),
        people=People(database, clock),
        limits=build_limits(settings, clock, database),
        clock=clock,
        days=settings.history_days,
        pause=pause,
    )


def build_limits(settings: Settings, clock: Clock, database: Database) -> Limits:
    """Return the limits that the settings ask for."""
    return Limits(
        database,
        clock,
        per_person=settings.questions_per_minute,
        per_workspace=settings.workspace_questions_per_minute,
        tokens_per_day=settings.tokens_per_day,
        teams=settings.allowed_teams,
        channels=settings.allowed_channels,
        are_guests_welcome=settings.allow_guests,
    )


def _oauth_stores(settings: Settings, clock: Clock, database: Database) -> OAuthStores | None:
    """Return the stores of installations in several workspaces; None for one bot token."""
    if not settings.has_many_workspaces:
        return None
    return open_stores(database, clock, settings.token_key_ring)


def _inbox(settings: Settings, clock: Clock, database: Database) -> Inbox:
    return Inbox(database, clock, lease_s=settings.lease_s)


def _history(settings: Settings, database: Database) -> History:
    return History(database, max_tokens=settings.history_max_tokens)
