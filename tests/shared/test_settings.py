"""Settings are read once, checked together, and never give a secret away."""

import base64
import os
from dataclasses import asdict
from pathlib import Path

import pytest
from fakes.rows import each_row

from bot.errors import SettingsError
from bot.settings import KNOWN_NAMES, Settings, load_settings
from bot.settings.env_file import exposure_of_env_file, unknown_names

KEY, OLDER_KEY, OLDEST_KEY = (base64.urlsafe_b64encode(bytes([n]) * 32).decode() for n in (2, 1, 0))
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-made-up", "SLACK_APP_TOKEN": "xapp-1-made-up"}
AZURE = {
    "AZURE_OPENAI_ENDPOINT": "https://name.openai.azure.com/",
    "AZURE_OPENAI_API_KEY": "azure-made-up",
    "AZURE_OPENAI_DEPLOYMENT_NAME": "chat",
}


def problems_of(environ: dict[str, str], *, needs_slack: bool = False) -> tuple[str, ...]:
    """Return what is wrong with these settings."""
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, needs_slack=needs_slack)
    return caught.value.problems


DEFAULTS = {
    "slack_api_url": "https://slack.com/api/",
    "azure_openai_auth": "key",
    "chat_model": None,
    "chat_api": "chat",
    "model_fallback": True,
    "prediction": "weather",
    "weather_provider": None,
    "met_norway_url": "https://api.met.no",
    "met_norway_contact": "https://github.com/slack-weather-bot",
    "nws_url": "https://api.weather.gov",
    "meteoalarm_url": "https://feeds.meteoalarm.org",
    "msc_geomet_url": "https://api.weather.gc.ca",
    "database_url": "sqlite:///weather-bot.db",
    "workers": 32,
    "turn_deadline_s": 60,
    "lease_s": 60,
    "max_attempts": 5,
    "max_tool_calls": 64,
    "max_model_turns": 4,
    "history_max_tokens": 8000,
    "history_days": 30,
    "follow_threads": False,
    "allowed_teams": frozenset(),
    "allowed_channels": frozenset(),
    "allow_guests": True,
    "questions_per_minute": 0,
    "workspace_questions_per_minute": 0,
    "tokens_per_day": 0,
    "default_units": "metric",
    "model_input_price": 0.0,
    "model_output_price": 0.0,
    "http_host": "127.0.0.1",
    "http_port": 3000,
    "log_level": "INFO",
    "log_format": "text",
    "log_messages": False,
}
"""All that is not empty: without a word from anybody, no words of people are logged."""


def test_a_terminal_needs_no_settings_at_all() -> None:
    """Everything has a default that works without an account."""
    settings = load_settings({}, needs_slack=False)

    assert settings.chat_model_used == "offline"
    assert {name: value for name, value in asdict(settings).items() if value != ""} == DEFAULTS


def test_all_problems_are_reported_at_once() -> None:
    """Nobody has to start the bot five times to learn five things."""
    environ = {
        "WORKERS": "many",
        "DEFAULT_UNITS": "kelvin",
        "SLACK_BOT_TOKEN": "xapp-1-made-up",
        "AZURE_OPENAI_ENDPOINT": "https://name.openai.azure.com",
    }

    problems = problems_of(environ, needs_slack=True)

    assert [problem.split()[0] for problem in problems] == [
        "SLACK_BOT_TOKEN",
        "WORKERS",
        "DEFAULT_UNITS",
        "AZURE_OPENAI_API_KEY",
        "AZURE_OPENAI_DEPLOYMENT_NAME",
        "SLACK_APP_TOKEN",
    ]


NO_APP_TOKEN = (
    "SLACK_APP_TOKEN is missing: set it to the app-level token that starts with 'xapp-', for Socket"
    " Mode; or else set SLACK_SIGNING_SECRET, for HTTP."
)
NO_BOT_TOKEN = (
    "SLACK_BOT_TOKEN is missing: set it to the bot token that starts with 'xoxb-'; or else set"
    " SLACK_CLIENT_ID, for several workspaces."
)
NO_CLIENT_ID = (
    "SLACK_CLIENT_ID is missing: set it to the client ID from the app's page 'Basic Information'."
)
NO_CLIENT_SECRET = (
    "SLACK_CLIENT_SECRET is missing: set it to the client secret from the app's page 'Basic"
    " Information'."
)
NO_KEYS = (
    "TOKEN_KEYS is missing: set it to a key that tokens are encrypted with; make one with:"
    " openssl rand -base64 32 | tr '+/' '-_'."
)
ONE_OR_MANY = (
    "SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for several: remove one of them."
)


def test_slack_needs_an_app_level_token_or_a_signing_secret() -> None:
    """Whoever has neither is told of both."""
    token = {"SLACK_BOT_TOKEN": "xoxb-1-made-up"}
    signed = load_settings({**token, "SLACK_SIGNING_SECRET": "made-up"}, needs_slack=True)

    (problem,) = problems_of(token, needs_slack=True)

    assert signed.slack_signing_secret in signed.secrets
    assert (signed.http_host, signed.http_port) == ("127.0.0.1", 3000)
    assert problem.startswith(f"{NO_APP_TOKEN} (")


