"""The settings of the program, each with its name, default, check and meaning.

A setting's name is its field's name in capitals, read from the environment or from a `.env` file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, Literal, get_args

from bot.errors import SettingsError
from bot.reports import Units
from bot.settings.checks import (
    checked_database_url,
    contact,
    flag,
    host,
    key,
    names,
    one_of,
    price,
    spellings_of,
    text,
    url,
    whole,
    written_password_in,
)
from bot.settings.declaring import setting
from bot.settings.env_file import env_path, may_exist
from bot.settings.hosts import open_meteo_hosts
from bot.settings.needs import problems_of, unused_model_service
from bot.settings.reading import names_of, read_values
from bot.settings.slack import SlackSettings
from bot.settings.way_out import WayOut, cert_file, passwords_in, proxy_url

ChatModelName = Literal["azure", "openai", "offline"]
WeatherProviderName = Literal["open-meteo", "met-norway", "simulated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SlackSettings):
    """The settings of one program run, read once and checked; secrets stay out of its repr."""

    azure_openai_endpoint: str = setting(
        url, "", "The Azure OpenAI resource, such as `https://name.openai.azure.com`"
    )
    azure_openai_api_key: str = setting(key, "", "Its key", is_secret=True)
    azure_openai_auth: Literal["key", "entra"] = setting(
        one_of("key", "entra"), "key", "`key`, or `entra`: signs in by Entra ID (extra `azure`)"
    )
    azure_openai_deployment_name: str = setting(text, "", "The deployment of a chat model in it")
    azure_openai_api_version: str = setting(
        text, "", "When set, the dated Azure API of this version instead of v1"
    )
    openai_api_key: str = setting(
        key, "", "The key for OpenAI or a compatible server", is_secret=True
    )
    openai_base_url: str = setting(
        url, "", "A compatible server, including its `/v1`; unset: OpenAI itself"
    )
    openai_model: str = setting(text, "", "The model's name there")
    chat_model: ChatModelName | None = setting(
        one_of(*get_args(ChatModelName)),
        None,
        "`azure`, `openai` or `offline` (rules, no language model)",
        shown="by what is configured",
    )
    chat_api: Literal["chat", "responses"] = setting(
        one_of("chat", "responses"),
        "chat",
        "`chat` (completions), or `responses` for deployments that offer tools only there",
    )
    model_fallback: bool = setting(
        flag,
        True,  # noqa: FBT003
        "The offline model answers when the language model can't; the reply says so",
    )
    prediction: Literal["off", "weather", "calls"] = setting(
        one_of("off", "weather", "calls"),
        "weather",
        "The weather that a question leads to expect is looked up while the model thinks "
        "(`weather`), or also told to it in the first request (`calls`); or neither (`off`)",
    )
    weather_provider: WeatherProviderName | None = setting(
        one_of(*get_args(WeatherProviderName)),
        None,
        "`open-meteo`, `met-norway` or `simulated` (made-up data, always labelled)",
        shown="open-meteo",
    )
    open_meteo_url: str = setting(url, "", "The forecast service", shown="the public host")
    open_meteo_geocoding_url: str = setting(url, "", "The geocoder", shown="the public host")
    open_meteo_air_quality_url: str = setting(
        url, "", "The service for air, UV and pollen", shown="the public host"
    )
    open_meteo_archive_url: str = setting(
        url, "", "The service for past weather", shown="the public host"
    )
    open_meteo_marine_url: str = setting(
        url, "", "The service for the sea", shown="the public host"
    )
    open_meteo_api_key: str = setting(
        key,
        "",
        "A customer's key; selects the customer hosts where no URL is set",
        is_secret=True,
    )
    met_norway_url: str = setting(
        url, "https://api.met.no", "The forecasts that stand in for Open-Meteo's"
    )
    met_norway_contact: str = setting(
        contact,
        "https://github.com/slack-weather-bot",
        "How MET Norway can reach whoever runs the bot: an e-mail or web address",
        shown="the project's address",
    )
    nws_url: str = setting(url, "https://api.weather.gov", "Official warnings in the US")
    meteoalarm_url: str = setting(
        url, "https://feeds.meteoalarm.org", "Official warnings in Europe"
    )
    msc_geomet_url: str = setting(url, "https://api.weather.gc.ca", "Official warnings in Canada")
    database_url: str = setting(
        checked_database_url,
        "sqlite:///weather-bot.db",
        "Where questions and histories are kept",
        is_secret=True,
    )
    workers: int = setting(whole(1, 256), 32, "Questions answered at once by this process")
    turn_deadline_s: int = setting(
        whole(1, 600), 60, "Seconds from taking up a question to its finished answer"
    )
    lease_s: int = setting(
        whole(1, 3600), 60, "Seconds after which a silent worker's question is taken over"
    )
    max_attempts: int = setting(
        whole(1, 100), 5, "Attempts at one question before the bot apologises"
    )
    max_tool_calls: int = setting(whole(1, 128), 64, "Tool calls answered for one question")
    max_model_turns: int = setting(whole(2, 20), 4, "Model turns for one question")
    history_max_tokens: int = setting(
        whole(500, 1_000_000), 8000, "How much of a thread the model is shown"
    )
    history_days: int = setting(whole(1, 3650), 30, "Days until questions and turns are deleted")
    follow_threads: bool = setting(
        flag,
        False,  # noqa: FBT003
        "`true` answers follow-ups without a mention, in threads that the bot takes part in",
    )
    allowed_teams: frozenset[str] = setting(
        names, frozenset(), "Workspaces that may ask, by id", shown="all"
    )
    allowed_channels: frozenset[str] = setting(
        names,
        frozenset(),
        "Channels where people may ask, by id, and `dm` for direct messages",
        shown="all",
    )
    allow_guests: bool = setting(
        flag,
        True,  # noqa: FBT003
        "`false` answers nobody from another workspace in shared channels (Slack Connect)",
    )
    questions_per_minute: int = setting(
        whole(0, 10_000), 0, "Questions of one person in a minute; 0: no limit"
    )
    workspace_questions_per_minute: int = setting(
        whole(0, 100_000), 0, "Questions of one workspace in a minute; 0: no limit"
    )
    tokens_per_day: int = setting(
        whole(0, 2_000_000_000), 0, "The model's tokens for one workspace in a day; 0: no limit"
    )
    default_units: Units = setting(one_of("metric", "imperial"), "metric", "`metric` or `imperial`")
    model_input_price: float = setting(
        price, 0.0, "The price of a million tokens that the model reads, to estimate costs"
    )
    model_output_price: float = setting(price, 0.0, "The price of a million tokens that it writes")
    otel_exporter_otlp_endpoint: str = setting(
        url, "", "Where traces are sent by OpenTelemetry (extra `opentelemetry`)"
    )
    http_host: str = setting(
        host, "127.0.0.1", "Where `/health` and, without Socket Mode, Slack's requests come in"
    )
    http_port: int = setting(whole(1, 65_535), 3000, "The port there")
    https_proxy: str = setting(
        proxy_url,
        "",
        "The proxy for all that leaves this machine, such as `http://proxy.example:3128`",
        is_secret=True,
        is_standard=True,
    )
    no_proxy: str = setting(
        text, "", "Hosts, domains and networks that are reached without it", is_standard=True
    )
    ssl_cert_file: str = setting(
        cert_file, "", "A PEM file of certificates to trust beside the system's", is_standard=True
    )
    log_level: str = setting(
        one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", "`DEBUG` to `ERROR`"
    )
    log_format: Literal["text", "json"] = setting(
        one_of("text", "json"), "text", "`text` or `json`"
    )
    log_messages: bool = setting(flag, False, "`true` logs the text of questions")  # noqa: FBT003

    @property
    def chat_model_used(self) -> ChatModelName:
        """The chosen chat model, else the first that a setting belongs to, else "offline".

        A key alone tells of OpenAI, but not of Azure, whose keys other programs have as well.
        """
        azure = (self.azure_openai_endpoint, self.azure_openai_deployment_name)
        openai = (self.openai_api_key, self.openai_base_url, self.openai_model)
        by_settings: ChatModelName = (
            "azure" if any(azure) else "openai" if any(openai) else "offline"
        )
        return self.chat_model or by_settings

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
        return open_meteo_hosts(chosen, is_customer=bool(self.open_meteo_api_key))

    @property
    def way_out(self) -> WayOut:
        """The proxy and the certificates for everything that leaves this machine."""
        return WayOut(self.https_proxy, self.no_proxy, self.ssl_cert_file)

    @property
    def unused_model_service(self) -> str:
        """The model service that is set up as well, and not used; "" without one."""
        return unused_model_service(self)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be printed."""
        secret = [f for f in fields(self) if f.metadata["is_secret"]]
        values = [getattr(self, f.name) for f in secret if getattr(self, f.name) != f.default]
        values += spellings_of(written_password_in(self.database_url))
        values += passwords_in(self.https_proxy)
        values += self.token_key_ring
        return tuple(value for value in values if value)


def load_settings(environ: Mapping[str, str], *, needs_slack: bool) -> Settings:
    """Read the settings as `examine_settings` does.

    Raises:
        SettingsError: Settings are missing or wrong; the error names every one of them.
    """
    settings, problems = examine_settings(environ, needs_slack=needs_slack)
    if problems:
        raise SettingsError(problems)
    return settings


def examine_settings(
    environ: Mapping[str, str], *, needs_slack: bool
) -> tuple[Settings, list[str]]:
    """Read the settings from the environment, and those that it lacks from the `.env` file.

    An empty value counts as unset. `WEATHER_BOT_ENV_FILE` names another file than `.env`, and
    `NAME_FILE` the file that holds a secret. A wrong value is left at its default.

    Returns:
        The settings, and a sentence for each that is missing or wrong; none when all is well.
    """
    read, given, problems = read_values(environ, fields(Settings))
    settings = Settings(**read)
    missing = problems_of(settings, given, needs_slack=needs_slack)
    path = env_path(environ).resolve()
    if missing and not may_exist(path):
        missing[-1] += f" (There is no settings file {str(path)!r}.)"
    return settings, [*problems, *missing]


KNOWN_NAMES: Final = names_of(fields(Settings))
"""All names that the `.env` file may have."""
