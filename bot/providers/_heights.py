"""The heights of sun and moon above the horizon of a place, to the second.

PyEphem computes their positions for a few times a day; these are the same for all places, and are
cached. Positions in between are interpolated.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import ephem

from bot.reports import Place

_Vector = tuple[float, float, float]
_Cubic = tuple[float, float, float, float]

# The refraction at the horizon by which almanacs compute the rise and set of the upper limb.
_HORIZON: Final = -math.radians(34 / 60)
_EARTHS_PER_AU: Final = 149_597_870.7 / 6378.137
_FLATTENING: Final = 1 / 298.257
_TURNS_PER_DAY: Final = 1.00273791
_J2000: Final = 36_525.0
_TILT: Final = math.radians(23.43929)
_TILT_PER_DAY: Final = math.radians(0.0130042 / 36_525)


@dataclass(frozen=True, slots=True)
class Body:
    """The sun or the moon.

    Attributes:
        made_by: PyEphem's class of the body.
        step: The days between two positions computed by PyEphem.
        radius: The radius of the body in radii of the Earth, the unit of all lengths here.
    """

    made_by: Any
    step: float
    radius: float


SUN: Final = Body(ephem.Sun, 1.0, 109.12)
MOON: Final = Body(ephem.Moon, 0.25, 0.2725)


class Height:
    """The height of a body's upper limb above the horizon of a place, in radians.

    Moments are counted in days, as PyEphem does.
    """

    def __init__(self, place: Place, body: Body) -> None:
        self._body = body
        self._east = math.radians(place.longitude)
        latitude = math.radians(place.latitude)
        self._sin, self._cos = math.sin(latitude), math.cos(latitude)
        # Distances of the place from the axis and the equator's plane; the Earth is flattened.
        flat = (1 - _FLATTENING) ** 2
        scale = 1 / math.sqrt(self._cos**2 + flat * self._sin**2)
        self._from_axis, self._from_equator = scale * self._cos, scale * flat * self._sin

    def __call__(self, at: float) -> float:
        x, y, z = _position(self._body, at)
        turn = _sidereal_time(at) + self._east
        # Towards the meridian of the place, and towards the pole, as seen from the place.
        along = x * math.cos(turn) + y * math.sin(turn) - self._from_axis
        across = y * math.cos(turn) - x * math.sin(turn)
        up = z - self._from_equator
        distance = math.sqrt(along**2 + across**2 + up**2)
        altitude = math.asin((along * self._cos + up * self._sin) / distance)
        return altitude + math.asin(self._body.radius / distance) - _HORIZON

    def culmination(self, at: float) -> float:
        """Return the nearest moment at which the body crosses the meridian of the place."""
        x, y, _ = _position(self._body, at)
        turns = (_sidereal_time(at) + self._east - math.atan2(y, x)) / math.tau
        return at - (turns - round(turns))


def ecliptic_longitude(body: Body, at: float) -> float:
    """Return a body's longitude on the ecliptic of the date, in radians, without nutation."""
    x, y, z = _position(body, at)
    tilt = _TILT - _TILT_PER_DAY * (at - _J2000)
    return math.atan2(y * math.cos(tilt) + z * math.sin(tilt), x)


def days_of(moment: datetime) -> float:
    """Return a moment as PyEphem's count of days."""
    return float(ephem.Date(moment.astimezone(UTC).replace(tzinfo=None)))


def moment_of(days: float) -> datetime:
    """Return the moment (UTC) of PyEphem's count of days."""
    moment: datetime = ephem.Date(days).datetime()
    return moment.replace(tzinfo=UTC)


def _position(body: Body, at: float) -> _Vector:
    """Return the position of a body relative to the centre of the Earth."""
    steps = at / body.step
    number = math.floor(steps)
    x, y, z = _arc(body, number)
    part = steps - number
    return _at(x, part), _at(y, part), _at(z, part)


def _at(cubic: _Cubic, part: float) -> float:
    a, b, c, d = cubic
    return a + part * (b + part * (c + part * d))


@lru_cache(maxsize=4096)
def _arc(body: Body, number: int) -> tuple[_Cubic, _Cubic, _Cubic]:
    """Return the curves of x, y and z on which a body moves from one position to the next."""
    known = (_known_position(body, number + offset) for offset in (-1, 0, 1, 2))
    x, y, z = (_cubic(values) for values in zip(*known, strict=True))
    return x, y, z


def _cubic(values: tuple[float, ...]) -> _Cubic:
    """Return the coefficients of the cubic with the given values at -1, 0, 1 and 2."""
    before, here, after, beyond = values
    square = (before + after) / 2 - here
    cube = (beyond - 3 * after + 3 * here - before) / 6
    return here, (after - before) / 2 - cube, square, cube


@lru_cache(maxsize=4096)
def _known_position(body: Body, number: int) -> _Vector:
    found = body.made_by(number * body.step)
    distance = found.earth_distance * _EARTHS_PER_AU
    east, north = float(found.g_ra), float(found.g_dec)
    return (
        distance * math.cos(north) * math.cos(east),
        distance * math.cos(north) * math.sin(east),
        distance * math.sin(north),
    )


def _sidereal_time(at: float) -> float:
    """Return the sidereal time at Greenwich, in radians."""
    day = math.floor(at)
    return _known_sidereal_time(day) + (at - day) * _TURNS_PER_DAY * math.tau


@lru_cache(maxsize=1024)
def _known_sidereal_time(day: int) -> float:
    greenwich = ephem.Observer()
    greenwich.date = day
    return float(greenwich.sidereal_time())
