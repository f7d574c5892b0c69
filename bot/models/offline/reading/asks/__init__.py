"""The thing that a question asks for: a yes, a figure, a time, a choice, a comparison or advice."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.models.offline.reading.asks.advising import form_of_advice
from bot.models.offline.reading.asks.amounts import (
    asks_chance,
    is_of_length,
    opens_yes_or_no,
    with_measure,
    without_feel,
)
from bot.models.offline.reading.asks.bounds import Bound, beside_bound, find_bound
from bot.models.offline.reading.asks.comparisons import (
    are_alike,
    comparing,
    extreme_named,
    is_against,
    is_apart,
    is_as_much,
    is_by_degrees,
    is_of_less,
    is_trend,
    most_named,
)
from bot.models.offline.reading.asks.contraries import between_contraries
from bot.models.offline.reading.asks.counting import counting
from bot.models.offline.reading.asks.forms import Form, Side, side_of
from bot.models.offline.reading.asks.turning import is_turned
from bot.models.offline.reading.aspects import ADVICE, Aspect, find_aspects
from bot.models.offline.reading.unknowns import AVERAGES, find_unknowns

__all__ = ["PLAIN", "Ask", "Bound", "Form", "Period", "Side", "find_ask", "side_of"]

Period = tuple[date, date]
"""The first and the last of some days."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The thing that a question asks for.

    Attributes:
        aspects: What of the weather, in the question's order; empty for all of it.
        is_less: Whether less of it wins: "the least windy".
        is_turned: Whether a yes means that what it is about is not so: "a bad day for a run?".
        bound: The figure that it asks to be above or below.
        unknown: What it asks for that nobody can tell, as phrases.
        at_sun: The "sunrise" or the "sunset" whose hours it asks for; empty for none.
        unread: The one word of it that says what it asks for and that means nothing here.
        is_of_earlier: Whether a comparison of two days asks about the earlier one.
        most: How many of a ranking are to be named; 0 for all.
        periods: The two that are compared, where one has several days; empty for others.
        rivals: How many places stand behind "than", where there are more than two in all.
        is_as_much: Whether a comparison asks for no less than the other: "as cold as".
        is_against: Whether several stand against each other, and no word says who wins: "A vs B".
        is_change: Whether more of it than today is waited for: "when will it get warmer?".
        hour: The hour that it names, or the first one, 0 to 24; None where it names none.
        side: Whether it asks what is before that hour, or after it; "" for others.
        is_of_days: Whether all days that are so are asked for: "which days?".
        is_of_all: Whether it asks if all days are so: "will it rain every day?".
        part: The first hour and the length of the parts of days that it compares: "which evening?".
        is_yes_or_no: Whether a yes or a no answers it, as "will it stop?".
        wind_from: The side that it asks whether the wind blows from, such as "NE"; "" for none.
        wind_unit: The sign of the unit that it wants the wind in, such as "kn"; "" for none.
        by_place: The places with asks of their own, where they have different ones.
    """

    form: Form = Form.PLAIN
    aspects: tuple[Aspect, ...] = ()
    is_less: bool = False
    is_turned: bool = False
    bound: Bound | None = None
    at_sun: str = ""
    is_of_earlier: bool = False
    unknown: tuple[str, ...] = ()
    unread: str = ""
    most: int = 0
    periods: tuple[Period, ...] = ()
    hour: int | None = None
    side: Side = ""
    rivals: int = 0
    is_as_much: bool = False
    is_against: bool = False
    is_change: bool = False
    is_of_days: bool = False
    is_of_all: bool = False
    part: tuple[int, int] | None = None
    is_yes_or_no: bool = False
    wind_from: str = ""
    wind_unit: str = ""
    by_place: tuple[tuple[tuple[str, ...], "Ask"], ...] = ()

    def has(self, *aspects: Aspect) -> bool:
        """Return whether it is about one of these."""
        return not set(aspects).isdisjoint(self.aspects)

    @property
    def day_among(self) -> date | None:
        """The day that is asked about among others: "is Sunday the best day of the week?"."""
        one, other = self.periods if len(self.periods) == 2 else ((), ())  # noqa: PLR2004 - a pair
        for day, days in ((one, other), (other, one)):
            if day and days and day[0] == day[1] and days[0] <= day[0] <= days[1]:
                return day[0]
        return None

    @property
    def is_ranking(self) -> bool:
        """Whether it asks for an order of several."""
        return self.form is Form.RANKING

    @property
    def asks_anything(self) -> bool:
        """Whether it asks for more than the weather, as a follow-up does without a word of it."""
        return self.form is not Form.PLAIN and bool(self.aspects)


PLAIN: Final = Ask()

_WHEN: Final = re.compile(
    r"\b(?:when(?! (?:i|we|you|they|my|our|she|he)\b)|what time|(?:what|which) hour|how soon"
    r"|how (?:long|many (?:days|hours)) (?:until|till|before)|first freeze)\b"
)
_WINDOW: Final = re.compile(
    r"\b(?:from when (?:to|till|until) when|(?:what|which|between what) (?:hours|times))\b"
)  # The hours of rain are told with the yes and no.
_DAY: Final = "(?:day|night|morning|afternoon|evening)"
_WHICH_DAY: Final = re.compile(
    rf"\b(?:what|which) {_DAY}s?\b(?! (?:temp|high|low|wind|weather|sky))|\b(?:next|first)"
    rf" (?:\w+ )?(?:{_DAY}s?|(?:rain|snow|\w*storm)\w*|showers?|frosts?|downpour|sunshine)\b"
)
_WHICH_DAYS: Final = re.compile(rf"\b(?:what|which) {_DAY}s\b")
_END: Final = re.compile(
    r"\b(?:stop\w*|ends?|ending|let up|(?:be|it) over|finish\w*|(?:clear|dry|calm)(?:ing)? up"
    r"|breaks? up|disperse|burns? off|lifts?|pass|die down|clears?|be gone|go away|how long will)\b"
)
_WILL_END: Final = re.compile(
    r"\b(?:will|won't|does|do|is|going to|gonna)\b.{0,60}\b(?:stop(?:s|ping)?|ends?(?! up)|ending"
    r"|let(?:s|ting)? up|be over|finish\w*|eas(?:e|es|ing)(?: off)?|dies? down|pass(?:es)?"
    r"|go(?:es)? away|clears? up)\b"
)
_ENDED: Final = frozenset({Aspect.RAIN, Aspect.SNOW, Aspect.FALLING, Aspect.STORM, Aspect.HAIL})
_HOW: Final = re.compile(
    r"\bhow (?:much|many|deep|likely|warm|hot|cold|cool|chilly|wind\w*|humid|cloudy|strong|fast"
    r"|high|low|wet|freezing|mild|sunny|breezy|fogg?y|stormy|snowy|rainy|clear|bad|good|muggy|long"
    r"|gust\w*|mist\w*|haz\w*|icy|frosty|damp|dry|bright|overcast|polluted|smoggy|rough|dark"
    r"|(?!long|far|come|about|often|do|does|did|soon|nice|good|pleasant|is|are|will|sure)\w+"
    r" (?:is|are|was|were|will|does|do|did|would|it))\b"
)
_IS_ASKED: Final = re.compile(
    r"\b(?:is|are|was|were|will|would|won't|isn't|does|do|did|can|could|should|shall|am|going to"
    r"|gonna|any|if|whether|need|worth|ok|okay|there'll|has|have|might|may|shouldn't|it's|it'll"
    r"|supposed|expected|likely|risks?)\b"
)
_MEAN: Final = re.compile(
    r"\b(?:on average|averages?|averaged|mean(?= _|(?: \w+)? (?:temp|wind|rain|humid|high|low|max"
    r"|min)))\b"
)
_OF_MEASURES: Final = frozenset(
    {
        *(Aspect.TEMPERATURE, Aspect.HIGH, Aspect.LOW, Aspect.FEEL, Aspect.CHANCE, Aspect.AMOUNT),
        *(Aspect.UV, Aspect.POLLEN, Aspect.AIR, Aspect.FINE_DUST, Aspect.COARSE_DUST, Aspect.OZONE),
        *(Aspect.MOON, Aspect.MOONRISE, Aspect.MOONSET, Aspect.SUNRISE, Aspect.SUNSET),
        *(Aspect.DAYLIGHT, Aspect.FULL_MOON, Aspect.NEW_MOON, Aspect.WAVES),
    }
)
"""Aspects whose figure is asked for when nothing else is: "temperature in Oslo"."""
_NOUNS: Final = re.compile(
    r"\b(?:humidity|(?<!strong )(?<!high )(?<!any )winds?|gusts?|wind ?speeds?|cloud ?cover"
    r"|cloudiness|sunshine|pollution|(?<!clear )(?<!blue )sk(?:y|ies)|smog|haze|beaufort|clouds?)\b"
)
_FALLS: Final = frozenset(
    {
        *(Aspect.RAIN, Aspect.SNOW, Aspect.HAIL, Aspect.STORM, Aspect.FOG, Aspect.UMBRELLA),
        *(Aspect.WARNING, Aspect.FALLING, Aspect.FREEZING, Aspect.DRY, Aspect.ROUGH),
    }
)
"""Aspects whose coming is asked for when nothing else is: "rain in Oslo tomorrow"."""
_ONE_PEAK: Final = re.compile(r"\b(?:top|peak|max(?:imum)?|min(?:imum)?|high|low)\b")
_PEAKS: Final = frozenset({Aspect.HIGH, Aspect.LOW, Aspect.TEMPERATURE})
_HIGH_BOUND: Final = re.compile(r"\bhighest temp\w*(?= .{0,60}\b(?:below|above|under|over)\b)")
_LOW_BOUND: Final = re.compile(r"\blowest (?=temp\w* .{0,60}\b(?:below|above|under) freezing)")
_FIGURES_FIRST: Final = re.compile(
    r"\W*(?>(?:(?:so|and|at|in|on|today|tomorrow|tonight|(?:this|next) \w{1,9}|\w{3,6}day|_+)\W+)"
    r"{0,4})(?:when|what time|which|what day)\b"
)
_ASKS_THE_WEATHER: Final = re.compile(
    r"\b(?:how|what)(?:'s| is| are| was| will|s)?(?: the)? (?:weather|forecast|it)\b"
    r"(?!.{0,80}\b(?:and|if|is|will)\b)"
)
_HOW_LONG: Final = re.compile(
    r"\bhow (?:long|much longer) (?:will|is|does|for)\b|\bfor how long\b"
    r"|\b(?:until|till?) (?:when|what time)\b"
)
_WITH_ITSELF: Final = frozenset({Aspect.FEELS_COLDER, Aspect.FEELS_WARMER})
"""Aspects that compare a place with itself."""
_DRY_SINCE: Final = {Aspect.DRY: Aspect.RAIN}


def find_ask(plain: str, *, places: int, has_day: bool, days: int = 0, of_two: bool = False) -> Ask:
    """Return the thing that a question asks for.

    Args:
        plain: The question in small letters, with underscores for its places and times.
        places: How many places it names.
        has_day: Whether it names a day other than the present one.
        days: How many days it names; 0 for none.
        of_two: Whether a place is behind its "than".
    """
    plain = _LOW_BOUND.sub("low ", _HIGH_BOUND.sub("high", plain))
    is_mean = bool(_MEAN.search(plain)) and days > 1
    unknown = find_unknowns(plain)
    if unknown and not (is_mean and unknown == (AVERAGES,)):
        return Ask(unknown=unknown)
    aspects = find_aspects(plain)
    if is_mean:
        return Ask(Form.MEAN, aspects or (Aspect.TEMPERATURE,))
    if bound := find_bound(plain, aspects):
        return _bounded(plain, aspects, bound)
    aspects = with_measure(plain, aspects, days)
    return _unbounded(plain, aspects, places, has_day=has_day, days=days, of_two=of_two)


def _unbounded(
    plain: str, aspects: tuple[Aspect, ...], places: int, *, has_day: bool, days: int, of_two: bool
) -> Ask:
    is_pair = is_against(plain, has_aspects=bool(aspects)) and (places != 1 or has_day or days > 1)
    if not aspects:
        return _difference(plain, (Aspect.HIGH,)) if is_pair else PLAIN
    either = between_contraries(set(aspects), plain) if " or " in plain else None
    if either and (of_two or not is_trend(plain)):
        return Ask(Form.DIFFERENCE if of_two else Form.FIGURE, (either,), is_against=of_two)
    aspects = (either,) if either is Aspect.WIND else aspects  # "getting calmer or windier?"
    if places < 2 and days <= 1 and (end := extreme_named(plain)):  # noqa: PLR2004 - a figure of one
        return Ask(Form.FIGURE, (end,))
    is_felt_alone = Aspect.FEEL in aspects and places < 2 and days <= 1 and not has_day  # noqa: PLR2004 - with itself
    is_felt_alone = is_felt_alone or not _WITH_ITSELF.isdisjoint(aspects)
    compared = None if is_felt_alone else comparing(plain, places, has_day=has_day, days=days)
    if form := counting(plain) or compared:
        if form is Form.LAST:
            aspects = tuple(_DRY_SINCE.get(each, each) for each in aspects)
        return Ask(
            form,
            aspects,
            is_less=is_of_less(plain, aspects[0]),
            most=most_named(plain),
            is_as_much=is_as_much(plain),
            is_turned=form is Form.COUNT and is_turned(plain, aspects),
            is_change=form is Form.START or (form is Form.DIFFERENCE and is_by_degrees(plain)),
            is_yes_or_no=opens_yes_or_no(plain),
        )
    if is_pair and (are_alike(plain) or not opens_yes_or_no(plain)):
        return _difference(plain, aspects)
    form = _plain_form(plain, aspects, places, days)
    return Ask(
        form,
        without_feel(aspects) if form is Form.VERDICT else aspects,
        is_turned=is_turned(plain, aspects),
        is_of_days=bool(_WHICH_DAYS.search(plain)),
        is_yes_or_no=opens_yes_or_no(plain),
    )


def _difference(plain: str, aspects: tuple[Aspect, ...]) -> Ask:
    return Ask(Form.DIFFERENCE, aspects, is_against=not is_apart(plain))


def _bounded(plain: str, aspects: tuple[Aspect, ...], bound: Bound) -> Ask:
    """Return the ask of a question with a bound: whether, when or how often it is so."""
    form = counting(plain) or (Form.START if _FIGURES_FIRST.match(plain) else Form.VERDICT)
    asked, is_of_days = (bound.of, *beside_bound(aspects, bound)), bool(_WHICH_DAYS.search(plain))
    return Ask(form, asked, bound=bound, is_of_days=is_of_days)


def _plain_form(plain: str, aspects: tuple[Aspect, ...], places: int, days: int) -> Form:
    """Return the form of a question without a comparison."""
    asks_yes_or_no = opens_yes_or_no(plain) and not is_of_length(plain, aspects)
    will_end = asks_yes_or_no and aspects[0] in _ENDED and _WILL_END.search(plain)
    is_window = bool(_WINDOW.search(plain))
    is_how_long = not is_window and _HOW_LONG.search(plain)
    if will_end or (is_how_long and Aspect.DAYLIGHT not in aspects):
        return Form.END
    has_ends = days > 1 >= places and not {Aspect.HIGH, Aspect.LOW}.isdisjoint(aspects)
    is_when = not is_window and (_WHEN.search(plain) or _WHICH_DAY.search(plain))
    if is_when or (has_ends and _ONE_PEAK.search(plain)):
        if not _PEAKS.isdisjoint(aspects):
            return Form.CHOICE
        return Form.END if _END.search(plain) else Form.START
    is_bare_chance = is_window or (asks_chance(plain) and Aspect.CHANCE not in aspects)
    if is_bare_chance or not ADVICE.isdisjoint(aspects):
        return form_of_advice(plain, aspects)
    is_measure = not _OF_MEASURES.isdisjoint(aspects) or _NOUNS.search(plain) or _HOW.search(plain)
    if is_measure and not asks_yes_or_no:
        return Form.FIGURE
    is_asked = asks_yes_or_no or _IS_ASKED.search(plain) or not _FALLS.isdisjoint(aspects)
    is_asked = is_asked or "?" in plain
    return Form.VERDICT if is_asked and not _ASKS_THE_WEATHER.search(plain) else Form.PLAIN
