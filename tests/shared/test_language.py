"""What code says is said in the language of the person: complete catalogues, one file for each."""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from fakes.clock import MONDAY
from fakes.questions import question
from fakes.rows import each_row

from bot.answering.conversation import HELP, MAX_CHARACTERS, TOO_LONG
from bot.languages import CATALOGUES, ENGLISH, language_of
from handlers.blocks.buttons import answer_buttons
from handlers.blocks.home import HomeState, render
from handlers.playground.workspace.block_rules import faults_in

ROOT = Path(__file__).parents[2]
FILES = sorted(CATALOGUES.glob("*.po"))
CHECKING = ("is checking the weather in {count} place", "is checking the weather in {count} places")
# Points, commas, apostrophes and spaces, of which those that break no line have three widths.
THOUSANDS = (
    ".,' \N{RIGHT SINGLE QUOTATION MARK}\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}"
)
WINDS = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW"


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """Return each catalogue in turn."""
    return read_catalogue(request.param)


@cache
def read_catalogue(file: Path) -> Catalog:
    """Return the catalogue of a file."""
    with file.open("rb") as source:
        return read_po(source, locale=file.stem, abort_invalid=True)


def said_in(source: str) -> Iterator[str]:
    """Yield what a module says, wherever that stands in it; of a plural, the form for one."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Name(id="phrase") | ast.Attribute(attr="plural"),
                args=[ast.Constant(value=str(text)), *_],
            ):
                yield text


@cache
def said_by_code() -> frozenset[str]:
    """Return the English of all that code says to people; of a plural, the form for one."""
    found: set[str] = set()
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py")]:
        source = path.read_text()
        # Modules that say nothing are most, and each takes its time to be read.
        if "phrase(" in source or "plural(" in source:
            found.update(said_in(source))
    return frozenset(found)


def forms_of(message: Message) -> list[str]:
    """Return the translations of a message, one for each form of a plural."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def messages_of(catalogue: Catalog) -> Iterator[Message]:
    """Yield the messages of a catalogue, without its header."""
    return (message for message in catalogue if message.id)


