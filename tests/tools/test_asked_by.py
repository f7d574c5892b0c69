"""The words of a question that ask for one tool alone."""

import re

from fakes.offered_tools import offered_tools
from fakes.rows import each_row

ASKING = {
    "get_air_quality": """\
air quality|air pollution|pollution|how's the air|how is the air|how clean is the air
how bad is the air|how good is the air|is the air|aqi|smog|smoggy|polluted|unhealthy air
pollen|ozone|allergies|allergy|asthma|asthmatics|hay fever|hayfever|pm2.5|pm 2,5|pm10|pm 10
uv|ultraviolet|particulates|particulate
""",
    "get_alerts": """\
warning|warnings|alert|alerts|advisory|advisories|rain warnings|snow alert|shower advisory
blizzard warning|in danger|severe weather|extreme conditions|dangerous weather
hazardous conditions|anything severe|anything dangerous|tornado watch|storm watches
flood watch|winter watch|wind watch|weather hazard|storm hazards
""",
    "get_sea": """\
sea temperature|ocean temp|water temperatures|surf conditions|wave height|waves heights
sea surface temperature|how warm is the sea temperature|temperature of the sea
temps in the ocean|temperature in water|the sea|sea|ocean|wave|waves|surf|swell|swells
too rough|too choppy|the water|how cold is the water|how warm will it the water
how high are the waves|how warm was the water temperature|how cold were the ocean temps
how big will the surf
""",
    "get_sun_and_moon": """\
when does the sun|what time will the moon|what hour is sun|when do the sun rise
when will the sun set|when does the sun come up|when does the moon go down|sunrise|sun set
sunsets|moonrise|moon sets|moon|daylight|day length|sun goes down|sun goes up
sun go all the way down
goes the sun down|goes the whole sun up|gets dark|getting light|get dark|dusk|dawn
midnight sun|polar night|length of the day|length of day|how long is the day
when is the sun rising|when is the moon setting|when is the sun up|when is the moon down
how long are the days|hours of daylight|hours of sunlight
""",
}
OTHERS = {
    "get_air_quality": """\
is the air temperature|is the air very humid|is the air too cold|is the air chilly
is the air pressure|is the airport|is the air port|is the air show|warm is the air|cold is the air
hot is the air|cool is the air|humid is the air|dry is the air|is the air damp
is the air so moist|is the air that dry|is the air really hot|is the air quite warm
is the air cool
""",
    "get_alerts": """\
watch|storm|severe|danger
""",
    "get_sea": """\
sea breeze|sea level|sea fog|sea air|ocean breeze|heat wave|cold waves|seaside|water
""",
    "get_sun_and_moon": """\
when will the sun shine|when does the sun come out|when will the sun be out|sun|sunny|dark
light|the day|night
""",
}


def rows(table: dict[str, str]) -> list[tuple[str, str]]:
    """Return each words of a table with their tool."""
    return [
        (tool, words)
        for tool, lines in table.items()
        for line in lines.splitlines()
        for words in line.split("|")
    ]


def found(tool: str, words: str) -> str:
    """Return what of some words asks for a tool; "" where they ask for none."""
    (asked_by,) = (each.asked_by for each in offered_tools() if each.name == tool)
    match = re.search(rf"\b(?:{asked_by})\b", words)
    return match[0] if match else ""


@each_row(("tool", "words"), rows(ASKING))
def test_words_ask_for_a_tool_with_all_that_belongs_to_them(tool: str, words: str) -> None:
    """What is left of a question is its place and its time."""
    assert found(tool, words) == words


@each_row(("tool", "words"), rows(OTHERS))
def test_words_that_only_sound_so_ask_for_no_such_tool(tool: str, words: str) -> None:
    """They are about the weather itself, or about none."""
    assert found(tool, words) == ""


def test_what_tells_the_weather_itself_is_asked_for_by_no_words() -> None:
    """The time in the question decides between those tools."""
    assert {tool.name for tool in offered_tools() if tool.asked_by} == set(ASKING)
