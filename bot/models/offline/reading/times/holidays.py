"""The days that people call by a name, such as Halloween and Labor Day, and when they come."""

import math
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import ephem
from dateutil.easter import easter
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, relativedelta, weekday

from bot.models._patterns import late

_ON_THE_DATE: Final = {
    r"new year'?s'? eve|nye|silvester|hogmanay": (12, 31),
    r"new year'?s?'?(?: day)?|nyd": (1, 1),
    r"twelfth night": (1, 5),
    r"epiphany|three king(?:'s|s'?) day": (1, 6),
    r"burns'? night": (1, 25),
    r"australia day": (1, 26),
    r"groundhog'?s? day|candlemas": (2, 2),
    r"(?:st\.? )?valentine'?s?'?(?: day)?|v-day": (2, 14),
    r"waitangi day": (2, 6),
    r"(?:st\.?|saint) david'?s day": (3, 1),
    r"(?:international )?women'?s'? day": (3, 8),
    r"pi day": (3, 14),
    r"(?:st\.?|saint) (?:patrick|patty|paddy|pat)'?s?'?(?: day)?": (3, 17),
    r"april fools?'?s?'?(?: day)?": (4, 1),
    r"earth day": (4, 22),
    r"(?:st\.?|saint) george'?s day": (4, 23),
    r"anzac day": (4, 25),
    r"walpurgis(?: night)?": (4, 30),
    r"may day|(?:international )?workers'? day": (5, 1),
    r"star wars day": (5, 4),
    r"cinco de mayo": (5, 5),
    r"syttende mai|norwegian (?:national|constitution) day": (5, 17),
    r"flag day": (6, 14),
    r"juneteenth": (6, 19),
    r"midsummer(?:'?s)? eve": (6, 23),
    r"midsummer(?:'?s)?(?: day)?|saint john'?s day": (6, 24),
    r"canada day": (7, 1),
    r"independence day|(?:the )?(?:4th|fourth) of july": (7, 4),
    r"bastille day": (7, 14),
    r"swiss national day": (8, 1),
    r"indian independence day": (8, 15),
    r"assumption(?: day)?": (8, 15),
    r"patriot day": (9, 11),
    r"mexican independence day": (9, 16),
    r"(?:german unity day|day of german unity)": (10, 3),
    r"hall?owe'?en": (10, 31),
    r"all (?:saints'?|hallows'?) day": (11, 1),
    r"all souls'? day|d[ií]a de (?:los )?muertos|day of the dead": (11, 2),
    r"guy fawkes(?: night| day)?|bonfire night": (11, 5),
    r"veteran'?s'? day|armistice day": (11, 11),
    r"remembrance day": (11, 11),
    r"(?:st\.?|saint) andrew'?s (?:day|night)": (11, 30),
    r"krampus(?: night|nacht)?|sinterklaas": (12, 5),
    r"(?:st\.?|saint) nicholas'? day": (12, 6),
    r"(?:st\.?|saint) luc(?:y|ia)'?s day": (12, 13),
    r"(?:christmas|xmas|x-mas) eve": (12, 24),
    r"(?:christmas|xmas|x-mas)(?: day)?": (12, 25),
    r"boxing day|(?:st\.?|saint) stephen'?s day": (12, 26),
}
_ON_A_WEEKDAY: Final[dict[str, tuple[int, int, weekday]]] = {
    r"(?:martin luther king|mlk)(?:,? jr\.?)?(?:'?s)?(?: birthday)?(?: day)?": (1, 1, MO(3)),
    r"(?:super ?bowl)(?: sunday)?": (2, 1, SU(2)),
    r"president'?s?'? day|washington'?s birthday": (2, 1, MO(3)),
    r"family day": (2, 1, MO(3)),
    r"(?:early )?may(?: day)? bank holiday(?: monday)?": (5, 1, MO(1)),
    r"mother'?s?'? day": (5, 1, SU(2)),
    r"patriots'? day": (4, 1, MO(3)),
    r"victoria day": (5, 24, MO(-1)),
    r"memorial day(?: monday)?|(?:spring|late may) bank holiday(?: monday)?": (5, 31, MO(-1)),
    r"father'?s?'? day": (6, 1, SU(3)),
    r"(?:summer|august) bank holiday(?: monday)?": (8, 31, MO(-1)),
    r"labou?r day(?: monday)?": (9, 1, MO(1)),
    r"grandparent'?s?'? day": (9, 7, SU(1)),
    r"columbus day|indigenous peoples?'?s? day|canadian thanksgiving": (10, 1, MO(2)),
    r"remembrance sunday": (11, 1, SU(2)),
    r"advent sunday|(?:the )?first (?:sunday of )?advent": (11, 27, SU(1)),
    r"midsommarafton": (6, 19, FR(1)),
    r"midsommar(?:dagen)?|juhannus": (6, 20, SA(1)),
    r"election (?:day|night)": (11, 2, TU(1)),
    r"thanksgiving(?: day)?|turkey day": (11, 1, TH(4)),
}
"""The month, the day in it to count from, and the weekday that is counted."""
_NEVER_ON_A_SUNDAY: Final = {r"king'?s day|koningsdag": (4, 27)}
"""Holidays that are kept on the Saturday before where their date is a Sunday."""
_AFTER_THANKSGIVING: Final = {r"black friday": FR(1), r"cyber monday": MO(1)} | {
    r"small business saturday": SA(1),
    r"giving tuesday": TU(1),
}
_OF_THE_SUN: Final = {
    r"(?:spring|vernal|march) equinox": 3,
    r"(?:summer|june) solstice": 6,
    r"(?:autumn|fall|autumnal|september) equinox": 9,
    r"(?:winter|december) solstice": 12,
}
"""The month, by the clock of the world, as in the north."""
_QUARTER: Final = math.pi / 2
_AROUND_EASTER: Final = {
    r"mardi gras|shrove tuesday|fat tuesday|pancake (?:day|tuesday)": -47,
    r"ash wednesday": -46,
    r"mothering sunday": -21,
    r"palm sunday": -7,
    r"maundy thursday": -3,
    r"good friday": -2,
    r"holy saturday": -1,
    r"easter monday": 1,
    r"ascension(?: day)?": 39,
    r"whit monday|pentecost monday": 50,
    r"whit ?sun(?:day)?|pentecost": 49,
    r"corpus christi day": 60,
    r"easter(?: sunday| day)?": 0,
}

