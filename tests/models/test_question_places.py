"""Which places are found in questions of many forms."""

from collections.abc import Iterator

import pytest
from fakes.rows import each_row

from bot.models.offline.reading.mentions import find_places
from bot.models.offline.reading.tokens import words_outside
from bot.places.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    """Yield the real gazetteer."""
    gazetteer = Gazetteer()
    yield gazetteer
    gazetteer.close()


@each_row(
    ("question", "places"),
    [
        ("How warm is it in Bengaluru, London, and Austin?", "Bengaluru|London|Austin"),
        ("rain in oslo and lima?", "oslo|lima"),
        ("rio de janeiro, buenos aires", "rio de janeiro|buenos aires"),
        (
            "Singapore, Hong Kong; Kuala Lumpur / Jakarta",
            "Singapore|Hong Kong|Kuala Lumpur|Jakarta",
        ),
        ("WIND IN LONDON OR PARIS", "LONDON|PARIS"),
        ("nyc weather", "nyc"),
        ("London, london and LONDON", "London"),
        ("What's London's weather?", "London"),
        ("King's Lynn weather", "King's Lynn"),
        ("How hot is it in The Hague?", "The Hague"),
        ("rain in St. Louis", "St. Louis"),
        ("Port-au-Prince and São Paulo", "Port-au-Prince|São Paulo"),
        ("Compare London and Tokyo", "London|Tokyo"),
        ("weather in 北京 please", "北京"),
        ("snow in salt lake city or cape town", "salt lake city|cape town"),
        ("Hot Springs and Spring Valley", "Hot Springs|Spring Valley"),
        ("is it far from here to tromsø or to fun", "tromsø"),
    ],
)
def test_known_places_are_found_in_their_order(
    question: str, places: str, gazetteer: Gazetteer
) -> None:
    """Capital or lower-case letters, lists of every kind, each place once."""
    assert [item.place for item in find_places(question, gazetteer)] == places.split("|")


@each_row(
    ("question", "places"),
    [
        ("Paris, Texas", "Paris, Texas"),
        ("weather in Cornwall, Devon", "Cornwall|Devon"),
        ("Springfield IL", "Springfield, IL"),
        ("London, Ontario, and London, UK", "London, Ontario|London, UK"),
        ("weather in Paris, Texas, USA and Paris, France", "Paris, Texas, USA|Paris, France"),
        ("how is paris in texas", "paris, texas"),
        ("Birmingham in the United Kingdom", "Birmingham, United Kingdom"),
        ("portland, or", "portland, or"),
        ("Is it cold in March, England?", "March, England"),
        ("snow in Portland, OR", "Portland, OR"),
        ("Albany, New York", "Albany, New York"),
        ("Boston, New York, Chicago", "Boston|New York|Chicago"),
        ("weather in Lower Slaughter, England", "Lower Slaughter, England"),
        ("Mobile, Alabama", "Mobile, Alabama"),
        ("mobile, alabama", "mobile, alabama"),
        ("georgia usa", "georgia, usa"),
        ("weather in lebanon ohio", "lebanon, ohio"),
        ("weather in lebanon, virginia", "lebanon, virginia"),
        ("weather in france germany and italy", "france|germany|italy"),
        ("Tokyo Osaka Kyoto", "Tokyo|Osaka|Kyoto"),
        ("valhalla new york", "valhalla, new york"),
        ("weather in nevada, ohio", "nevada, ohio"),
        ("weather in france, germany and italy", "france|germany|italy"),
        ("Texas, Florida and Ohio tomorrow", "Texas|Florida|Ohio"),
        ("weather in Cannes, Monaco and Antibes", "Cannes|Monaco|Antibes"),
        ("Deal, Kent tomorrow", "Deal, Kent"),
        (
            "weather in Killarney, Kerry and Leeds, West Yorkshire",
            "Killarney, Kerry|Leeds, West Yorkshire",
        ),
        ("snow in Kent and Surrey", "Kent|Surrey"),
        ("Texas, Austin tomorrow", "Austin, Texas"),
        ("Ohio Columbus weather", "Columbus, Ohio"),
        ("weather in Italy, Rome", "Rome, Italy"),
        ("Maine: Portland, Bangor", "Portland, Maine|Bangor, Maine"),
        ("Texas - Paris", "Paris, Texas"),
        ("Paris - Texas", "Paris, Texas"),
        ("London - Paris", "London|Paris"),
        ("Sverige, Norge, Danmark", "Sverige|Norge|Danmark"),
        ("what's deal like tomorrow", "deal"),
        (
            "weather in California, San Diego and Los Angeles",
            "San Diego, California|Los Angeles, California",
        ),
        ("Weather in Oregon the city of Bend", "Bend, Oregon"),
        ("In Colorado, will it snow in Nederland?", "Nederland, Colorado"),
        ("is it colder in Spain than in France", "Spain|France"),
        ("In Texas, is it warmer than in Ohio?", "Texas|Ohio"),
        ("In Spain, is it warmer than in Paris?", "Spain|Paris"),
        ("Washington, Seattle and Portland", "Washington|Seattle|Portland"),
        ("New York, Buffalo and Albany", "New York|Buffalo|Albany"),
        ("Spain, Madrid and Seville", "Madrid, Spain|Seville, Spain"),
        ("France and Paris", "France|Paris"),
        ("weather in Portland, the United States of America", "Portland, United States of America"),
        (
            "weather in Kingstown, Saint Vincent and the Grenadines",
            "Kingstown, Saint Vincent and the Grenadines",
        ),
        (
            "weather in Goma in the Democratic Republic of the Congo",
            "Goma, Democratic Republic of the Congo",
        ),
        ("Los Angeles San Francisco", "Los Angeles|San Francisco"),
        ("San Juan New York Seattle Weather", "San Juan|New York|Seattle"),
        ("New York San Juan on Sunday", "New York|San Juan"),
        ("San Diego Zoo", "San Diego Zoo"),
        ("Los Angeles Ocean Park", "Los Angeles Ocean Park"),
    ],
)
def test_a_region_stays_with_its_place(question: str, places: str, gazetteer: Gazetteer) -> None:
    """A city that is also a region is a qualifier only where the first name lies in it."""
    found = [item.place for item in find_places(question, gazetteer)]

    assert found == places.split("|")


