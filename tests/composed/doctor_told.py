"""Diagnoses of the doctor, for set-ups with one fault or two in services and settings.

The services refuse, are gone or answer nonsense, the settings are wrong or missing, and the look
at Slack fails in its own ways. Told is the whole diagnosis, in words and as JSON.
"""

import re
from collections.abc import Sequence
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from fakes.chat_model import error_fault
from fakes.draws import Draw
from fakes.weather import HTML, Fault
from fakes.world import World, world

from bot.bootstrap.doctor import Diagnosis, examine
from bot.bootstrap.doctor.surroundings import look_at_zones
from bot.bootstrap.doctor.words import as_json_text, as_text, facts_in_words
from bot.clock import Clock, system_clock
from bot.errors import DatabaseError, Finding
from bot.settings import Settings
from bot.zones import zone_data
from composed import Told

DOCTORS: Final = 40


def told() -> Told:
    """Yield each set-up with its diagnosis."""
    with TemporaryDirectory() as folder, chdir(folder):
        yield from _zones()
        Path("text.db").write_text("no database " * 1000)
        with world(Path(folder)) as around:
            for number in range(DOCTORS):
                yield _doctor(Draw(number), around)


def _zones() -> Told:
    year = int(zone_data().version[:4])
    for years in (-1, 0, 1, 2, 3):
        moment = datetime(year + years, 1, 1, tzinfo=UTC)
        found = look_at_zones(Clock(lambda moment=moment: moment, lambda: 0.0))  # type: ignore[misc]
        yield f"zones {years}", str(found).replace(zone_data().version, "VERSION")


def _doctor(draw: Draw, around: World) -> tuple[str, str]:
    """Return one fault or two with their diagnosis."""
    environ, weather, model = dict(around.environ), around.weather, around.model
    weather.fault = weather.geocoding_fault = model.fails_with = None
    for _ in range(draw("faults", (1, 2, 2))):
        what = draw("what", ("weather", "weather", "places", "model", "setting", "setting", "gone"))
        fault = draw("fault", _FAULTS)
        if what == "weather":
            weather.fault = fault
        elif what == "places":
            weather.geocoding_fault = fault
        elif what == "model":
            model.fails_with = error_fault(draw("status", (400, 401, 403, 404)), "no.", "code")
        name = draw("name", tuple(sorted(_WRONG)))
        if what == "setting":
            environ[name] = draw("value", _WRONG[name])
        elif what == "gone":
            environ.pop(draw("without", _NEEDED), None)
    slack = _LOOKS[draw("slack", ("fine", "fine", "warning", "failing", "broken"))]
    diagnosis = examine(environ, system_clock(), slack)
    found = tuple(each for each in diagnosis.findings if each.check != "zones")
    facts = {k: v for k, v in diagnosis.facts.items() if k not in ("version", "zones")}
    shown = Diagnosis(found, facts)
    came = f"{as_text(shown)}{as_json_text(shown)}{facts_in_words(shown)}"
    came = re.sub(r"(127\.0\.0\.1|localhost)(:| port )?\d*", "HOST", came)
    return " ".join(draw.words), came.replace(str(Path.cwd()), "FOLDER")


def _fine(_: Settings, __: Clock) -> Sequence[Finding]:
    return []


def _warning(_: Settings, __: Clock) -> Sequence[Finding]:
    return [Finding("slack", "A\n scope  is missing.", "Add it.", is_warning=True)]


def _failing(_: Settings, __: Clock) -> Sequence[Finding]:
    raise DatabaseError("it is away.")


def _broken(_: Settings, __: Clock) -> Sequence[Finding]:
    raise KeyError("secret")


_LOOKS: Final = {"fine": _fine, "warning": _warning, "failing": _failing, "broken": _broken}
_FAULTS: Final = (Fault(401), Fault(403), Fault(404), Fault(400, "bad"), Fault(429), HTML)
_NEEDED: Final = (
    *("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY"),
    *("AZURE_OPENAI_DEPLOYMENT_NAME", "MET_NORWAY_CONTACT", "DATABASE_URL"),
)
_WRONG: Final = {
    "OPEN_METEO_API_KEY": ("made-up",),
    "WEATHER_PROVIDER": ("met-norway", "simulated", "wrong"),
    "MET_NORWAY_URL": ("http://127.0.0.1:1", "norway"),
    "NWS_URL": ("http://127.0.0.1:1",),
    "OPEN_METEO_MARINE_URL": ("http://127.0.0.1:1", "ftp://x"),
    "CHAT_MODEL": ("offline", "openai"),
    "OPENAI_MODEL": ("gpt",),
    "DATABASE_URL": (
        "sqlite:///text.db",
        "sqlite:///no/such/folder.db",
        "sqlite://",
        "sqlite:///gone.db",
    ),
    "SSL_CERT_FILE": ("text.db", "gone.pem"),
    "SLACK_SIGNING_SECRET": ("signed-made-up",),
    "SLACK_CLIENT_ID": ("1.2",),
    "TOKEN_KEYS": ("short", "a" * 42 + "A="),
    "HTTPS_PROXY": ("https://p:1",),
}
