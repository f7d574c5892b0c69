"""The thing that a question asks for: a yes, a figure, a time, a choice, a comparison or advice."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.models.offline.reading.aspects import (
    ADVICE,
    Aspect,
    find_aspects,
)
from bot.models.offline.reading.numbers import Bound, find_bound
from bot.models.offline.reading.unknowns import find_unknowns


class Form(StrEnum):
    """The thing that an answer has to begin with."""

    PLAIN = "plain"
    """Nothing but the weather."""
    VERDICT = "verdict"
    """Yes or no: "is it windy?", "do I need a coat?"."""
    FIGURE = "figure"
    """The amount: "how windy is it?", "the temperature"."""
    START = "start"
    """The day or hour: "when will it rain?"."""
    END = "end"
    """The hour at which it is over: "when will it stop raining?"."""
    CHOICE = "choice"
    """The winner: "which is the warmest?"."""
    COMPARISON = "comparison"
    """Yes or no by a comparison: "is it warmer than yesterday?"."""
    DIFFERENCE = "difference"
    """The distance between two."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The thing that a question asks for.

    Attributes:
        aspects: What of the weather, in the question's order; empty for all of it.
        is_less: Whether less of it wins: "the least windy".
        is_turned: Whether a yes means that what it is about is not so: "a bad day for a run?".
        bound: The temperature that it asks to be above or below.
        unknown: What it asks for that nobody can tell, as phrases.
        at_sun: The "sunrise" or the "sunset" whose hours it asks for; empty for none.
        unread: The one word of it that says what it asks for and that means nothing here.
        is_of_earlier: Whether a comparison of two days asks about the earlier one.
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

    def has(self, *aspects: Aspect) -> bool:
        """Return whether it is about one of these."""
        return not set(aspects).isdisjoint(self.aspects)


PLAIN: Final = Ask()

