"""Checks of settings: each turns a setting's text into its value.

Raises:
    ValueError: The text is wrong; the message goes on from the setting's name: "needs …", "is …".
"""

import base64
import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")

_MOST_PRICE: Final = 1e6
_FERNET_KEY_BYTES: Final = 32
_MOST_HOST_CHARACTERS: Final = 253
_LABEL: Final = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_WORDS_FOR: Final = {
    **dict.fromkeys(("true", "on", "yes", "1"), True),
    **dict.fromkeys(("false", "off", "no", "0"), False),
}


def text(value: str) -> str:
    """Return the text unchanged."""
    return value


def key(value: str) -> str:
    """Check a secret key, which is sent in a header and so must be printable ASCII."""
    if not _is_plain(value):
        raise ValueError("has a letter that no key has; copy it again")
    return value


def contact(value: str) -> str:
    """Check the operator's e-mail or web address, which is sent to a service in a header."""
    if not _is_plain(value) or not ("@" in value or "." in value):
        raise ValueError("needs an e-mail address or a web address")
    return value


def bot_token(value: str) -> str:
    """Check a token that begins with xoxb-."""
    if value.startswith("xapp-"):
        raise ValueError("is an app-level token; it needs the bot token that starts with 'xoxb-'")
    if value.startswith("xoxe"):
        raise ValueError(
            "is a token that expires after 12 hours, since the app rotates its tokens; install the"
            " app by OAuth (SLACK_CLIENT_ID), or use an app without token rotation"
        )
    if not value.startswith("xoxb-"):
        raise ValueError("needs the bot token that starts with 'xoxb-'")
    return key(value)


def app_token(value: str) -> str:
    """Check a token that begins with xapp-."""
    if value.startswith("xoxb-"):
        raise ValueError("is a bot token; it needs the app-level token that starts with 'xapp-'")
    if not value.startswith("xapp-"):
        raise ValueError("needs the app-level token that starts with 'xapp-'")
    return key(value)


def signing_secret(value: str) -> str:
    """Check the secret that Slack signs its requests with; a token is a common mistake for it."""
    if value.startswith(("xoxb-", "xapp-")):
        raise ValueError("is a token; it needs the signing secret, from 'Basic Information'")
    return key(value)


def token_keys(value: str) -> str:
    """Check Fernet keys, each 32 bytes in URL-safe base64; return them with commas between."""
    keys = value.replace(",", " ").split()
    if not keys or not all(map(_is_fernet_key, keys)):
        raise ValueError(
            "needs keys of 32 bytes in URL-safe base64, the newest first, with commas between;"
            " make one with: openssl rand -base64 32 | tr '+/' '-_'"
        )
    return ",".join(keys)


def _is_fernet_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == _FERNET_KEY_BYTES
    except ValueError:
        return False


def host(value: str) -> str:
    """Check an address or a name of this machine."""
    if not re.fullmatch(r"[\w.:-]+", value, re.ASCII) or not is_host(value):
        raise ValueError("needs an address of this machine, such as 127.0.0.1 or 0.0.0.0")
    return value


def url(value: str) -> str:
    """Check a base URL and return it, its scheme in small letters, without a slash at its end."""
    try:
        parts = urlsplit(value)
        name, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is not a URL") from None
    if not name or parts.scheme not in ("http", "https"):
        raise ValueError("needs a URL that starts with https://")
    if not is_host(name):
        raise ValueError(f"names the host {name!r}, which no host can be called")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must be a plain base URL, without a user, a query or a fragment")
    if parts.scheme == "http" and name not in LOOPBACK_HOSTS:
        raise ValueError("needs https://; http:// is accepted for this machine only")
    return urlunsplit(parts).rstrip("/")


def is_host(name: str) -> bool:
    """Return whether a text can be an IP address or the name of a host, also one in Unicode."""
    if ":" in name or re.fullmatch(r"[\d.]+", name):
        try:
            ip_address(name)
        except ValueError:
            return False
        return True
    labels = name.removesuffix(".").split(".")
    return len(name) <= _MOST_HOST_CHARACTERS and all(map(_LABEL.fullmatch, labels))