def test_several_workspaces_need_a_client_and_a_key_in_place_of_a_token() -> None:
    """Both at once are a mistake, keys that are left over none; each part that lacks is named."""
    way_in = {"SLACK_SIGNING_SECRET": "made-up"}
    client = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "made-up-2"}
    keys = {"TOKEN_KEYS": f" {KEY}, {OLDER_KEY},{OLDEST_KEY} "}
    settings = load_settings({**way_in, **client, **keys}, needs_slack=True)

    assert settings.has_many_workspaces
    assert settings.token_key_ring == (KEY, OLDER_KEY, OLDEST_KEY)
    assert Settings().token_key_ring == ()
    assert {"made-up-2", *settings.token_key_ring} <= set(settings.secrets)
    Path(".env").touch()  # else its absence is told, too
    missing = problems_of({**way_in, "SLACK_CLIENT_ID": "1.2"}, needs_slack=True)
    assert missing == (NO_CLIENT_SECRET, NO_KEYS)
    token = {"SLACK_BOT_TOKEN": "xoxb-1"}
    (both,) = problems_of({**way_in, **client, **keys, **token}, needs_slack=True)
    assert both == ONE_OR_MANY
    assert load_settings({**way_in, **client, **keys, **token}, needs_slack=False)
    left_over = {**keys, "SLACK_CLIENT_SECRET": "made-up-2"}
    assert not load_settings({**way_in, **left_over, **token}, needs_slack=True).has_many_workspaces
    unnamed = problems_of({**way_in, **keys}, needs_slack=True)
    assert unnamed == (NO_CLIENT_ID, NO_CLIENT_SECRET)
    secret = {"SLACK_CLIENT_SECRET": "made-up-2"}
    assert problems_of({**way_in, **secret}, needs_slack=True) == (NO_CLIENT_ID, NO_KEYS)
    assert problems_of({}, needs_slack=True) == (NO_BOT_TOKEN, NO_APP_TOKEN)


LONGEST_NAME = ".".join(["a" * 63] * 3 + ["a" * 61])
NO_HOST = "names the host {!r}, which no host can be called"
WEATHER_SERVICES = (
    *("OPEN_METEO_GEOCODING", "OPEN_METEO_AIR_QUALITY", "OPEN_METEO_ARCHIVE", "OPEN_METEO_MARINE"),
    *("MET_NORWAY", "METEOALARM", "MSC_GEOMET"),
)
BOT_TOKEN = "needs the bot token that starts with 'xoxb-'"
APP_TOKEN = "needs the app-level token that starts with 'xapp-'"
COPY = "has a letter that no key has; copy it again"
HTTPS = "needs https://; http:// is accepted for this machine only"
ADDRESS = "needs an address of this machine, such as 127.0.0.1 or 0.0.0.0"
PLAIN = "must be a plain base URL, without a user, a query or a fragment"
NO_URL = "is not a URL"
CONTACT = "needs an e-mail address or a web address"
KEYS = (
    "needs keys of 32 bytes in URL-safe base64, the newest first, with commas between; make "
    "one with: openssl rand -base64 32 | tr '+/' '-_'"
)
YES_OR_NO = "is 'perhaps'; it needs true or false (or on or off, yes or no, 1 or 0)"
ROTATES = (
    "is a token that expires after 12 hours, since the app rotates its tokens; install the "
    "app by OAuth (SLACK_CLIENT_ID), or use an app without token rotation"
)
DATABASE = (
    "needs a URL such as sqlite:///weather-bot.db or postgresql+psycopg://user:password@host/name"
)
NO_DATABASE_HOST = "names a host that no host can be called, or a port that is no number"
SLASHES = "needs three slashes before a file's name, such as sqlite:///weather-bot.db"
HOST_AND_PORT = "needs a host and a port, such as http://proxy.example:3128"
HTTP = (
    "needs http:// before the proxy's name: the way to the proxy; what goes through it is "
    "encrypted all the same"
)


