"""Names of areas as national services write them, and what they may stand for."""

from fakes.rows import each_row

from bot.places.gazetteer import fold
from bot.providers.meteoalarm.names import bare, narrowed, parts_of, readings, spellings
from bot.providers.meteoalarm.regions import codes_of

DISTRICTS = """\
city county district municipality province region area parish borough council state and of the
governorate prefecture
kreis landkreis stadt stadtkreis kreisfreie bezirk bundesland und land kanton
canton cantone departement ville communaute et
provincia provincie provinz provins regione comune comunidad comunitat distrito concelho
di de del della do da la e
fylke kommune kommun lan laani maakunta amt gemeente gewest
wojewodztwo powiat kraj okres hlavni mesto megye varmegye
judetul judet municipiul zupanija grad opstina opcina regija
apskritis savivaldybe novads maakond nomos oblast raion rayon
область район громада округ місто город община il ili
"""


@each_row("words", DISTRICTS.splitlines())
def test_kinds_of_districts_are_no_part_of_a_name(words: str) -> None:
    """In the languages of all services; a name in which one begins is left whole."""
    assert bare(words) == ""
    assert bare(f"{words} cityland {words}") == "cityland"


PAIRS = "and und et e y i og och en ja a și AND"


@each_row("join", ["&", "/", *(f" {word} " for word in PAIRS.split())])
def test_a_pair_of_areas_is_read_as_both_and_as_each(join: str) -> None:
    """Nobody knows whether it is one name; so is a row of more."""
    both = f"Kreis Fulda{join}Stadt Hersfeld"

    assert list(readings(both))[-2:] == ["fulda", "hersfeld"]
    assert list(readings(f"{both}{join}Kassel"))[-3:] == ["fulda", "hersfeld", "kassel"]
    assert list(readings("Kreis Fulda")) == ["fulda"]
    assert list(readings("Landkreis")) == [""]


@each_row(
    ("name", "forms"),
    [
        ("Møre", ["more"]),
        ("Moere", ["moere", "more"]),
        ("Muenchen", ["muenchen", "munchen"]),
        ("Haerjedalen", ["haerjedalen", "harjedalen"]),
        ("Aalesund", ["aalesund", "alesund"]),
        ("Moere og Aalesund", ["moere og aalesund", "more og alesund"]),
        ("Fulda", ["fulda"]),
    ],
)
def test_two_letters_can_stand_for_one_with_a_mark(name: str, forms: list[str]) -> None:
    """Folded, a mark is gone."""
    assert list(spellings(name)) == forms


@each_row(
    ("name", "parts"),
    [
        ("Kraj (Blansko, Brno)", ["Blansko", "Brno"]),
        ("Kraj ( Blansko ,Brno , Zlín )", ["Blansko", "Brno", "Zlín"]),
        ("Kraj (Blansko, Brno) (Zlín, a), b))", ["Zlín", "a)", "b)"]),
        ("Kraj (Blansko)", ["Kraj (Blansko)"]),
        ("Kraj, north (Blansko)", ["Kraj, north (Blansko)"]),
        ("(Blansko, Brno)", ["(Blansko, Brno)"]),
        ("Kraj (Blansko, Brno) north", ["Kraj (Blansko, Brno) north"]),
        ("Brno", ["Brno"]),
    ],
)
def test_a_list_in_brackets_at_the_end_names_parts(name: str, parts: list[str]) -> None:
    """A single name there can be anything."""
    assert narrowed(name) == parts


KNOWN = [fold(name) for name in ("Central, Tayside & Fife", "A, B, C", "A, B", "B, C")]


@each_row(
    ("written", "parts"),
    [
        ("Grampian |  Central,  Tayside|", ["Grampian", "Central, Tayside"]),
        ("Wales; Orkney", ["Wales", "Orkney"]),
        ("Wales, Central, Tayside & Fife,York", ["Wales", "Central, Tayside & Fife", "York"]),
        ("A, B, C, D", ["A, B, C", "D"]),
        ("Z, B, C", ["Z", "B, C"]),
        ("X (A, (Y, Z), B), C", ["X (A, (Y, Z), B)", "C"]),
        ("X (A, B", ["X (A", "B"]),
        ("Z, X (A, B", ["Z", "X (A", "B"]),
        ("X), Y (Z, W)", ["X)", "Y (Z, W)"]),
        (f"X ({', '.join('y' * 40)})", [f"X ({', '.join('y' * 40)})"]),
        (f"X ({', '.join('y' * 41)})", ["X (y", *"y" * 39, "y)"]),
        (", ,", []),
        ("", []),
    ],
)
def test_a_list_is_parted_but_not_its_names(written: str, parts: list[str]) -> None:
    """By bars, or else by commas that belong to no known name and no brackets of forty names."""
    assert parts_of(written, KNOWN) == parts


def test_the_codes_of_an_area_are_those_of_meteoalarm() -> None:
    """In their order; feeds have others as well."""
    codes = [("EMMA_ID", "DE248"), ("FIPS", "GM"), ("emma_id", " DE217\n"), (7, "x")]
    codes += [("EMMA_ID_2", "DE1"), ("OLD_EMMA_ID", "DE2")]
    area = {"geocode": [{"valueName": name, "value": value} for name, value in codes]}

    assert list(codes_of(area)) == ["DE248", "DE217"]
