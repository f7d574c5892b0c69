"""The doctor: forty broken set-ups, each with its fault and remedy, and a good one in silence."""

import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from fakes.chat_model import ChatRequest, Turn, error_fault, text_turn
from fakes.chat_model import Fault as ModelFault
from fakes.clock import FakeTime
from fakes.command import weather_bot
from fakes.many_workspaces import KEYS, ManyWorkspaces, settings_for_many
from fakes.raw_server import serve_raw
from fakes.rows import each_row
from fakes.slack import BOT_TOKEN
from fakes.slack import Fault as SlackFault
from fakes.weather import HTML, Fault
from fakes.world import World, world

from bot import __version__
from bot.bootstrap.doctor import LIMIT_S, Diagnosis, examine
from bot.bootstrap.doctor.model import look_at as look_at_model
from bot.bootstrap.doctor.surroundings import (
    facts_of,
    look_at_choices,
    look_at_file,
    look_at_tokens,
    look_at_zones,
)
from bot.bootstrap.doctor.weather import look_at as look_at_weather
from bot.bootstrap.doctor.words import as_json_text, as_text, facts_in_words
from bot.clock import Clock, system_clock
from bot.errors import DatabaseError, Finding
from bot.fetching import Fetcher
from bot.models.openai import entra
from bot.models.openai.client import OpenAIClient
from bot.models.openai.server import ModelServer
from bot.places.gazetteer import Gazetteer
from bot.settings import load_settings
from bot.storage.database import Database
from bot.storage.installations import InstallationRecord
from bot.storage.installations.stores import open_stores
from bot.zones import zone_data
from handlers.connection.checks import NEEDED_SCOPES, look_at_slack

ROOT = Path(__file__).parents[2]
SCOPES = sorted(NEEDED_SCOPES)


@dataclass
class SetUp:
    """A set-up that works until a test breaks something in it."""

    around: World
    environ: dict[str, str]
    folder: Path
    stack: ExitStack
    skew_s: float = 0.0
    limit_s: float = LIMIT_S

    def env_file(self, *lines: str) -> None:
        """Write the settings file, which nobody else may read."""
        path = Path(".env")
        path.write_text("\n".join(lines) + "\n")
        path.chmod(0o600)

    def examine(self) -> Diagnosis:
        """Return what the doctor says of it."""
        real = system_clock()
        clock = Clock(lambda: real.now() + timedelta(seconds=self.skew_s), real.monotonic)
        return examine(self.environ, clock, look_at_slack, limit_s=self.limit_s)


@pytest.fixture(scope="module", autouse=True)
def _libraries() -> None:
    """Import what a first look imports: little patience is not to be spent on that."""
    with closing(OpenAIClient(ModelServer("fake-model", "key"), system_clock())) as client:
        client.warm_up()


@pytest.fixture
def set_up(tmp_path: Path) -> Iterator[SetUp]:
    """A good set-up."""
    with ExitStack() as stack:
        around = stack.enter_context(world(tmp_path))
        around.slack.scopes = SCOPES
        yield SetUp(around, dict(around.environ), tmp_path, stack)


WEATHER_SERVICES = frozenset(
    {
        *("OPEN_METEO_URL", "OPEN_METEO_AIR_QUALITY_URL", "OPEN_METEO_ARCHIVE_URL"),
        *("OPEN_METEO_MARINE_URL", "OPEN_METEO_GEOCODING_URL", "MET_NORWAY_URL", "NWS_URL"),
        *("MSC_GEOMET_URL", "METEOALARM_URL"),
    }
)
Break = Callable[[SetUp], object]


def setting(name: str, value: str) -> Break:
    """Return what gives a setting this value."""
    return lambda s: s.environ.update({name: value})


def without(*names: str) -> Break:
    """Return what takes settings away."""
    return lambda s: [s.environ.pop(name, None) for name in names]


def slack_error(method: str, **fault: object) -> Break:
    """Return what makes a method of Slack's fail."""
    return lambda s: s.around.slack.fail(method, *[SlackFault(**fault)] * 3)


def model_answers(status: int, code: str) -> Break:
    """Return what makes the model's server refuse."""

    def refuse(s: SetUp) -> None:
        s.around.model.fails_with = error_fault(status, "no", code)

    return refuse


def weather_answers(status: int, reason: str = "") -> Break:
    """Return what makes the weather service refuse."""

    def refuse(s: SetUp) -> None:
        s.around.weather.fault = Fault(status, reason)

    return refuse


def unknown_weather_key(s: SetUp) -> None:
    """Have a key that the weather service does not know, as Open-Meteo says it."""
    s.environ["OPEN_METEO_API_KEY"] = "made-up"
    weather_answers(400, "The supplied API key is invalid.")(s)


def http_mode(s: SetUp) -> None:
    """Take events over HTTP."""
    del s.environ["SLACK_APP_TOKEN"]
    s.environ["SLACK_SIGNING_SECRET"] = "0123456789abcdef" * 2


def taken_port(s: SetUp) -> None:
    """Have somebody else listen at the port."""
    http_mode(s)
    url = s.stack.enter_context(serve_raw())
    s.environ["HTTP_PORT"] = url.rpartition(":")[2]


def newer_schema(s: SetUp) -> None:
    """Have a newer release have written the database."""
    database = Database(s.environ["DATABASE_URL"])
    with database.transaction() as transaction:
        transaction.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()


def no_database(s: SetUp) -> None:
    """Have a text in the place of the database."""
    path = s.folder / "text.db"
    path.write_text("no database " * 1000)
    s.environ["DATABASE_URL"] = f"sqlite:///{path}"


def silent_model(s: SetUp) -> None:
    """Have a server that never answers, and less patience than usual."""
    s.limit_s = 1.5
    s.around.model.fails_with = ModelFault(stalls="before")