@each_row(
    ("name", "value", "said"),
    [
        (
            "SLACK_BOT_TOKEN",
            "xapp-1-x",
            "is an app-level token; it needs the bot token that starts with 'xoxb-'",
        ),
        *(("SLACK_BOT_TOKEN", f"1{word}-1", BOT_TOKEN) for word in ("xoxb", "xapp", "xoxe")),
        (
            "SLACK_APP_TOKEN",
            "xoxb-1-x",
            "is a bot token; it needs the app-level token that starts with 'xapp-'",
        ),
        *(("SLACK_APP_TOKEN", f"1{word}-1", APP_TOKEN) for word in ("xoxb", "xapp")),
        (
            "SLACK_SIGNING_SECRET",
            "xoxb-1-x",
            "is a token; it needs the signing secret, from 'Basic Information'",
        ),
        (
            "SLACK_SIGNING_SECRET",
            "xapp-1-x",
            "is a token; it needs the signing secret, from 'Basic Information'",
        ),
        ("SLACK_SIGNING_SECRET", "sécret", COPY),
        ("SLACK_BOT_TOKEN", "xoxb-1\u20112", COPY),
        ("SLACK_APP_TOKEN", "xapp-1\u20112", COPY),
        ("TOKEN_KEYS", "secret", KEYS),
        ("TOKEN_KEYS", f"{KEY},{KEY[:-4]}", KEYS),
        ("TOKEN_KEYS", f"{KEY},AAAA{KEY}", KEYS),
        ("TOKEN_KEYS", f"{KEY}!", KEYS),
        ("TOKEN_KEYS", f"{KEY[:-1]}é", KEYS),
        ("TOKEN_KEYS", ",", KEYS),
        *(("OPENAI_API_KEY", f"made{sign}up", COPY) for sign in "\t\n\x07\x7f"),
        ("MET_NORWAY_CONTACT", "ops@example.org\nX-Other: 1", CONTACT),
        ("AZURE_OPENAI_API_KEY", "kéy", COPY),
        ("OPEN_METEO_API_KEY", "kéy", COPY),
        ("SLACK_CLIENT_ID", "1.é", COPY),
        ("SLACK_CLIENT_SECRET", "sécret", COPY),
        ("WORKERS", "257", "is '257'; it needs a whole number from 1 to 256"),
        ("MODEL_INPUT_PRICE", "nan", "is 'nan'; it needs a number such as 2.50"),
        ("MODEL_INPUT_PRICE", "inf", "is 'inf'; it needs a number such as 2.50"),
        ("MODEL_INPUT_PRICE", "free", "is 'free'; it needs a number such as 2.50"),
        ("MODEL_INPUT_PRICE", "-0.1", "is '-0.1'; it needs a number such as 2.50"),
        ("MODEL_OUTPUT_PRICE", "1e6", "is '1e6'; it needs a number such as 2.50"),
        ("SLACK_API_URL", "http://slack.example", HTTPS),
        ("HTTP_HOST", "http://127.0.0.1", ADDRESS),
        ("HTTP_HOST", "bücher.example", ADDRESS),
        ("WORKERS", "1.5", "is '1.5'; it needs a whole number from 1 to 256"),
        ("WORKERS", "1e1", "is '1e1'; it needs a whole number from 1 to 256"),
        ("HTTP_PORT", "0", "is '0'; it needs a whole number from 1 to 65535"),
        ("HTTP_PORT", "http", "is 'http'; it needs a whole number from 1 to 65535"),
        ("OPEN_METEO_URL", "http://weather.example", HTTPS),
        ("OPEN_METEO_URL", "weather.example", "needs a URL that starts with https://"),
        ("OPEN_METEO_URL", "ftp://weather.example", "needs a URL that starts with https://"),
        ("OPEN_METEO_URL", "https:///v1", "needs a URL that starts with https://"),
        ("OPEN_METEO_URL", "https://user:word@weather.example", PLAIN),
        ("OPEN_METEO_URL", "https://user@weather.example", PLAIN),
        ("OPEN_METEO_URL", "https://:word@weather.example", PLAIN),
        ("OPEN_METEO_URL", "https://weather.example?key=1", PLAIN),
        ("OPEN_METEO_URL", "https://weather.example#top", PLAIN),
        ("OPEN_METEO_URL", "http://localhost.example", HTTPS),
        ("OPENAI_BASE_URL", "http://0.0.0.0:8080/v1", HTTPS),
        ("OPENAI_BASE_URL", "http://127.0.0.2:8080/v1", HTTPS),
        ("NWS_URL", "https://1", NO_HOST.format("1")),
        ("OPEN_METEO_URL", f"https://{LONGEST_NAME}a", NO_HOST.format(f"{LONGEST_NAME}a")),
        ("OPEN_METEO_URL", f"https://{'a' * 64}.org", NO_HOST.format(f"{'a' * 64}.org")),
        ("OPEN_METEO_URL", "https://[", NO_URL),
        ("OPEN_METEO_URL", "https://weather.example:port", NO_URL),
        ("OPEN_METEO_URL", "https://weather.example:65536", NO_URL),
        ("DATABASE_URL", "mysql://db", DATABASE),
        ("DATABASE_URL", "pysqlite:///weather-bot.db", DATABASE),
        ("DATABASE_URL", "pysqlite:weather-bot.db", DATABASE),
        ("DATABASE_URL", "DATABASE_URL=postgresql+psycopg://bot@db/bot", DATABASE),
        ("TURN_DEADLINE_S", "0", "is '0'; it needs a whole number from 1 to 600"),
        ("LOG_MESSAGES", "perhaps", YES_OR_NO),
        ("FOLLOW_THREADS", "perhaps", YES_OR_NO),
        (
            "ALLOWED_CHANNELS",
            "C0123ABCD#general",
            "names 'C0123ABCD#general'; it needs ids such as C0123ABCD, not names",
        ),
        ("ALLOWED_CHANNELS", "0123", "names '0123'; it needs ids such as C0123ABCD, not names"),
        ("ALLOWED_CHANNELS", "C", "names 'C'; it needs ids such as C0123ABCD, not names"),
        (
            "ALLOWED_CHANNELS",
            "C0123abcd",
            "names 'C0123abcd'; it needs ids such as C0123ABCD, not names",
        ),
        (
            "ALLOWED_TEAMS",
            "T0123ABCD, zoo, acme",
            "names 'acme'; it needs ids such as C0123ABCD, not names",
        ),
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1-x", ROTATES),
        ("SLACK_BOT_TOKEN", "xoxe-1-x", ROTATES),
        ("HTTP_HOST", "999.1.1.1", ADDRESS),
        ("AZURE_OPENAI_ENDPOINT", "https://my resource", NO_HOST.format("my resource")),
        ("OPENAI_BASE_URL", "https://<name>.example/v1", NO_HOST.format("<name>.example")),
        ("OPEN_METEO_URL", "https://256.1.1.1", NO_HOST.format("256.1.1.1")),
        ("NWS_URL", "https://api..example", NO_HOST.format("api..example")),
        ("NWS_URL", "https://api.example..", NO_HOST.format("api.example..")),
        ("NWS_URL", "https://-api.example", NO_HOST.format("-api.example")),
        ("NWS_URL", "https://api-.example", NO_HOST.format("api-.example")),
        ("DATABASE_URL", "postgresql+psycopg://bot@data base/bot", NO_DATABASE_HOST),
        ("DATABASE_URL", "postgresql+psycopg://bot@db:port/bot", NO_DATABASE_HOST),
        ("DATABASE_URL", "sqlite:bot.db", SLASHES),
        ("DATABASE_URL", "sqlite://bot.db", SLASHES),
        ("DATABASE_URL", "postgresql+psycopg://bot@db,no host/bot", NO_DATABASE_HOST),
        (
            "DATABASE_URL",
            "postgresql+psycopg://bot@db/b?sslmode=require&password=x",
            "has a password behind the '?'; write it as user:password@host instead",
        ),
        ("HTTPS_PROXY", "proxy.example:3128/path", HOST_AND_PORT),
        ("HTTPS_PROXY", "proxy.example:3128?x=1", HOST_AND_PORT),
        ("HTTPS_PROXY", "http://:3128", HOST_AND_PORT),
        ("HTTPS_PROXY", "http://-proxy:3128", HOST_AND_PORT),
        (
            "HTTPS_PROXY",
            "proxy.example",
            "names no port; it needs one, such as http://proxy.example:3128",
        ),
        ("HTTPS_PROXY", "https://proxy.example:443", HTTP),
        ("HTTPS_PROXY", "ftp://proxy.example:21", HTTP),
        ("HTTPS_PROXY", "socks5://proxy.example:1080", HTTP),
        (
            "HTTPS_PROXY",
            "http://proxy.example:port",
            "is not a URL; it needs one such as http://proxy.example:3128",
        ),
        *(
            ("SSL_CERT_FILE", path, f"names {path!r}, and there is no such file")
            for path in ("/nowhere/ca.pem", "/dev/null/ca.pem", f"/{'a' * 300}", "/dev/null", "/")
        ),
        ("LOG_LEVEL", "loud", "is 'loud'; it needs one of DEBUG, INFO, WARNING, ERROR"),
        ("CHAT_API", "assistants", "is 'assistants'; it needs one of chat, responses"),
        ("CHAT_MODEL", "gpt", "is 'gpt'; it needs one of azure, openai, offline"),
        ("PREDICTION", "on", "is 'on'; it needs one of off, weather, calls"),
        ("DEFAULT_UNITS", "si", "is 'si'; it needs one of metric, imperial"),
        ("LOG_FORMAT", "xml", "is 'xml'; it needs one of text, json"),
        ("AZURE_OPENAI_AUTH", "none", "is 'none'; it needs one of key, entra"),
        (
            "WEATHER_PROVIDER",
            "wttr",
            "is 'wttr'; it needs one of open-meteo, met-norway, simulated",
        ),
        ("MET_NORWAY_CONTACT", "me", CONTACT),
        ("MET_NORWAY_CONTACT", "jürgen@example.org", CONTACT),
        ("NWS_URL", "http://api.weather.gov", HTTPS),
        *((f"{name}_URL", "http://weather.example", HTTPS) for name in WEATHER_SERVICES),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example:4318", HTTPS),
    ],
)
def test_a_wrong_value_is_named_with_what_to_do(name: str, value: str, said: str) -> None:
    """A problem names the setting and says what it needs."""
    (problem,) = problems_of({name: value})

    assert problem == f"{name} {said}."


