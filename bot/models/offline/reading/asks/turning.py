"""Questions whose yes is a no to their weather: "has it stopped?", "a bad day for a run?"."""

import re
from collections.abc import Sequence
from typing import Final

from bot.models._patterns import late
from bot.models.offline.reading.asks.amounts import opens_yes_or_no
from bot.models.offline.reading.aspects import Aspect, find_aspects, lifts
from bot.models.offline.reading.aspects.words import PLANTS

_TURNED: Final = late(
    r"\b(?:(?:hold|holds|holding|stay|stays|keep|keeps) (?:off|away)|overkill"
    r"|unnecessary|not needed|reasons? not to|(?:ice|frost|fog|snow|cloud"
    r"|rain)[- ]free"
    r"|free of (?:ice|frost|fog|snow|clouds?|rain)|(?:rain|snow)less)\b"
    r"|\b(?:bad|terrible|awful|wrong) (?:\w+ )?(?:day|time|idea|morning|afternoon|evening|night"
    r"|moment) (?:to|for)\b"
    r"|\b(?:bad|terrible|awful|wrong) _++ (?:to|for)\b"
    r"|\b(?:daft|silly|stupid|mad|crazy|unwise|foolish|risky|pointless) to\b"
    r"|\b(?:should|shall|do|must) (?:i|we) (?:\w+ )?(?:bin|cancel|scrap|call off|postpone"
    r"|avoid|skip|put off)\b"
    r"|\b(?:leave|skip|without|forget|ditch)(?: (?!work|home|early|at)\w+){0,2}"
    r" (?:umbrella|broll(?:y|ies)|coat|jacket|jumper|sweater|gloves|hat|sun ?screen|sun ?glasses"
    r"|rain ?coat)"
    r"|\b(?:safe|ok|okay|fine|can|could) (?:\w+ ){0,2}(?:leave|keep|put) (?:\w+ ){0,2}"
    rf"{PLANTS}\b"
)
_SURVIVES: Final = re.compile(
    rf"\b{PLANTS} (?:\w+ )?(?:stay|survive|safe|ok|okay|fine|be left|live)\b"
)
_ENOUGH: Final = re.compile(r"\b(?:enough|too)\b")
"""Before plants they are what it is for: "warm enough for my tomatoes to survive?"."""
_NONE_OF: Final = late(
    r"\b(?:without|with no|free from)(?: (?:any|a drop of))? (?P<without>\w++)"
    r"|\b(?:when|which|how many|(?:what|next|first) (?:days?|time|nights?|weekend))\b[^.?!]{0,60}?"
    r"\b(?:no|not|(?:wo|does|is)n'?t)(?: (?:be|get|going|to|any|much|it|have|a drop of)){0,3}"
    r" (?P<none>\w++)"
)
"""What is to be missing: "a day without rain", "when will it not rain?"."""
_OVER: Final = late(
    r"\b(?:has|have|had|did|is|are) (?:\w+ ){0,4}(?:(?:\w+ ){0,2}(?:stop(?:ped)?(?: being \w+)?"
    r"|ended|finished|let up|eased|lifted|died down|moved on|blown over|cleared(?: up| off)?"
    r"|(?:passed|gone|(?<!all )over)(?=\W*$|[^\w\s]|\s+(?:by|yet|now|for|or|and|so)\b))"
    r"|passed|gone(?! to)|(?<!ing )over(?! (?:_++(?! (?:in|at) _)|\d|the)))\b"
)
_SUN_GONE: Final = re.compile(r"\b(?:dark\w*|sun (?:\w+ )?(?:down|set|gone))\b")
_INDOORS: Final = late(
    r"\b(?:indoors?|inside|under cover|plan b|resched\w*|delay(?:ed)?|postpon\w*"
    r"|cancel(?:l?ed)?|call(?:ed)? off|at risk|threatened|in danger|washed out"
    r"|ruin\w*|spoil\w*|(?:mov|push|bring)\w* (?:\w+ ){0,4}(?:back|forward|to another))\b"
)
_SHUT: Final = re.compile(r"\b(?:shut|clos)\w*\b")
_LEVELS: Final = frozenset({Aspect.POLLEN, Aspect.UV, Aspect.HUMID, Aspect.MUGGY, Aspect.OZONE})
_LOW: Final = re.compile(r"\b(?:low|weak|(?<!a )little|mild|harmless)\b(?! risk)")
_BAD_FOR: Final = r"(?<!not )(?<!not too )(?<!not so )(?<!not that )(?:bad|terrible) (?:for|to)"
_GRIM: Final = re.compile(
    r"\b(?:miserable|awful|unpleasant|horrible|hell|suffer\w*|dangerous|unsafe|risky|madness"
    rf"|{_BAD_FOR})\b"
)
_OUT_OF_DOORS: Final = frozenset(
    {Aspect.OUTDOORS, Aspect.AIR, Aspect.SEATED, Aspect.BEACH, Aspect.KITE}
)
_WORRY: Final = re.compile(
    r"\b(?:worr(?:y|ied|ies)|problems?|troubles?|hazard(?:s|ous)?|difficult"
    rf"|{_BAD_FOR})\b"
)
_OR_LEFT: Final = re.compile(r"\brain\w*\b.{0,60}\bor\b")
"""Rain is asked for first, then what would be if it does not: "or can I leave the umbrella?"."""
_FAIR: Final = frozenset(
    {Aspect.CLEAR, Aspect.SUN, Aspect.DRY, Aspect.CALM, Aspect.NICE, Aspect.DARK}
)


def is_turned(plain: str, aspects: Sequence[Aspect]) -> bool:
    """Return whether a yes means that it is not so: "has it stopped raining?", "a bad day for"."""
    over = _OVER.search(plain)
    if over and " sun " not in over[0]:  # "has the sun gone down?"
        is_fair = not _FAIR.isdisjoint(aspects)  # "is the dry weather over?"
        if not is_fair or not _FAIR.isdisjoint(find_aspects(over[0])):
            return True
    if _OR_LEFT.search(plain):
        return False
    is_gone = aspects[0] is Aspect.FOG and lifts(plain) and opens_yes_or_no(plain)
    is_light = aspects[0] is Aspect.DARK and not _SUN_GONE.search(plain)
    is_dry_air = aspects[0] is Aspect.HUMID and "dry" in plain
    if _is_missing(plain, aspects[0]) or (aspects[0] is Aspect.WINDOW and _SHUT.search(plain)):
        return True
    if not _OUT_OF_DOORS.isdisjoint(aspects) and _GRIM.search(plain):
        return True
    if aspects[0] is Aspect.DRIVE and _WORRY.search(plain):
        return True
    is_low = aspects[0] in _LEVELS and bool(_LOW.search(plain))
    is_indoors = not _OUT_OF_DOORS.isdisjoint(aspects) and bool(_INDOORS.search(plain))
    is_low = is_low or _survives(plain)
    return is_gone or is_low or is_light or is_dry_air or is_indoors or bool(_TURNED.search(plain))


def _survives(plain: str) -> bool:
    """Return whether plants are to come through: "will my tomatoes survive?"."""
    plants = _SURVIVES.search(plain)
    return plants is not None and not _ENOUGH.search(plain, 0, plants.start())


def _is_missing(plain: str, aspect: Aspect) -> bool:
    """Return whether what is asked for is to be missing: "a day without rain"."""
    missing = _NONE_OF.search(plain)
    named = find_aspects(missing["without"] or missing["none"]) if missing else ()
    return named[:1] == (aspect,)
