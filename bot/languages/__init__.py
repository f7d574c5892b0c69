"""What code says to people, in their language: one gettext catalogue (.po) for each language.

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


def phrase(text: str) -> str:
    """Mark an English text to be translated where it is said; return it as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Language:
    """A language that code speaks.

    Attributes:
        name: As its file is called, such as "de" or "pt_BR"; "en" for that of the message ids.
    """

    name: str
    translations: NullTranslations

    def text(self, msgid: str, **values: object) -> str:
        """Return a text in this language, with the values in the place of their names."""
        return _filled(self.translations.gettext(msgid) if msgid else "", values)

    def plural(self, one: str, many: str, count: int) -> str:
        """Return the form of a text that goes with a count, which it calls {count}."""
        return _filled(self.translations.ngettext(one, many, count), {"count": count})

    def listed(self, parts: Sequence[str]) -> str:
        """Return the parts of a list as a sentence has them, such as "a, b, and c"."""
        if self.name == ENGLISH.name:
            *first, last = parts
            serial = "," if len(first) > 1 else ""
            return f"{', '.join(first)}{serial} and {last}" if first else last
        from babel.lists import format_list  # noqa: PLC0415 - English does without

        return format_list(parts, locale=self.name)

    def weekday(self, day: date) -> str:
        """Return a day of the week in short, such as "Mon"."""
        return self._date(day, "E", f"{day:%a}")

    def day(self, day: date) -> str:
        """Return a day with that of the week, such as "Mon 23 Nov"."""
        return self._date(day, "MMMEd", f"{day:%a} {day.day} {day:%b}")

    def full_day(self, day: date, *, with_year: bool = False) -> str:
        """Return a day in full, such as "Monday 23 November"."""
        year = f" {day.year}" if with_year else ""
        skeleton = "yMMMMEEEEd" if with_year else "MMMMEEEEd"
        return self._date(day, skeleton, f"{day:%A} {day.day} {day:%B}{year}")

    def moment(self, at: datetime) -> str:
        """Return a day and a time, such as "03 Nov 12:00"."""
        return f"{self._date(at, 'MMMd', f'{at:%d %b}')} {at:%H:%M}"

    def _date(self, day: date, skeleton: str, in_english: str) -> str:
        if self.name == ENGLISH.name:
            return in_english
        from babel.dates import format_skeleton  # noqa: PLC0415 - English does without

        return format_skeleton(skeleton, day, locale=self.name)


ENGLISH: Final = Language("en", NullTranslations())


def language_of(tag: str, catalogues: Path = CATALOGUES) -> Language:
    """Return the language of a BCP 47 tag such as "de-AT"; English where there is none."""
    files = _files(catalogues)
    for name in _names(tag):
        if name.lower() in files:
            return _read(files[name.lower()])
    return ENGLISH


def _names(tag: str) -> Iterator[str]:
    """Yield what a file for a tag can be called, the most precise first."""
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
