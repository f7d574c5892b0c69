"""What an answer begins with, by given figures: at each limit, the last in and the first out."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fakes.rows import each_row

from bot.languages import ENGLISH
from bot.models.offline.reading.asks import Ask, Bound, Form, Period
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording import word_answer
from bot.models.offline.wording.parts import Finding

FILE = Path(__file__).parent.parent / "data" / "openings.txt"
NAMES = {
    "chance": "precipitation_probability",
    "clouds": "cloud_cover",
    "feels": "feels_like",
    "rain": "precipitation",
    "sky": "conditions",
    "uv": "uv_index",
    "water": "water_temperature",
    "waves": "wave_height",
}
TODAY = date(2026, 11, 24)
ASKED_AT = "Tue 2026-11-24 12:00"
PLACES = ("Oslo, Norway", "Rome, Italy", "Cairo, Egypt")
BOUND = re.compile(r"(kept )?(over|under) (\S+) ?(\S*)")
OPTION = re.compile(r" (\w+)=(\S+)")
BODY = re.compile(r"(?:^|(?<=\s))(?:- )?\*\*")


def openings() -> Iterator[tuple[str, str, str, str]]:
    """Yield what kind of figures there are, the ask, the figures and the opening of each line.

    A line that begins with "#" names the kind for those below it. Figures of several days or hours
    have "|" between them, those of several places "&".
    """
    kind = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
        elif line:
            asked, figures, opening = (each.strip() for each in line.split(";", 2))
            yield kind, asked, figures, opening


@each_row(("kind", "asked", "figures", "opening"), openings)
def test_an_answer_begins_with_what_its_figures_say(
    kind: str, asked: str, figures: str, opening: str
) -> None:
    """In the words that were reviewed; nothing is said where nothing tells."""
    findings = [
        Finding(place, _result(kind, place, each), is_past=kind == "past days")
        for place, each in zip(PLACES, figures.split(" & "), strict=False)
    ]

    said = word_answer(findings, _ask(asked), ENGLISH)

    assert BODY.split(said, 1)[0].rstrip() == opening


def _ask(asked: str) -> Ask:
    """Return an ask such as "verdict wind, sun is_less=1 over 30 c"."""
    options: dict[str, Any] = {name: _option(value) for name, value in OPTION.findall(asked)}
    words, bound = OPTION.sub("", asked), BOUND.search(asked)
    form, _, names = BOUND.sub("", words).strip().partition(" ")
    aspects = tuple(Aspect(name.strip()) for name in names.split(",") if name)
    if bound:
        is_above, value = bound[2] == "over", float(bound[3])
        options["bound"] = Bound(value, bound[4], is_above, bool(bound[1]), aspects[0])  # type: ignore[arg-type]
    return Ask(Form[form.upper()], aspects, **options)


def _option(value: str) -> str | int | tuple[Period, ...]:
    """Return a number, a text, or periods by days of this November: "24-25,26-27"."""
    if value.isdecimal() or "-" not in value:
        return int(value) if value.isdecimal() else value
    ends = [map(int, each.split("-")) for each in value.split(",")]
    return tuple((TODAY.replace(day=first), TODAY.replace(day=last)) for first, last in ends)


def _result(kind: str, place: str, figures: str) -> dict[str, Any]:
    """Return what a tool gives of a place."""
    frame = {"place": place, "local_time": ASKED_AT}
    parts = [_figures(each) for each in figures.split(" | ")]
    if "days" in kind:
        dates = (TODAY + timedelta(days=at) for at in range(len(parts)))
        days = [_weather(each, date=str(day)) for day, each in zip(dates, parts, strict=True)]
        return frame | {"days": days}
    if "hours" in kind:
        times = (_hour(int(kind[-2:]) + at) for at in range(len(parts)))
        hours = [_weather(each, time=at) for at, each in zip(times, parts, strict=True)]
        return frame | {"hours": hours}
    (only,) = parts
    if kind.startswith("sky"):
        ahead = {name: value for name, value in only.items() if name.startswith("next_")}
        now = {"local_time": f"Tue {TODAY} {kind[-5:]}"}
        return frame | now | {"days": [{"date": str(TODAY), "moon": None, **only}], **ahead}
    return only if kind == "error" else frame | _at_once(kind, only)


def _at_once(kind: str, only: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of the present, or the warnings."""
    if kind == "air":
        pollen = {name[7:]: value for name, value in only.items() if name.startswith("pollen_")}
        return {"air_quality": None, **only, "pollen": pollen}
    if kind == "warnings":
        count, more = int(only.pop("alerts", "0")), int(only.pop("more", "0"))
        alerts = [{"event": f"flood {at}"} for at in range(count)]
        return {"official": False, **only, "alerts": alerts, "more_alerts": more}
    if kind == "sea":
        return {"water_temperature": None, "wave_height": None, **only}
    return _weather(only)


def _weather(figures: dict[str, Any], **of: str) -> dict[str, Any]:
    return {**of, "conditions": None, **figures}


def _figures(told: str) -> dict[str, Any]:
    """Return figures by their names: "wind 9 km/h, rain 2 mm"."""
    pairs = (each.partition(" ") for each in told.split(", ") if each)
    return {NAMES.get(name, name): value or True for name, _, value in pairs}


def _hour(hour: int) -> str:
    return f"Tue 2026-11-{24 + hour // 24} {hour % 24:02}:00"