@each_row(
    ("question", "places"),
    [
        ("Is it nice in Nice?", ["Nice"]),
        ("Is it nice in London?", ["London"]),
        ("Nice weather today", []),
        ("nice, paris and rome", ["nice", "paris", "rome"]),
        ("rome, nice", ["rome", "nice"]),
        ("is it warm in reading", ["reading"]),
        ("Is Reading sunny?", ["Reading"]),
        ("is it too wet for reading outside", []),
        ("can I go for a run or a split", []),
        ("may I ask on sunday in march", []),
        ("what is bath like in the morning", ["bath"]),
        ("how's cork looking?", ["cork"]),
        ("how is split looking for the weekend", ["split"]),
        ("what is spring like in Oslo", ["Oslo"]),
        ("how is surf looking", []),
        ("Split at the end of next week", ["Split"]),
        ("Reading early next week", ["Reading"]),
        ("Bath rush hour tomorrow", ["Bath"]),
        ("how is hull today", ["hull"]),
        ("is split nice at the moment", ["split"]),
        ("will reading be cold tomorrow", ["reading"]),
        ("is spring warm in Oslo", ["Oslo"]),
        ("how is work today", []),
        ("Tuesday: Cork. Wednesday: Split.", ["Cork", "Split"]),
        ("Monday: Nice weather?", []),
        ("how is hull in the october half term", ["hull"]),
        ("is it warm in Haifa or Yehuda", ["Haifa", "Yehuda"]),
        ("London, not Ontario", ["London"]),
        ("ely, sandwich, rye", ["ely", "sandwich", "rye"]),
        ("well, thanks, bye", []),
        ("London, but not the one in Ontario", ["London"]),
        ("Friday to Sunday inclusive, Luton", ["Luton"]),
        ("what is it like to be in the office", []),
        ("the weather of the day", []),
        ("is it in order to rain", []),
        ("", []),
        ("?!", []),
    ],
)
def test_common_words_are_places_only_where_the_sentence_says_so(
    question: str, places: list[str], gazetteer: Gazetteer
) -> None:
    """A preposition, a capital letter in mid-sentence or a list with other places says so."""
    assert [item.place for item in find_places(question, gazetteer)] == places


