"""Settings read from environments: valid, missing, wrong and extreme values, two at once.

Each case is an environment, a `.env` file and files of secrets, all composed by rule, or a way out
with a URL. Told are the settings that differ from the defaults and all that is made of them, or the
whole error; then what is said of the file itself.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import chdir
from dataclasses import asdict, fields
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from fakes.draws import Draw

from bot.bootstrap.doctor.surroundings import facts_of, look_at_choices, look_at_file
from bot.errors import WeatherBotError
from bot.settings import Settings, examine_settings
from bot.settings.checks import checked_database_url, is_in_memory, password_in
from bot.settings.env_file import exposure_of_env_file
from bot.settings.way_out import WayOut, sign_in_at
from bot.storage.database import examine_database
from bot.storage.engines import missing_folder
from composed import Told

PAIRS: Final = 2500

Environ = dict[str, str]

_KEY: Final = "a" * 42 + "A="
_OTHER_KEY: Final = "b" * 42 + "A="
WORDS: Final = (
    *("true", "ON", "no", "0", "1", "2", "-1", "1.5", "1e3", "nan", "inf", "1_0", "+7", "٣", "x"),
    *("key", "ENTRA", "Azure", "openai", "offline", "responses", "weather", "calls", "simulated"),
    *("met-norway", "imperial", "json", "debug", "C0123ABCD", "T1,U2", "dm DM", "C1 general", ","),
    *("xoxb-1", "xapp-1", "xoxe.xoxb-1", "xoxb-\u00fc", "Bearer\tx", _KEY, f"{_KEY}, {_OTHER_KEY}"),
    *(_KEY[:-1], "a@b.example", "bot.example", "bot", "ü.example", "  ", " x ", "'quoted'", "#no"),
    *("999999.99", "1e6", "1000000", "2.50", "0x10", "''"),
)
HOSTS: Final = (
    *(
        "host.example",
        "HOST.example.",
        "localhost",
        "127.0.0.1",
        "::1",
        "[::1]",
        "[fd00::7]",
        "1.2.3",
    ),
    *(
        "-a.example",
        "a_b.example",
        "a..b",
        "a" * 64,
        f"{'a.' * 127}a",
        "münchen.example",
        "",
        "a b",
    ),
    *("user@host.example", "user:pass%40word@host.example", "host.example:8443", "127.0.0.1:99999"),
    *("1.2.3", "a b", "localhost:x", "0.0.0.0", "host.example:"),
)
URLS: Final = (
    *(f"{scheme}{host}" for scheme in ("https://", "http://", "HTTPS://", "") for host in HOSTS),
    *(f"https://host.example{rest}" for rest in ("/", "/v1//", "/v1?q", "/v1#f", "?", "/a b")),
    *("ftp://host.example", "https:/host.example", "https://[::1", "http://127.0.0.1:1/x/"),
)
DATABASES: Final = (
    *("sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///no/such/bot.db", "sqlite:bot.db"),
    *(
        "sqlite:///file:x?mode=memory&uri=true",
        "sqlite:///bot.db",
        "SQLITE:///bot.db",
        "mysql://h/d",
    ),
    *("sqlite:////dev/null/bot.db", "sqlite:///plain", "sqlite:///folder", "sqlite:///kept/bot.db"),
    *(
        f"postgresql{driver}://{user}{host}{end}"
        for driver in ("+psycopg", "")
        for user in ("", "u@", "u:p%40w@", "u:p@w@", ":p@", "u:@")
        for host in ("host", "host:5432", "host:x", "a,b:1", "[::1]:5432", "-h", "")
        for end in ("/d", "/", "/d?password=x", "/d?host=/run", "/d?sslmode=require#x")
    ),
)
FILES: Final = ("cert.pem", "folder", "gone.pem", "plain")
_EDGES: Final = {
    name: (str(low - 1), str(low), str(low + 1), str(high - 1), str(high), str(high + 1))
    for name, low, high in (
        *(("WORKERS", 1, 256), ("TURN_DEADLINE_S", 1, 600), ("LEASE_S", 1, 3600)),
        *(("MAX_ATTEMPTS", 1, 100), ("MAX_TOOL_CALLS", 1, 128), ("MAX_MODEL_TURNS", 2, 20)),
        *(("HISTORY_MAX_TOKENS", 500, 1_000_000), ("HISTORY_DAYS", 1, 3650)),
        *(("QUESTIONS_PER_MINUTE", 0, 10_000), ("WORKSPACE_QUESTIONS_PER_MINUTE", 0, 100_000)),
        *(("TOKENS_PER_DAY", 0, 2_000_000_000), ("HTTP_PORT", 1, 65_535)),
    )
}
NAMES: Final = tuple(each.name.upper() for each in fields(Settings))
_USUAL: Final = {
    "SLACK_BOT_TOKEN": ("xoxb-1-made-up", "xapp-1"),
    "SLACK_APP_TOKEN": ("xapp-1-made-up", "xoxb-1"),
    "SLACK_SIGNING_SECRET": ("signed-made-up",),
    "SLACK_CLIENT_ID": ("1.2",),
    "SLACK_CLIENT_SECRET": ("client-made-up",),
    "TOKEN_KEYS": (_KEY, f"{_OTHER_KEY},{_KEY}", "short"),
    "AZURE_OPENAI_ENDPOINT": ("https://name.openai.azure.com/", "name"),
    "AZURE_OPENAI_API_KEY": ("azure-made-up",),
    "AZURE_OPENAI_AUTH": ("key", "entra"),
    "AZURE_OPENAI_DEPLOYMENT_NAME": ("chat",),
    "OPENAI_API_KEY": ("sk-made-up",),
    "OPENAI_BASE_URL": ("http://localhost:1/v1", "https://llm.example/v1"),
    "OPENAI_MODEL": ("gpt",),
    "CHAT_MODEL": ("azure", "openai", "offline"),
    "WEATHER_PROVIDER": ("open-meteo", "met-norway", "simulated"),
    "OPEN_METEO_API_KEY": ("meteo-made-up",),
    "OPEN_METEO_ARCHIVE_URL": ("https://archive.example",),
    "OPEN_METEO_URL": ("https://meteo.example/",),
    "DATABASE_URL": (
        "sqlite://",
        "postgresql+psycopg://u:p%40w@host/d",
        "sqlite:///no/such/bot.db",
    ),
    "HTTPS_PROXY": ("http://u:p%C3%BC@proxy.example:3128", "proxy.example:3128", "https://p:1"),
    "https_proxy": ("http://small.example:3128",),
    "HTTP_PROXY": ("http://plain.example:1",),
    "all_proxy": ("http://all.example:1",),
    "CURL_CA_BUNDLE": ("cert.pem",),
    "SSL_CERT_FILE": FILES,
    "NO_PROXY": (".example, 10.0.0.0/8",),
    "ALLOWED_TEAMS": ("T1 T2",),
    "ALLOWED_CHANNELS": ("C1,dm",),
    "ALLOW_GUESTS": ("no",),
    "SLACK_BOT_TOKEN_FILE": ("token", "empty", "binary", "long", "gone", "folder"),
    "OPENAI_API_KEY_FILE": ("token", "marked", "empty"),
    "DATABASE_URL_FILE": ("token",),
    "WORKERS_FILE": ("token",),
    "WORKERS": ("1", "257"),
    "SLACK_BOT_TOKN": ("x",),
    "xoxb-secret": ("x",),
    "MY_OWN_NAME": ("x",),
}
_LINES: Final = (
    *(
        "just words",
        "NAME",
        "export HISTORY_DAYS=7",
        "WORKERS='4'",
        "# comment",
        "",
        "=x",
        "LOG_LEVEL=",
    ),
    *("HISTORY_DAYS=9 # days", 'OPENAI_MODEL="unclosed', "\u00dcBER=1", "WORKRS=4"),
)
_FILE_MODES: Final = (0o600, 0o600, 0o640, 0o604, 0o622, 0o400)


def told() -> Told:
    """Yield each environment and its file with the settings that are read there."""
    with TemporaryDirectory() as folder, chdir(folder):
        _fill(Path())
        for environ in _singles():
            yield _case(environ, [], 0o600, needs_slack=False, folder=folder)
        for number in range(PAIRS):
            draw = Draw(number)
            given, written = _drawn(draw, 9), [f"{k}={v}" for k, v in _drawn(draw, 4).items()]
            lines = draw.silently(([], written, [*written, draw.silently(_LINES)]))
            mode, slack = draw.silently(_FILE_MODES), draw.silently((True, True, False))
            yield _case(given, lines, mode, needs_slack=slack, folder=folder)
        for environ in _named_files():
            yield _case(environ, ["WORKERS=3"], 0o600, needs_slack=True, folder=folder)
        yield from _ways_out()
        for url in DATABASES:
            yield f"database {url}", _database(url).replace(os.path.realpath(folder), "FOLDER")


def _fill(folder: Path) -> None:
    (folder / "folder").mkdir()
    contents = {"plain": b"no database", "cert.pem": b"", "empty": b" \n", "binary": b"\xff\xfe"}
    contents |= {"token": b"\n xoxb-of-a-file \r\n", "marked": b"\xef\xbb\xbfsk-marked"}
    contents |= {
        "long": b"x" * 65_537,
        "longest": b"x" * 65_536,
        "other.env": b"WORKERS=5\nNOTHING\n",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)


def _drawn(draw: Draw, most: int) -> Environ:
    names = {draw.silently(tuple(_USUAL)): None for _ in range(draw.silently(range(most + 1)))}
    return {name: draw.silently(_USUAL[name]) for name in names}


def _singles() -> Iterator[Environ]:
    for name in NAMES:
        values: Iterable[str] = (*WORDS, *_EDGES.get(name, ()))
        if name.endswith(("_URL", "_ENDPOINT", "_PROXY", "_HOST", "_CONTACT")):
            values = (*values, *URLS, *HOSTS)
        for value in (*values, *(DATABASES if name == "DATABASE_URL" else ())):
            yield {name: value}


def _named_files() -> Iterator[Environ]:
    for name in ("other.env", "gone.env", "folder", "binary", " ", "plain", "longest", "empty"):
        yield {"WEATHER_BOT_ENV_FILE": name, "SLACK_BOT_TOKEN_FILE": "longest"}


def _case(
    environ: Environ, lines: list[str], mode: int, *, needs_slack: bool, folder: str
) -> tuple[str, str]:
    path = Path(".env")
    path.unlink(missing_ok=True)
    if lines:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        path.chmod(mode)
    came = "\n".join(_read(environ, needs_slack=needs_slack))
    given = f"{environ} {lines} {mode:o} {'Slack' if needs_slack else ''}"
    return given, came.replace(os.path.realpath(folder), "FOLDER")


def _read(environ: Mapping[str, str], *, needs_slack: bool) -> Iterator[str]:
    settings, problems = examine_settings(environ, needs_slack=needs_slack)
    yield from problems
    defaults = asdict(Settings())
    read = {name: value for name, value in asdict(settings).items() if value != defaults[name]}
    yield str({k: sorted(v) if isinstance(v, frozenset) else v for k, v in sorted(read.items())})
    if not read and not problems:
        return
    yield f"{settings.chat_model_used} {settings.unused_model_service} {sorted(settings.secrets)}"
    yield f"{settings.open_meteo_hosts} {settings.way_out} {settings.token_key_ring}"
    shown = repr(settings)
    yield f"shown: {sorted(each for each in settings.secrets if each in shown)}"
    facts = facts_of(settings)
    yield str({k: v for k, v in facts.items() if k not in ("version", "zones")})
    yield str(look_at_choices(settings) + look_at_file(environ))
    yield str(exposure_of_env_file(environ))


def _ways_out() -> Told:
    without = (
        "",
        "*",
        "*:443",
        ".example",
        "*.example.",
        "host.example:8443",
        "host",
        "::1,[fd00::7]:443",
    )
    without += ("10.0.0.0/8 127.0.0.1", "fd00::/8", "HOST.example", ".", "1.2.3.4/40", "[::1]:x")
    urls = [f"{scheme}://{host}/x" for scheme in ("https", "wss", "http") for host in HOSTS]
    proxy = "http://u:p%C3%BC@proxy.example:3128"
    for no_proxy, url in product(without, urls):
        yield f"way {no_proxy!r} {url}", WayOut(proxy, no_proxy).proxy_for(url)
    for url in (proxy, "http://proxy.example:1", "http://u@p:1", "http://:p@p:1", "http://u:@p:1"):
        yield f"sign in {url}", str(sign_in_at(url))


def _database(url: str) -> str:
    is_file = url.startswith("sqlite")
    try:
        checked_database_url(url)
        came = f"{is_in_memory(url)} {password_in(url)!r} {missing_folder(url) if is_file else ''}"
        return f"{came} {examine_database(url) if is_file else ''}"
    except (WeatherBotError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