def silent_weather(s: SetUp) -> None:
    """Have forecasts and warnings whose answers never end, and less patience than usual."""
    s.limit_s = 1.5
    endless = serve_raw(b"HTTP/1.1 200 OK\r\n\r\n", drips=b" ")
    s.environ["OPEN_METEO_URL"] = s.environ["NWS_URL"] = s.stack.enter_context(endless)
    for name in ("OPEN_METEO_URL", "NWS_URL"):
        endless = serve_raw(b"HTTP/1.1 200 OK\r\n\r\n", drips=b" ")
        s.environ[name] = s.stack.enter_context(endless)


def no_certificates(s: SetUp) -> None:
    """Name a file that has no certificate."""
    (s.folder / "ca.pem").write_text("hello")
    s.environ["SSL_CERT_FILE"] = str(s.folder / "ca.pem")


def model_says(text: str, *, after_tools: bool) -> Break:
    """Return what has the model say this, in the place of a call or of an answer after one."""

    def script(s: SetUp) -> None:
        model = s.around.model
        model.answer_with(
            lambda request: (
                text_turn(text)
                if (request.messages[-1]["role"] == "tool") == after_tools
                else model.default_turn(request)
            )
        )

    return script


def wrong_settings(s: SetUp) -> None:
    """Have a wrong setting of each part but Slack, and no database where the usual one would be."""
    no_such_database(s)
    s.environ["CHAT_API"] = "letters"
    s.environ["MET_NORWAY_URL"] = "norway"


SETTINGS = "Correct it in the environment or in the settings file; README.md explains each."
DATABASE = "Check DATABASE_URL, and the database it names."
NAME_A_MODEL = (
    "Set AZURE_OPENAI_ENDPOINT, its key and AZURE_OPENAI_DEPLOYMENT_NAME, or OPENAI_MODEL;"
    " CHAT_MODEL=offline says that it is meant so."
)
APP_TOKEN_NEEDED = (
    "Make an app-level token with the scope connections:write on the page 'Basic Information',"
    " and switch Socket Mode on."
)
WAY_TO_SLACK = "Check the network, HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE and SLACK_API_URL."
MODEL_SERVICE = "Look at the model service's own status and quota, the network and HTTPS_PROXY."
COPY_BOT_TOKEN = "Copy the bot token from the app's page 'OAuth & Permissions'."

