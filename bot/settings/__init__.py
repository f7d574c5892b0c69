"""The settings of the program, each with its name, default, check and meaning.

A setting's name is its field's name in capitals, read from the environment or from a `.env` file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeVar, get_args

from bot.errors import SettingsError
from bot.reports import Units
from bot.settings.checks import (
    app_token,
    bot_token,
    checked_database_url,
    contact,
    flag,
    host,
    key,
    one_of,
    password_in,
    signing_secret,
    switch,
    text,
    url,
    whole,
)
from bot.settings.env_file import read_env_file

ChatModelName = Literal["azure", "openai", "offline"]
WeatherProviderName = Literal["open-meteo", "met-norway", "simulated"]
T = TypeVar("T")


def _setting(
    read: Callable[[str], T], default: T, meaning: str, *, is_secret: bool = False, shown: str = ""
) -> T:
    """Declare a setting's field; documents print `shown` as its default, unless it is empty."""
    about = {"read": read, "meaning": meaning, "shown": shown, "is_secret": is_secret}
    declared: T = field(default=default, repr=not is_secret, metadata=about)
    return declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one program run, read once and checked; secrets stay out of its repr."""

    slack_bot_token: str = _setting(
        bot_token, "", "The bot token (`xoxb-…`) of the Slack app", is_secret=True
    )
    slack_app_token: str = _setting(
        app_token, "", "The app-level token (`xapp-…`) for Socket Mode", is_secret=True
    )
    slack_signing_secret: str = _setting(
        signing_secret,
        "",
        "The signing secret of the Slack app, for HTTP where there is no app-level token",
        is_secret=True,
    )
    slack_api_url: str = _setting(
        lambda value: url(value) + "/", "https://slack.com/api/", "Slack's Web API"
    )
    azure_openai_endpoint: str = _setting(
        url, "", "The Azure OpenAI resource, such as `https://name.openai.azure.com`"
    )
    azure_openai_api_key: str = _setting(key, "", "Its key", is_secret=True)
    azure_openai_deployment_name: str = _setting(text, "", "The deployment of a chat model in it")
    azure_openai_api_version: str = _setting(
        text, "", "When set, the dated Azure API of this version instead of v1"
    )
    openai_api_key: str = _setting(
        key, "", "The key for OpenAI or a compatible server", is_secret=True
    )
    openai_base_url: str = _setting(
        url, "", "A compatible server, including its `/v1`; unset: OpenAI itself"
    )
    openai_model: str = _setting(text, "", "The model's name there")
    chat_model: ChatModelName | None = _setting(
        one_of(*get_args(ChatModelName)),
        None,
        "`azure`, `openai` or `offline` (rules, no language model)",
        shown="by what is configured",
    )
    chat_api: Literal["chat", "responses"] = _setting(
        one_of("chat", "responses"),
        "chat",
        "`chat` (completions), or `responses` for deployments that offer tools only there",
    )
    model_fallback: bool = _setting(
        flag,
        True,  # noqa: FBT003
        "The offline model answers when the language model can't; the reply says so",
    )
    prediction: Literal["off", "weather", "calls"] = _setting(
        one_of("off", "weather", "calls"),
        "weather",
        "The weather that a question leads to expect is looked up while the model thinks "
        "(`weather`), or also told to it in the first request (`calls`); or neither (`off`)",
    )
    weather_provider: WeatherProviderName | None = _setting(
        one_of(*get_args(WeatherProviderName)),
        None,
        "`open-meteo`, `met-norway` or `simulated` (made-up data, always labelled)",
        shown="open-meteo",
    )
    open_meteo_url: str = _setting(url, "", "The forecast service", shown="the public host")
    open_meteo_geocoding_url: str = _setting(url, "", "The geocoder", shown="the public host")
    open_meteo_air_quality_url: str = _setting(
        url, "", "The service for air, UV and pollen", shown="the public host"
    )
    open_meteo_archive_url: str = _setting(
        url, "", "The service for past weather", shown="the public host"
    )
    open_meteo_marine_url: str = _setting(
        url, "", "The service for the sea", shown="the public host"
    )
    open_meteo_api_key: str = _setting(
        key,
        "",
        "A customer's key; selects the customer hosts where no URL is set",
        is_secret=True,
    )
    met_norway_url: str = _setting(
        url, "https://api.met.no", "The forecasts that stand in for Open-Meteo's"
    )
    met_norway_contact: str = _setting(
        contact,
        "https://github.com/slack-weather-bot",
        "How MET Norway can reach whoever runs the bot: an e-mail or web address",
        shown="the project's address",
    )
    nws_url: str = _setting(url, "https://api.weather.gov", "Official warnings in the US")
    meteoalarm_url: str = _setting(
        url, "https://feeds.meteoalarm.org", "Official warnings in Europe"
    )
    msc_geomet_url: str = _setting(url, "https://api.weather.gc.ca", "Official warnings in Canada")
    database_url: str = _setting(
        checked_database_url,
        "sqlite:///weather-bot.db",
        "Where questions and histories are kept",
        is_secret=True,
    )
    workers: int = _setting(whole(1, 256), 32, "Questions answered at once by this process")
    turn_deadline_s: int = _setting(
        whole(1, 600), 60, "Seconds from taking up a question to its finished answer"
    )
    lease_s: int = _setting(
        whole(1, 3600), 60, "Seconds after which a silent worker's question is taken over"
    )
    max_attempts: int = _setting(
        whole(1, 100), 5, "Attempts at one question before the bot apologises"
    )
    max_tool_calls: int = _setting(whole(1, 128), 64, "Tool calls answered for one question")
    max_model_turns: int = _setting(whole(2, 20), 4, "Model turns for one question")
    history_max_tokens: int = _setting(
        whole(500, 1_000_000), 8000, "How much of a thread the model is shown"
    )
    history_days: int = _setting(whole(1, 3650), 30, "Days until questions and turns are deleted")
    follow_threads: bool = _setting(
        switch,
        False,  # noqa: FBT003
        "`on` answers follow-ups without a mention, in threads that the bot takes part in",
        shown="off",
    )
    default_units: Units = _setting(
        one_of("metric", "imperial"), "metric", "`metric` or `imperial`"
    )
    http_host: str = _setting(
        host, "127.0.0.1", "Where `/health` and, without Socket Mode, Slack's requests come in"
    )
    http_port: int = _setting(whole(1, 65_535), 3000, "The port there")
    log_level: str = _setting(
        one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", "`DEBUG` to `ERROR`"
    )
    log_format: Literal["text", "json"] = _setting(
        one_of("text", "json"), "text", "`text` or `json`"
    )
    log_messages: bool = _setting(flag, False, "`true` logs the text of questions")  # noqa: FBT003

    @property
    def chat_model_used(self) -> ChatModelName:
        """The chosen chat model, else the first that any setting belongs to, else "offline"."""
        if self.chat_model:
            return self.chat_model
        azure = (
            self.azure_openai_endpoint,
            self.azure_openai_api_key,
            self.azure_openai_deployment_name,
        )
        if any(azure):
            return "azure"
        if any((self.openai_api_key, self.openai_base_url, self.openai_model)):
            return "openai"
        return "offline"

    @property
    def open_meteo_hosts(self) -> Mapping[str, str]:
        """The base URL of each service: as set, else the customer host (with a key) or the public.

        Every host but the forecast service's begins with the name of its service.
        """
        chosen = {
            "forecast": self.open_meteo_url,
            "geocoding": self.open_meteo_geocoding_url,
            "air-quality": self.open_meteo_air_quality_url,
            "archive": self.open_meteo_archive_url,
            "marine": self.open_meteo_marine_url,
        }
        customer = "customer-" if self.open_meteo_api_key else ""
        own = {name: f"{name}-" for name in chosen if name != "forecast"}
        return {
            name: url or f"https://{customer}{own.get(name, '')}api.open-meteo.com"
            for name, url in chosen.items()
        }

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be printed."""
        secret = [f for f in fields(self) if f.metadata["is_secret"]]
        values = [getattr(self, f.name) for f in secret if getattr(self, f.name) != f.default]
        return tuple(value for value in [*values, password_in(self.database_url)] if value)


