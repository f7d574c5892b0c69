"""People as Slack knows them: time zone, language and name; Slack is asked rarely."""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from bot.clock import Clock, Deadline
from bot.errors import DeliveryError, RefusedError
from bot.figures import units_of_locale
from bot.languages import ENGLISH, Language, language_of
from bot.messages import Asker, Question
from bot.reports import Units
from bot.zones import find_zone
from handlers.installations import Installations
from handlers.payloads import plain_text

TIMEOUT_S = 2
KEPT_S = 3600.0
KEPT_AFTER_FAILURE_S = 60.0
MAX_KEPT = 10_000
MAX_NAME_CHARACTERS = 40

_Key = tuple[str, str]  # team and user
_DAY_S = 86_400
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Person:
    zone: tzinfo = UTC
    language: str = "en"
    name: str = ""
    is_known: bool = False
    is_bot: bool = False


class Users:
    """Slack's facts about people, each remembered for an hour.

    A person about whom Slack does not answer counts as an English speaker in UTC.
    """

    def __init__(
        self,
        installations: Installations,
        clock: Clock,
        default_units: Units,
        *,
        max_kept: int = MAX_KEPT,
    ) -> None:
        self._installations = installations
        self._clock = clock
        self._default_units = default_units
        self._max_kept = max_kept
        self._lock = threading.Lock()
        self._known: OrderedDict[_Key, tuple[float, _Person]] = OrderedDict()

    def asker(self, question: Question) -> Asker:
        """Return the circumstances of the person who asks; never raises."""
        key = (question.team, question.user)
        person = self._kept(key) or self._look_up(key)[0]
        asked_at = self._asked_at(question).astimezone(person.zone)
        units = units_of_locale(person.language)
        return Asker(asked_at, person.language, units, self._default_units)

    def language(self, team: str, user: str) -> Language:
        """Return a person's language, English for an empty user; never raises."""
        if not user:
            return ENGLISH
        key = (team, user)
        person = self._kept(key) or self._look_up(key)[0]
        return language_of(person.language)

    def is_person(self, team: str, user: str) -> bool:
        """Return whether Slack says that a user is a person, and no bot; never raises."""
        key = (team, user)
        known = self._kept(key) or self._look_up(key)[0]
        return known.is_known and not known.is_bot

    def names(self, team: str, users: Iterable[str], deadline: Deadline) -> dict[str, str]:
        """Return people's names by user id, without those that Slack does not give; never raises.

        Slack is asked about one person after another until the deadline. It is asked no more after
        a failure that would meet everybody.
        """
        names, is_telling = {}, True
        for user in users:
            person = self._kept((team, user))
            if person is None and is_telling and deadline.left_s() > 0:
                person, failure = self._look_up((team, user))
                is_telling = failure is None or _is_about_one_person(failure)
            if person is not None and person.name:
                names[user] = person.name
        return names

    def _asked_at(self, question: Question) -> datetime:
        try:
            # A revision is asked when it is made: by then "tomorrow" is another day.
            asked_ts = question.revision or question.asked_ts or question.ts
            return datetime.fromtimestamp(float(asked_ts), UTC)
        except (ValueError, OverflowError, OSError):
            return self._clock.now()

    def _kept(self, key: _Key) -> _Person | None:
        with self._lock:
            kept_until_s, person = self._known.get(key, (float("-inf"), None))
            return person if self._clock.monotonic() < kept_until_s else None

    def _look_up(self, key: _Key) -> tuple[_Person, DeliveryError | None]:
        """Ask Slack about a person; a failure is returned beside the last known facts."""
        person, kept_s, failure = None, KEPT_S, None
        try:
            person = self._ask(*key)
        except DeliveryError as error:
            kept_s, failure = KEPT_AFTER_FAILURE_S, error
        with self._lock:
            _, old = self._known.pop(key, (0.0, _Person()))  # The newest entry comes last.
            person = person or old  # An hour-old zone is better than UTC.
            self._known[key] = (self._clock.monotonic() + kept_s, person)
            while len(self._known) > self._max_kept:
                self._known.popitem(last=False)
        return person, failure

    def _ask(self, team: str, user: str) -> _Person:
        installation = self._installations.of(team)
        client = installation.client(TIMEOUT_S)
        data = installation.limits.call(
            "users.info", lambda: client.users_info(user=user, include_locale=True)
        )
        return _read(data.get("user"))


def _is_about_one_person(failure: DeliveryError) -> bool:
    return isinstance(failure, RefusedError) and failure.is_final


def _read(user: object) -> _Person:
    fields: dict[str, Any] = user if isinstance(user, dict) else {}
    language = str(fields.get("locale"))
    return _Person(
        zone=_zone(fields.get("tz"), fields.get("tz_offset")),
        language=language if _LANGUAGE.fullmatch(language) else "en",
        name=_name(fields),
        is_known=bool(fields),
        is_bot=bool(fields.get("is_bot") or fields.get("is_workflow_bot")),
    )


def _name(fields: Mapping[str, Any]) -> str:
    """Return the name that people see in Slack, as one line; "" without one."""
    profile = fields.get("profile")
    shown = profile if isinstance(profile, dict) else {}
    candidates = (shown.get("display_name"), shown.get("real_name"), fields.get("real_name"))
    for candidate in candidates:
        if isinstance(candidate, str) and (name := " ".join(plain_text(candidate, "").split())):
            return name[:MAX_NAME_CHARACTERS].rstrip()
    return ""


def _zone(name: object, offset_s: object) -> tzinfo:
    """Return a time zone by its name, else by its offset from UTC, else UTC."""
    if zone := find_zone(str(name)):
        return zone
    if isinstance(offset_s, int) and abs(offset_s) < _DAY_S:
        return timezone(timedelta(seconds=offset_s))
    return UTC
