"""What the gazetteer knows."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from fakes.rows import each_row
from fakes.waiting import PATIENCE_S

from bot.errors import DatabaseError
from bot.places.gazetteer import Area, Gazetteer, fold


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    """Open the committed file."""
    opened = Gazetteer()
    yield opened
    opened.close()


@each_row(
    ("text", "folded"),
    [
        ("  Zürich ", "zurich"),
        ("SÃO PAULO", "sao paulo"),
        ("Tromsø", "tromso"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("Saint-Étienne", "st etienne"),
        ("St. John's", "st johns"),
        ("Washington, D.C.", "washington dc"),
        ("Ｔｏｋｙｏ", "tokyo"),  # noqa: RUF001 - full width, as some keyboards write it
        ("Đakovo ðð", "dakovo dd"),
        ("Þórshöfn", "thorshofn"),
        ("Ærø Œuvre", "aero oeuvre"),
        ("I\u011fd\u0131r G\u0259nc\u0259", "igdir ganca"),
        ("Sainte Fort Mount Saints", "ste ft mt saints"),
        ("O'Hare \u2018Kaho\u02bbolawe\u2019 Qur\u02bcan x`x é.é", "ohare kahoolawe quran xx ee"),
        ("Ho-Chi_Minh/City", "ho chi minh city"),
        ("ガーナ", "ガーナ"),
        ("दिल्ली", "दिल्ली"),
        ("\ud800?!", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_punctuation(text: str, folded: str) -> None:
    """Marks that make another letter stay."""
    assert fold(text) == folded


@each_row(
    ("name", "label"),
    [
        ("Bengaluru", "Bengaluru, Karnataka, India"),
        ("Bangalore", "Bengaluru, Karnataka, India"),
        ("munich", "Munich, Bavaria, Germany"),
        ("MÜNCHEN", "Munich, Bavaria, Germany"),
        ("北京", "Beijing, China"),
        ("Москва", "Moscow, Russia"),
        ("القاهرة", "Cairo, Egypt"),
        ("Cologne", "Köln, North Rhine-Westphalia, Germany"),
        ("Paris", "Paris, France"),
        ("York", "York, England, United Kingdom"),
        ("Nice", "Nice, France"),
        ("Milan", "Milan, Italy"),
        ("St. Petersburg", "Saint Petersburg, Russia"),
        ("New York", "New York City, New York, United States"),
        ("NYC", "New York City, New York, United States"),
        ("Singapore", "Singapore"),
    ],
)
def test_the_likeliest_place_of_a_name_comes_first(
    gazetteer: Gazetteer, name: str, label: str
) -> None:
    """By population, and a place's own name counts more than its by-names."""
    assert gazetteer.find(name)[0].label == label


def test_a_place_has_its_coordinates_zone_and_population(gazetteer: Gazetteer) -> None:
    """What everything else is computed from."""
    (austin, *_) = gazetteer.find("Austin")

    assert (austin.latitude, austin.longitude) == pytest.approx((30.27, -97.74), abs=0.05)
    assert (austin.timezone, austin.country_code) == ("America/Chicago", "US")
    assert austin.population > 900_000


@each_row("name", ["", "  ", "?", "Qwertyuiop", "x" * 10_000, "\x00", "' OR 1=1 --"])
def test_an_unknown_name_has_no_places(gazetteer: Gazetteer, name: str) -> None:
    """Whatever it is made of."""
    assert gazetteer.find(name) == []


def test_many_names_are_looked_up_in_one_go(gazetteer: Gazetteer) -> None:
    """Keyed by the names as given; unknown ones are left out."""
    populations = gazetteer.populations(["London", "LONDON", "weather in", "München"])

    assert set(populations) == {"London", "LONDON", "München"}
    assert populations["London"] == populations["LONDON"] > 8_000_000
    assert gazetteer.populations(["Paris"])["Paris"] > 2_000_000, "not one in Texas"
    largest = max(place.population for place in gazetteer.find("Springfield"))
    assert gazetteer.populations(["Springfield"]) == {"Springfield": largest}, "nor all together"
    assert gazetteer.populations([]) == {}


