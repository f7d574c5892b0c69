"""Settings are read once, checked together, and never give a secret away."""

from pathlib import Path
from typing import get_args

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, WeatherProviderName, load_settings
from bot.settings.env_file import exposure_of_env_file

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


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-x", "xoxb-"),
        ("SLACK_BOT_TOKEN", "hello", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1-x", "xapp-"),
        ("SLACK_APP_TOKEN", "hello", "xapp-"),
        ("SLACK_SIGNING_SECRET", "xoxb-1-x", "Basic Information"),
        ("SLACK_SIGNING_SECRET", "sécret", "copy it again"),
        ("HTTP_HOST", "http://127.0.0.1", "0.0.0.0"),
        ("HTTP_PORT", "0", "from 1 to 65535"),
        ("HTTP_PORT", "http", "from 1 to 65535"),
        ("OPEN_METEO_URL", "http://weather.example", "https://"),
        ("OPEN_METEO_URL", "weather.example", "https://"),
        ("OPEN_METEO_URL", "https://user:word@weather.example", "plain base URL"),
        ("OPEN_METEO_URL", "https://[", "not a URL"),
        ("OPEN_METEO_URL", "https://weather.example:port", "not a URL"),
        ("DATABASE_URL", "mysql://db", "sqlite:///"),
        ("TURN_DEADLINE_S", "0", "from 1 to 600"),
        ("LOG_MESSAGES", "perhaps", "true or false"),
        ("FOLLOW_THREADS", "true", "on or off"),
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


def test_a_secret_is_neither_in_the_repr_nor_in_a_problem() -> None:
    """Whoever prints settings or an error prints no key."""
    settings = load_settings({**SLACK, **AZURE}, needs_slack=True)
    problems = problems_of({"SLACK_BOT_TOKEN": "made-up-secret"})

    assert "made-up" not in repr(settings)
    assert "made-up" not in "".join(problems)
    assert set(settings.secrets) == {"xoxb-1-made-up", "xapp-1-made-up", "azure-made-up"}


def test_an_empty_value_counts_as_unset() -> None:
    """A line such as `WORKERS=` in an example file does no harm."""
    settings = load_settings({"WORKERS": " ", "CHAT_MODEL": ""}, needs_slack=False)

    assert settings == Settings()


def test_http_is_accepted_for_this_machine_only() -> None:
    """A test server on loopback needs no certificate."""
    settings = load_settings({"SLACK_API_URL": "http://127.0.0.1:9/api"}, needs_slack=False)

    assert settings.slack_api_url == "http://127.0.0.1:9/api/"


@pytest.mark.parametrize(
    ("environ", "model"),
    [
        (AZURE, "azure"),
        ({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"}, "openai"),
        ({"OPENAI_BASE_URL": "http://localhost:1/v1", "OPENAI_MODEL": "m"}, "openai"),
        ({**AZURE, "CHAT_MODEL": "offline"}, "offline"),
    ],
)
def test_the_chat_model_follows_what_is_configured(environ: dict[str, str], model: str) -> None:
    """CHAT_MODEL decides, and without it the keys that are there."""
    assert load_settings(environ, needs_slack=False).chat_model_used == model


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
    Path(".env").write_text("WORKERS=3\nLEASE_S=9\n")

    settings = load_settings({"WORKERS": "4"}, needs_slack=False)

    assert (settings.workers, settings.lease_s) == (4, 9)


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
