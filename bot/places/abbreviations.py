"""Regions as newspapers and people write them, in the words that the gazetteer has for them."""

import re
from typing import Final

_REGIONS: Final = {
    "ala": "Alabama",
    "ariz": "Arizona",
    "ark": "Arkansas",
    "calif": "California",
    "cal": "California",
    "colo": "Colorado",
    "conn": "Connecticut",
    "del": "Delaware",
    "fla": "Florida",
    "ida": "Idaho",
    "ill": "Illinois",
    "ind": "Indiana",
    "kan": "Kansas",
    "kans": "Kansas",
    "mass": "Massachusetts",
    "mich": "Michigan",
    "minn": "Minnesota",
    "miss": "Mississippi",
    "mont": "Montana",
    "neb": "Nebraska",
    "nebr": "Nebraska",
    "nev": "Nevada",
    "n.dak": "North Dakota",
    "okla": "Oklahoma",
    "ont": "Ontario",
    "ore": "Oregon",
    "oreg": "Oregon",
    "penn": "Pennsylvania",
    "penna": "Pennsylvania",
    "que": "Quebec",
    "s.dak": "South Dakota",
    "sask": "Saskatchewan",
    "tenn": "Tennessee",
    "tex": "Texas",
    "wash": "Washington",
    "w.va": "West Virginia",
    "wis": "Wisconsin",
    "wisc": "Wisconsin",
    "wyo": "Wyoming",
    "alta": "Alberta",
    "man": "Manitoba",
    "nfld": "Newfoundland and Labrador",
    "newfoundland": "Newfoundland and Labrador",
    "pei": "Prince Edward Island",
    "p.e.i": "Prince Edward Island",
}
_CITIES: Final = {
    "nola": "New Orleans",
    "addis(?! ababa)": "Addis Ababa",
    "hcmc": "Ho Chi Minh City",
    "jozi": "Johannesburg",
    "kl": "Kuala Lumpur",
    "melb": "Melbourne",
    "brissie|brizzie": "Brisbane",
    "bar[c\u00e7]a": "Barcelona",
    "beantown": "Boston",
    "chi-?town": "Chicago",
    "cincy": "Cincinnati",
    "city of angels": "Los Angeles",
    "city of london": "London",
    "city of lights?": "Paris",
    "emerald city": "Seattle",
    "eternal city": "Rome",
    "indy": "Indianapolis",
    "jax": "Jacksonville, Florida",
    "music city": "Nashville",
    "okc": "Oklahoma City",
    "san fran": "San Francisco",
    "sin city": "Las Vegas",
    "slc": "Salt Lake City",
    "space city": "Houston",
    "steel city": "Pittsburgh",
    "vancity": "Vancouver",
    "nippon|nihon": "Japan",
    "bharat": "India",
    "persia": "Iran",
    "ceylon": "Sri Lanka",
    "siam": "Thailand",
    "ksa": "Saudi Arabia",
}
"""By-names that the gazetteer lacks, or has of another place, with what they mean."""
_WITHOUT_DOT: Final = (
    "calif|conn|fla|ida|kans|mich|minn|nebr|okla|oreg|penn|penna|sask|tenn|wisc|wyo|nfld|pei|alta"
    "|newfoundland(?! and labrador)"
)
"""Those that nothing but a region is called, so that no dot has to stand behind them."""
_BEHIND_A_COMMA = re.compile(
    r"(?i),\s*(?:(?P<dotted>"
    + "|".join(map(re.escape, _REGIONS))
    + rf")\.|(?P<bare>{_WITHOUT_DOT}|p\.e\.i))(?!\w)"
)
_WHOLE = re.compile(r"(?i)(?<!\w)(?:newfoundland|nfld\.?) (?:and|&) labrador(?!\w)")
_BEHIND_A_NAME = re.compile(
    r"(?<=[a-z]) (?P<bare>Nfld|PEI|P\.E\.I|(?i:newfoundland))\.?(?!\w)(?! and Labrador)"
)
_ALONE = re.compile(r"(?i)(?<!\w)(?P<bare>nfld|newfoundland)\.?(?!\w)(?! and)")
_BY_NAME = re.compile(
    r"(?i)(?<![\w'])(?<!\bla )(?:(?<!the )the )?(?:"
    + "|".join(f"(?P<C{at}>{name})" for at, name in enumerate(_CITIES))
    + r")(?![\w'])(?! (?:park|beach|airport|university|(?-i:[A-Z])))"
)
_COUNTY = re.compile(r"(?i),\s*(?:co\.|county)\s+(?!durham)(?=[^\W\d_])")
_CO = re.compile(
    r"(?i)\bco\.? (?=(?:antrim|armagh|carlow|cavan|clare|cork|derry|donegal|down|dublin|durham"
    r"|fermanagh|galway|kerry|kildare|kilkenny|laois|leitrim|limerick|londonderry|longford|louth"
    r"|mayo|meath|monaghan|offaly|roscommon|sligo|tipperary|tyrone|waterford|westmeath|wexford"
    r"|wicklow)\b)"
)
"""Counties of Ireland and Durham, which nothing else is called Co. for."""
_STATE = re.compile(
    r"(?i)\b(?:the )?(?:u\.?s\.? )?state of (?P<behind>georgia|washington|new york)\b"
    r"|\b(?P<before>georgia|washington|new york),? (?:the )?state\b(?! (?:park|fair|university))"
)
_REPUBLIC = re.compile(r"(?i)\b(?:the )?republic of (?=(?:georgia|ireland|turkey|cyprus|malta)\b)")
_ALAND = re.compile(r"(?i)\b(?:the )?\u00e5land(?: islands)?\b")
"""In India there is a town called Aland."""
_COUNTRY = re.compile(r"(?i)\b(?P<name>georgia|jordan|chad),? \(?the country\b\)?")
_PART = re.compile(r"(?i)\bdownstate (?=(?:new york|illinois)\b)")


def spelled_out(text: str) -> str:
    """Return a text with the regions in it in full: "Boston, Massachusetts" for "Boston, Mass."."""
    text = _BY_NAME.sub(_city, text)
    text = _ALAND.sub("\u00c5land Islands", text)
    text = _PART.sub("", _REPUBLIC.sub("", text))
    text = _COUNTRY.sub(r"\g<name>", _CO.sub("County ", _COUNTY.sub(", ", text)))
    text = _STATE.sub(_state, text)
    text = _WHOLE.sub("Newfoundland and Labrador", text)
    text = _BEHIND_A_COMMA.sub(lambda match: f", {_region(match)}", text)
    return _ALONE.sub(_region, _BEHIND_A_NAME.sub(lambda match: f", {_region(match)}", text))


def _region(match: re.Match[str]) -> str:
    named = {name: text for name, text in match.groupdict().items() if text}
    return _REGIONS[next(iter(named.values())).lower()]


def _city(match: re.Match[str]) -> str:
    return tuple(_CITIES.values())[int((match.lastgroup or "C0")[1:])]


def _state(match: re.Match[str]) -> str:
    return f"{(match['behind'] or match['before']).title()} State"