_SUPERLATIVE: Final = re.compile(
    r"\b(?:(?:warm|hott|cold|cool|wett|dri|dry|wind|sunn|cloud|snow|rain|fogg|nic|mild|chill|mugg"
    r"|storm|bright|clear|humid|lovel|breez|calm)(?:i?est)|best|worst|(?:most|least) (?:rain\w*"
    r"|snow\w*|wind\w*|sun\w*|cloud\w*|humid\w*|pleasant|comfortable|stormy|fog\w*))\b"
)
_COMPARATIVE: Final = re.compile(
    r"\b(?:(?:warm|hott|cold|cool|wett|dri|dry|wind|sunn|cloud|snow|rain|fogg|nic|mild|chill|mugg"
    r"|storm|bright|clear|lovel|breez|calm)(?:i?er)|better|worse|(?:more|less) (?:rain\w*|snow\w*"
    r"|wind\w*|sun\w*|cloud\w*|humid\w*|pleasant|comfortable|stormy|fog\w*))\b"
)
_DIFFERENCE: Final = re.compile(
    r"\bdifferences?\b|\bby how (?:much|many)\b"
    r"|\bhow (?:much|many degrees) (?:more |less )?(?:(?!water|shower)\w+er|humid|windy)\b"
)
_LESS: Final = re.compile(r"\b(?:less|least)\b")
_WHEN: Final = re.compile(
    r"\b(?:when|what time|what hours?|which hours?|how soon|how long (?:until|till|before)"
    r"|first (?:frost|snow\w*|rain|freeze))\b"
)
_WHICH_DAY: Final = re.compile(r"\b(?:what|which) days?\b")
_END: Final = re.compile(
    r"\b(?:stop\w*|ends?|ending|let up|be over|finish\w*|(?:clear|dry|calm|warm|cool)(?:s|ing)? up"
    r"|pass|die down|clears?|be gone|go away|how long will)\b"
)
_HOW: Final = re.compile(
    r"\bhow (?:much|many|deep|likely|warm|hot|cold|cool|chilly|wind\w*|humid|cloudy|strong|fast"
    r"|high|low|wet|freezing|mild|sunny|breezy|fogg?y|stormy|snowy|rainy|clear|bad|good|muggy|long"
    r"|gust\w*|mist\w*|haz\w*|icy|frosty|damp|dry|bright|overcast|polluted|smoggy|rough|dark"
    r"|(?!long|far|come|about|often|do|soon|nice|good|pleasant)\w+ (?:is|are|was|will) the)\b"
)
_IS_ASKED: Final = re.compile(
    r"\b(?:is|are|was|were|will|would|won't|isn't|does|do|did|can|could|should|shall|am|going to"
    r"|gonna|any|if|whether|need|worth|ok|okay|there'll|has|have|might|may|shouldn't|it's|it'll"
    r"|supposed|expected|likely|risks?)\b"
)
_CHANCE: Final = re.compile(r"\b(?:chances?|probabilit\w+|likelihood|odds|how likely|percentage)\b")
_AMOUNT: Final = re.compile(
    r"\bhow (?:much|hard) (?:did|will|does|is|has|had|was|do) (?:it|there) "
    r"(?:going to |expected to |supposed to |likely to |be |been )?(?:rain|snow|hail)\w*"
    r"|\bhow (?:much|many (?:mm|millimet\w+|inch\w*|cm|centimet\w+|litres?)(?: of)?)"
    r" (?:more )?(?:rain\w*|snow\w*|precipitation|water|showers)\b"
    r"|\b(?:rain|snow|precip\w*) (?:totals?|amounts?)|\btotal (?:rain|snow|precip)\w*"
    r"|accumulations?\b"
    r"|\b(?:rainfall|snowfall|amounts? of|how many (?:mm|millimet\w+|inch\w*|cm))\b"
)
_OF_MEASURES: Final = frozenset(
    {
        *(Aspect.TEMPERATURE, Aspect.HIGH, Aspect.LOW, Aspect.FEEL, Aspect.CHANCE, Aspect.AMOUNT),
        *(
            Aspect.UV,
            Aspect.POLLEN,
            Aspect.AIR,
            Aspect.MOON,
            Aspect.MOONRISE,
            Aspect.MOONSET,
            Aspect.SUNRISE,
            Aspect.SUNSET,
        ),
        *(Aspect.DAYLIGHT, Aspect.FULL_MOON, Aspect.NEW_MOON),
    }
)
"""Aspects whose figure is asked for when nothing else is: "temperature in Oslo"."""
_NOUNS: Final = re.compile(
    r"\b(?:humidity|winds?|gusts?|wind ?speeds?|cloud ?cover|cloudiness|sunshine|pollution)\b"
)
_FALLS: Final = frozenset(
    {
        *(Aspect.RAIN, Aspect.SNOW, Aspect.HAIL, Aspect.STORM, Aspect.FOG, Aspect.UMBRELLA),
        *(Aspect.WARNING, Aspect.FALLING, Aspect.FREEZING, Aspect.DRY, Aspect.ROUGH),
    }
)
"""Aspects whose coming is asked for when nothing else is: "rain in Oslo tomorrow"."""
_OPENS_YES_OR_NO: Final = re.compile(
    r"\W*(?:(?:hey|hi|hello|please|so|and|also|but)\W+)*(?:is|are|was|were|will|would|won't|isn't"
    r"|does|do|did|can|could|should|shall|am|any|has|have|might|may)\b"
)


_PEAKS: Final = frozenset({Aspect.HIGH, Aspect.LOW, Aspect.TEMPERATURE})
_HEAT: Final = frozenset({Aspect.HOT, Aspect.WARM})
_COLD: Final = frozenset({Aspect.COLD, Aspect.COOL, Aspect.FREEZING})
_FIGURES_FIRST: Final = re.compile(r"\W*(?:when|what time|which|what day)\b")
_BOUNDED: Final = frozenset(
    {
        *(Aspect.TEMPERATURE, Aspect.HIGH, Aspect.LOW, Aspect.HOT, Aspect.WARM, Aspect.COLD),
        *(Aspect.COOL, Aspect.FEEL, Aspect.FREEZING),
    }
)
_ASKS_THE_WEATHER: Final = re.compile(
    r"\b(?:how|what)(?:'s| is| are| was| will|s)?(?: the)? (?:weather|forecast|it)\b"
    r"(?!.{0,80}\b(?:and|if|is|will)\b)"
)
_THAN: Final = re.compile(r"\bthan\b")
_ONE_OF_TWO: Final = re.compile(r"_,? or (?:on |at |in )?_")
_WHICH: Final = re.compile(r"\bwhich\b")
_WHICH_OF_THEM: Final = re.compile(r"\bwhich (?:one|of (?:them|the two|these|those)|place|city)\b")
_HOW_LONG: Final = re.compile(
    r"\bhow (?:long|much longer) (?:will|is|does)\b|\b(?:until|till?) (?:when|what time)\b"
)
_TURNED: Final = re.compile(
    r"\b(?:bad|terrible|awful|wrong) (?:\w+ )?(?:day|time|idea|morning|afternoon|evening|night"
    r"|weekend|moment) (?:to|for)\b"
    r"|\b(?:daft|silly|stupid|mad|crazy|unwise|foolish|risky|pointless) to\b"
    r"|\b(?:should|shall|do|must) (?:i|we) (?:\w+ )?(?:bin|cancel|scrap|call off|postpone"
    r"|avoid|skip|put off)\b"
    r"|\b(?:leave|skip|without|forget|ditch)(?: (?!work|home|early|at)\w+){0,2}"
    r" (?:umbrella|broll(?:y|ies)|coat|jacket|jumper|sweater|gloves|hat|sun ?screen|sun ?glasses"
    r"|rain ?coat)"
    r"|\b(?:safe|ok|okay|fine|can|could) (?:\w+ ){0,2}(?:leave|keep|put) (?:\w+ ){0,2}"
    r"(?:plants?|pipes|seedlings|tomatoes|flowers)\b"
)


