"""Invented figures in answers: numbers, units and words around them, compared with results.

Composed are ways to write a number, its unit and what stands around it in four languages, and where
figures are known from: reports, results, earlier answers, the question. Told are those that nobody
has told, and which texts have any figure at all.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Final

from fakes import kinds
from fakes.reports import BARE, NOON, REPORTS

from bot.answering.grounding import has_weather_figures, invented_figures, objection
from bot.kinds.alerts import Alert
from bot.kinds.current import Current
from bot.reports import Report
from composed import Told

TOLD: Final = tuple(REPORTS.values())
NOW: Final = REPORTS[kinds.CURRENT]
UNITS: Final = (
    *(" °C", "°C", "°", " degrees", " degrees Celsius", " Grad", " grados", " degrés", "度", "℃"),
    *("°F", " ° f", " Fahrenheit", "° N", " degrees west", "%", " percent", " Prozent"),
    " por ciento",
    *(" km/h", " kmh", " kph", " mph", " m/s", " knots", " kt", " Knoten", " miles per hour", "C"),
    *(
        " mm",
        " cm",
        " in",
        " in of rain",
        " in Paris",
        " inches",
        " ミリ",
        " ミリバール",
        " m",
        " M",
    ),
    *(" m above sea", " ft", " feet", " s", "s", " sec", " S", " hPa", " mbar", " µg/m³", " days"),
    "",
    *(" C'est", " degré", " grado", " degree f", " centigrade", " ° C", "f", " °cx", " kmx"),
    *(" Zentimetern", " nœuds", " meters a second"),
    " Kilometer pro Stunde",
)
NUMBERS: Final = (
    *("4", "4.2", "4,2", "4.3", "5", "-7", "\u22126.8", "\u20137", "minus 7", "menos 7", "moins 7"),
    "零下7",
    *("14", "14.2", "14.20", "14.25", "15", "40", "39.6", "81", "81.0", "0", "0.2", ".2", "12.7"),
    *("1,013", "1.013", "1 013", "24 100", "1,013.5", "1 234 567", "1.234.567", "99999", "4."),
    *("٤\u066b٢", "½"),
    "4½",
    *("1 to 4", "1-4", "1\u20134", "between 1 and 4", "zwischen 1 und 25", "4 oder 25", "1/4"),
    "1…25",
    *("1 °C to 4", "25 °F-4", "Mon 23 - 4", "**4**", "4:30", "10:4", "2026-4", "v4", "4x", "8.9"),
    "9",
    *("3.9", "8", "0.01", "0.008", "1.27", "17.3", "32", "0.9", "2.4", "32.4", "1.5", "100", "180"),
    "360",
)
FRAMES: Final = (
    *("{}", "It is {}.", "High:{}", "about {}", "~{}", "ungefähr {}", "más o menos {}", "{}くらい"),
    *("{} warmer", "{} difference", "más {}", "{}の差", "rises by {}", "up to {}", "below {}"),
    "under {}",
    *(
        "not above {}",
        "never below {}",
        "at least {}",
        "al menos {}",
        "{}以上",
        "{}未満",
        "über {}",
    ),
    *("{} below zero", "{} unter null", "{}below zero", "{} bajo cero", "latitude {}"),
    *("Breite: {}", "緯度{}"),
    "lat -{}",
    *(
        "below {} (32 °F)",
        "above 0 °C / {}",
        "もう{}目",
        "年に{}",
        "a.{}",
        "a, {}",
        "{} / {}",
        "({})",
    ),
)
KNOWN: Final[tuple[tuple[str, Sequence[Report], Sequence[str], str], ...]] = (
    ("reports", TOLD, (), ""),
    ("bare", tuple(BARE.values()), (), ""),
    ("now", (NOW,), (), ""),
    (
        "alert",
        (
            _alert := replace(
                NOW,
                kind=kinds.ALERTS,
                records=(Alert("wind", "severe", headline="99 km/h or 4 °C"),),
            ),
        ),
        (),
        "",
    ),
    (
        "result",
        (),
        ('{"now":{"t":"4.2 °C","l":["14 km/h",{"x":"81 %"}]},"n":7,"rain":"0.01 in"}',),
        "",
    ),
    ("error", (), ('{"error":"x","message":"4.2 °C"}', '{"t": "9 °C', "[1]"), ""),
    ("earlier", (), ("It was 4 °C, -7 °C and 40 °F, wind 14 to 30 km/h.", ""), ""),
    ("question", (), (), "Is it above 30, below -7 or 4 °C? Reach 14.2, más de 100?"),
    ("none", (), (), ""),
)
PAIRS: Final = (
    -2000.01,
    -2000.0,
    -7.25,
    0.0,
    0.01,
    0.5,
    1.0,
    2.5,
    5.0,
    40.0,
    1999.99,
    2000.0,
    2000.01,
    3999.0,
)


def came(text: str, known: tuple[str, Sequence[Report], Sequence[str], str]) -> str:
    """Return the invented figures of a text, beside what is known."""
    return "; ".join(invented_figures(text, *known[1:]))


def told() -> Told:
    """Yield texts beside what is known, and the invented figures of these."""
    for number, unit in product(NUMBERS, UNITS):
        text = f"It is {number}{unit} now."
        ways = (came(text, known) for known in KNOWN if known[0] in ("reports", "result", "none"))
        yield text, f"{' | '.join(ways)} {has_weather_figures(text)}"
    for frame, number in product(FRAMES, NUMBERS[::2]):
        texts = [
            frame.format(*[f"{number}{unit}"] * 2)
            for unit in (" °C", "°", " km/h", "%", "度", " ft")
        ]
        ways = (f"{came(text, KNOWN[0])} | {came(text, KNOWN[-1])}" for text in texts)
        yield " // ".join(texts), "\n".join(ways)
    for frame, number, known in product(
        FRAMES, ("4 °C", "14 km/h", "30 °C", "25 °C", "-100 °F"), KNOWN
    ):
        text = frame.format(number, number)
        yield f"{known[0]}: {text}", came(text, known)
    yield from _edges()
    yield from _differences()
    many = [f"{number + 0.5} °C" for number in range(100, 125)]
    for figures in (many[:20], many[:21], [*many, *many], [many[0]] * 30):
        yield f"many {len(figures)}", came(", ".join(figures), KNOWN[-1])
        yield (
            f"objection {len(figures)}",
            f"{objection('Mild.', figures)} {objection('', (), '{}')}",
        )


def _edges() -> Told:
    """Yield figures a little more and a little less than what is known, in each unit."""
    units = ("°C", "°F", "°", "km/h", "mph", "m/s", "kn", "mm", "in", "cm", "%")
    for known, unit in product((-6.8, 0.0, 14.2), units):
        report = replace(
            NOW,
            records=(
                Current(
                    NOON,
                    temperature_c=known,
                    wind_kmh=known,
                    precipitation_mm=known,
                    humidity_pct=known,
                ),
            ),
        )
        for frame in ("{}", "about {}", "below {}", "above {}", "not over {}"):
            found = [
                f"{at / 10:g}"
                for at in range(-260, 600, 3)
                if invented_figures(frame.format(f"{at / 10:g} {unit}"), (report,), (), "")
            ]
            yield f"{known} {frame} {unit}", " ".join(found)


def _differences() -> Told:
    for low, high, unit in product(PAIRS, PAIRS, ("°C", "°F", "%", "mph")):
        said = json.dumps(
            {"a": f"{low} °C", "b": f"{high} °C", "c": f"{low} %", "d": f"{high} km/h"}
        )
        texts = [
            f"{step} {unit} warmer"
            for step in (0, 0.01, 0.5, 1, 2.4, 2, 4, 38, 39.5, 1960, 2000, 4001)
        ]
        yield f"{low} and {high} in {unit}", came(" and ".join(texts), ("", (), (said,), ""))