@each_row("word", ["what", "the", "in", "was", "sun", "rain", "may", "today"])
def test_common_words_are_no_places(gazetteer: Gazetteer, word: str) -> None:
    """Airport codes and transliterations that look like words are not in the file."""
    assert word not in gazetteer.populations([word])


@each_row(
    ("name", "areas"),
    [
        ("TX", (Area("US", "Texas"),)),
        ("texas", (Area("US", "Texas"),)),
        ("CA", (Area("US", "California"), Area("CA"))),
        ("ontario", (Area("CA", "Ontario"),)),
        ("Punjab", (Area("PK", "Punjab"), Area("IN", "Punjab"))),
        ("U.K.", (Area("GB"),)),
        ("USA", (Area("US"),)),
        ("Scotland", (Area("GB", "Scotland"),)),
        ("Long Island", (Area("BS", "Long Island"), Area("US", "New York"))),
        ("Deutschland", (Area("DE"),)),
        ("Middle-earth", ()),
    ],
)
def test_countries_and_regions_are_known_by_name_and_code(
    gazetteer: Gazetteer, name: str, areas: tuple[Area, ...]
) -> None:
    """Regions before countries, and of several the one with the most people first."""
    assert gazetteer.areas(name) == areas
    parts = [area for area in areas if area.is_part_of(Area(area.country_code))]
    assert parts == [area for area in areas if area.region]


def test_a_region_is_part_of_its_country_alone() -> None:
    """A country is part of none, not even of itself."""
    country, region = Area("US"), Area("US", "Texas")
    others = (country, region, Area("MX"), Area("US", "Ohio"))

    assert [region.is_part_of(other) for other in others] == [True, False, False, False]
    assert not any(country.is_part_of(other) for other in others)


@each_row(
    ("name", "areas", "meant"),
    [
        ("Bangalroe", (), "Bengaluru, Karnataka, India"),
        ("Lodnon", (), "London, England, United Kingdom"),
        ("Sprinfield", (), "Springfield, Illinois, United States"),
        ("Sprinfield", (Area("US", "Ohio"),), "Springfield, Ohio, United States"),
        (
            "Sprinfield",
            (Area("US", "Hawaii"), Area("US", "Ohio")),
            "Springfield, Ohio, United States",
        ),
        ("Valenica", (), "Valença, Rio de Janeiro, Brazil|Valencia, Venezuela"),
        ("Goergia", (), "Georgia"),
        ("Pari", (), "Pauri, Uttarakhand, India|Parit, Perak, Malaysia|Paris, France"),
        (
            "Sn Francisco",
            (),
            "San Francisco, California, United States|São Francisco do Sul, Santa Catarina, Brazil",
        ),
    ],
)
def test_a_misspelt_name_has_suggestions(
    gazetteer: Gazetteer, name: str, areas: tuple[Area, ...], meant: str
) -> None:
    """Three labels at most, the closest first; of equal names the one in the area."""
    assert "|".join(gazetteer.similar(name, areas)) == meant


@each_row(
    ("name", "found"),
    [
        *(("Reykjav", ("Reykjavík, Iceland",)), ("Reykja", ())),
        *(("Ouagadougouuu", ("Ouagadougou, Burkina Faso",)), ("Ouagadougouuuu", ())),
    ],
)
def test_two_letters_may_be_too_many_or_too_few(
    gazetteer: Gazetteer, name: str, found: tuple[str, ...]
) -> None:
    """With three it is another name."""
    assert gazetteer.similar(name) == found


@each_row("name", ["", "bmua", "xqzzkw", "\U0010ffff", "z" * 5_000])
def test_gibberish_has_no_suggestions(gazetteer: Gazetteer, name: str) -> None:
    """And raises nothing; "bmu" is a code of Bermuda, which nobody misspells."""
    assert gazetteer.similar(name) == ()