BROKEN: dict[str, tuple[Break, str, str, str]] = {
    "no bot token": (
        without("SLACK_BOT_TOKEN"),
        "settings",
        "SLACK_BOT_TOKEN is missing",
        SETTINGS,
    ),
    "no way in": (
        without("SLACK_APP_TOKEN"),
        "settings",
        "SLACK_APP_TOKEN is missing",
        SETTINGS,
    ),
    "tokens swapped": (
        setting("SLACK_BOT_TOKEN", "xapp-1"),
        "settings",
        "is an app-level token",
        SETTINGS,
    ),
    "app token swapped": (
        setting("SLACK_APP_TOKEN", "xoxb-1"),
        "settings",
        "is a bot token",
        SETTINGS,
    ),
    "rotating token": (
        setting("SLACK_BOT_TOKEN", "xoxe.xoxb-1-x"),
        "settings",
        "expires after 12 hours",
        SETTINGS,
    ),
    "revoked token": (
        slack_error("auth.test", error="token_revoked"),
        "slack",
        "does not accept SLACK_BOT_TOKEN (token_revoked)",
        COPY_BOT_TOKEN,
    ),
    "token of another app": (
        setting("SLACK_BOT_TOKEN", "xoxb-other"),
        "slack",
        "invalid_auth",
        COPY_BOT_TOKEN,
    ),
    "app token refused": (
        setting("SLACK_APP_TOKEN", "xapp-other"),
        "slack",
        "does not accept SLACK_APP_TOKEN",
        APP_TOKEN_NEEDED,
    ),
    "app token without its scope": (
        slack_error("apps.connections.open", error="missing_scope"),
        "slack",
        "missing_scope",
        APP_TOKEN_NEEDED,
    ),
    "scopes not granted": (
        lambda s: setattr(s.around.slack, "scopes", SCOPES[2:]),
        "slack",
        "without the scopes app_mentions:read, assistant:write",
        "Paste manifest.yml into the app's page 'App Manifest', then reinstall the app.",
    ),
    "an address without api": (
        lambda s: s.environ.update(SLACK_API_URL=s.environ["SLACK_API_URL"].replace("/api", "")),
        "slack",
        "auth.test",
        WAY_TO_SLACK,
    ),
    "slack not there": (
        setting("SLACK_API_URL", "http://127.0.0.1:9/api"),
        "slack",
        "can't be reached",
        WAY_TO_SLACK,
    ),
    "clock wrong": (
        lambda s: setattr(s, "skew_s", 3600),
        "clock",
        "differs from Slack's by",
        "Set the clock, and keep it by NTP: signed requests are refused after 300 s.",
    ),
    "signing secret is a token": (
        lambda s: (http_mode(s), s.environ.update(SLACK_SIGNING_SECRET="xoxb-1")),
        "settings",
        "is a token",
        SETTINGS,
    ),
    "signing secret cut": (
        lambda s: (http_mode(s), s.environ.update(SLACK_SIGNING_SECRET="0123")),
        "slack",
        "does not look like one",
        "Copy the signing secret from the app's page 'Basic Information'.",
    ),
    "port taken": (
        taken_port,
        "http",
        "can't listen",
        "End what listens there (the bot itself?), or change HTTP_PORT.",
    ),
    "impossible host to listen at": (
        setting("HTTP_HOST", "300.1.1.1"),
        "settings",
        "HTTP_HOST",
        SETTINGS,
    ),
    "no model": (
        without("AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_DEPLOYMENT_NAME"),
        "model",
        "No language model is configured",
        NAME_A_MODEL,
    ),
    "no key": (
        without("AZURE_OPENAI_API_KEY"),
        "settings",
        "AZURE_OPENAI_API_KEY is missing: set it to the key of your Azure OpenAI resource",
        SETTINGS,
    ),
    "wrong key": (
        model_answers(401, "401"),
        "model",
        "answered 401",
        "Check AZURE_OPENAI_API_KEY.",
    ),
    "forbidden": (
        model_answers(403, "403"),
        "model",
        "answered 403",
        "Check AZURE_OPENAI_API_KEY, and the network rules of the service.",
    ),
    "no such deployment": (
        model_answers(404, "DeploymentNotFound"),
        "model",
        "answered 404",
        "Check AZURE_OPENAI_DEPLOYMENT_NAME and AZURE_OPENAI_ENDPOINT.",
    ),
    "impossible endpoint": (
        setting("AZURE_OPENAI_ENDPOINT", "https://my resource"),
        "settings",
        "no host can be called",
        SETTINGS,
    ),
    "model not there": (
        setting("AZURE_OPENAI_ENDPOINT", "http://127.0.0.1:9"),
        "model",
        "can't be reached",
        "Check AZURE_OPENAI_ENDPOINT, the network, HTTPS_PROXY and SSL_CERT_FILE.",
    ),
    "model silent": (
        silent_model,
        "model",
        "The model 'chat' gave no answer within the time of this check.",
        MODEL_SERVICE,
    ),
    "model without tools": (
        model_says("It is sunny.", after_tools=False),
        "model",
        "calls no tool",
        "Name a chat model that can call tools (functions), or try CHAT_API=responses.",
    ),
    "model without words": (
        model_says(" \n", after_tools=True),
        "model",
        "The model 'chat' has called a tool, and then said nothing.",
        "Name the deployment of another chat model.",
    ),
    "model speaks another language": (
        lambda s: setattr(s.around.model, "fails_with", ModelFault(body="hello")),
        "model",
        "The chat model",
        MODEL_SERVICE,
    ),
    "two model services": (
        lambda s: s.environ.update(OPENAI_API_KEY="k-other", OPENAI_MODEL="m"),
        "model",
        "Two model services",
        "Set CHAT_MODEL to say which, or remove the settings of openai.",
    ),
    "weather not there": (
        setting("OPEN_METEO_URL", "http://127.0.0.1:9"),
        "weather",
        "127.0.0.1:9 can't be read",
        "Check OPEN_METEO_URL, the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE.",
    ),
    "no weather service there": (
        lambda s: s.environ.update(
            {name: "http://127.0.0.1:1" for name in s.environ if name in WEATHER_SERVICES}
            | {"OPEN_METEO_URL": "http://127.0.0.1:9"}
        ),
        "weather",
        "None of the 9 weather services is reached, the first because: 127.0.0.1:9 can't be read",
        "Check the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE.",
    ),
    "weather is a login page": (
        lambda s: setattr(s.around.weather, "fault", HTML),
        "weather",
        "something else than JSON",
        "Check OPEN_METEO_URL, the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE.",
    ),
    "weather limit used up": (
        weather_answers(429, "Daily API request limit exceeded."),
        "weather",
        "answered 429",
        "Wait, or set OPEN_METEO_API_KEY: the free limit of requests is used up.",
    ),
    "weather silent": (
        silent_weather,
        "weather",
        "OPEN_METEO_URL gave no answer",
        "Check OPEN_METEO_URL, the network and HTTPS_PROXY.",
    ),
    "weather key unknown": (
        unknown_weather_key,
        "weather",
        "The supplied API key is invalid.",
        "Check OPEN_METEO_API_KEY: the service refuses it. Check OPEN_METEO_URL as well.",
    ),
    "chosen service not there": (
        lambda s: s.environ.update(
            WEATHER_PROVIDER="met-norway", MET_NORWAY_URL="http://127.0.0.1:9"
        ),
        "weather",
        "can't be read",
        "Check MET_NORWAY_URL, the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE.",
    ),
    "stand-in not there": (
        setting("MET_NORWAY_URL", "http://127.0.0.1:9"),
        "weather",
        "can't be read",
        "Check MET_NORWAY_URL, the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE.",
    ),
    "warnings not there": (
        setting("NWS_URL", "http://127.0.0.1:9"),
        "weather",
        "can't be read",
        "Check NWS_URL, the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE.",
    ),
    "geocoder not there": (
        setting("OPEN_METEO_GEOCODING_URL", "http://127.0.0.1:9"),
        "weather",
        "can't be read",
        "Check OPEN_METEO_GEOCODING_URL, the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE.",
    ),
    "made-up weather": (
        setting("WEATHER_PROVIDER", "simulated"),
        "weather",
        "made-up weather",
        "Remove WEATHER_PROVIDER, or set it to open-meteo or met-norway.",
    ),
    "database in memory": (
        setting("DATABASE_URL", "sqlite:///:memory:"),
        "settings",
        "in memory",
        SETTINGS,
    ),
    "database in a file's folder": (
        lambda s: (Path("file").touch(), s.environ.update(DATABASE_URL="sqlite:///file/bot.db")),
        "database",
        "can't be written",
        DATABASE,
    ),
    "no folder yet": (
        lambda s: s.environ.update(DATABASE_URL=f"sqlite:///{s.folder}/typo/x.db"),
        "database",
        "/typo', a folder that does not exist yet.",
        "Correct DATABASE_URL; if it is right, the bot makes the folder when it starts.",
    ),
    "database is a text": (no_database, "database", "damaged or no database", DATABASE),
    "database of a newer release": (newer_schema, "database", "newer version", DATABASE),
    "postgresql not there": (
        setting("DATABASE_URL", "postgresql+psycopg://bot@127.0.0.1:9/bot"),
        "database",
        "failed",
        DATABASE,
    ),
    "unknown name": (
        lambda s: s.env_file("HISTORY_DAY=9"),
        "settings",
        "'HISTORY_DAY' in line 1",
        "Write HISTORY_DAYS.",
    ),
    "broken line": (lambda s: s.env_file("", "WORKERS 9"), "settings", "Line 2", SETTINGS),
    "settings file open": (
        lambda s: (s.env_file("WORKERS=9"), Path(".env").chmod(0o644)),
        "settings",
        "Others can read",
        "Run: chmod 600 .env",
    ),
    "settings file is a folder": (
        lambda _: Path(".env").mkdir(),
        "settings",
        "is a folder",
        SETTINGS,
    ),
    "not a number": (setting("WORKERS", "many"), "settings", "WORKERS is 'many'", SETTINGS),
    "not a yes or no": (
        setting("LOG_MESSAGES", "perhaps"),
        "settings",
        "LOG_MESSAGES is 'perhaps'",
        SETTINGS,
    ),
    "no such proxy": (
        lambda s: s.environ.update(
            HTTPS_PROXY="http://127.0.0.1:9", OPEN_METEO_URL="https://weather.invalid"
        ),
        "weather",
        "weather.invalid can't be read: ProxyError.",
        "Check OPEN_METEO_URL, the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE.",
    ),
    "proxy without a port": (
        setting("HTTPS_PROXY", "proxy.example"),
        "settings",
        "names no port",
        SETTINGS,
    ),
    "certificates missing": (
        setting("SSL_CERT_FILE", "/nowhere/ca.pem"),
        "settings",
        "no such file",
        SETTINGS,
    ),
    "certificates unreadable": (
        no_certificates,
        "certificates",
        "no PEM file",
        "Export the certificate of your proxy or company as PEM, and name that file.",
    ),
    "another program's variable": (
        setting("REQUESTS_CA_BUNDLE", "/etc/ca.pem"),
        "settings",
        "REQUESTS_CA_BUNDLE",
        "Set SSL_CERT_FILE as well.",
    ),
    "secret file missing": (
        lambda s: (
            s.environ.pop("AZURE_OPENAI_API_KEY"),
            s.environ.update(AZURE_OPENAI_API_KEY_FILE="/nowhere"),
        ),
        "settings",
        "AZURE_OPENAI_API_KEY_FILE",
        SETTINGS,
    ),
}


