"""The reader of a place's name: its qualifiers, and the postcode in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.places.gazetteer import fold

MAX_NAME_CHARS = 100
NO_QUALIFIER = "island"
"""The German name of Iceland, which without a comma is the end of a name: "Easter Island"."""

_MAX_QUALIFIER_WORDS = 3
_COMMAS = ",;\u3001\uff0c"  # the last two are East Asian
_FIVE_DIGITS = re.compile(r"\d{5}")
# The country whose postcodes people of a language mean by five digits.
_HOMES = {"en": "US", "de": "DE", "es": "ES", "fr": "FR", "it": "IT"}
_PREFIXES = {"A": "AT", "B": "BE", "D": "DE", "E": "ES", "F": "FR", "I": "IT", "L": "LU", "S": "SE"}
# Lower-case letters make a postcode only in formats that no other text looks like.
_POSTCODES = (
    ("GB", r"(?i:(?P<short>[A-Z]{1,2}\d[A-Z\d]?) ?\d[A-Z]{2})"),
    ("CA", r"(?i:(?P<short>[A-Z]\d[A-Z]) ?\d[A-Z]\d)"),
    ("NL", r"(?P<only>\d{4}) ?[A-Z]{2}"),
    ("US", r"(?P<only>\d{5})-\d{4}"),
    ("BR", r"\d{5}-\d{3}"),
    ("JP", r"\u3012? ?(?P<only>\d{3}-\d{4})"),
    ("PT", r"\d{4}-\d{3}"),
    ("PL", r"\d{2}-\d{3}"),
    ("", r"(?:(?P<prefix>[A-Z]{1,2})-)?(?P<only>\d{4,6}|\d{3} \d{2})"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A name and its qualifiers: "Paris, Texas, USA" is Paris, which lies in both of the others."""

    name: str
    qualifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode in a name.

    Attributes:
        spellings: The texts to search for, the most exact first.
        country_code: The country that writes its postcodes so; "" if several do.
        rest: The name without the postcode, such as the city; may be empty.
    """

    spellings: tuple[str, ...]
    country_code: str
    rest: str

    def home(self, language: str) -> str:
        """Return the country that people of a language mean by the postcode; "" if unclear."""
        is_common = _FIVE_DIGITS.fullmatch(self.spellings[0])
        return _HOMES.get(language, "") if is_common else ""


def without_article(name: str) -> str:
    """Return a name without its article: "Grand Canyon" for "the Grand Canyon"."""
    return re.sub(r"(?i)^the (?=\S)", "", name)


def split(name: str, separators: str = f"[{_COMMAS}(]") -> Asked:
    """Return a name apart from its qualifiers, as in "Paris (Texas)" and in "Paris, Texas"."""
    parts = [part.strip(" )") if "(" in separators else part for part in re.split(separators, name)]
    parts = [part.strip() for part in parts if fold(part)]
    return Asked(parts[0], tuple(parts[1:])) if parts else Asked(name)


def readings(name: str) -> Iterator[Asked]:
    """Yield the ways to part a name and its qualifiers, the likeliest first.

    "Paris TX USA" can be Paris in TX in USA; the order of "Texas, Paris" is tried last.
    """
    yield Asked(name)
    parts = split(name)
    if parts.qualifiers:
        yield split(name, f"[{_COMMAS}]")
        yield parts
        yield Asked(parts.qualifiers[-1], (parts.name, *parts.qualifiers[:-1]))
        return
    words = name.split()
    if words[-1:] and fold(words[-1]) == NO_QUALIFIER:
        return
    for end in range(len(words) - 1, max(0, len(words) - 1 - _MAX_QUALIFIER_WORDS), -1):
        last = " ".join(words[end:])
        yield Asked(" ".join(words[:end]), (last,))
        for start in range(end - 1, max(0, end - 1 - _MAX_QUALIFIER_WORDS), -1):
            yield Asked(" ".join(words[:start]), (" ".join(words[start:end]), last))


def postcode_of(name: str) -> Postcode | None:
    """Return the postcode in a name; None if there is none."""
    for country_code, pattern in _POSTCODES:
        match = re.search(rf"(?<![\w-])(?:{pattern})(?![\w-])", name)
        if not match:
            continue
        groups = match.groupdict()
        prefix = groups.get("prefix") or ""
        code = groups.get("only") or match[0].upper()
        short = (groups.get("short") or "").upper()
        rest = f"{name[: match.start()]} {name[match.end() :]}".strip(f" -{_COMMAS}")
        return Postcode(
            tuple(filter(None, (code, short))),
            country_code or _PREFIXES.get(prefix, prefix),
            " ".join(rest.split()),
        )
    return None
