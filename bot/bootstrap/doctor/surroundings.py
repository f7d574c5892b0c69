"""The doctor's look at what is around the bot: its files, database, clock data and certificates."""

from collections.abc import Mapping
from typing import Final

from bot import __version__
from bot.clock import Clock
from bot.errors import DatabaseError, Finding, SettingsError
from bot.settings import KNOWN_NAMES, Settings
from bot.settings.env_file import exposure_of_env_file, unknown_names
from bot.storage.database import examine_database
from bot.storage.engines import missing_folder, name_of
from bot.storage.installations.stores import examine_installations
from bot.zones import zone_data

_OLDEST_ZONE_YEARS: Final = 2
_OTHER_VARIABLES: Final = {
    "REQUESTS_CA_BUNDLE": "SSL_CERT_FILE",
    "CURL_CA_BUNDLE": "SSL_CERT_FILE",
    "HTTP_PROXY": "HTTPS_PROXY",
    "ALL_PROXY": "HTTPS_PROXY",
}
"""Variables that other programs read, each with the one that this program reads in its place."""


def look_at_file(environ: Mapping[str, str]) -> list[Finding]:
    """Return unknown names in the `.env` file, an open file, and variables of other programs."""
    findings = [
        Finding(
            "settings",
            f"{name!r} in line {line} of the settings file is no setting, and has no effect.",
            f"Write {closest}." if closest else "Remove the line, or keep it for other programs.",
            is_warning=True,
        )
        for name, line, closest in unknown_names(environ, KNOWN_NAMES)
    ]
    if exposure := exposure_of_env_file(environ):
        problem = f"Others can read or change the settings file {exposure['file']!r}."
        remedy = f"Run: chmod 600 {exposure['file']}"
        findings.append(Finding("settings", problem, remedy, is_warning=True))
    for name, used in _OTHER_VARIABLES.items():
        if _is_set(environ, name) and not _is_set(environ, used):
            problem = f"{name} is set, which this program does not read."
            findings.append(Finding("settings", problem, f"Set {used} as well.", is_warning=True))
    return findings


def look_at_choices(settings: Settings) -> list[Finding]:
    """Return settings of which another one takes the place."""
    findings = []
    if unused := settings.unused_model_service:
        problem = f"Two model services are set up; {settings.chat_model_used} is used."
        remedy = f"Set CHAT_MODEL to say which, or remove the settings of {unused}."
        if settings.chat_model is None:
            findings.append(Finding("model", problem, remedy, is_warning=True))
    if settings.slack_app_token and settings.slack_signing_secret:
        problem = "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are set; Socket Mode is used."
        remedy = "Remove SLACK_APP_TOKEN for HTTP, or SLACK_SIGNING_SECRET for Socket Mode."
        findings.append(Finding("slack", problem, remedy, is_warning=True))
    return findings


def look_at_database(settings: Settings) -> list[Finding]:
    """Return the faults that keep the database from being used; it is neither made nor upgraded."""
    try:
        examine_database(settings.database_url)
    except DatabaseError as error:
        problem = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return [Finding("database", problem, "Check DATABASE_URL, and the database it names.")]
    if folder := missing_folder(settings.database_url):
        problem = f"DATABASE_URL names a file in {folder!r}, a folder that does not exist yet."
        remedy = "Correct DATABASE_URL; if it is right, the bot makes the folder when it starts."
        return [Finding("database", problem, remedy, is_warning=True)]
    return []


def look_at_tokens(settings: Settings) -> list[Finding]:
    """Return the faults that keep the tokens of several workspaces from being opened.

    Keys that are missing are a fault of the settings.
    """
    if not (settings.has_many_workspaces and settings.token_key_ring):
        return []
    try:
        examine_installations(settings.database_url, settings.token_key_ring)
    except SettingsError as error:
        remedy = "Run: pip install 'slack-weather-bot[oauth]', or install cryptography."
        return [Finding("tokens", problem, remedy) for problem in error.problems]
    except DatabaseError as error:
        problem = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return [Finding("tokens", problem, "Keep older keys in TOKEN_KEYS behind the newest.")]
    return []


def look_at_certificates(settings: Settings) -> list[Finding]:
    """Return the faults of the certificates to be trusted; empty when they can be read."""
    try:
        _ = settings.way_out.tls
    except SettingsError as error:
        remedy = "Export the certificate of your proxy or company as PEM, and name that file."
        return [Finding("certificates", problem, remedy) for problem in error.problems]
    return []


def look_at_zones(clock: Clock) -> list[Finding]:
    """Return whether the time zone data are so old that clocks of some countries are wrong."""
    data, today = zone_data(), clock.now().date()
    if today.year - int(data.version[:4]) < _OLDEST_ZONE_YEARS:  # a version such as "2026f"
        return []
    problem = f"The time zone data are of {data.version}: clocks of some countries are wrong."
    remedy = "Update this program's package tzdata, or the system's."
    return [Finding("zones", problem, remedy, is_warning=True)]


def facts_of(settings: Settings) -> dict[str, str]:
    """Return the parts in use, by name, without a secret."""
    data = zone_data()
    where = "of the system" if data.folder else "of the package tzdata"
    service = settings.chat_model_used
    models = {"azure": settings.azure_openai_deployment_name, "openai": settings.openai_model}
    return {
        "version": __version__,
        "model": f"{service} {models.get(service, '')}".strip(),
        "weather": settings.weather_provider or "open-meteo",
        "database": name_of(settings.database_url),
        "events": _events(settings),
        "proxy": "HTTPS_PROXY" if settings.https_proxy else "none",
        "zones": f"{data.version} {where}",
    }


def _events(settings: Settings) -> str:
    if settings.slack_app_token:
        return "Socket Mode"
    return "HTTP" if settings.slack_signing_secret else "none"


def _is_set(environ: Mapping[str, str], name: str) -> bool:
    return any(environ.get(each, "").strip() for each in (name, name.lower()))