@each_row(
    ("latitude", "longitude", "name"),
    [
        *((40, 60, "Xiva"), (42, 5, "Six-Fours-les-Plages"), (-45, -110, None)),
        *((60, -5, "Vágur"), (60, 10, "Asker"), (60, 25, "Lauttasaari"), (60, 55, "Solikamsk")),
    ],
)
def test_the_nearest_town_is_so_on_the_ground(
    gazetteer: Gazetteer, latitude: float, longitude: float, name: str | None
) -> None:
    """A degree of longitude is shorter in the north; there is none within two degrees at sea."""
    nearest = gazetteer.nearest(latitude, longitude)

    assert (nearest and nearest.name) == name


def test_every_time_zone_in_the_file_exists(gazetteer: Gazetteer) -> None:
    """Local times are computed from them."""
    zones = {row[0] for row in gazetteer.read("SELECT name FROM zone", ())}

    assert zones <= available_timezones()


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    """And nothing is created in its stead."""
    missing = tmp_path / "none.sqlite"

    with pytest.raises(DatabaseError) as caught:
        Gazetteer(missing)

    assert str(caught.value) == f"the gazetteer {str(missing)!r} can't be read"
    assert not missing.exists()


def test_a_file_that_is_no_gazetteer_is_said_plainly(tmp_path: Path) -> None:
    """Such as one that was cut off; it is not kept open."""
    torn = tmp_path / "torn.sqlite"
    torn.write_bytes(b"SQLite format 3\x00" + b"\x00" * 200)

    with pytest.raises(DatabaseError) as caught:
        Gazetteer(torn)

    opened = [os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()]
    assert str(torn) not in opened
    assert str(caught.value) == f"the gazetteer {str(torn)!r} can't be read"


@each_row(
    ("name", "stands_for"),
    [
        ("Georgia", ["Georgia", "Georgia, United States"]),
        ("GA", ["Georgia, United States", "Gabon"]),
        ("Bolívar", ["Bolívar, Venezuela", "Bolívar, Colombia", "Bolívar, Ecuador"]),
        ("España", ["Spain"]),
        ("Germania", ["Germany"]),
        ("Московская область", ["Moscow, Russia"]),
        ("County Kerry", ["County Kerry, Ireland"]),
        ("isle of wight", ["Isle of Wight, United Kingdom"]),
        ("tyne and wear", ["Tyne and Wear, United Kingdom"]),
        *((name, ["Costa del Sol, Spain"]) for name in ("Costa del Sol", "costa del sol")),
        ("lago di como", ["Lago di Como, Italy"]),
        *((name, [f"Côte {name[5:]}, France"]) for name in ("Côte d'Azur", "Côte d\u2019Azur")),
        *((f"côte d{mark}azur", [f"Côte d{mark}Azur, France"]) for mark in "'\u2019 "),
        ("Istria", ["Istria, Croatia"]),
        ("Long Island", ["Long Island, United States", "Long Island, Bahamas"]),
        ("Black Forest", ["Black Forest, Germany"]),
        ("Narnia", []),
    ],
)
def test_areas_have_a_place_that_stands_for_them(
    gazetteer: Gazetteer, name: str, stands_for: list[str]
) -> None:
    """Countries first, but a code is rather a region's."""
    seats = gazetteer.seats(name)

    assert [seat.place.stands_for for seat in seats] == stands_for
    assert all(seat.area.contains(seat.place) for seat in seats)


LONG_NAMES = {
    "republic of": "Moldova|Austria|Iceland|Estonia|Latvia|Lithuania|Poland|Croatia|Slovenia|Serbia"
    "|Bulgaria|Albania|Finland|France|India|Indonesia|Singapore|Kenya|Ghana|Uganda|Zambia|Namibia"
    "|Peru|Chile|Colombia|Ecuador|Panama",
    "Kingdom of": "Norway|Denmark|Sweden|Spain|Belgium|the Netherlands|Morocco|Thailand"
    "|Saudi Arabia|Bahrain|Cambodia|Bhutan|Tonga|Lesotho|Eswatini",
    "COMMONWEALTH OF": "Australia",
}


