"""Settings are read once, checked together, and never give a secret away."""

import base64
import os
from pathlib import Path
from typing import get_args

import pytest
from fakes.rows import each_row

from bot.errors import SettingsError
from bot.settings import KNOWN_NAMES, Settings, WeatherProviderName, load_settings
from bot.settings.env_file import exposure_of_env_file, unknown_names

KEY, OLDER_KEY = (base64.urlsafe_b64encode(bytes([n]) * 32).decode() for n in (2, 1))
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


def test_a_terminal_needs_no_settings_at_all() -> None:
    """Everything has a default that works without an account."""
    settings = load_settings({}, needs_slack=False)

    assert settings.chat_model_used == "offline"
    assert settings.workers == 32
    assert settings.open_meteo_hosts["forecast"] == "https://api.open-meteo.com"


def test_all_problems_are_reported_at_once() -> None:
    """Nobody has to start the bot five times to learn five things."""
    environ = {
        "WORKERS": "many",
        "DEFAULT_UNITS": "kelvin",
        "SLACK_BOT_TOKEN": "xapp-1-made-up",
        "AZURE_OPENAI_ENDPOINT": "https://name.openai.azure.com",
    }

    problems = problems_of(environ, needs_slack=True)

    named = {problem.split()[0] for problem in problems}
    assert named == {
        "WORKERS",
        "DEFAULT_UNITS",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "AZURE_OPENAI_API_KEY",
        "AZURE_OPENAI_DEPLOYMENT_NAME",
    }


def test_slack_needs_an_app_level_token_or_a_signing_secret() -> None:
    """Whoever has neither is told of both."""
    token = {"SLACK_BOT_TOKEN": "xoxb-1-made-up"}
    signed = load_settings({**token, "SLACK_SIGNING_SECRET": "made-up"}, needs_slack=True)

    (problem,) = problems_of(token, needs_slack=True)

    assert signed.slack_signing_secret in signed.secrets
    assert (signed.http_host, signed.http_port) == ("127.0.0.1", 3000)
    assert problem.startswith("SLACK_APP_TOKEN is missing: ")
    assert "Socket Mode" in problem
    assert "SLACK_SIGNING_SECRET, for HTTP" in problem


def test_several_workspaces_need_a_client_and_a_key_in_place_of_a_token() -> None:
    """Both at once are a mistake, keys that are left over none; each part that lacks is named."""
    way_in = {"SLACK_SIGNING_SECRET": "made-up"}
    client = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "made-up-2"}
    keys = {"TOKEN_KEYS": f" {KEY}, {OLDER_KEY} "}
    settings = load_settings({**way_in, **client, **keys}, needs_slack=True)

    assert settings.has_many_workspaces
    assert settings.token_key_ring == (KEY, OLDER_KEY)
    assert {"made-up-2", *settings.token_key_ring} <= set(settings.secrets)
    missing = problems_of({**way_in, "SLACK_CLIENT_ID": "1.2"}, needs_slack=True)
    assert [each.partition(" ")[0] for each in missing] == ["SLACK_CLIENT_SECRET", "TOKEN_KEYS"]
    token = {"SLACK_BOT_TOKEN": "xoxb-1"}
    (both,) = problems_of({**way_in, **client, **keys, **token}, needs_slack=True)
    assert "remove one" in both
    left_over = {**keys, "SLACK_CLIENT_SECRET": "made-up-2"}
    assert not load_settings({**way_in, **left_over, **token}, needs_slack=True).has_many_workspaces
    unnamed = problems_of({**way_in, **keys}, needs_slack=True)
    assert [each.partition(" ")[0] for each in unnamed] == [
        "SLACK_CLIENT_ID",
        "SLACK_CLIENT_SECRET",
    ]