IPV6_HOST = "postgresql+psycopg://bot@[::1]/bot"
IPV6_PORT = "postgresql+psycopg://bot@[::1]:5433/bot"
HOSTS = "postgresql+psycopg://bot@db1,db2:5433,db3/bot?sslmode=require"
RANGES = {
    "WORKERS": (1, 32, 256),
    "TURN_DEADLINE_S": (1, 60, 600),
    "LEASE_S": (1, 60, 3600),
    "MAX_ATTEMPTS": (1, 5, 100),
    "MAX_TOOL_CALLS": (1, 64, 128),
    "MAX_MODEL_TURNS": (2, 4, 20),
    "HISTORY_MAX_TOKENS": (500, 8000, 1_000_000),
    "HISTORY_DAYS": (1, 30, 3650),
    "QUESTIONS_PER_MINUTE": (0, 0, 10_000),
    "WORKSPACE_QUESTIONS_PER_MINUTE": (0, 0, 100_000),
    "TOKENS_PER_DAY": (0, 0, 2_000_000_000),
    "HTTP_PORT": (1, 3000, 65_535),
}


@each_row(("name", "span"), RANGES.items(), ids=RANGES)
def test_a_whole_number_has_a_range_and_a_default_in_it(
    name: str, span: tuple[int, int, int]
) -> None:
    """Both ends belong to it; a number beyond them is named with the range."""
    low, default, high = span
    texts = ("", str(low), str(high))

    read = [getattr(load_settings({name: t}, needs_slack=False), name.lower()) for t in texts]
    beyond = [problems_of({name: str(number)}) for number in (low - 1, high + 1)]

    assert read == [default, low, high]
    needs = f"it needs a whole number from {low} to {high}."
    assert beyond == [(f"{name} is {str(number)!r}; {needs}",) for number in (low - 1, high + 1)]


@each_row(
    ("name", "value", "read"),
    [
        ("WORKERS", "1", 1),
        ("WORKERS", "256", 256),
        ("HTTP_PORT", "65535", 65_535),
        ("QUESTIONS_PER_MINUTE", "0", 0),
        ("MODEL_INPUT_PRICE", "0", 0.0),
        ("MODEL_OUTPUT_PRICE", "2.50", 2.5),
        ("MODEL_OUTPUT_PRICE", "999999", 999_999.0),
        ("DATABASE_URL", HOSTS, HOSTS),
        ("DATABASE_URL", IPV6_HOST, IPV6_HOST),
        *(("DATABASE_URL", url, url) for url in ("postgresql+psycopg://bot@/bot", IPV6_PORT)),
        ("TOKEN_KEYS", f" -_{KEY[2:]} , {KEY}", f"-_{KEY[2:]},{KEY}"),
        ("HTTPS_PROXY", "proxy.example:3128", "http://proxy.example:3128"),
        ("HTTPS_PROXY", "http://u:w@proxy.example:3128/", "http://u:w@proxy.example:3128"),
        ("HTTPS_PROXY", "HTTP://Proxy.example:3128", "http://Proxy.example:3128"),
        ("HTTPS_PROXY", "u:w@[::1]:3128", "http://u:w@[::1]:3128"),
        ("OPENAI_BASE_URL", "HTTP://LOCALHOST:8080/v1", "http://LOCALHOST:8080/v1"),
        ("OPENAI_BASE_URL", "https://llm.example:65535/v1", "https://llm.example:65535/v1"),
        ("AZURE_OPENAI_AUTH", "Entra", "entra"),
        ("NWS_URL", f"https://{LONGEST_NAME}", f"https://{LONGEST_NAME}"),
        ("OPENAI_BASE_URL", "http://[::1]:8080/v1/", "http://[::1]:8080/v1"),
        ("NWS_URL", "https://a-b.example", "https://a-b.example"),
        ("NWS_URL", "https://3.bücher.example/a/", "https://3.bücher.example/a"),
        ("SLACK_SIGNING_SECRET", "0xapp-", "0xapp-"),
        ("DEFAULT_UNITS", "IMPERIAL", "imperial"),
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("OPENAI_MODEL", " chat ", "chat"),
        ("OPENAI_API_KEY", "made-up ", "made-up"),
        ("ALLOWED_TEAMS", "T0123ABCD, T1,T2 T3", frozenset({"T0123ABCD", "T1", "T2", "T3"})),
        *(("ALLOWED_CHANNELS", f"{dm},C0123", frozenset({"dm", "C0123"})) for dm in ("dm", "DM")),
        ("MET_NORWAY_CONTACT", "ops@localhost", "ops@localhost"),
        ("MET_NORWAY_CONTACT", "https://example.org", "https://example.org"),
        ("OPEN_METEO_URL", "https://weather.example//", "https://weather.example"),
        ("OPEN_METEO_URL", "https://weather.example.", "https://weather.example."),
        ("OPEN_METEO_URL", "http://localhost:8080/v1", "http://localhost:8080/v1"),
        ("SLACK_API_URL", "https://slack.example/api/", "https://slack.example/api/"),
        ("SLACK_API_URL", "HTTPS://Slack.Example/api", "https://Slack.Example/api/"),
        ("HTTP_HOST", "::1", "::1"),
        ("ssl_cert_file", __file__, __file__),
        ("https_proxy", "proxy.example:3128", "http://proxy.example:3128"),
        ("no_proxy", "db.example", "db.example"),
    ],
)
def test_a_value_is_read_up_to_the_ends_of_what_is_allowed(
    name: str, value: str, read: object
) -> None:
    """With spaces around it, and in capitals or small letters where it is a word."""
    settings = load_settings({"CHAT_MODEL": "offline", name: value}, needs_slack=False)

    assert getattr(settings, name.lower()) == read