_SUNDAY: Final = 7
_BEHIND_A_WEEKEND: Final = (0, 1, 6)
"""Monday, Tuesday and Sunday."""
_DayOf = Callable[[int], date]


def _on_date(month: int, day: int) -> _DayOf:
    return lambda year: date(year, month, day)


def _on_weekday(month: int, day: int, which: weekday) -> _DayOf:
    return lambda year: date(year, month, day) + relativedelta(weekday=which)


def _never_on_sunday(month: int, day: int) -> _DayOf:
    return lambda year: date(year, month, day) - timedelta(days=_is_sunday(date(year, month, day)))


def _is_sunday(day: date) -> bool:
    return day.isoweekday() == _SUNDAY


def _after_thanksgiving(which: weekday) -> _DayOf:
    return lambda year: (
        date(year, 11, 1) + relativedelta(weekday=TH(4)) + relativedelta(weekday=which)
    )


def _of_the_sun(month: int) -> _DayOf:
    """Return a finder of the day of a month on which the sun has gone a quarter of its way.

    The library's own functions for it share one sun between threads, and then name other months.
    """

    def day_of(year: int) -> date:
        sun = ephem.Sun()

        def past_a_quarter(at: float) -> float:
            sun.compute(at)
            return float((sun.ra + _QUARTER / 2) % _QUARTER - _QUARTER / 2)

        near = ephem.Date(f"{year}/{month}/21")
        day: date = ephem.Date(ephem.newton(past_a_quarter, near, near + 1)).datetime().date()
        return day

    return day_of


def _around_easter(days: int) -> _DayOf:
    return lambda year: easter(year) + timedelta(days=days)


_DAYS: tuple[tuple[str, _DayOf], ...] = (
    *((name, _around_easter(days)) for name, days in _AROUND_EASTER.items()),
    *((name, _after_thanksgiving(which)) for name, which in _AFTER_THANKSGIVING.items()),
    *((name, _never_on_sunday(*rule)) for name, rule in _NEVER_ON_A_SUNDAY.items()),
    *((name, _of_the_sun(month)) for name, month in _OF_THE_SUN.items()),
    *((name, _on_weekday(*rule)) for name, rule in _ON_A_WEEKDAY.items()),
    *((name, _on_date(*rule)) for name, rule in _ON_THE_DATE.items()),
)
_PATTERNS = tuple((late(rf"\b(?:{name})(?!\w)"), day_of) for name, day_of in _DAYS)

NOT_A_NAME: Final = r"(?! (?:islands?|harbou?r|valley|creek|river|lake|cove|bay|mountain)\b)"
"""Words that never follow a day that towns are called after: "Easter Island", "Friday Harbor"."""
HOLIDAY: Final = "(?:" + "|".join(name for name, _ in _DAYS) + r")(?!\w)"
"""A pattern without groups for the names that `holiday` reads, in lower case."""


def holiday(name: str, year: int) -> date:
    """Return the day in a year that a name in lower case means.

    Raises:
        LookupError: The name is none of a day.
    """
    for pattern, day_of in _PATTERNS:
        if pattern.fullmatch(name):
            return day_of(year)
    raise LookupError(name)


def weekend_around(day: date) -> tuple[date, date]:
    """Return the Saturday and the Sunday next to a day, with it where it is close to them."""
    saturday = day + relativedelta(weekday=SA(-1 if day.weekday() in _BEHIND_A_WEEKEND else 1))
    sunday = saturday + timedelta(days=1)
    if saturday - day <= timedelta(days=2) and day - sunday <= timedelta(days=1):
        return min(day, saturday), max(day, sunday)
    return saturday, sunday
