"""The reader of MET Norway's forecasts, which makes hours and days of steps of one or six hours.

Format: https://api.met.no/weatherapi/locationforecast/2.0/documentation (read 2026-11-23). Times
are UTC, wind is in m/s; amounts and symbols are for the hours after their time. The felt
temperature is missing, and outside of the Nordic countries the probability of rain: both are None.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from bot.kinds.current import Current
from bot.kinds.days import Day
from bot.kinds.hours import Hour
from bot.providers._sky import with_sunlight
from bot.queries import HORIZON_DAYS
from bot.reports import Place, zone_of
from bot.untrusted import as_object, finite_number

T = TypeVar("T", int, float)

_KMH_PER_MS = 3.6
_MOST_STEPS = 500  # An answer has some ninety.
_HOUR = timedelta(hours=1)
_CURRENT_FOR = 2 * _HOUR
# A day's low is reached at the end of the night and its high in the afternoon, by the local clock.
_NIGHT = (2, 8)
_AFTERNOON = (12, 18)
_WHOLE_DAY = (0, 24)

_SKIES = {"clearsky": 0, "fair": 1, "partlycloudy": 2, "cloudy": 3, "fog": 45}
# The codes are for light, moderate and heavy. Open-Meteo's WMO codes have no sleet: it is snow.
_FALLING = {
    ("rain", False): (61, 63, 65),
    ("rain", True): (80, 81, 82),
    ("snow", False): (71, 73, 75),
    ("snow", True): (85, 85, 86),
}
_THUNDER = 95
# The second "s" is an old misspelling of theirs: "lightssleetshowersandthunder".
_SYMBOL = re.compile(r"(light|heavy)?s?(rain|sleet|snow)(showers)?(andthunder)?")


@dataclass(frozen=True, slots=True)
class Step:
    """The forecast for 1 or 6 hours from `time` (UTC) on; `high_c` and `low_c` are of 6 hours."""

    time: datetime
    hours: int
    temperature_c: float | None
    humidity_pct: float | None
    cloud_cover_pct: float | None
    wind_kmh: float | None
    wind_from_deg: float | None
    gusts_kmh: float | None
    precipitation_mm: float | None
    precipitation_probability_pct: float | None
    weather_code: int | None
    is_day: bool | None
    high_c: float | None
    low_c: float | None

    def hours_within(self, begin: datetime, end: datetime) -> float:
        """Return the number of the step's hours that lie between two moments."""
        step_end = self.time + self.hours * _HOUR
        return max(0.0, (min(step_end, end) - max(self.time, begin)) / _HOUR)


def steps_from(payload: object) -> tuple[Step, ...]:
    """Return the steps of an answer in the order of time; empty if it can't be read."""
    series = as_object(as_object(payload).get("properties")).get("timeseries")
    found = [_step(item) for item in series[:_MOST_STEPS]] if isinstance(series, list) else []
    by_time = {step.time: step for step in found if step}
    return tuple(by_time[moment] for moment in sorted(by_time))


def current_from(steps: Sequence[Step], place: Place, now: datetime) -> Current | None:
    """Return the conditions of the present hour; None if the forecast doesn't have it."""
    begun = [step for step in steps if step.time <= now < step.time + _CURRENT_FOR]
    if not begun:
        return None
    step = begun[-1]
    return Current(
        observed_at=step.time.astimezone(zone_of(place.timezone)),
        temperature_c=step.temperature_c,
        humidity_pct=step.humidity_pct,
        precipitation_mm=step.precipitation_mm if step.hours == 1 else None,
        weather_code=step.weather_code,
        cloud_cover_pct=step.cloud_cover_pct,
        wind_kmh=step.wind_kmh,
        wind_from_deg=step.wind_from_deg,
        gusts_kmh=step.gusts_kmh,
        is_day=step.is_day,
    )


def hours_from(steps: Sequence[Step], place: Place) -> tuple[Hour, ...]:
    """Return the hours, about sixty, until the first step that is longer or has a gap before it."""
    zone = zone_of(place.timezone)
    hours: list[Hour] = []
    for step in steps:
        is_next = not hours or step.time == hours[-1].time.astimezone(UTC) + _HOUR
        if step.hours != 1 or not is_next:
            break
        hours.append(
            Hour(
                time=step.time.astimezone(zone),
                temperature_c=step.temperature_c,
                humidity_pct=step.humidity_pct,
                precipitation_probability_pct=step.precipitation_probability_pct,
                precipitation_mm=step.precipitation_mm,
                weather_code=step.weather_code,
                cloud_cover_pct=step.cloud_cover_pct,
                wind_kmh=step.wind_kmh,
                gusts_kmh=step.gusts_kmh,
                is_day=step.is_day,
            )
        )
    return tuple(hours)


def days_from(steps: Sequence[Step], place: Place) -> tuple[Day, ...]:
    """Return the days of the steps, about ten.

    A figure that the steps don't cover well enough is None: in the evening the forecast lacks the
    day's afternoon, and so its high. Rain and wind of the present day are for the rest of it.
    """
    if not steps:
        return ()
    zone = zone_of(place.timezone)
    first, last = (step.time.astimezone(zone).date() for step in (steps[0], steps[-1]))
    count = min((last - first).days + 1, HORIZON_DAYS)
    days = [_day(steps, place, first + timedelta(days=number)) for number in range(count)]
    return with_sunlight(place, [day for day in days if day])


