"""The URL of the database: what it may look like, and what of it must never be shown."""

import re
from urllib.parse import unquote

# Whatever could end a part of the URL early must be escaped in a password, or pieces of it would
# be taken for the host and be shown as one.
_POSTGRESQL = re.compile(
    r"""postgresql\+psycopg://
    (?:[^:@/?#]+ (?: :(?P<password>[^@/?#]*) )? @)?  # user:password@
    [^@/?#]* /                                       # host:port/
    [^@/?#]+                                         # database
    (?: \? (?P<query>[^@#]*) )?""",
    re.VERBOSE,
)


def checked_database_url(value: str) -> str:
    """Return the URL as it is.

    Raises:
        ValueError: It can't be one; the message shows nothing of it.
    """
    if value.startswith("sqlite:///") or value == "sqlite://":
        return value
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
    if "password=" in (found["query"] or ""):
        raise ValueError("has a password behind the '?'; write it as user:password@host instead")
    return value


def password_in(url: str) -> str:
    """Return the password in the URL as it is typed at a prompt; empty when there is none."""
    found = _POSTGRESQL.fullmatch(url)
    return unquote(found["password"] or "") if found else ""