@each_row(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-x", "xoxb-"),
        ("SLACK_BOT_TOKEN", "hello", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1-x", "xapp-"),
        ("SLACK_APP_TOKEN", "hello", "xapp-"),
        ("SLACK_SIGNING_SECRET", "xoxb-1-x", "Basic Information"),
        ("SLACK_SIGNING_SECRET", "sécret", "copy it again"),
        ("TOKEN_KEYS", "secret", "openssl rand"),
        ("TOKEN_KEYS", f"{KEY},{KEY[:-4]}", "32 bytes"),
        ("TOKEN_KEYS", f"{KEY}!", "32 bytes"),
        ("OPENAI_API_KEY", "made\tup", "copy it again"),
        ("WORKERS", "257", "from 1 to 256"),
        ("MODEL_INPUT_PRICE", "nan", "such as 2.50"),
        ("MODEL_INPUT_PRICE", "-0.1", "such as 2.50"),
        ("MODEL_OUTPUT_PRICE", "1e6", "such as 2.50"),
        ("SLACK_API_URL", "http://slack.example", "https://"),
        ("HTTP_HOST", "http://127.0.0.1", "0.0.0.0"),
        ("HTTP_HOST", "bücher.example", "0.0.0.0"),
        ("HTTP_PORT", "0", "from 1 to 65535"),
        ("HTTP_PORT", "http", "from 1 to 65535"),
        ("OPEN_METEO_URL", "http://weather.example", "https://"),
        ("OPEN_METEO_URL", "weather.example", "https://"),
        ("OPEN_METEO_URL", "https://user:word@weather.example", "plain base URL"),
        ("OPEN_METEO_URL", "https://:word@weather.example", "plain base URL"),
        ("OPEN_METEO_URL", "https://weather.example?key=1", "plain base URL"),
        ("OPEN_METEO_URL", "https://weather.example#top", "plain base URL"),
        ("OPEN_METEO_URL", "http://localhost.example", "https://"),
        ("OPEN_METEO_URL", f"https://{'.'.join(['a' * 60] * 5)}", "no host can be called"),
        ("OPEN_METEO_URL", "https://[", "not a URL"),
        ("OPEN_METEO_URL", "https://weather.example:port", "not a URL"),
        ("DATABASE_URL", "mysql://db", "sqlite:///"),
        ("TURN_DEADLINE_S", "0", "from 1 to 600"),
        ("LOG_MESSAGES", "perhaps", "true or false"),
        ("FOLLOW_THREADS", "perhaps", "true or false"),
        ("ALLOWED_CHANNELS", "C0123ABCD#general", "not names"),
        ("ALLOWED_TEAMS", "T0123ABCD acme", "not names"),
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1-x", "rotates its tokens"),
        ("SLACK_BOT_TOKEN", "xoxe-1-x", "rotates its tokens"),
        ("HTTP_HOST", "999.1.1.1", "0.0.0.0"),
        ("AZURE_OPENAI_ENDPOINT", "https://my resource", "no host can be called"),
        ("OPENAI_BASE_URL", "https://<name>.example/v1", "no host can be called"),
        ("OPEN_METEO_URL", "https://256.1.1.1", "no host can be called"),
        ("NWS_URL", "https://api..example", "no host can be called"),
        ("DATABASE_URL", "postgresql+psycopg://bot@data base/bot", "no host can be called"),
        ("DATABASE_URL", "sqlite:bot.db", "three slashes"),
        ("DATABASE_URL", "sqlite://bot.db", "three slashes"),
        ("DATABASE_URL", "postgresql+psycopg://bot@db,no host/bot", "no host can be called"),
        ("DATABASE_URL", "postgresql+psycopg://bot@db/b?sslmode=require&password=x", "behind"),
        ("HTTPS_PROXY", "proxy.example:3128/path", "needs a host and a port"),
        ("HTTPS_PROXY", "proxy.example", "names no port"),
        ("HTTPS_PROXY", "https://proxy.example:443", "http://"),
        ("HTTPS_PROXY", "socks5://proxy.example:1080", "http://"),
        ("HTTPS_PROXY", "http://proxy.example:port", "not a URL"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "no such file"),
        ("LOG_LEVEL", "loud", "DEBUG"),
        ("CHAT_API", "assistants", "chat, responses"),
        ("WEATHER_PROVIDER", "wttr", ", ".join(get_args(WeatherProviderName))),
        ("MET_NORWAY_CONTACT", "me", "e-mail address or a web address"),
        ("MET_NORWAY_CONTACT", "jürgen@example.org", "e-mail address or a web address"),
        ("NWS_URL", "http://api.weather.gov", "https://"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_do(name: str, value: str, said: str) -> None:
    """A problem names the setting and says what it needs."""
    (problem,) = problems_of({name: value})

    assert problem.startswith(name)
    assert said in problem


@each_row(
    ("name", "value", "read"),
    [
        ("WORKERS", "1", 1),
        ("WORKERS", "256", 256),
        ("HTTP_PORT", "65535", 65_535),
        ("QUESTIONS_PER_MINUTE", "0", 0),
        ("MODEL_INPUT_PRICE", "0", 0.0),
        ("MODEL_OUTPUT_PRICE", "2.50", 2.5),
        ("DEFAULT_UNITS", "IMPERIAL", "imperial"),
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("OPENAI_MODEL", " chat ", "chat"),
        ("OPENAI_API_KEY", "made-up ", "made-up"),
        ("ALLOWED_TEAMS", "T0123ABCD, T1 T2", frozenset({"T0123ABCD", "T1", "T2"})),
        ("ALLOWED_CHANNELS", "dm,C0123ABCD", frozenset({"dm", "C0123ABCD"})),
        ("MET_NORWAY_CONTACT", "ops@localhost", "ops@localhost"),
        ("MET_NORWAY_CONTACT", "https://example.org", "https://example.org"),
        ("OPEN_METEO_URL", "https://weather.example//", "https://weather.example"),
        ("OPEN_METEO_URL", "https://weather.example.", "https://weather.example."),
        ("OPEN_METEO_URL", "http://localhost:8080/v1", "http://localhost:8080/v1"),
        ("SLACK_API_URL", "https://slack.example/api/", "https://slack.example/api/"),
        ("HTTP_HOST", "::1", "::1"),
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


@each_row("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///file:x?mode=memory"])
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
    Path(".env").write_text(f"# a comment\nLEASE_S=9\n\n{line}\n")

    (problem,) = problems_of({})

    assert "Line 4 of the settings file '.env'" in problem
    assert said in problem
    assert "xoxb-1" not in problem


def test_a_settings_file_that_is_a_folder_is_a_problem() -> None:
    """A container makes one where the file to be mounted is missing."""
    Path(".env").mkdir()

    (problem,) = problems_of({})

    assert "'.env' is a folder" in problem


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


def test_who_misses_a_setting_is_told_where_the_file_would_be() -> None:
    """The command may have been started in another folder than the file's."""
    *_, last = problems_of({}, needs_slack=True)

    assert f"no settings file {str(Path('.env').resolve())!r}" in last


def test_a_secret_can_be_in_a_file(tmp_path: Path) -> None:
    """As containers are handed theirs; a line break at its end is none of it."""
    path = tmp_path / "token"
    path.write_text("xoxb-1-made-up\n")

    settings = load_settings({"SLACK_BOT_TOKEN_FILE": str(path)}, needs_slack=False)

    assert settings.slack_bot_token == "xoxb-1-made-up"
    assert settings.secrets == ("xoxb-1-made-up",)


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


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "No such file"), (b"\n", "empty"), (b"\xff", "UTF-8"), (b"x" * 65_537, "too long")],
)
def test_a_secrets_file_that_cannot_be_used_is_named(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    """With the reason, without its content, and without the word that the secret is missing."""
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)

    (problem,) = problems_of({"OPENAI_API_KEY_FILE": str(path), "OPENAI_MODEL": "m"})

    assert problem.startswith(f"OPENAI_API_KEY_FILE names {str(path)!r}")
    assert said in problem


def test_a_secret_is_given_once(tmp_path: Path) -> None:
    """Nobody could say which of two counts."""
    (tmp_path / "key").write_text("k")
    given = {"OPEN_METEO_API_KEY": "other", "OPEN_METEO_API_KEY_FILE": str(tmp_path / "key")}

    (problem,) = problems_of(given)

    assert problem == (
        "OPEN_METEO_API_KEY and OPEN_METEO_API_KEY_FILE are both set; remove one of them."
    )


def test_an_unknown_name_is_found_with_the_setting_that_is_meant() -> None:
    """By its line; names of other programs may stand there as well."""
    lines = ["HISTORY_DAY=9", "WORKERS=3", "COMPOSE_PROJECT=x", "SLACK_BOT_TOKEN_FILE=", "worker=4"]
    Path(".env").write_text("\n".join(lines))

    found = unknown_names({}, KNOWN_NAMES)

    assert [(item.name, item.line, item.closest) for item in found] == [
        ("HISTORY_DAY", 1, "HISTORY_DAYS"),
        ("COMPOSE_PROJECT", 3, ""),
        ("worker", 5, "WORKERS"),
    ]


@each_row("key", ["sk-abc123", "xoxb-1-2-abc", "abc/def+g==", "AB12CD34EF56", "Pass", "MY_PASS9f"])
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
    assert "AZURE_OPENAI_AUTH=entra" in "".join(problems_of(keyless))


def test_of_two_model_services_the_unused_one_is_known() -> None:
    """So that the bot can say which one it uses; whoever wants none knows what they do."""
    both = {**AZURE, "OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"}
    offline = load_settings({**both, "CHAT_MODEL": "offline"}, needs_slack=False)

    assert load_settings(both, needs_slack=False).unused_model_service == "openai"
    assert load_settings(AZURE, needs_slack=False).unused_model_service == ""
    assert offline.unused_model_service == ""


def test_a_secret_is_neither_in_the_repr_nor_in_a_problem() -> None:
    """Whoever prints settings or an error prints no key."""
    settings = load_settings({**SLACK, **AZURE}, needs_slack=True)
    problems = problems_of({"SLACK_BOT_TOKEN": "made-up-secret"})

    assert "made-up" not in repr(settings)
    assert "made-up" not in "".join(problems)
    assert set(settings.secrets) == {"xoxb-1-made-up", "xapp-1-made-up", "azure-made-up"}


def test_a_databases_password_is_a_secret() -> None:
    """In the spelling of the URL and in its own, in which the driver's errors have it."""
    url = "postgresql+psycopg://bot:p%40ss-word@db.example/bot"

    assert {url, "p@ss-word"} <= set(
        load_settings({"DATABASE_URL": url}, needs_slack=False).secrets
    )


def test_an_empty_value_counts_as_unset() -> None:
    """A line such as `WORKERS=` in an example file does no harm."""
    settings = load_settings({"WORKERS": " ", "CHAT_MODEL": ""}, needs_slack=False)

    assert settings == Settings()


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
        ("AZURE_OPENAI_DEPLOYMENT_NAME", {"AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY"}),
        ("OPENAI_API_KEY", {"OPENAI_MODEL"}),
        ("OPENAI_BASE_URL", {"OPENAI_MODEL"}),
    ],
)
def test_who_has_begun_to_set_up_a_model_is_told_what_lacks(given: str, missing: set[str]) -> None:
    """The offline model does not stand in unsaid."""
    problems = problems_of({given: "https://model.example"})

    assert {problem.split()[0] for problem in problems} == missing


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

    assert public.open_meteo_hosts["air-quality"] == "https://air-quality-api.open-meteo.com"
    assert public.open_meteo_hosts["marine"] == "https://marine-api.open-meteo.com"
    assert public.open_meteo_hosts["archive"] == "https://archive-api.open-meteo.com"
    assert public.met_norway_url == "https://api.met.no"
    assert public.nws_url == "https://api.weather.gov"
    assert public.meteoalarm_url == "https://feeds.meteoalarm.org"
    assert public.msc_geomet_url == "https://api.weather.gc.ca"
    assert own.open_meteo_hosts["archive"] == "https://weather.example"
    assert own.open_meteo_hosts["forecast"] == "https://customer-api.open-meteo.com"