def names_in(text: str) -> set[str]:
    """Return the names of the values that a text has places for."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def numbers_in(text: str) -> list[str]:
    """Return the numbers above nine, however thousands are written: "one" may well be "1"."""
    return re.findall(r"\d{2,}", re.sub(rf"(?<=\d)[{THOUSANDS}](?=\d{{3}}(?!\d))", "", text))


def test_german_spanish_and_japanese_are_there() -> None:
    """Beside English, which needs no file."""
    assert {"de", "es", "ja"} <= {file.stem for file in FILES}


def test_a_catalogue_has_all_that_code_says_and_nothing_else(catalogue: Catalog) -> None:
    """Nothing is missing, obsolete or in doubt."""
    ids = {item.id if isinstance(item.id, str) else item.id[0] for item in messages_of(catalogue)}

    assert ids == said_by_code()
    assert all(all(forms_of(message)) for message in messages_of(catalogue))
    assert not catalogue.obsolete
    assert not [message.id for message in messages_of(catalogue) if message.fuzzy]


def test_what_is_said_within_another_text_is_found_as_well() -> None:
    """Some readers of Python see an f-string as one piece."""
    source = """f"{text(phrase('cloudy'))}, {language.plural('{count} hour', many, 2)}" """

    assert sorted(said_in(source)) == ["cloudy", "{count} hour"]


def sentences_of(catalogue: Catalog) -> dict[str, str]:
    """Return the translations of longer texts by their English; short ones can be alike."""
    singles = (item for item in messages_of(catalogue) if isinstance(item.id, str))
    return {item.id: forms_of(item)[0] for item in singles if item.id.count(" ") > 2}


def share_alike(sentences: Mapping[str, str], others: Mapping[str, str]) -> float:
    """Return the share of sentences that are word for word the same in another language."""
    return sum(said == others.get(text) for text, said in sentences.items()) / len(sentences)


def test_a_catalogue_is_no_copy_of_another(catalogue: Catalog) -> None:
    """Nor of English, as one is that was copied for a new language and is not translated."""
    own = sentences_of(catalogue)
    languages = [read_catalogue(file) for file in FILES]
    others = [each for each in languages if each.locale.language != catalogue.locale.language]

    assert share_alike(own, {text: text for text in own}) < 0.1
    assert all(share_alike(own, sentences_of(other)) < 0.1 for other in others)
    assert share_alike(own, {**own, "until {time}": "copied"}) > 0.9


def test_a_translation_has_places_for_the_same_values(catalogue: Catalog) -> None:
    """However it orders them."""
    for message in messages_of(catalogue):
        wanted = names_in(message.id if isinstance(message.id, str) else message.id[1])
        assert all(names_in(form) == wanted for form in forms_of(message)), message.id


def test_a_translation_keeps_markup_and_numbers(catalogue: Catalog) -> None:
    """What is in italics stays so, and no figure is lost; how thousands are written is free."""
    for message in messages_of(catalogue):
        if isinstance(message.id, str):
            (form,) = forms_of(message)
            assert form.startswith("_") == message.id.startswith("_")
            assert numbers_in(form) == numbers_in(message.id), message.id


@each_row("written", ["4000", *(f"4{sign}000" for sign in THOUSANDS)])
def test_thousands_are_written_as_the_language_does(written: str) -> None:
    """It is one number however they are; two numbers stay two."""
    assert numbers_in(f"de {written} caractères au plus") == ["4000"]
    assert numbers_in("16 2000, 1940. 300") == ["16", "2000", "1940", "300"]


def test_a_plural_has_the_forms_of_its_language(catalogue: Catalog) -> None:
    """As many as its header says, which are as many as CLDR knows or fewer."""
    assert isinstance(catalogue.locale, Locale)
    assert catalogue.num_plurals <= len(catalogue.locale.plural_form.tags) + 1
    for message in messages_of(catalogue):
        if message.pluralizable:
            assert len(forms_of(message)) == catalogue.num_plurals


def test_a_catalogue_names_all_sixteen_winds(catalogue: Catalog) -> None:
    """They are looked up by their order."""
    winds = language_of(str(catalogue.locale)).text(WINDS).split()

    assert len(set(winds)) == len(WINDS.split())


def test_slack_takes_the_home_tab_and_the_buttons(catalogue: Catalog) -> None:
    """Their texts are short enough."""
    language = language_of(str(catalogue.locale))
    view = render(HomeState("metric", "Oslo", "Olso", "the weather", "About"), language)

    assert faults_in(view["blocks"], "home") == []
    assert faults_in(answer_buttons(question(), language)) == []


@each_row(
    ("tag", "name"),
    [
        *(("de", "de"), ("de-DE", "de"), ("de-AT", "de"), ("DE_ch", "de"), ("es-419", "es")),
        *(("es-LA", "es"), ("ja-JP", "ja"), ("en-GB", "en"), ("en", "en"), ("tlh", "en")),
        *(("de-Latn-AT", "de"), ("de_Latn_AT_x", "en"), ("ES-latn-mx", "es")),
        *(("", "en"), ("None", "en"), ("../de", "en"), ("de/../de", "en"), ("d" * 500, "en")),
    ],
)
def test_a_tag_leads_to_the_nearest_language(tag: str, name: str) -> None:
    """Or to English, whatever a tag is."""
    assert language_of(tag).name == name


def test_english_is_said_as_it_is_written() -> None:
    """With its values and its plural."""
    assert ENGLISH.text(HELP) == HELP
    assert ENGLISH.text("until {time}", time="{noon}") == "until {noon}"
    assert ENGLISH.plural(*CHECKING, 1) == "is checking the weather in 1 place"
    for count in (0, 2):
        said = ENGLISH.plural(*CHECKING, count)
        assert said == f"is checking the weather in {count} places"
    assert ENGLISH.text("") == ""


@pytest.mark.parametrize(
    ("tag", "one", "many"),
    [
        ("de-DE", "prüft das Wetter an 1 Ort", "prüft das Wetter an 3 Orten"),
        ("es-ES", "consulta el tiempo en 1 lugar", "consulta el tiempo en 3 lugares"),
        ("ja-JP", "が1か所の天気を調べています", "が3か所の天気を調べています"),
    ],
)
def test_a_count_chooses_the_form(tag: str, one: str, many: str) -> None:
    """Japanese has one for all."""
    language = language_of(tag)

    assert (language.plural(*CHECKING, 1), language.plural(*CHECKING, 3)) == (one, many)


@each_row(
    ("tag", "weekday", "day", "moment"),
    [
        ("en-GB", "Mon", "Mon 23 Nov", "23 Nov 11:00"),
        ("de-DE", "Mo", "Mo., 23. Nov.", "23. Nov. 11:00"),
        ("es-ES", "lun", "lun, 23 nov", "23 nov 11:00"),
        ("ja-JP", "月", "11月23日(月)", "11月23日 11:00"),
    ],
)
def test_days_have_their_names(tag: str, weekday: str, day: str, moment: str) -> None:
    """In the order of the language."""
    language, at = language_of(tag), MONDAY

    assert isinstance(at, datetime)
    said = (language.weekday(at).rstrip("."), language.day(at.date()), language.moment(at))
    assert said == (weekday, day, moment)


DE, ES = "|3. Nov.|3. Nov.", "|3 nov|3 nov"


@each_row(
    ("tag", "said"),
    [
        ("en", "Tue|Tuesday|Tue 3 Nov|Tuesday 3 November|Tuesday 3 November 2026|3 Nov|03 Nov"),
        ("de", "Di|Dienstag|Di., 3. Nov.|Dienstag, 3. November|Dienstag, 3. November 2026" + DE),
        ("es", "mar|martes|mar, 3 nov|martes, 3 de noviembre|martes, 3 de noviembre de 2026" + ES),
        ("ja", "火|火曜日|11月3日(火)|火曜日, 11月3日|火曜日, 2026年11月3日|11月3日|11月3日"),
    ],
)
def test_a_day_is_said_in_short_and_in_full(tag: str, said: str) -> None:
    """With its year where that is asked for; clocks have two digits everywhere."""
    language, at = language_of(tag), datetime(2026, 11, 3, 9, 5, tzinfo=UTC)
    day = at.date()

    assert f"{said} 09:05" == "|".join(
        (
            *(language.weekday(day).rstrip("."), language.weekday_in_full(day), language.day(day)),
            *(language.full_day(day), language.full_day(day, with_year=True)),
            *(language.day_of_month(day), language.moment(at)),
        )
    )


FIGURES = "1.5 °C|2.25 °F|0.1 mm|3.5 cm|0.50 in|1.2 m|4.9 ft|9.2 s|12.345 µg/m³"
NO_FIGURES = "v1.5|Oslo.5 m|1.5 mph|a 1.5 min|16.5.2026|1.2345 m"


@each_row(("tag", "sign"), [("en", "."), ("de", ","), ("es", ","), ("ja", ".")])
def test_figures_have_the_decimal_sign_of_the_language(tag: str, sign: str) -> None:
    """In all units whose figures have digits behind the point, and in nothing else."""
    language = language_of(tag)

    assert language.with_decimals(FIGURES) == FIGURES.replace(".", sign)
    assert language.with_decimals(NO_FIGURES) == NO_FIGURES
    assert language.text("") == ""


@each_row("zone", ["Asia/Tokyo", "America/Los_Angeles"])
@each_row("hour", [0, 23])
def test_a_moment_keeps_the_day_of_its_own_zone(zone: str, hour: int) -> None:
    """However near midnight."""
    at = datetime(2026, 11, 23, hour, 30, tzinfo=ZoneInfo(zone))
    german = language_of("de")

    said = (german.weekday(at).rstrip("."), german.moment(at))

    assert said == ("Mo", f"23. Nov. {hour:02}:30")


@each_row(
    ("tag", "parts", "listed"),
    [
        ("en", ["Oslo"], "Oslo"),
        ("en", ["Oslo", "Rome"], "Oslo and Rome"),
        ("en", ["Oslo", "Rome", "Bern"], "Oslo, Rome, and Bern"),
        ("de", ["Oslo", "Rom", "Bern"], "Oslo, Rom und Bern"),
    ],
)
def test_a_list_within_a_sentence_has_its_commas(tag: str, parts: list[str], listed: str) -> None:
    """As each language sets them."""
    assert language_of(tag).listed(parts) == listed


def test_another_language_is_one_more_file(tmp_path: Path) -> None:
    """What it lacks is said in English; of two files the more precise one counts."""
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    entry = 'msgid "until {time}"\nmsgstr "até {time}"\n'
    (tmp_path / "pt_BR.po").write_text(header + entry, encoding="utf-8")
    for name in ("pt", "zh_Hant"):
        (tmp_path / f"{name}.po").write_text(header, encoding="utf-8")

    language = language_of("pt-BR", tmp_path)

    assert language.text("until {time}", time="12:00") == "até 12:00"
    assert language.text(HELP) == HELP
    assert language.weekday(MONDAY) == "seg."
    names = [language_of(tag, tmp_path).name for tag in ("pt-PT", "zh-Hant-TW", "zh_hant_tw", "zh")]
    assert names == ["pt", "zh_Hant", "zh_Hant", "en"]


def test_the_limit_is_the_one_that_people_are_told() -> None:
    """It stands in the sentence."""
    assert f"{MAX_CHARACTERS:,}" in TOO_LONG