WARNINGS = {
    "signing secret cut",
    "port taken",
    "no model",
    "two model services",
    "stand-in not there",
    "warnings not there",
    "geocoder not there",
    "made-up weather",
    "no folder yet",
    "unknown name",
    "settings file open",
    "another program's variable",
}
"""The broken set-ups with which a bot answers all the same."""

FINDINGS = {
    "slack not there": [False, False],
    "an address without api": [False, False],
    "weather is a login page": [False, True, True, True],
    "weather limit used up": [False, True, True, True],
    "weather silent": [False, True],
    "weather key unknown": [False, True, True, True],
}
"""The findings where one fault is seen in several places, by whether each is a mere warning."""


@pytest.mark.parametrize("name", BROKEN)
def test_the_doctor_names_the_fault_and_the_remedy(set_up: SetUp, name: str) -> None:
    """In the part that it belongs to, faults first, and without a secret."""
    break_it, check, problem, remedy = BROKEN[name]
    break_it(set_up)

    diagnosis = set_up.examine()
    findings = diagnosis.findings

    matching = [f for f in findings if f.check == check and problem in f.problem]
    assert matching, findings
    assert matching[0].remedy == remedy
    are_warnings = FINDINGS.get(name, [name in WARNINGS])
    assert [(f.check, f.is_warning) for f in findings] == [(check, each) for each in are_warnings]
    assert matching[0].is_warning == diagnosis.is_well == (name in WARNINGS)
    if check == "weather":  # which one service does without another
        assert all(f.is_warning for f in findings[1:])
    assert sorted(findings, key=lambda finding: finding.is_warning) == list(findings)
    assert all(re.search(r"[^.]\.\)?\Z", f.problem) for f in findings)
    assert not any(f.problem[0].islower() for f in findings if f.check != "weather")
    said = "".join(f.problem + f.remedy for f in findings)
    assert not any(secret in said for secret in ("test-key", "xoxb-fake", "xapp-fake"))


WAY = ", the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE."
KEY = "Check OPEN_METEO_API_KEY: the service refuses it. Check {} as well."
BASE = "Check {}: does it name the service's base address?"
LIMIT = "Wait: the service takes no more requests for now."
CONTACT = "Check {}, and that MET_NORWAY_CONTACT names a real address of yours."


def test_each_weather_service_is_named_by_its_setting_with_what_its_answer_tells(
    set_up: SetUp,
) -> None:
    """The first one is needed; without the others the bot answers."""
    answers = {
        "OPEN_METEO_URL": (404, BASE),
        "OPEN_METEO_AIR_QUALITY_URL": (401, KEY),
        "OPEN_METEO_ARCHIVE_URL": (403, KEY),
        "OPEN_METEO_MARINE_URL": (429, LIMIT),
        "MET_NORWAY_URL": (403, CONTACT),
        "NWS_URL": (401, CONTACT),
        "MSC_GEOMET_URL": (429, LIMIT),
        "METEOALARM_URL": (0, "Check {}" + WAY),
        "OPEN_METEO_GEOCODING_URL": (400, KEY),
    }
    assert set(answers) == WEATHER_SERVICES
    set_up.environ["OPEN_METEO_API_KEY"] = "made-up"
    for name, (status, _) in answers.items():
        sent = f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode() if status else b""
        set_up.environ[name] = set_up.stack.enter_context(serve_raw(sent))

    findings = set_up.examine().findings

    assert [f.remedy for f in findings] == [
        remedy.format(name) for name, (_, remedy) in answers.items()
    ]
    assert [f.is_warning for f in findings] == [False] + [True] * 8
    set_up.environ.pop("OPEN_METEO_API_KEY")
    for each in (set_up.environ, answers):  # what one service answers the other one can as well
        each["NWS_URL"], each["MSC_GEOMET_URL"] = each["MSC_GEOMET_URL"], each["NWS_URL"]
    free = {
        KEY: BASE,
        LIMIT: "Wait, or set OPEN_METEO_API_KEY: the free limit of requests is used up.",
    }
    assert [f.remedy for f in set_up.examine().findings] == [
        (free.get(remedy, remedy) if name.startswith("OPEN") else remedy).format(name)
        for name, (_, remedy) in answers.items()
    ]