@each_row(
    ("question", "places"),
    [
        ("weather in Lower Slaughter", ["Lower Slaughter"]),
        ("snow in Lower Slaughter and Nether Wallop, please", ["Lower Slaughter", "Nether Wallop"]),
        ("sun at Bourton on the Water?", ["Bourton on the Water"]),
        ("weather in Upper Snodsbury - now", ["Upper Snodsbury"]),
        ("weather in nether wallop please", ["nether wallop"]),
        ("how is it in france", ["france"]),
        ("how is it in the UK", ["UK"]),
        ("wind in Downtown Austin", ["Austin"]),
        ("tromsø", ["tromsø"]),
        ("is it warm", []),
    ],
)
def test_unknown_names_are_passed_on(
    question: str, places: list[str], gazetteer: Gazetteer
) -> None:
    """Behind a preposition or in a list a name is one for the geocoder."""
    assert [item.place for item in find_places(question, gazetteer)] == places


def test_what_belongs_to_a_date_is_no_place(gazetteer: Gazetteer) -> None:
    """Words in the taken spans are left alone."""
    question = "in London on May 5"

    found = find_places(question, gazetteer, taken=[(10, 18)])

    assert [item.place for item in found] == ["London"]
    assert words_outside(question, [(item.start, item.end) for item in found]) == [
        "in",
        "on",
        "may",
    ]


def test_a_name_without_end_is_cut(gazetteer: Gazetteer) -> None:
    """What goes to the geocoder has a limit, however long the question is."""
    found = find_places("weather in " + "Xyz" * 500 + " Abc" * 500 + " please", gazetteer)

    assert all(len(item.place) <= 100 for item in found)


@each_row(
    ("question", "places"),
    [
        ("Phoenix weather", ["Phoenix"]),
        ("Cape Town, Reykjavik and Lima", ["Cape Town", "Reykjavik", "Lima"]),
        ("weather in Federal Way, WA", ["Federal Way, WA"]),
        ("weather in May Pen", ["May Pen"]),
        ("what is it like in Half Moon Bay, California", ["Half Moon Bay, California"]),
        ("weather in Halle (Saale), Germany", ["Halle (Saale), Germany"]),
        ("is it windy in Biel/Bienne", ["Biel/Bienne"]),
        ("weather in José C. Paz tomorrow", ["José C. Paz"]),
        ("weather in Nuku‘alofa", ["Nuku‘alofa"]),  # noqa: RUF001 - that is how it is written
        ("weather in Marseille 03", ["Marseille 03"]),
        ("weather in Sept-Îles", ["Sept-Îles"]),
        ("weather in Trinidad and Tobago", ["Trinidad and Tobago"]),
        ("Will it rain in Nashville, IN tomorrow?", ["Nashville, IN"]),
        ("salem or weather", ["salem, or"]),
        ("salem or portland tomorrow", ["salem", "portland"]),
        ("gloucester on tomorrow", ["gloucester, on"]),
        ("weather in gloucester on monday", ["gloucester"]),
        ("weather at Long Branch State Park", ["Long Branch State Park"]),
        ("weather in City of Rocks", ["City of Rocks"]),
        ("Kingston upon Thames now", ["Kingston upon Thames"]),
        ("my train leaves Didcot at 5", ["Didcot"]),
        ("maximum temperature in Kuwait City tomorrow", ["Kuwait City"]),
        ("UK weather", ["UK"]),
        ("weather uk tomorrow", ["uk"]),
        ("TX weather", ["TX"]),
        ("OK weather in Oslo", ["Oslo"]),
        ("Central Park", ["Central Park"]),
        ("Mount Rainier", ["Mount Rainier"]),
        ("Cortina d'Ampezzo", ["Cortina d'Ampezzo"]),
        ("Hyde Park London tomorrow", ["Hyde Park, London"]),
        ("How warm is Cheesman Park in Denver?", ["Cheesman Park, Denver"]),
        ("Oslo, Tromso, Riga?", ["Oslo", "Tromso", "Riga"]),
        ("weather in Kent, England", ["Kent, England"]),
        ("Kent, Essex and Suffolk tomorrow", ["Kent", "Essex", "Suffolk"]),
        ("weather in County Clare, Ireland", ["County Clare, Ireland"]),
        ("Cork, Kerry and Galway tomorrow", ["Cork", "Kerry", "Galway"]),
        ("Dover, Kent", ["Dover, Kent"]),
        ("weather in Nice, Provence", ["Nice, Provence"]),
    ],
)
def test_a_name_that_is_known_whole_is_taken_whole(
    question: str, places: list[str], gazetteer: Gazetteer
) -> None:
    """Whatever words, months, numbers, signs or codes are in it or behind it."""
    assert [item.place for item in find_places(question, gazetteer)] == places
