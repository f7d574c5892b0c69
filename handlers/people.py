"""What Slack knows about the person who asks: time zone and language, asked for rarely."""

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk import WebClient

from bot.clock import Clock
from bot.errors import DeliveryError
from bot.messages import Asker, Question
from bot.reports import Units
from handlers.web_api import call, hurried

TIMEOUT_S = 2
KEPT_S = 3600.0
KEPT_AFTER_FAILURE_S = 60.0
MAX_KEPT = 10_000

_DAY_S = 86_400
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Person:
    zone: tzinfo = UTC
    language: str = "en"


class People:
    """Remembers people for an hour; one whom Slack can't tell about counts as in UTC."""

    def __init__(
        self, client: WebClient, clock: Clock, units: Units, *, max_kept: int = MAX_KEPT
    ) -> None:
        self._client = hurried(client, TIMEOUT_S)
        self._clock = clock
        self._units = units
        self._max_kept = max_kept
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], tuple[float, _Person]] = OrderedDict()

    def asker(self, question: Question) -> Asker:
        """Return the circumstances of the person who asks; never raises."""
        person = self._person(question)
        asked_at = self._asked_at(question).astimezone(person.zone)
        return Asker(asked_at, person.language, self._units)

    def _asked_at(self, question: Question) -> datetime:
        try:
            return datetime.fromtimestamp(float(question.ts), UTC)
        except (ValueError, OverflowError, OSError):
            return self._clock.now()

    def _person(self, question: Question) -> _Person:
        key = (question.team, question.user)
        with self._lock:
            kept_until_s, person = self._known.get(key, (0.0, _Person()))
            if key in self._known and self._clock.monotonic() < kept_until_s:
                return person
        try:
            person, kept_s = self._ask(question.user), KEPT_S
        except DeliveryError:
            kept_s = KEPT_AFTER_FAILURE_S  # an hour-old zone is better than none
        with self._lock:
            self._known.pop(key, None)  # the newest comes last
            self._known[key] = (self._clock.monotonic() + kept_s, person)
            while len(self._known) > self._max_kept:
                self._known.popitem(last=False)
        return person

    def _ask(self, user: str) -> _Person:
        data = call("users.info", lambda: self._client.users_info(user=user, include_locale=True))
        return _read(data.get("user"))


def _read(user: object) -> _Person:
    fields: dict[str, Any] = user if isinstance(user, dict) else {}
    language = str(fields.get("locale"))
    return _Person(
        zone=_zone(fields.get("tz"), fields.get("tz_offset")),
        language=language if _LANGUAGE.fullmatch(language) else "en",
    )


def _zone(name: object, offset_s: object) -> tzinfo:
    """Return a time zone by its name, else by its offset from UTC, else UTC."""
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    if isinstance(offset_s, int) and abs(offset_s) < _DAY_S:
        return timezone(timedelta(seconds=offset_s))
    return UTC