def find_ask(plain: str, *, places: int, has_day: bool) -> Ask:
    """Return the thing that a question asks for.

    Args:
        plain: The question in small letters, with underscores for its places and times.
        places: How many places it names.
        has_day: Whether it names a day other than the present one.
    """
    if unknown := find_unknowns(plain):
        return Ask(unknown=unknown)
    aspects, bound = _aspects(plain), find_bound(plain)
    if bound:
        others = tuple(each for each in aspects if each not in _BOUNDED)
        is_when = bool(_FIGURES_FIRST.match(plain))
        asked = Form.START if is_when else Form.VERDICT
        return Ask(asked, (Aspect.TEMPERATURE, *others), bound=bound)
    if not aspects:
        return PLAIN
    if " or " in plain and (either := _either(set(aspects))):
        return Ask(Form.FIGURE, (either,))
    form = _comparing(plain, places, has_day=has_day)
    if form:
        return Ask(form, aspects, is_less=bool(_LESS.search(plain)))
    return Ask(_plain_form(plain, aspects), aspects, is_turned=bool(_TURNED.search(plain)))


def _either(aspects: set[Aspect]) -> Aspect | None:
    """Return the aspect that lies between two contraries: "hot or cold", "a shirt or a jumper"."""
    if {Aspect.LIGHT_CLOTHES, Aspect.COAT} <= aspects:
        return Aspect.CLOTHES
    return Aspect.TEMPERATURE if aspects & _HEAT and aspects & _COLD else None


def _aspects(plain: str) -> tuple[Aspect, ...]:
    """Return the aspects of a question, with the chance or the amount in front."""
    aspects = find_aspects(plain)
    if _AMOUNT.search(plain):
        return (Aspect.AMOUNT, *aspects)
    if _CHANCE.search(plain) and not _OPENS_YES_OR_NO.match(plain):
        return (Aspect.CHANCE, *aspects)
    return aspects


def _comparing(plain: str, places: int, *, has_day: bool) -> Form | None:
    """Return the form of a comparison; None where there is none, or nothing to compare with."""
    if _DIFFERENCE.search(plain):
        return Form.DIFFERENCE
    if _SUPERLATIVE.search(plain):
        return Form.CHOICE
    if not _COMPARATIVE.search(plain):
        return None
    if _THAN.search(plain):
        return Form.CHOICE if _WHICH.search(plain) else Form.COMPARISON
    if places > 1 or _ONE_OF_TWO.search(plain) or _WHICH_OF_THEM.search(plain):
        return Form.CHOICE
    return Form.COMPARISON if has_day else None


def _plain_form(plain: str, aspects: tuple[Aspect, ...]) -> Form:
    """Return the form of a question without a comparison."""
    if _HOW_LONG.search(plain) and Aspect.DAYLIGHT not in aspects:
        return Form.END
    if _WHEN.search(plain) or _WHICH_DAY.search(plain):
        if not _PEAKS.isdisjoint(aspects):
            return Form.CHOICE
        return Form.END if _END.search(plain) else Form.START
    if not ADVICE.isdisjoint(aspects):
        return Form.FIGURE if Aspect.CLOTHES in aspects else Form.VERDICT
    asks_yes_or_no = bool(_OPENS_YES_OR_NO.match(plain))
    is_measure = not _OF_MEASURES.isdisjoint(aspects) or _NOUNS.search(plain) or _HOW.search(plain)
    if is_measure and not asks_yes_or_no:
        return Form.FIGURE
    is_asked = asks_yes_or_no or _IS_ASKED.search(plain) or not _FALLS.isdisjoint(aspects)
    is_asked = is_asked or plain.rstrip().endswith("?")
    return Form.VERDICT if is_asked and not _ASKS_THE_WEATHER.search(plain) else Form.PLAIN