def test_services_of_which_none_answers_in_time_are_one_finding() -> None:
    """A firewall can swallow what is sent, so that nobody refuses it."""
    clock = system_clock()
    with (
        serve_raw(b"HTTP/1.1 200 OK\r\n\r\n", drips=b" ") as url,
        closing(Fetcher()) as fetcher,
        closing(Gazetteer()) as gazetteer,
    ):
        settings = load_settings(dict.fromkeys(WEATHER_SERVICES, url), needs_slack=False)
        (finding,) = look_at_weather(settings, fetcher, gazetteer, clock, clock.deadline(0.05))

    assert finding == Finding(
        "weather",
        "None of the 9 weather services is reached, the first because: The service of"
        " OPEN_METEO_URL gave no answer within the time of this check.",
        "Check the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE.",
    )


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (wrong_settings, ["CHAT_API", "DATABASE_URL", "MET_NORWAY_URL"]),
        (setting("HTTPS_PROXY", "proxy.example"), ["HTTPS_PROXY"]),
        (no_certificates, ["SSL_CERT_FILE"]),
    ],
)
def test_a_part_with_a_wrong_setting_is_not_looked_at(
    set_up: SetUp, wrong: Break, named: list[str]
) -> None:
    """What it says then would be of another set-up; without a way out that holds for all parts."""
    if "DATABASE_URL" not in named:
        slack_error("auth.test", error="token_revoked")(set_up)
    model_answers(401, "401")(set_up)
    set_up.environ["NWS_URL"] = "http://127.0.0.1:9"
    wrong(set_up)

    problems = [f.problem.split()[0] for f in set_up.examine().findings]

    assert sorted(problems) == named


NOT_WELL = {"slack", "model", "weather", "database"}


@each_row(
    ("name", "parts"),
    [
        ("LOG_LEVEL", set()),
        *((name, {"slack"}) for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL")),
        *((name, {"model"}) for name in ("OPENAI_API_KEY", "AZURE_OPENAI_AUTH", "CHAT_MODEL")),
        *((name, {"weather"}) for name in ("OPEN_METEO_API_KEY", "MET_NORWAY_CONTACT", "NWS_URL")),
        *((name, {"weather"}) for name in ("METEOALARM_URL", "MSC_GEOMET_URL", "WEATHER_PROVIDER")),
        ("DATABASE_URL", {"database"}),
        *((name, {"slack", "model", "weather"}) for name in ("HTTPS_PROXY", "SSL_CERT_FILE")),
    ],
)
def test_a_wrong_setting_is_that_of_its_part_alone(name: str, parts: set[str]) -> None:
    """The others are looked at, and have faults of their own here."""
    Path("file").touch()
    given = dict.fromkeys(WEATHER_SERVICES, "http://127.0.0.1:9") | {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "DATABASE_URL": "sqlite:///file/bot.db",
    }
    unwell = Finding("slack", "It is ill.", "Heal it.")

    findings = examine({**given, name: "ü"}, system_clock(), lambda *_: [unwell]).findings

    assert {finding.check for finding in findings} == (NOT_WELL - parts) | {"settings"}


@pytest.mark.parametrize(
    ("error", "said"),
    [(DatabaseError("no db.example..."), "no db.example.."), (KeyError("x"), "KeyError")],
)
def test_a_check_that_fails_is_a_fault_and_hides_no_other(error: Exception, said: str) -> None:
    """Faults come first; words that are not this program's own are not repeated."""

    def fail(*_: object) -> list[Finding]:
        raise error

    real = system_clock()
    late = Clock(lambda: real.now() + timedelta(days=1500), real.monotonic)
    chosen = {"WEATHER_PROVIDER": "simulated", "CHAT_MODEL": "offline"}
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "HTTP_PROXY": "p"}

    diagnosis = examine({**chosen, **tokens}, late, fail)

    assert diagnosis.findings[0] == Finding(
        "slack", f"The check of slack failed: {said}.", "Look at the log of the bot."
    )
    assert [f.check for f in diagnosis.findings if f.is_warning] == ["settings", "weather", "zones"]
    assert not diagnosis.is_well


def test_there_are_forty_broken_set_ups() -> None:
    """None of them like another."""
    assert len(BROKEN) >= 40


def thinks(s: SetUp) -> Callable[[ChatRequest], Turn]:
    """Return the script of a model whose server wants its thoughts back, beside words and calls."""

    def answer(request: ChatRequest) -> Turn:
        turn = s.around.model.default_turn(request)
        message = turn["choices"][0]["message"]
        message["reasoning_content"] = "Hm."
        if calls := message.get("tool_calls"):
            message["content"] = "I look."
            calls[0]["id"] = "one"
            calls.append({**calls[0], "id": "other"})
        return turn

    return answer