@each_row("word", ["true", "on", "YES", "1", "false", "Off", "no", "0"])
@each_row("name", ["FOLLOW_THREADS", "MODEL_FALLBACK", "LOG_MESSAGES"])
def test_yes_and_no_are_read_alike_everywhere(name: str, word: str) -> None:
    """In every spelling that people are used to."""
    settings = load_settings({name: word}, needs_slack=False)

    assert getattr(settings, name.lower()) is (word.lower() in ("true", "on", "yes", "1"))


@each_row(
    "url",
    [
        "sqlite://",
        "sqlite:///",
        "sqlite:///?timeout=5",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory",
    ],
)
def test_the_bot_in_slack_keeps_nothing_in_memory(url: str) -> None:
    """There each stop would lose questions; in the terminal there is nothing to lose."""
    (problem,) = problems_of({**SLACK, "DATABASE_URL": url}, needs_slack=True)

    assert problem.startswith("DATABASE_URL")
    assert "in memory" in problem
    assert load_settings({"DATABASE_URL": url}, needs_slack=False).database_url == url


@pytest.mark.parametrize(
    ("line", "said"), [("SLACK_BOT_TOKEN xoxb-1", "can't be read"), ("WORKERS", "has no '='")]
)
def test_a_broken_line_is_named_with_its_number(line: str, said: str) -> None:
    """The rest of the file is not used as if it were whole."""
    Path(".env").write_text(f"# a comment\nLEASE_S=9\n \t\n  {line}\n")

    (problem,) = problems_of({})

    needed = f"Line 4 of the settings file '.env' {said}; it needs the form NAME=value."
    assert problem == needed


def test_a_settings_file_that_is_a_folder_is_a_problem() -> None:
    """A container makes one where the file to be mounted is missing."""
    Path(".env").mkdir()

    (problem,) = problems_of({})

    assert problem == (
        "The settings file '.env' is a folder: a container makes one where the file that it was to"
        " mount is missing. Remove the folder and put the file there."
    )


@pytest.mark.parametrize("named", [{}, {"WEATHER_BOT_ENV_FILE": "closed/bot.env"}])
def test_a_settings_file_in_a_folder_that_must_not_be_looked_into_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: dict[str, str]
) -> None:
    """As the volume of a container is, when it belongs to somebody else."""
    closed = tmp_path / "closed"
    closed.mkdir()
    monkeypatch.chdir(tmp_path if named else closed)
    closed.chmod(0)
    user = os.geteuid()
    if not user:  # An administrator may look into any folder.
        os.seteuid(10001)
    try:
        problem, *_ = problems_of(named, needs_slack=True)
        exposure = exposure_of_env_file(named)
    finally:
        os.seteuid(user)

    assert "can't be read; check its permissions" in problem
    assert "closed" in problem
    assert exposure == {}


def test_certificates_that_must_not_be_read_are_a_problem(tmp_path: Path) -> None:
    """Be it the file or its folder that is closed; they would fail every request, one by one."""
    path = tmp_path / "ca.pem"
    path.touch(mode=0)
    user = os.geteuid()
    if not user:  # An administrator may read any file.
        tmp_path.chmod(0)
        os.setresuid(10001, 10001, user)
    try:
        *_, problem = problems_of({"SSL_CERT_FILE": str(path)})
    finally:
        if not user:
            os.setresuid(user, user, user)

    said = f"SSL_CERT_FILE names {str(path)!r}, which can't be read; check its permissions."
    assert problem == said


def test_who_misses_a_setting_is_told_where_the_file_would_be() -> None:
    """The command may have been started in another folder than the file's."""
    *_, last = problems_of({}, needs_slack=True)

    assert f"no settings file {str(Path('.env').resolve())!r}" in last


