"""The desk: the one door of the engine for the place where people ask, such as Slack."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.languages import Language
from bot.questions.intake import Intake
from bot.storage.installations import InstallationRecord as InstallationRecord  # noqa: PLC0414 - as below
from bot.storage.installations import InstallationRecords as InstallationRecords  # noqa: PLC0414
from bot.storage.installations import Renewal as Renewal  # noqa: PLC0414
from bot.storage.installations.states import States as States  # noqa: PLC0414
from bot.storage.installations.stores import OAuthStores as OAuthStores  # noqa: PLC0414
from bot.storage.operation.figures import Backlog as Backlog  # noqa: PLC0414 - the door passes it on
from bot.storage.operation.limits import Refusal as Refusal  # noqa: PLC0414 - the door passes it on
from bot.storage.people import People
from bot.storage.retention import Retention


@dataclass(frozen=True, slots=True)
class Desk:
    """The engine as Slack's side sees it.

    Attributes:
        intake: Stores questions, edits, button presses and stops.
        retention: Deletes questions, and all rows of an owner.
        people: Keeps preferences and feedback.
        find_place: Returns the label of the place that a name means; None for a name that is
            unknown or means several places.
        can: Returns the topics that the bot knows, as a list in a sentence for people.
        about: Returns one line for people: the source of the weather, and whether it answers.
        move_in: Has what is stored belong to the workspace where the bot is installed.
        check_database: Raises a DatabaseError while the database can't be used.
        is_model_down: Returns whether the language model has failed several questions in a row.
        is_weather_failing: Returns whether the weather service's last request has failed.
        backlog: Returns the questions that wait; raises a DatabaseError when it can't.
        metrics: Returns the metrics of this process in Prometheus' text format.
    """

    intake: Intake
    retention: Retention
    people: People
    find_place: Callable[[str], str | None]
    can: Callable[[Language], str]
    about: Callable[[Language], str]
    move_in: Callable[[str], None]
    check_database: Callable[[], None]
    is_model_down: Callable[[], bool]
    is_weather_failing: Callable[[], bool]
    backlog: Callable[[], Backlog]
    metrics: Callable[[], bytes]