@pytest.mark.parametrize("mode", [None, http_mode], ids=["socket", "http"])
def test_the_doctor_is_silent_about_a_good_set_up(set_up: SetUp, mode: Break | None) -> None:
    """And quick; nothing is posted, no connection held, no database made."""
    if mode:
        mode(set_up)
    (set_up.folder / "bot.db").unlink()
    model = set_up.around.model
    model.answer_with(thinks(set_up))
    started_s = time.monotonic()

    diagnosis = set_up.examine()

    assert diagnosis.findings == ()
    assert time.monotonic() - started_s < 10
    assert not (set_up.folder / "bot.db").exists()
    assert {call.method for call in set_up.around.slack.calls()} <= {
        "auth.test",
        "apps.connections.open",
    }
    zones = "of the system" if zone_data().folder else "of the package tzdata"
    assert diagnosis.facts == {
        "version": __version__,
        "model": "azure chat",
        "weather": "open-meteo",
        "database": f"SQLite {set_up.folder}/bot.db",
        "events": "HTTP" if mode else "Socket Mode",
        "proxy": "none",
        "zones": f"{zone_data().version} {zones}",
    }
    words = ", ".join(f"{name} {value}" for name, value in diagnosis.facts.items())
    assert facts_in_words(diagnosis) == words
    asked = {each.path.rpartition("/")[2]: each.params for each in set_up.around.alerts.requests}
    west, south, east, north = map(float, asked["items"]["bbox"].split(","))
    # Each service is asked for a place of its own: others it does not know.
    assert (west <= -63.57 <= east, south <= 44.65 <= north) == (True, True)
    assert asked["active"]["point"] == "40.71,-74.01"
    assert "feeds-germany" in asked
    first, second = model.requests
    assert [message["role"] for message in first.messages] == ["system", "user"]
    assert second.messages[:2] == first.messages
    called, result = second.messages[2:]
    assert called["reasoning_content"] == "Hm."  # some servers refuse it without
    assert called["content"] == "I look."
    assert [call["id"] for call in called["tool_calls"]] == [result["tool_call_id"]] == ["one"]
    assert second.body["tool_choice"] == "none"


def test_a_part_that_hangs_is_a_finding_itself() -> None:
    """It holds up neither the others nor the command."""

    def hang(*_: object) -> list[Finding]:
        time.sleep(60)
        return []

    diagnosis = examine({}, system_clock(), hang, limit_s=0.2)

    assert diagnosis.facts["events"] == "none"
    assert [f.check for f in diagnosis.findings if "has not ended" in f.problem] == []
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    late = examine(given, system_clock(), hang, limit_s=0.2)
    faults = [f for f in late.findings if not f.is_warning]
    assert Finding(
        "slack",
        "The check of slack has not ended within 0.2 s.",
        "Check the network, name servers, HTTPS_PROXY and firewalls between here and there.",
    ) in [f for f in faults if "has not ended" in f.problem]
    hanging = [thread for thread in threading.enumerate() if thread.name.startswith("doctor-")]
    assert hanging
    assert all(thread.daemon for thread in hanging)


TWO_SERVICES = {
    "OPENAI_API_KEY": "sk-made-up",
    "OPENAI_MODEL": "gpt",
    "AZURE_OPENAI_ENDPOINT": "https://name.openai.azure.com",
    "AZURE_OPENAI_API_KEY": "made-up",
    "AZURE_OPENAI_DEPLOYMENT_NAME": "chat",
}

BOTH_WAYS = Finding(
    "slack",
    "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are set; Socket Mode is used.",
    "Remove SLACK_APP_TOKEN for HTTP, or SLACK_SIGNING_SECRET for Socket Mode.",
    is_warning=True,
)
TWO_MODELS = Finding(
    "model",
    "Two model services are set up; azure is used.",
    "Set CHAT_MODEL to say which, or remove the settings of openai.",
    is_warning=True,
)