def _day(steps: Sequence[Step], place: Place, day: date) -> Day | None:
    begin, end = _moments(place, day, _WHOLE_DAY)
    own = [step for step in steps if step.hours_within(begin, end)]
    # A step of six hours in two days counts for the day with the most of its hours.
    mainly = [step for step in own if step.hours_within(begin, end) >= step.hours / 2]
    if not mainly:
        return None
    # Figures of a step's first moment, such as its temperature, belong to the day of that moment.
    # The last step of all has no other figures.
    begun = [step for step in steps if begin <= step.time < end]
    rest = max(begin, steps[0].time), end
    afternoon, night = (_moments(place, day, hours) for hours in (_AFTERNOON, _NIGHT))

    def highest(name: str) -> float | None:
        known = _most(getattr(step, name) for step in begun)
        return known if _is_told(own, name, *rest) else None

    instants = [step.temperature_c for step in begun]
    lows = [low for low in (*instants, *(step.low_c for step in mainly)) if low is not None]
    return Day(
        date=day,
        weather_code=_most(step.weather_code for step in mainly),
        high_c=_most([*instants, *(step.high_c for step in mainly)])
        if _is_told(own, "temperature_c", *afternoon)
        else None,
        low_c=min(lows, default=None) if _is_told(own, "temperature_c", *night) else None,
        precipitation_mm=_total_mm(own, begin, end)
        if _is_told(own, "precipitation_mm", *rest)
        else None,
        precipitation_probability_pct=highest("precipitation_probability_pct"),
        wind_kmh=highest("wind_kmh"),
        gusts_kmh=highest("gusts_kmh"),
    )


def _is_told(steps: Sequence[Step], name: str, begin: datetime, end: datetime) -> bool:
    """Return whether a figure is known for all hours between two moments, or all but one."""
    known = sum(s.hours_within(begin, end) for s in steps if getattr(s, name) is not None)
    return known > 0 and known >= (end - begin) / _HOUR - 1


def _moments(place: Place, day: date, hours: tuple[int, int]) -> tuple[datetime, datetime]:
    """Return the moments (UTC) of two hours of the local clock on a day."""
    midnight = datetime.combine(day, time())
    first, last = (
        (midnight + hour * _HOUR).replace(tzinfo=zone_of(place.timezone)).astimezone(UTC)
        for hour in hours
    )
    return first, last


def _most(values: Iterable[T | None]) -> T | None:
    return max((value for value in values if value is not None), default=None)


def _total_mm(steps: Sequence[Step], begin: datetime, end: datetime) -> float:
    """Return the precipitation between two moments; a step's amount is spread over its hours."""
    amounts = (
        step.precipitation_mm * step.hours_within(begin, end) / step.hours
        for step in steps
        if step.precipitation_mm is not None
    )
    return round(sum(amounts), 1)


def _step(item: object) -> Step | None:
    moment = _moment(as_object(item).get("time"))
    data = as_object(item).get("data")
    if not moment or not isinstance(data, dict):
        return None
    hours = next((hours for hours in (1, 6) if f"next_{hours}_hours" in data), 0)
    ahead = as_object(data.get(f"next_{hours}_hours"))
    instant = as_object(as_object(data.get("instant")).get("details"))
    amounts = as_object(ahead.get("details"))
    symbol = as_object(ahead.get("summary")).get("symbol_code")
    return Step(
        time=moment,
        hours=hours,
        temperature_c=finite_number(instant.get("air_temperature")),
        humidity_pct=finite_number(instant.get("relative_humidity")),
        cloud_cover_pct=finite_number(instant.get("cloud_area_fraction")),
        wind_kmh=_kmh(finite_number(instant.get("wind_speed"))),
        wind_from_deg=finite_number(instant.get("wind_from_direction")),
        gusts_kmh=_kmh(finite_number(instant.get("wind_speed_of_gust"))),
        precipitation_mm=finite_number(amounts.get("precipitation_amount")),
        precipitation_probability_pct=finite_number(amounts.get("probability_of_precipitation")),
        weather_code=_code(symbol),
        is_day=_is_day(symbol),
        high_c=finite_number(amounts.get("air_temperature_max")),
        low_c=finite_number(amounts.get("air_temperature_min")),
    )


def _kmh(speed_ms: float | None) -> float | None:
    return None if speed_ms is None else round(speed_ms * _KMH_PER_MS, 1)


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _code(symbol: object) -> int | None:
    """Return the WMO code of a symbol such as "lightrainshowers_day"; None for unknown ones."""
    name = symbol.partition("_")[0] if isinstance(symbol, str) else ""
    if name in _SKIES:
        return _SKIES[name]
    parts = _SYMBOL.fullmatch(name)
    if not parts:
        return None
    heaviness, falling, showers, thunder = parts.groups()
    if thunder:
        return _THUNDER
    codes = _FALLING["rain" if falling == "rain" else "snow", bool(showers)]
    return codes[("light", None, "heavy").index(heaviness)]


def _is_day(symbol: object) -> bool | None:
    """Return whether a symbol is for the day; None for symbols that are the same day and night."""
    variant = symbol.partition("_")[2] if isinstance(symbol, str) else ""
    return {"day": True, "night": False}.get(variant)