def flag(value: str) -> bool:
    """Read true or false, on or off, yes or no, 1 or 0."""
    try:
        return _WORDS_FOR[value.lower()]
    except KeyError:
        raise ValueError(
            f"is {value!r}; it needs true or false (or on or off, yes or no, 1 or 0)"
        ) from None


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return the check for a whole number from `low` to `high`."""

    def read(value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise ValueError(f"is {value!r}; it needs a whole number from {low} to {high}")
        return number

    return read


def names(value: str) -> frozenset[str]:
    """Read Slack's ids, such as C0123ABCD, and the word "dm", with commas or spaces between."""
    words = value.replace(",", " ").split()
    found = frozenset("dm" if word == "DM" else word for word in words)
    if wrong := sorted(name for name in found if not re.fullmatch(r"dm|[A-Z][A-Z0-9]+", name)):
        raise ValueError(f"names {wrong[0]!r}; it needs ids such as C0123ABCD, not names")
    return found


def price(value: str) -> float:
    """Read a price, in whatever currency."""
    try:
        amount = float(value)
    except ValueError:
        amount = -1.0
    if not 0 <= amount < _MOST_PRICE:  # which nan is not, either
        raise ValueError(f"is {value!r}; it needs a number such as 2.50")
    return amount


def one_of(*choices: str) -> Callable[[str], Any]:
    """Return the check for one of several words, in capitals or small letters."""

    def read(value: str) -> str:
        for choice in choices:
            if value.lower() == choice.lower():
                return choice
        raise ValueError(f"is {value!r}; it needs one of {', '.join(choices)}")

    return read


def _is_plain(value: str) -> bool:
    return value.isascii() and value.isprintable()


# A password must have every character escaped that could end a part of the URL early; otherwise
# pieces of the password would be taken for the host, and be shown as one.
_POSTGRESQL = re.compile(
    r"""postgresql\+psycopg://
    (?:[^:@/?#]+ (?: :(?P<password>[^@/?#]*) )? @)?  # user:password@
    (?P<host>[^@/?#]*) /                             # host:port/
    [^@/?#]+                                         # database
    (?: \? (?P<query>[^@#]*) )?""",
    re.VERBOSE,
)


def checked_database_url(value: str) -> str:
    """Return the URL of a database unchanged; the message of an error shows nothing of it."""
    if value.startswith("sqlite:///") or value == "sqlite://":
        return value
    if value.startswith("sqlite:"):
        raise ValueError(
            "needs three slashes before a file's name, such as sqlite:///weather-bot.db"
        )
    if not value.startswith("postgresql+psycopg://"):
        raise ValueError(
            "needs a URL such as sqlite:///weather-bot.db"
            " or postgresql+psycopg://user:password@host/name"
        )
    found = _POSTGRESQL.fullmatch(value)
    if not found:
        raise ValueError(
            "can't be read as postgresql+psycopg://user:password@host/name;"
            " write @ / ? # within a password as %40 %2F %3F %23"
        )
    if not all(_is_host_and_port(each) for each in found["host"].split(",")):
        raise ValueError("names a host that no host can be called, or a port that is no number")
    if "password=" in (found["query"] or ""):
        raise ValueError("has a password behind the '?'; write it as user:password@host instead")
    return value


def is_in_memory(url: str) -> bool:
    """Return whether a database's URL names no file, so that its content ends with the process."""
    path = url.removeprefix("sqlite://").removeprefix("/").partition("?")[0]
    return url.startswith("sqlite:") and (not path or ":memory:" in url or "mode=memory" in url)


def _is_host_and_port(text: str) -> bool:
    name, port = (text, "") if text.endswith("]") else text.rpartition(":")[::2]
    if ":" not in text:
        name, port = text, ""
    return (not name or is_host(name.strip("[]"))) and (not port or port.isdecimal())


def password_in(url: str) -> str:
    """Return the password in a database's URL, without its escapes; "" when there is none."""
    return unquote(written_password_in(url))


def written_password_in(url: str) -> str:
    """Return the password in a database's URL as it is written there; "" when there is none."""
    found = _POSTGRESQL.fullmatch(url)
    return found["password"] or "" if found else ""


def spellings_of(password: str) -> set[str]:
    """Return a password as a URL has it, as it is, and as it is spelled out for a URL anew."""
    own = unquote(password)
    return {password, own, quote(own, safe="")}
