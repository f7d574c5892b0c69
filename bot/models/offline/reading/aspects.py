"""The aspects of the weather that a question is about: "windy", "above 30 degrees", "a coat"."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from bot.models.offline.reading.spans import first_of


class Aspect(StrEnum):
    """One thing that can be asked of the weather."""

    RAIN = "rain"
    DRY = "dry"
    SNOW = "snow"
    HAIL = "hail"
    STORM = "storm"
    FOG = "fog"
    CLOUD = "cloud"
    SUN = "sun"
    CLEAR = "clear"
    HOT = "hot"
    WARM = "warm"
    MILD = "mild"
    COOL = "cool"
    COLD = "cold"
    FREEZING = "freezing"
    WIND = "wind"
    CALM = "calm"
    HUMID = "humid"
    NICE = "nice"
    BAD = "bad"
    TEMPERATURE = "temperature"
    HIGH = "high"
    LOW = "low"
    FEEL = "feel"
    CHANCE = "chance"
    FALLING = "falling"
    """Rain or snow, whichever it is."""
    AMOUNT = "amount"
    UV = "uv"
    POLLEN = "pollen"
    AIR = "air"
    BAD_AIR = "bad air"
    FULL_MOON = "full moon"
    NEW_MOON = "new moon"
    WARNING = "warning"
    WATER = "water"
    WAVES = "waves"
    ROUGH = "rough"
    SURF = "surf"
    MOON = "moon"
    MOONRISE = "moonrise"
    MOONSET = "moonset"
    POLAR_NIGHT = "polar night"
    MIDNIGHT_SUN = "midnight sun"
    SUNRISE = "sunrise"
    SUNSET = "sunset"
    DAYLIGHT = "daylight"
    UMBRELLA = "umbrella"
    COAT = "coat"
    GLOVES = "gloves"
    SUNSCREEN = "sunscreen"
    SUNGLASSES = "sunglasses"
    LIGHT_CLOTHES = "light clothes"
    CLOTHES = "clothes"
    BEACH = "beach"
    KITE = "kite"
    WATERING = "watering"
    OUTDOORS = "outdoors"


ADVICE: Final = frozenset(
    {
        *(Aspect.UMBRELLA, Aspect.COAT, Aspect.GLOVES, Aspect.SUNSCREEN, Aspect.SUNGLASSES),
        *(Aspect.LIGHT_CLOTHES, Aspect.CLOTHES, Aspect.BEACH, Aspect.KITE, Aspect.WATERING),
        Aspect.OUTDOORS,
    }
)
"""Those that ask what to do or wear."""
SPECIAL: Final = frozenset(
    {
        *(Aspect.UV, Aspect.POLLEN, Aspect.AIR, Aspect.BAD_AIR, Aspect.FULL_MOON, Aspect.NEW_MOON),
        *(Aspect.POLAR_NIGHT, Aspect.MIDNIGHT_SUN),
        *(Aspect.MOON, Aspect.MOONRISE, Aspect.MOONSET, Aspect.WARNING),
        *(Aspect.SUNRISE, Aspect.SUNSET, Aspect.DAYLIGHT),
    }
)
"""Those that tools of their own know."""

_GARMENT: Final = (
    r"(?:coats?|jackets?|sweaters?|jumpers?|hoodies?|shorts|t[- ]?shirts?|tee|trousers|pants|jeans"
    r"|long sleeves|sandals|boots|trainers|sneakers|skirts?|dress|umbrella|sunglasses|sun ?hat)"
)
_WORDS: Final = {
    Aspect.UV: r"uv|ultraviolet",
    Aspect.POLLEN: r"pollen|allerg\w+|hay ?fever",
    Aspect.BAD_AIR: r"(?:bad|poor|polluted|unhealthy) air|air (?:\w+ )?(?:bad|poor|polluted"
    r"|unhealthy)|smog\w*|pollut\w+",
    Aspect.AIR: r"(?<!warm is the )(?<!cold is the )(?<!hot is the )(?<!cool is the )"
    r"(?<!humid is the )(?<!dry is the )air(?! ?(?:temp|pressure|port|show|cold|cool|chilly|warm"
    r"|hot|humid|dry|damp|moist))|aqi|ozone|pm ?(?:2[.,]5|10)|particulate\w*",
    Aspect.WARNING: r"(?:weather )?(?:warnings?|alerts?|advisor(?:y|ies))",
    Aspect.MOONRISE: r"moon ?rises?|moon (?:rise|come up|rising|up|go(?:es)?(?: \w+){0,3} up)",
    Aspect.MOONSET: r"moon ?sets?|moon (?:set|go(?:es)?(?: \w+){0,3} down|setting|down)",
    Aspect.FULL_MOON: r"full moon|moon (?:\w+ )?full",
    Aspect.NEW_MOON: r"new moon",
    Aspect.MOON: r"moon\w*(?! bay)",
    Aspect.POLAR_NIGHT: r"polar nights?",
    Aspect.MIDNIGHT_SUN: r"midnight sun",
    Aspect.SUNRISE: r"sun ?rises?|sun (?:rise|come up|rising|up|go(?:es)?(?: \w+){0,3} up)|dawn"
    r"|goes (?:\w+ ){0,3}sun (?:\w+ ){0,3}up"
    r"|daybreak|get light"
    r"|(?:first )?light(?= out)|sun (?:be |come |is |going to be )?back|sun return\w*"
    r"|(?:see|have) (?:the )?sun again",
    Aspect.SUNSET: r"sun ?sets?|sun (?:set|go(?:es)?(?: \w+){0,3} down|setting|down)|dusk"
    r"|goes (?:\w+ ){0,3}sun (?:\w+ ){0,3}down"
    r"|(?:get|gets) dark",
    Aspect.DAYLIGHT: r"daylight|day length|length of (?:the )?day|how long (?:is|are) the days?",
    Aspect.CLOTHES: r"(?:what|how) (?:\w+ ){0,3}(?:wear|dress|pack|put on|bring)|what clothes"
    rf"|dress for|{_GARMENT} or (?:an? |the |my )?(?:(?!no )\w+ )?{_GARMENT}",
    Aspect.UMBRELLA: r"umbrellas?|rain ?coats?|rain jackets?|rain ?boots|waterproofs?"
    r"|wellies|ponchos?|rain gear|broll(?:y|ies)",
    Aspect.GLOVES: r"gloves|mittens|scarf|scarves|(?<!sun )(?<!sun)hats?|toques?|beanies?|earmuffs",
    Aspect.COAT: r"coats?|jackets?|sweaters?|jumpers?|hoodies?|parkas?|layers|long sleeves"
    r"|warm clothes|pullovers?|cardigans?|bundle up|boots",
    Aspect.SUNSCREEN: r"sun ?screen|sun ?block|sun ?cream|sun lotion|spf|sunburn(?:ed|t)?"
    r"|factor \d+",
    Aspect.SUNGLASSES: r"sun ?glasses|shades|sun ?hat",
    Aspect.LIGHT_CLOTHES: r"shorts|t-?shirts?|tee|sandals|flip-? ?flops|short sleeves|skirts?"
    r"|summer dress",
    Aspect.ROUGH: r"rough|choppy|(?:high|big|large) (?:waves|seas)",
    Aspect.SURF: r"surf(?:ing|ed)?(?! (?:temp|height|cond))",
    Aspect.BEACH: r"beach|swim\w*|sunbath\w*|pool|bikini|swimsuit",
    Aspect.KITE: r"kites?(?:[- ]?flying)?|kitesurf\w*|windsurf\w*|sail\w*",
    Aspect.WATERING: r"water(?:ing)? (?:the |my |our )?(?:garden|plants|lawn|flowers|vegetables"
    r"|grass)",
    Aspect.OUTDOORS: r"run|running(?! (?:late|low|out|behind))"
    r"|jog\w*|bik(?:e|ing)|bicycle|cycl(?:e|ing)|walk\w*|hik(?:e|ing)"
    r"|picnics?|barbecues?|bbqs?|grill\w*|golf\w*|tennis|football|soccer|camp\w*|garden\w*"
    r"|(?:eat|sit|sleep|work|play|dine|party|exercise|train|lunch|dinner|go)\w* (?:\w+ )?"
    r"(?:outside|outdoors?)|outdoor \w+|laundry|clothes out|line dry"
    r"|wash(?:ing)?(?: (?:the |my |our )?(?:car|windows|bike)| out)?"
    r"|drones?|fish\w*"
    r"|boat\w*|stroll|parade|patio|terrace|stargaz\w*|wedding|eat out|mow\w*|paint\w*|ski|skiing"
    r"|climb\w*|kayak\w*|canoe\w*|paddl\w*|skat(?:e|ing)|outing|excursion"
    r"|sightsee\w*|drive|driving|motorbike|motorcycle|playground|zoo|park",
    Aspect.WAVES: r"(?<!heat )(?<!cold )waves?|swells?|surf height",
    Aspect.WATER: r"(?:sea|ocean|water)(?! (?:breeze|level|fog|air|will|is going|falls))",
    Aspect.FALLING: r"(?:falling|coming down|fall|come down) from the sky",
    Aspect.RAIN: r"rain(?!bow)\w*|showers?|showery|drizzl\w+|wet(?:ter|test)?|precip(?:itation)?"
    r"|downpours?|pour(?:ing)?|(?:bucket|chuck|tip|piss)\w* (?:it )?down",
    Aspect.DRY: r"without (?:getting|being) (?:wet|soaked|drenched)"
    r"|avoid(?:ing)? the (?:rain|showers)"
    r"|dry(?! (?:is |was )?(?:the )?air)|drier|driest|dryer|dryest",
    Aspect.SNOW: r"snow\w*|sleet\w*|blizzards?|flurr\w+|slush",
    Aspect.HAIL: r"hail\w*",
    Aspect.STORM: r"(?:thunder)?storm\w*|thunder\w*|lightning|tornado\w*|hurricanes?|cyclones?"
    r"|typhoons?|squalls?",
    Aspect.FOG: r"fog\w*|mist\w*|haz[ey]",
    Aspect.CLOUD: r"cloud(?!less)\w*|overcast|gloom\w*|gr[ae]y|dull",
    Aspect.SUN: r"sunn\w+|sunshine|sunlight|suns?|bright\w*",
    Aspect.CLEAR: r"clear(?:er|est)?|cloudless|blue sk\w+",
    Aspect.FREEZING: r"freez\w*(?! (?:rain|drizzle|fog))|frozen|into (?:the )?minus(?:es)?"
    r"|(?:minus|negative) (?:anything|figures|numbers|temperatures|degrees|tonight)|frost\w*"
    r"|ic[ey](?! ?(?:cream|lolly|tea|coffee|rink|hockey))"
    r"|below zero|sub-?zero|scrap(?:e|ing)|de-?ic(?:e|ing)|black ice|froze"
    r"|(?:plants?|pipes|seedlings|flowers) (?:\w+ ){0,2}(?:out|outside|outdoors|indoors|overnight)"
    r"|(?:cover|protect|wrap|bring in) (?:\w+ ){0,2}(?:plants|pipes|flowers|seedlings)",
    Aspect.HOT: r"hot(?:ter|test)?|heat\w*|sweltering|scorch\w*|boiling|roasting|tropical|baking",
    Aspect.WARM: r"warm\w*|toasty",
    Aspect.MILD: r"mild\w*|temperate",
    Aspect.COOL: r"cool\w*",
    Aspect.COLD: r"cold\w*|chill\w*|frigid|brisk|wintry|nippy|brass monkeys|parky|baltic|bitter\w*"
    r"|perishing|arctic",
    Aspect.CALM: r"calm\w*|windless|still air"
    r"|winds? (?:\w+ )?(?:dies?|drops?|eases?|calms?|lets? up|slackens?|weakens?)(?: down| off)?",
    Aspect.WIND: r"wind(?!ow|surf)(?! ?chill)\w*|breez\w*|gust\w*|gales?|blow(?:s|ing|y)?|blustery",
    Aspect.HUMID: r"humid\w*|dry (?:is |was )?(?:the )?air|muggy|damp|sultry|moist\w*|sticky"
    r"|clammy",
    Aspect.FEEL: r"feels?(?: like)?|feeling|wind ?chill|heat index|apparent temperature"
    r"|real ?feel",
    Aspect.HIGH: r"highs?|peak|highest|maximum|max",
    Aspect.LOW: r"lows?|lowest|minimum|min",
    Aspect.TEMPERATURE: r"temperatures?|temps?|degrees|how many degrees",
    Aspect.NICE: r"nice\w*|good|pleasant\w*|lovel\w+|beautiful|fine|great|perfect|decent"
    r"|comfortable|better|best",
    Aspect.BAD: r"bad|awful|terrible|nasty|horrible|miserable|worse|worst|ugly",
}
_ANY: Final = re.compile(
    r"\b(?:" + "|".join(f"(?P<A{at}>{words})" for at, words in enumerate(_WORDS.values())) + r")\b"
)
_ASPECTS: Final = tuple(_WORDS)
_QUALITIES: Final = frozenset({Aspect.NICE, Aspect.BAD, Aspect.HIGH, Aspect.LOW})
"""Words that say how something else is, where there is something else: "is the UV high?"."""
_OCCASIONS: Final = frozenset(
    {Aspect.OUTDOORS, Aspect.BEACH, Aspect.KITE, Aspect.WATERING, Aspect.CLOTHES}
)
"""Things that people do in any weather: "will it rain at my picnic?"."""
_KINDS_OF_FALLING: Final = (Aspect.RAIN, Aspect.SNOW)
_PARTS: Final = {
    Aspect.RAIN: {Aspect.UMBRELLA},
    Aspect.TEMPERATURE: {Aspect.HIGH, Aspect.LOW, Aspect.FEEL, Aspect.FREEZING},
}
"""Aspects that another word says more exactly: "the highest temperature"."""

_LIFTS: Final = re.compile(
    r"\b(?:fog|mist|haze)\w* (?:\w+ )?(?:clears?|lifts?|burns? off|go(?:es)? away|be gone|vanish)"
)


def find_aspects(plain: str) -> tuple[Aspect, ...]:
    """Return the aspects of a question in small letters, each once and in its order."""
    found = list(
        dict.fromkeys(
            _ASPECTS[int((match.lastgroup or "A0")[1:])] for match in first_of(_ANY, plain)
        )
    )
    if len(found) > 1 and not set(found) <= _QUALITIES:
        found = [each for each in found if each not in _QUALITIES or each in _extremes(found)]
    found = [each for each in found if _PARTS.get(each, set()).isdisjoint(found)]
    if Aspect.FOG in found and _LIFTS.search(plain):
        found = [Aspect.CLEAR if each is Aspect.FOG else each for each in found]
        found = list(dict.fromkeys(found))
    if {Aspect.RAIN, Aspect.SNOW} <= set(found):
        found = [Aspect.FALLING, *(each for each in found if each not in _KINDS_OF_FALLING)]
    return tuple(_without_occasions(found, plain))


def _without_occasions(found: list[Aspect], plain: str) -> list[Aspect]:
    """Return the aspects without occasions: the weather of a picnic, not the picnic."""
    advice = [each for each in found if each in ADVICE]
    swims = Aspect.BEACH in found and Aspect.WATER in found
    if swims or not advice or len(advice) == len(found):
        return found
    is_occasion = not set(advice) - _OCCASIONS and "enough" not in plain
    if is_occasion or "too " in plain:
        return [each for each in found if each not in ADVICE]
    return advice


def _extremes(found: list[Aspect]) -> set[Aspect]:
    """Return the highest and the lowest where they are those of the temperature."""
    return {Aspect.HIGH, Aspect.LOW} if set(found) <= {*_QUALITIES, Aspect.TEMPERATURE} else set()


_OF_PEOPLE: Final = re.compile(r"\b(?:who|whose|won|scores?|scored|tickets?)\b")


def is_about_people(aspects: Sequence[Aspect], plain: str) -> bool:
    """Return whether people's deeds are asked for, as in "who won the match", and no weather."""
    return set(aspects) == {Aspect.OUTDOORS} and bool(_OF_PEOPLE.search(plain))
