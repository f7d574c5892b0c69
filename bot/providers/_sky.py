"""Sun and moon at a place on a day, computed to about a minute."""

import math
from datetime import UTC, date, datetime, time, timedelta

import ephem

from bot.kinds.sky import Sky
from bot.reports import Place, zone_of

# Refraction at the horizon, by which almanacs count rising and setting of the upper limb.
_HORIZON = "-0:34"
_HALF_DAY = timedelta(hours=12)


def sky_on(place: Place, day: date) -> Sky:
    """Return what sun and moon do on a local day.

    The sun's times are those about the day's noon, so that a sunset just after midnight belongs to
    the day before; the moon's are those from midnight to midnight.
    """
    sunrise, sunset = sun_times(place, day)
    midnight, next_midnight = (
        datetime.combine(start, time(), zone_of(place.timezone)).astimezone(UTC)
        for start in (day, day + timedelta(days=1))
    )
    moon = ephem.Moon()
    return Sky(
        date=day,
        sunrise=sunrise,
        sunset=sunset,
        day_length_s=_day_length_s(place, day, sunrise, sunset),
        moonrise=_event(place, moon, "next_rising", midnight, next_midnight - midnight),
        moonset=_event(place, moon, "next_setting", midnight, next_midnight - midnight),
        moon_phase=_moon_phase(midnight + (next_midnight - midnight) / 2),
    )


def sun_times(place: Place, day: date) -> tuple[datetime | None, datetime | None]:
    """Return sunrise and sunset about a local day's noon; None for one that doesn't take place."""
    noon = _noon(place, day)
    return (
        _event(place, ephem.Sun(), "previous_rising", noon, _HALF_DAY),
        _event(place, ephem.Sun(), "next_setting", noon, _HALF_DAY),
    )


def is_daylight(place: Place, moment: datetime) -> bool:
    """Return whether any of the sun is above the horizon."""
    observer = _observer(place, moment)
    sun = ephem.Sun(observer)
    return float(sun.alt + sun.radius) > float(ephem.degrees(_HORIZON))


def _day_length_s(
    place: Place, day: date, sunrise: datetime | None, sunset: datetime | None
) -> float:
    """Return how long the sun is up from half a day before the day's noon to half a day after."""
    noon = _noon(place, day)
    if not is_daylight(place, noon):
        return 0.0
    begin, end = sunrise or noon - _HALF_DAY, sunset or noon + _HALF_DAY
    return (end.astimezone(UTC) - begin.astimezone(UTC)).total_seconds()


def _noon(place: Place, day: date) -> datetime:
    """Return when the sun is highest on a local day."""
    zone = zone_of(place.timezone)
    observer = _observer(place, datetime.combine(day, time(), zone))
    return _moment(observer.next_transit(ephem.Sun()))


def _event(
    place: Place, body: ephem.Body, search: str, start: datetime, within: timedelta
) -> datetime | None:
    """Return the first event that a search finds from a moment on; None when it is further off."""
    observer = _observer(place, start)
    try:
        found = _moment(getattr(observer, search)(body))
    except (ephem.AlwaysUpError, ephem.NeverUpError):
        return None
    is_near = abs(found - start) < within
    return found.astimezone(zone_of(place.timezone)) if is_near else None


def _observer(place: Place, moment: datetime) -> ephem.Observer:
    observer = ephem.Observer()
    observer.lat, observer.lon = math.radians(place.latitude), math.radians(place.longitude)
    observer.date = moment.astimezone(UTC).replace(tzinfo=None)
    observer.pressure = 0  # the horizon has the refraction already
    observer.horizon = _HORIZON
    return observer


def _moment(found: ephem.Date) -> datetime:
    moment: datetime = found.datetime()
    return moment.replace(tzinfo=UTC)


def _moon_phase(moment: datetime) -> float:
    """Return how far the moon is ahead of the sun, in turns."""
    at = moment.replace(tzinfo=None)
    moon, sun = (ephem.Ecliptic(body(at), epoch=at).lon for body in (ephem.Moon, ephem.Sun))
    return float((moon - sun) % math.tau) / math.tau