@each_row(
    ("name", "short"),
    [(f"{form} {s}", s) for form, names in LONG_NAMES.items() for s in names.split("|")],
)
def test_a_country_is_known_by_its_long_name(gazetteer: Gazetteer, name: str, short: str) -> None:
    """As what it is called for short."""
    assert gazetteer.seats(name) == gazetteer.seats(short) != []
    assert gazetteer.areas(name) == gazetteer.areas(short) != ()


REPUBLICS = """\
Moldova Austria Iceland Estonia Latvia Lithuania Poland Croatia Slovenia Serbia Bulgaria Albania
Finland France India Indonesia Singapore Kenya Ghana Uganda Zambia Namibia Peru Chile Colombia
Ecuador Panama
"""
KINGDOMS = """\
Norway Denmark Sweden Spain Belgium The~Netherlands Morocco Thailand Saudi~Arabia Bahrain Cambodia
Bhutan Tonga Lesotho Eswatini
"""


@each_row(
    ("form", "name"),
    [
        *(("Republic of {}", name) for name in REPUBLICS.split()),
        *(("Kingdom of {}", name.replace("~", " ")) for name in KINGDOMS.split()),
        ("Commonwealth of {}", "Australia"),
    ],
)
def test_a_country_is_known_by_its_full_name(gazetteer: Gazetteer, form: str, name: str) -> None:
    """And no town is that is called a little like it."""
    full = form.format(name)

    (area, *_) = gazetteer.areas(name)
    assert gazetteer.areas(full)[:1] == gazetteer.areas(full.upper())[:1] == (area,)
    assert gazetteer.seats(full)[0].place.stands_for == name
    assert gazetteer.areas(f"{full}x") == gazetteer.areas(f"{form.format('X')} {name}") == ()
    assert gazetteer.seats(f"{full}x") == gazetteer.seats(f"{form.format('X')} {name}") == []


def test_every_country_that_people_live_in_has_its_capital(gazetteer: Gazetteer) -> None:
    """And every region that is known lies in a country with a place for it."""
    countries = gazetteer.read("SELECT code FROM country", ())
    homeless = gazetteer.read("SELECT name FROM region WHERE seat IS NULL", ())

    assert len(countries) > 240
    assert not homeless
    assert all(gazetteer.seats(code) for (code,) in countries)


@each_row(
    ("name", "is_vast"),
    [("Asia", True), ("Südamerika", True), ("大西洋", False), ("Austria", False), ("", False)],
)
def test_continents_and_oceans_are_told_from_areas(
    gazetteer: Gazetteer, name: str, *, is_vast: bool
) -> None:
    """Continents in many languages, oceans in English."""
    assert gazetteer.is_vast(name) is is_vast


def test_it_is_closed_behind_whoever_still_reads() -> None:
    """SQLite would end the whole process: its connection must not go in the middle of a query."""
    for _ in range(5):
        gazetteer, begun = Gazetteer(), threading.Event()

        def read(gazetteer: Gazetteer = gazetteer, begun: threading.Event = begun) -> None:
            # Twice and no more: who asks again and again hardly ever lets another have the lock.
            with suppress(sqlite3.ProgrammingError):  # it is closed
                for _ in range(2):
                    gazetteer.read("SELECT count(*) FROM place WHERE name LIKE '%a%'", ())
                    begun.set()

        reader = threading.Thread(target=read)
        reader.start()
        assert begun.wait(PATIENCE_S)
        gazetteer.close()
        reader.join(PATIENCE_S)
        assert not reader.is_alive()


@pytest.mark.slow
def test_the_file_is_what_its_script_builds(tmp_path: Path) -> None:
    """With the locked data, so that nobody mends it by hand."""
    import build_gazetteer  # noqa: PLC0415 - with all libraries of its data

    built = tmp_path / "gazetteer.sqlite"
    committed = build_gazetteer.TARGET

    build_gazetteer.build(built)

    with closing(sqlite3.connect(built)) as new, closing(sqlite3.connect(committed)) as old:
        assert list(new.iterdump()) == list(old.iterdump())