def test_the_environment_wins_over_the_env_file() -> None:
    """A value given at the command line is the one that counts."""
    Path(".env").write_text("LEASE_S=9\nWORKERS=3\n", encoding="utf-8-sig")  # as of Windows

    settings = load_settings({"WORKERS": "4"}, needs_slack=False)
    emptied = load_settings({"WORKERS": " ", "max_attempts": "8"}, needs_slack=False)

    assert (settings.workers, settings.lease_s) == (4, 9)
    assert (emptied.workers, emptied.max_attempts) == (3, 5)


def test_a_dollar_sign_in_a_key_is_kept() -> None:
    """The env file is read as it is written, without substitution."""
    Path(".env").write_text("AZURE_OPENAI_API_KEY=a${HOME}b\nCHAT_MODEL=offline\n")

    assert load_settings({}, needs_slack=False).azure_openai_api_key == "a${HOME}b"


def test_another_env_file_can_be_named(tmp_path: Path) -> None:
    """WEATHER_BOT_ENV_FILE takes the place of .env."""
    path = tmp_path / "bot.env"
    path.write_text("WORKERS=5\n")

    settings = load_settings({"WEATHER_BOT_ENV_FILE": str(path)}, needs_slack=False)

    assert settings.workers == 5


@pytest.mark.parametrize("content", [None, b"WORKERS=\xff\xfe\n"])
def test_an_env_file_that_cannot_be_read_is_a_problem(
    tmp_path: Path, content: bytes | None
) -> None:
    """A missing or garbled file is said, not passed over."""
    path = tmp_path / "bot.env"
    if content is not None:
        path.write_bytes(content)

    (problem,) = problems_of({"WEATHER_BOT_ENV_FILE": str(path)})

    assert "bot.env" in problem


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700, 0o640, 0o620, 0o604, 0o602, 0o666])
def test_an_env_file_is_exposed_when_others_can_read_or_change_it(
    tmp_path: Path, mode: int
) -> None:
    """Its group counts as others."""
    path = tmp_path / "named.env"
    path.write_text("WORKERS=3\n")
    path.chmod(mode)

    exposure = exposure_of_env_file({"WEATHER_BOT_ENV_FILE": str(path)})

    assert bool(exposure) == bool(mode & 0o077)
    assert exposure.get("file", str(path)) == str(path)
