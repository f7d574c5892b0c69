"""The languages in which code speaks to people: one gettext catalogue (.po) for each.

An English sentence is its own message id. Another language is one more file in `bot/languages`.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Final

CATALOGUES: Final = Path(__file__).parent

_TAG: Final = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8}){0,2}", re.IGNORECASE)
# The units are those of `bot/figures.py` whose figures have digits behind the point.
_DECIMAL: Final = re.compile(r"(?<=\d)\.(?=\d{1,3} (?:°[CF]|mm|cm|in|m|ft|s|µg/m³)(?!\w))")


def phrase(text: str) -> str:
    """Mark an English text for translation, which `Language.text` does; return it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Language:
    """A language that code speaks.

    Attributes:
        name: The name of its file, such as "de" or "pt_BR"; "en", which has no file, is the
            language of the message ids.
    """

    name: str
    translations: NullTranslations

    def text(self, msgid: str, **values: object) -> str:
        """Return a text in this language, with each {name} replaced by the value of that name."""
        return _filled(self.translations.gettext(msgid) if msgid else "", values)

    def plural(self, one: str, many: str, count: int) -> str:
        """Return the singular or plural form that goes with a count, written at its {count}."""
        return _filled(self.translations.ngettext(one, many, count), {"count": count})

    def listed(self, parts: Sequence[str]) -> str:
        """Return the parts as a list within a sentence, such as "a, b, and c"."""
        if self.name == ENGLISH.name:
            *first, last = parts
            serial = "," if len(first) > 1 else ""
            return f"{', '.join(first)}{serial} and {last}" if first else last
        from babel.lists import format_list  # noqa: PLC0415 - English does without

        return format_list(parts, locale=self.name)

    def weekday(self, day: date) -> str:
        """Return the short name of a date's weekday, such as "Mon"."""
        return self._date(day, "E", f"{day:%a}")

    def weekday_in_full(self, day: date) -> str:
        """Return a day of the week, such as "Monday"."""
        if self.name == ENGLISH.name:
            return f"{day:%A}"
        from babel.dates import format_date  # noqa: PLC0415 - English does without

        return format_date(day, "EEEE", locale=self.name)

    def day(self, day: date) -> str:
        """Return a date with its weekday, such as "Mon 23 Nov"."""
        return self._date(day, "MMMEd", f"{day:%a} {day.day} {day:%b}")

    def full_day(self, day: date, *, with_year: bool = False) -> str:
        """Return a date in full, such as "Monday 23 November"."""
        year = f" {day.year}" if with_year else ""
        in_english = f"{day:%A} {day.day} {day:%B}{year}"
        if self.name == ENGLISH.name:
            return in_english
        from babel.dates import format_date  # noqa: PLC0415 - English does without

        # German has no form of its own for the year with the month in full, but this one.
        in_year = format_date(day, "long", locale=self.name) if with_year else ""
        return f"{self.weekday_in_full(day)}, {in_year or self._date(day, 'MMMMd', in_english)}"

    def day_of_month(self, day: date) -> str:
        """Return a day with its month, such as "23 Nov"."""
        return self._date(day, "MMMd", f"{day.day} {day:%b}")

    def moment(self, at: datetime) -> str:
        """Return a day and a time, such as "03 Nov 12:00"."""
        return f"{self._date(at, 'MMMd', f'{at:%d %b}')} {at:%H:%M}"

    def with_decimals(self, text: str) -> str:
        """Return a text with this language's decimal sign in all figures: "16,5 °C"."""
        if self.name == ENGLISH.name or not _DECIMAL.search(text):
            return text
        from babel.numbers import get_decimal_symbol  # noqa: PLC0415 - English does without

        return _DECIMAL.sub(get_decimal_symbol(self.name), text)

    def _date(self, day: date, skeleton: str, in_english: str) -> str:
        if self.name == ENGLISH.name:
            return in_english
        from babel.dates import format_skeleton  # noqa: PLC0415 - English does without

        return format_skeleton(skeleton, day, locale=self.name)


ENGLISH: Final = Language("en", NullTranslations())


def language_of(tag: str, catalogues: Path = CATALOGUES) -> Language:
    """Return the language of a BCP 47 tag such as "de-AT"; English if it has no catalogue."""
    files = _files(catalogues)
    for name in _names(tag):
        if name.lower() in files:
            return _read(files[name.lower()])
    return ENGLISH


def _names(tag: str) -> Iterator[str]:
    """Yield the names that a catalogue for a tag can have, the most precise first."""
    parts = tag.replace("-", "_").split("_") if _TAG.fullmatch(tag) else []
    for count in range(len(parts), 0, -1):
        yield "_".join(parts[:count])


@lru_cache
def _files(catalogues: Path) -> dict[str, Path]:
    return {path.stem.lower(): path for path in catalogues.glob("*.po")}


@lru_cache
def _read(file: Path) -> Language:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - English does without
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with file.open("rb") as source:
        catalogue = read_po(source, locale=file.stem)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(file.stem, GNUTranslations(compiled))


def _filled(text: str, values: dict[str, object]) -> str:
    return text.format(**values) if values else text