@each_row(
    ("given", "told"),
    [
        (
            {"SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2},
            [BOTH_WAYS],
        ),
        (TWO_SERVICES, [TWO_MODELS]),
        (
            {
                **TWO_SERVICES,
                "SLACK_APP_TOKEN": "xapp-1",
                "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
            },
            [TWO_MODELS, BOTH_WAYS],
        ),
    ],
)
def test_a_setting_that_another_overrides_is_a_warning(
    given: dict[str, str], told: list[Finding]
) -> None:
    """The bot works all the same, so that no start may fail over it."""
    assert look_at_choices(load_settings(given, needs_slack=False)) == told


def test_who_says_which_of_two_model_services_is_meant_is_not_warned() -> None:
    """The settings of the other one may stay."""
    chosen = load_settings({**TWO_SERVICES, "CHAT_MODEL": "openai"}, needs_slack=False)

    assert look_at_choices(chosen) == []


@each_row(
    ("environ", "needed"),
    [
        ({"HTTP_PROXY": "http://proxy.example:1"}, "HTTPS_PROXY"),
        ({"http_proxy": "http://proxy.example:1"}, "HTTPS_PROXY"),
        ({"ALL_PROXY": "http://proxy.example:1"}, "HTTPS_PROXY"),
        ({"CURL_CA_BUNDLE": "/etc/ca.pem"}, "SSL_CERT_FILE"),
        ({"requests_ca_bundle": "/etc/ca.pem"}, "SSL_CERT_FILE"),
        ({"HTTP_PROXY": "http://proxy.example:1", "HTTPS_PROXY": "http://proxy.example:1"}, ""),
        ({"all_proxy": "http://proxy.example:1", "https_proxy": "http://proxy.example:1"}, ""),
        ({"CURL_CA_BUNDLE": "/etc/ca.pem", "SSL_CERT_FILE": "/etc/ca.pem"}, ""),
        ({"HTTP_PROXY": " "}, ""),
        ({"HTTP_PROXY": "http://proxy.example:1", "HTTPS_PROXY": " "}, "HTTPS_PROXY"),
    ],
)
def test_a_variable_of_other_programs_is_named_where_ours_is_not_set(
    environ: dict[str, str], needed: str
) -> None:
    """In either case; who has set both has done what is needed."""
    name = next(iter(environ)).upper()
    problem = f"{name} is set, which this program does not read."
    warned = Finding("settings", problem, f"Set {needed} as well.", is_warning=True)

    assert look_at_file(environ) == ([warned] if needed else [])


def test_a_name_in_the_file_that_is_no_setting_is_named_with_the_one_that_was_meant(
    tmp_path: Path,
) -> None:
    """Where there is one; else other programs may need it. What else is odd is named behind it."""
    path = tmp_path / "settings"
    path.write_text("OTHER_PROGRAM=1\n\nHISTORY_DAY=9\n")
    path.chmod(0o640)
    others = {"HTTP_PROXY": "http://proxy.example:1", "CURL_CA_BUNDLE": "/etc/ca.pem"}

    findings = look_at_file({"WEATHER_BOT_ENV_FILE": str(path), **others})

    told = "{!r} in line {} of the settings file is no setting, and has no effect."
    keep = "Remove the line, or keep it for other programs."
    assert findings == [
        Finding("settings", told.format("OTHER_PROGRAM", 1), keep, is_warning=True),
        Finding("settings", told.format("HISTORY_DAY", 3), "Write HISTORY_DAYS.", is_warning=True),
        Finding(
            "settings",
            f"Others can read or change the settings file {str(path)!r}.",
            f"Run: chmod 600 {path}",
            is_warning=True,
        ),
        *(
            Finding(
                "settings",
                f"{name} is set, which this program does not read.",
                f"Set {used} as well.",
                is_warning=True,
            )
            for name, used in (("CURL_CA_BUNDLE", "SSL_CERT_FILE"), ("HTTP_PROXY", "HTTPS_PROXY"))
        ),
    ]


@each_row(
    ("given", "told"),
    [
        ({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"}, {"model": "openai m", "events": "none"}),
        ({**TWO_SERVICES, "CHAT_MODEL": "openai"}, {"model": "openai gpt"}),
        (TWO_SERVICES, {"model": "azure chat"}),
        ({**TWO_SERVICES, "CHAT_MODEL": "offline"}, {"model": "offline"}),
        ({"WEATHER_PROVIDER": "simulated"}, {"weather": "simulated", "model": "offline"}),
        ({}, {"weather": "open-meteo", "proxy": "none", "version": __version__}),
        ({"SLACK_SIGNING_SECRET": "0" * 32}, {"events": "HTTP"}),
        ({"DATABASE_URL": "sqlite://"}, {"database": "SQLite in memory"}),
        ({"DATABASE_URL": "sqlite:////kept/bot.db"}, {"database": "SQLite /kept/bot.db"}),
        (
            {"DATABASE_URL": "postgresql+psycopg://bot:secret@db/bot"},
            {"database": "PostgreSQL db/bot"},
        ),
        (
            {"DATABASE_URL": "postgresql+psycopg://bot@/bot?host=/run/pg"},
            {"database": "PostgreSQL /run/pg/bot"},
        ),
        (
            {"DATABASE_URL": "postgresql+psycopg://bot@/bot"},
            {"database": "PostgreSQL local/bot"},
        ),
        ({"HTTPS_PROXY": "http://me:secret@proxy.example:1"}, {"proxy": "HTTPS_PROXY"}),
        (
            {"SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "0" * 32},
            {"events": "Socket Mode"},
        ),
    ],
)
def test_the_parts_in_use_are_told(given: dict[str, str], told: dict[str, str]) -> None:
    """Those that the settings choose, without a secret."""
    facts = facts_of(load_settings(given, needs_slack=False))

    where = "of the system" if zone_data().folder else "of the package tzdata"
    assert {**facts, **told, "zones": f"{zone_data().version} {where}"} == facts


def test_a_diagnosis_is_told_in_two_lines_for_each_finding_and_as_json() -> None:
    """Whatever line breaks a database's own words have; no letter is written as a number."""
    fault = Finding("database", "It failed: no\n\tserver\n in Zürich.", "Start\nit.")
    warning = Finding("model", "There is none.", "Name one.", is_warning=True)
    other = Finding("clock", "It is slow.", "Set it.")
    diagnosis = Diagnosis((fault, other, warning), {"events": "HTTP"})

    text, data = as_text(diagnosis), as_json_text(diagnosis)

    assert text == (
        "fault: database: It failed: no server in Zürich.\n  Start it.\n"
        "fault: clock: It is slow.\n  Set it.\n"
        "warning: model: There is none.\n  Name one.\n"
    )
    assert "Zürich" in data
    assert data.endswith("}\n")
    assert json.loads(data) == {
        "is_well": False,
        "findings": [asdict(fault), asdict(other), asdict(warning)],
        "facts": {"events": "HTTP"},
    }


@each_row(("years", "is_warned"), [(0, False), (1, False), (2, True)])
def test_zones_that_are_two_years_old_are_a_warning(years: int, *, is_warned: bool) -> None:
    """Some country changes its clocks every year."""
    then = datetime(int(zone_data().version[:4]) + years, 6, 1, tzinfo=UTC)
    warning = Finding(
        "zones",
        f"The time zone data are of {zone_data().version}: clocks of some countries are wrong.",
        "Update this program's package tzdata, or the system's.",
        is_warning=True,
    )

    assert look_at_zones(FakeTime(then).clock) == [warning] * is_warned


def test_a_model_whose_library_is_missing_is_a_fault(
    set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the words of the setting that needs it."""
    monkeypatch.setattr(entra, "find_spec", lambda _: None)
    set_up.environ["AZURE_OPENAI_AUTH"] = "entra"

    (finding,) = set_up.examine().findings

    problem = (
        "AZURE_OPENAI_AUTH=entra needs the package azure-identity, which is not installed: install"
        " this package with its extra 'azure', or set AZURE_OPENAI_AUTH=key."
    )
    assert finding == Finding("model", problem, "See README.md.")


def test_who_has_chosen_the_rules_is_not_warned(set_up: SetUp) -> None:
    """Nor asked for anything of a language model, nor for a second way of events."""
    http_mode(set_up)
    chosen = load_settings({**set_up.environ, "CHAT_MODEL": "offline"}, needs_slack=True)

    with closing(Gazetteer()) as gazetteer:
        assert (
            look_at_model(chosen, gazetteer, FakeTime().clock, FakeTime().clock.deadline(1)) == []
        )
    assert look_at_choices(chosen) == []


def unknown_keys(s: SetUp) -> None:
    """Have other keys than those that a token was encrypted with."""
    with closing(Database(s.environ["DATABASE_URL"])) as database:
        stores = open_stores(database, system_clock(), KEYS[:1])
        stores.records.put(InstallationRecord("T1", {"bot_token": "xoxb-1"}))
    s.environ["TOKEN_KEYS"] = KEYS[1]


def no_such_database(s: SetUp) -> None:
    """Have a wrong setting, and no database where the usual one would be."""
    Path("weather-bot.db").write_text("no database " * 1000)
    s.environ["DATABASE_URL"] = "database"


@pytest.mark.parametrize(
    ("break_it", "problem", "remedy"),
    [
        (lambda _: None, "", ""),
        (setting("SLACK_CLIENT_SECRET", "other"), "(bad_client_secret)", ""),
        (without("TOKEN_KEYS"), "TOKEN_KEYS is missing", SETTINGS),
        (no_such_database, "DATABASE_URL needs a URL", SETTINGS),
        (
            unknown_keys,
            "None of the keys in TOKEN_KEYS",
            "Keep older keys in TOKEN_KEYS behind the newest.",
        ),
    ],
)
def test_several_workspaces_are_looked_at(
    break_it: Break, problem: str, remedy: str, tmp_path: Path
) -> None:
    """The app's own keys, and those of the tokens; nothing is installed for that."""
    with world(tmp_path, transport="http", kind=ManyWorkspaces) as around, ExitStack() as stack:
        around.environ.update(settings_for_many(around))
        s = SetUp(around, dict(around.environ), tmp_path, stack)
        break_it(s)
        findings = [f for f in s.examine().findings if not f.is_warning]

    told = [f"{f.problem} {f.remedy}" for f in findings]
    assert len(told) == bool(problem), told
    assert all(problem in each and each.endswith(remedy) for each in told)


def test_tokens_that_nothing_can_open_for_want_of_a_package_are_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is of an extra, which one workspace does without."""
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)
    keys = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "made-up", "TOKEN_KEYS": KEYS[0]}
    many, one = (load_settings(given, needs_slack=False) for given in (keys, {}))

    assert look_at_tokens(one) == []
    assert look_at_tokens(many) == [
        Finding(
            "tokens",
            "TOKEN_KEYS needs the package cryptography, which is not installed: install this"
            " package with its extra 'oauth'.",
            "Run: pip install 'slack-weather-bot[oauth]', or install cryptography.",
        )
    ]


def test_missing_keys_of_tokens_are_no_failure_of_their_check() -> None:
    """They are a fault of the settings, or of no use where there is a bot token as well."""
    both = {"SLACK_CLIENT_ID": "1.2", "SLACK_BOT_TOKEN": BOT_TOKEN}

    assert look_at_tokens(load_settings(both, needs_slack=False)) == []


def test_the_command_tells_it_as_json_with_an_exit_code(set_up: SetUp) -> None:
    """0 for a set-up in which the bot answers, 1 for a fault, and the same as text.

    What a server says steers no terminal.
    """
    good = weather_bot("doctor", "--json", **set_up.environ, OPENAI_MODEL="other")
    set_up.environ["WORKERS"] = "many"
    set_up.around.model.fails_with = error_fault(401, "\x1b[2Jno\x9b")
    bad = weather_bot("doctor", "--json", **set_up.environ)
    text = weather_bot("doctor", **set_up.environ)

    told = json.loads(good.out)
    assert (good.code, told["is_well"]) == (0, True)
    assert [finding["is_warning"] for finding in told["findings"]] == [True]
    assert told["facts"]["version"]
    assert bad.code == text.code == 1
    finding, of_model = json.loads(bad.out)["findings"]
    assert [each["check"] for each in (finding, of_model)] == ["settings", "model"]
    assert "WORKERS" in finding["problem"]
    assert of_model["problem"].endswith("\x1b[2Jno; check AZURE_OPENAI_API_KEY.")
    assert text.out.startswith("fault: settings: WORKERS is 'many'")
    assert "[2Jno; check AZURE_OPENAI_API_KEY." in text.out
    assert (bad.out + text.out).replace("\n", "").isprintable()
    assert "test-key" not in good.out + good.err + bad.out + text.out


def test_the_command_says_nothing_of_a_good_set_up(
    set_up: SetUp, caplog: pytest.LogCaptureFixture
) -> None:
    """On standard output; what is in use goes to the other one.

    Nor is anything logged, such as what the bot would learn of the model's server.
    """
    model = set_up.around.model
    refusals = [error_fault(400, "max_completion_tokens is not supported")]
    model.answer_with(lambda request: refusals.pop() if refusals else model.default_turn(request))

    done = weather_bot("doctor", **set_up.environ)

    assert (done.code, done.out, refusals, caplog.records) == (0, "", [], [])
    assert done.err.startswith(f"In use: version {__version__}, model azure chat, weather ")
    assert done.err.endswith(".\n")


def test_the_scopes_are_those_of_the_manifest() -> None:
    """A scope that is added there is missed here when it was not granted."""
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())

    assert set(manifest["oauth_config"]["scopes"]["bot"]) == NEEDED_SCOPES