def test_a_secret_can_be_in_a_file(tmp_path: Path) -> None:
    """As containers are handed theirs; a line break at its end is none of it."""
    path = tmp_path / "token"
    path.write_text("xoxb-1-made-up \r\n\n")
    named = {
        "SLACK_BOT_TOKEN_FILE": f" {path} ",
        "SLACK_BOT_TOKEN": " ",
        "OPENAI_API_KEY_FILE": " ",
    }

    settings = load_settings(named, needs_slack=False)

    assert settings.slack_bot_token == "xoxb-1-made-up"
    assert settings.secrets == ("xoxb-1-made-up",)
    path.write_text("\nxoxb-2-made-up", encoding="utf-8-sig")  # as of Windows
    assert load_settings(named, needs_slack=False).slack_bot_token == "xoxb-2-made-up"
    path.write_text("xoxb-" + "x" * 65_531)  # the most that is read
    assert load_settings(named, needs_slack=False).slack_bot_token == path.read_text()


def test_a_secret_in_a_file_is_not_missing(tmp_path: Path) -> None:
    """All needs are met by files alone."""
    environ = {}
    for name, value in {**SLACK, **AZURE}.items():
        (tmp_path / name).write_text(value)
        is_secret = name != "AZURE_OPENAI_ENDPOINT" and not name.endswith("DEPLOYMENT_NAME")
        environ |= {f"{name}_FILE": str(tmp_path / name)} if is_secret else {name: value}

    assert load_settings(environ, needs_slack=True) == load_settings(
        {**SLACK, **AZURE}, needs_slack=True
    )


def test_what_is_no_secret_is_in_no_file_of_its_own() -> None:
    """Such a name is another program's."""
    names = [f"{name}_FILE" for name in KNOWN_NAMES if name.isupper()]
    others = dict.fromkeys(sorted({*names} - KNOWN_NAMES), "/nowhere")

    assert "WORKERS_FILE" in others
    assert load_settings(others, needs_slack=False) == load_settings({}, needs_slack=False)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file or directory"),
        (b" \n", "it is empty"),
        (b"\xff", "it is not UTF-8 text"),
        (b"x" * 65_537, "it is too long for a secret"),
    ],
)
def test_a_secrets_file_that_cannot_be_used_is_named(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    """With the reason, without its content, and without the word that the secret is missing."""
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)

    (problem,) = problems_of({"OPENAI_API_KEY_FILE": str(path), "OPENAI_MODEL": "m"})

    assert problem == f"OPENAI_API_KEY_FILE names {str(path)!r}, which can't be used: {said}."


def test_a_secret_is_given_once(tmp_path: Path) -> None:
    """Nobody could say which of two counts, and so the file is not looked at."""
    names = ("OPENAI_API_KEY", "OPEN_METEO_API_KEY")
    given = dict.fromkeys(names, "other") | {"OPENAI_MODEL": "m"}
    given |= {f"{name}_FILE": str(tmp_path / "key") for name in names}

    assert problems_of(given) == tuple(
        f"{name} and {name}_FILE are both set; remove one of them." for name in names
    )


def test_an_unknown_name_is_found_with_the_setting_that_is_meant() -> None:
    """By its line; names of other programs may stand there as well."""
    lines = ["HISTORY_DAY=9", "WORKERS=3", "COMPOSE_PROJECT=x", "SLACK_BOT_TOKEN_FILE=", "worker=4"]
    lines += ["no_proxy=x", "https_proxy=http://x:1", "SSL_CERT_FILE=/x", "log_level=INFO"]
    lines += ["SLACK_SECRET=x", "DATABASE=x", "DB_URL=x", "HISTORY=9", "WORKERS_FILE=x", "Workers="]
    lines += ["ssl_cert_file=/x", "SSL_CERT_FILE_FILE=/x", "HTTPS_PROXY_FILE=/x"]
    Path(".env").write_text("\n".join(lines))

    found = unknown_names({}, KNOWN_NAMES)

    assert [(item.name, item.line, item.closest) for item in found] == [
        ("HISTORY_DAY", 1, "HISTORY_DAYS"),
        ("COMPOSE_PROJECT", 3, ""),
        ("worker", 5, "WORKERS"),
        ("log_level", 9, "LOG_LEVEL"),
        ("SLACK_SECRET", 10, "SLACK_CLIENT_SECRET"),
        ("DATABASE", 11, "DATABASE_URL"),
        ("DB_URL", 12, ""),
        ("***", 13, ""),
        ("WORKERS_FILE", 14, ""),
        ("Workers", 15, "WORKERS"),
        ("SSL_CERT_FILE_FILE", 17, "SSL_CERT_FILE"),
    ]


@each_row(
    "key",
    [
        "sk-abc123",
        "xoxb-1-2-abc",
        "abc/def+g==",
        "AB12CD34EF56",
        "Pass",
        "MY_PASS9f",
        "MyPass_WORD",
    ],
)
def test_a_key_that_stands_alone_in_its_line_is_not_shown(key: str) -> None:
    """What is shown goes into the log, and into reports that people pass on."""
    Path(".env").write_text(f"{key}\n{key}=\nexport {key}")

    found = unknown_names({}, KNOWN_NAMES)

    assert {item.name for item in found} == {"***"}


def test_entra_id_needs_no_key() -> None:
    """The resource and the deployment are enough."""
    keyless = {name: value for name, value in AZURE.items() if name != "AZURE_OPENAI_API_KEY"}

    settings = load_settings({**keyless, "AZURE_OPENAI_AUTH": "entra"}, needs_slack=False)

    assert settings.azure_openai_auth == "entra"
    Path(".env").touch()
    (problem,) = problems_of(keyless)
    assert problem == (
        "AZURE_OPENAI_API_KEY is missing: set it to the key of your Azure OpenAI resource, or set"
        " AZURE_OPENAI_AUTH=entra to sign in without one."
    )