def load_settings(environ: Mapping[str, str], *, needs_slack: bool) -> Settings:
    """Read the settings from the environment, and those that it lacks from the `.env` file.

    An empty value counts as unset. `WEATHER_BOT_ENV_FILE` names another file than `.env`.

    Raises:
        SettingsError: Settings are missing or wrong; the error names every one of them.
    """
    problems: list[str] = []
    values = {**read_env_file(environ, problems), **{k: v for k, v in environ.items() if v.strip()}}
    read: dict[str, Any] = {}
    for declared in fields(Settings):
        name = declared.name.upper()
        if value := values.get(name, "").strip():
            try:
                read[declared.name] = declared.metadata["read"](value)
            except ValueError as error:
                problems.append(f"{name} {error}.")
    settings = Settings(**read)
    problems += _missing(settings, set(values), needs_slack=needs_slack)
    if problems:
        raise SettingsError(problems)
    return settings


def _missing(settings: Settings, given: set[str], *, needs_slack: bool) -> list[str]:
    """Return one sentence for each missing setting that the others make necessary.

    A setting whose value is wrong is not missing.
    """
    needed: dict[str, str] = {}
    if needs_slack:
        needed |= {"SLACK_BOT_TOKEN": "the bot token that starts with 'xoxb-'"}
        if "SLACK_SIGNING_SECRET" not in given:
            needed |= {
                "SLACK_APP_TOKEN": "the app-level token that starts with 'xapp-', for Socket Mode;"
                " or else set SLACK_SIGNING_SECRET, for HTTP"
            }
    if settings.chat_model_used == "azure":
        needed |= {
            "AZURE_OPENAI_ENDPOINT": "the address of your Azure OpenAI resource",
            "AZURE_OPENAI_API_KEY": "its key",
            "AZURE_OPENAI_DEPLOYMENT_NAME": "the name of your chat model's deployment",
        }
    if settings.chat_model_used == "openai":
        needed |= {"OPENAI_MODEL": "the name of the chat model"}
        if not settings.openai_base_url:
            needed |= {"OPENAI_API_KEY": "your key"}
    return [
        f"{name} is missing: set it to {use}." for name, use in needed.items() if name not in given
    ]