def test_of_two_model_services_the_unused_one_is_known() -> None:
    """So that the bot can say which one it uses; whoever wants none knows what they do."""
    both = {**AZURE, "OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"}
    offline = load_settings({**both, "CHAT_MODEL": "offline"}, needs_slack=False)

    openai = load_settings({**both, "CHAT_MODEL": "openai"}, needs_slack=False)
    assert load_settings(both, needs_slack=False).unused_model_service == "openai"
    assert openai.unused_model_service == "azure"
    assert load_settings(AZURE, needs_slack=False).unused_model_service == ""
    key_alone = load_settings({**AZURE, "OPENAI_API_KEY": "k"}, needs_slack=False)
    assert key_alone.unused_model_service == ""
    keyless = {"OPENAI_MODEL": "m", "OPENAI_BASE_URL": "http://localhost:1/v1"}
    endpoint = {"AZURE_OPENAI_ENDPOINT": AZURE["AZURE_OPENAI_ENDPOINT"], "CHAT_MODEL": "openai"}
    assert load_settings({**AZURE, **keyless}, needs_slack=False).unused_model_service == "openai"
    assert load_settings({**endpoint, **keyless}, needs_slack=False).unused_model_service == "azure"
    assert offline.unused_model_service == ""


def test_a_secret_is_neither_in_the_repr_nor_in_a_problem() -> None:
    """Whoever prints settings or an error prints no key."""
    settings = load_settings({**SLACK, **AZURE}, needs_slack=True)
    problems = problems_of({"SLACK_BOT_TOKEN": "made-up-secret"})

    assert "made-up" not in repr(settings)
    assert "made-up" not in "".join(problems)
    assert set(settings.secrets) == {"xoxb-1-made-up", "xapp-1-made-up", "azure-made-up"}


def test_every_secret_is_known_as_one() -> None:
    """So that the log can leave out each, wherever it turns up; a default is none."""
    given = {
        "SLACK_BOT_TOKEN": "xoxb-canary",
        "SLACK_APP_TOKEN": "xapp-canary",
        "SLACK_SIGNING_SECRET": "canary-signing",
        "SLACK_CLIENT_SECRET": "canary-client",
        "TOKEN_KEYS": f"{KEY},{OLDER_KEY}",
        "AZURE_OPENAI_API_KEY": "canary-azure",
        "OPENAI_API_KEY": "canary-openai",
        "OPEN_METEO_API_KEY": "canary-weather",
        "DATABASE_URL": "postgresql+psycopg://bot:canary-word@db.example/bot",
        "HTTPS_PROXY": "http://me:canary-proxy@proxy.example:3128",
    }

    settings = load_settings({**given, "CHAT_MODEL": "offline"}, needs_slack=False)

    assert {*given.values(), KEY, OLDER_KEY, "canary-word", "canary-proxy"} <= set(settings.secrets)
    assert not [word for word in ("canary", KEY, OLDER_KEY) if word in repr(settings)]
    assert load_settings({}, needs_slack=False).secrets == ()


def test_a_databases_password_is_a_secret() -> None:
    """In its own spelling and in those of URLs, which the driver's errors write anew."""
    spellings = (
        ("p%40ss-word", "p@ss-word", "p%40ss-word"),
        ("p:ss-w:rd", "p:ss-w:rd", "p%3Ass-w%3Ard"),
        ("p%2fss-[word", "p/ss-[word", "p%2Fss-%5Bword"),
    )
    for each in spellings:
        url = f"postgresql+psycopg://bot:{each[0]}@db.example/bot"
        secrets = load_settings({"DATABASE_URL": url}, needs_slack=False).secrets
        assert {url, *each} == set(secrets)
    for url in ("sqlite:///b.db", "postgresql+psycopg://bot@db.example/bot"):
        assert load_settings({"DATABASE_URL": url}, needs_slack=False).secrets == (url,)


def test_an_empty_value_counts_as_unset() -> None:
    """A line such as `WORKERS=` in an example file does no harm."""
    for file in ("", " "):
        given = {"WORKERS": " ", "CHAT_MODEL": "", "WEATHER_BOT_ENV_FILE": file}
        assert load_settings(given, needs_slack=False) == Settings()
    Path(".env").write_text('SLACK_BOT_TOKEN=" "\n')
    assert problems_of({}, needs_slack=True) == (NO_BOT_TOKEN, NO_APP_TOKEN)


def test_http_is_accepted_for_this_machine_only() -> None:
    """A test server on loopback needs no certificate."""
    settings = load_settings({"SLACK_API_URL": "http://127.0.0.1:9/api"}, needs_slack=False)

    assert settings.slack_api_url == "http://127.0.0.1:9/api/"


@each_row(
    ("environ", "model"),
    [
        (AZURE, "azure"),
        ({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"}, "openai"),
        ({"OPENAI_BASE_URL": "http://localhost:1/v1", "OPENAI_MODEL": "m"}, "openai"),
        ({**AZURE, "CHAT_MODEL": "offline"}, "offline"),
        ({"AZURE_OPENAI_API_KEY": "k", "OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"}, "openai"),
        ({"AZURE_OPENAI_API_KEY": "k"}, "offline"),
        ({**AZURE, "OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"}, "azure"),
        ({**AZURE, "OPENAI_API_KEY": "k", "OPENAI_MODEL": "m", "CHAT_MODEL": "openai"}, "openai"),
    ],
)
def test_the_chat_model_follows_what_is_configured(environ: dict[str, str], model: str) -> None:
    """CHAT_MODEL decides, and without it the keys that are there."""
    assert load_settings(environ, needs_slack=False).chat_model_used == model


@each_row(
    ("given", "missing"),
    [
        ("AZURE_OPENAI_DEPLOYMENT_NAME", ["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY"]),
        ("AZURE_OPENAI_ENDPOINT", ["AZURE_OPENAI_API_KEY", "AZURE_OPENAI_DEPLOYMENT_NAME"]),
        ("OPENAI_API_KEY", ["OPENAI_MODEL"]),
        ("OPENAI_BASE_URL", ["OPENAI_MODEL"]),
        ("OPENAI_MODEL", ["OPENAI_API_KEY"]),
    ],
)
def test_who_has_begun_to_set_up_a_model_is_told_what_lacks(given: str, missing: list[str]) -> None:
    """The offline model does not stand in unsaid."""
    problems = problems_of({given: "https://model.example"})

    assert [problem.split(":")[0] for problem in problems] == [
        f"{name} is missing" for name in missing
    ]


def test_openai_needs_a_key_and_a_model() -> None:
    """Only a compatible server may do without a key."""
    problems = problems_of({"CHAT_MODEL": "openai"})

    assert [problem.split()[0] for problem in problems] == ["OPENAI_MODEL", "OPENAI_API_KEY"]


def test_a_weather_key_selects_the_customers_hosts() -> None:
    """The key is useless on the public host."""
    settings = load_settings({"OPEN_METEO_API_KEY": "k"}, needs_slack=False)

    assert settings.open_meteo_hosts == {
        "forecast": "https://customer-api.open-meteo.com",
        "geocoding": "https://customer-geocoding-api.open-meteo.com",
        "air-quality": "https://customer-air-quality-api.open-meteo.com",
        "archive": "https://customer-archive-api.open-meteo.com",
        "marine": "https://customer-marine-api.open-meteo.com",
    }


def test_weather_comes_from_public_hosts_or_those_that_are_set() -> None:
    """Each is set by itself."""
    public = load_settings({}, needs_slack=False)
    own = load_settings(
        {"OPEN_METEO_ARCHIVE_URL": "https://weather.example/", "OPEN_METEO_API_KEY": "k"},
        needs_slack=False,
    )

    assert public.open_meteo_hosts == {
        "forecast": "https://api.open-meteo.com",
        "geocoding": "https://geocoding-api.open-meteo.com",
        "air-quality": "https://air-quality-api.open-meteo.com",
        "archive": "https://archive-api.open-meteo.com",
        "marine": "https://marine-api.open-meteo.com",
    }
    assert public.met_norway_url == "https://api.met.no"
    assert public.nws_url == "https://api.weather.gov"
    assert public.meteoalarm_url == "https://feeds.meteoalarm.org"
    assert public.msc_geomet_url == "https://api.weather.gc.ca"
    names = ("FORECAST", "GEOCODING", "AIR_QUALITY", "ARCHIVE", "MARINE")
    urls = {f"OPEN_METEO_{name}_URL": f"https://{name[0]}.example" for name in names}
    urls["OPEN_METEO_URL"] = urls.pop("OPEN_METEO_FORECAST_URL")
    each = load_settings(urls, needs_slack=False).open_meteo_hosts
    assert [url[8] for url in each.values()] == [name[0] for name in names]
    assert own.open_meteo_hosts["archive"] == "https://weather.example"
    assert own.open_meteo_hosts["forecast"] == "https://customer-api.open-meteo.com"


def test_the_environment_wins_over_the_env_file() -> None:
    """A value given at the command line is the one that counts."""
    Path(".env").write_text("LEASE_S=9\nWORKERS=3\n", encoding="utf-8-sig")  # as of Windows

    settings = load_settings({"WORKERS": "4"}, needs_slack=False)
    small = {"max_attempts": "8", "openai_api_key": "k"}  # which are other programs'
    emptied = load_settings({"WORKERS": " ", **small}, needs_slack=False)

    assert (settings.workers, settings.lease_s) == (4, 9)
    assert (emptied.workers, emptied.max_attempts, emptied.openai_api_key) == (3, 5, "")


def test_a_dollar_sign_in_a_key_is_kept() -> None:
    """The env file is read as it is written, without substitution."""
    Path(".env").write_text("AZURE_OPENAI_API_KEY=a${HOME}b\nCHAT_MODEL=offline\n")

    assert load_settings({}, needs_slack=False).azure_openai_api_key == "a${HOME}b"


def test_the_last_of_several_values_in_the_env_file_counts() -> None:
    """A line that is added at its end is for those above, and an empty one says nothing."""
    Path(".env").write_text("WORKERS=3\nLEASE_S=9\nWORKERS=4\nLEASE_S=\n")

    settings = load_settings({}, needs_slack=False)

    assert (settings.workers, settings.lease_s) == (4, 9)


def test_another_env_file_can_be_named(tmp_path: Path) -> None:
    """WEATHER_BOT_ENV_FILE takes the place of .env."""
    path = tmp_path / "bot.env"
    path.write_text("WORKERS=5\n")

    settings = load_settings({"WEATHER_BOT_ENV_FILE": f" {path} "}, needs_slack=False)

    assert settings.workers == 5


@pytest.mark.parametrize("content", [None, b"WORKERS=\xff\xfe\n"])
def test_an_env_file_that_cannot_be_read_is_a_problem(
    tmp_path: Path, content: bytes | None
) -> None:
    """A missing or garbled file is said, not passed over."""
    path = tmp_path / "bot.env"
    missing = f"WEATHER_BOT_ENV_FILE names {str(path)!r}, and there is no such file."
    garbled = f"The settings file {str(path)!r} is not UTF-8 text."
    if content is not None:
        path.write_bytes(content)

    (problem,) = problems_of({"WEATHER_BOT_ENV_FILE": str(path)})

    assert problem == (garbled if content else missing)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700, 0o640, 0o620, 0o604, 0o602, 0o666])
def test_an_env_file_is_exposed_when_others_can_read_or_change_it(
    tmp_path: Path, mode: int
) -> None:
    """Its group counts as others."""
    path = tmp_path / "named.env"
    path.write_text("WORKERS=3\n")
    path.chmod(mode)

    exposure = exposure_of_env_file({"WEATHER_BOT_ENV_FILE": str(path)})

    advice = f"others on this machine can read or change your tokens: chmod 600 {path}"
    told = {"file": str(path), "mode": f"{mode:04o}", "advice": advice}
    assert exposure == (told if mode & 0o077 else {})
