"""The way out of this machine: the proxy and the certificates that all clients share."""

import ipaddress
import os
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit, urlunsplit

from bot.errors import SettingsError
from bot.settings.checks import is_host, spellings_of
from bot.settings.env_file import may_exist

if TYPE_CHECKING:
    from ssl import SSLContext

_WITH_A_VERIFIER: Final = ("darwin", "win32")
"""Systems that check certificates by themselves."""
_BUNDLES: Final = (
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)
"""Where Linux systems keep certificates, for a Python that was built elsewhere; from truststore."""


@dataclass(frozen=True)
class WayOut:
    """The proxy for HTTPS and for WebSockets, the hosts reached without it, and who is trusted.

    Attributes:
        proxy: A URL such as "http://proxy.example:3128", perhaps with user and password; "" for
            none.
        no_proxy: The hosts that are reached directly, as `reaches_directly` reads them.
        cert_file: A PEM file of certificates that are trusted beside the system's; "" for none.
    """

    proxy: str = field(default="", repr=False)
    no_proxy: str = ""
    cert_file: str = ""

    def proxy_for(self, url: str) -> str:
        """Return the URL of the proxy through which a URL is reached; "" for directly.

        Only HTTPS and secure WebSockets go through a proxy: all else is on this machine.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or 443
        except ValueError:
            return ""  # a service can name a URL that is none, which fails when it is used
        is_direct = parts.scheme not in ("https", "wss") or self.reaches_directly(host, port)
        return "" if is_direct else self.proxy

    def reaches_directly(self, host: str, port: int) -> bool:
        """Return whether NO_PROXY lists a host: by its name, its domain, its network, or "*"."""
        host = host.casefold().removesuffix(".")
        for entry in self.no_proxy.casefold().replace(",", " ").split():
            name, has_port = _without_port(entry, port)
            if has_port and (name == "*" or _is_within(host, name.lstrip("*").strip("."))):
                return True
        return False

    @cached_property
    def tls(self) -> "SSLContext":
        """The context of all TLS connections: the system's certificates and those of `cert_file`.

        Raises:
            SettingsError: The file can't be read, or has no certificate.
        """
        context = _trusting_the_system()
        if self.cert_file:
            try:
                context.load_verify_locations(cafile=self.cert_file)
            except OSError as error:  # An SSLError is one, too.
                reason = error.strerror if isinstance(error, FileNotFoundError) else "no PEM file"
                problem = (
                    f"SSL_CERT_FILE names {self.cert_file!r}, which can't be used ({reason}); name"
                    " a PEM file with the certificates to be trusted."
                )
                raise SettingsError([problem]) from None
        return context


def _trusting_the_system() -> "SSLContext":
    """Return a context that trusts the certificates of the system, wherever it keeps them.

    Where they are files, they are read once: truststore would read them for each connection, which
    takes longer than an answer, and let one thread at a time do its handshake.
    """
    import ssl  # noqa: PLC0415 - a command that reaches nobody does without

    if sys.platform in _WITH_A_VERIFIER:
        import truststore  # noqa: PLC0415 - the same

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    known = ssl.get_default_verify_paths()
    if known.cafile or (known.capath and any(Path(known.capath).glob("*.[0-9]"))):
        context.set_default_verify_paths()
    elif found := next(filter(os.path.isfile, _BUNDLES), None):
        context.load_verify_locations(cafile=found)
    return context


def proxy_url(value: str) -> str:
    """Check a proxy's address and return it with its scheme; `http://` is added where it lacks.

    Raises:
        ValueError: It is none; nothing of it is shown, since it may hold a password.
    """
    text = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is not a URL; it needs one such as http://proxy.example:3128") from None
    if parts.scheme != "http":
        raise ValueError(
            "needs http:// before the proxy's name: the way to the proxy; what goes through it is"
            " encrypted all the same"
        )
    if not host or not is_host(host) or parts.path not in ("", "/") or parts.query:
        raise ValueError("needs a host and a port, such as http://proxy.example:3128")
    if port is None:
        raise ValueError("names no port; it needs one, such as http://proxy.example:3128")
    return urlunsplit(("http", parts.netloc, "", "", ""))


def cert_file(value: str) -> str:
    """Check the path of a file with certificates."""
    if not may_exist(Path(value)):
        raise ValueError(f"names {value!r}, and there is no such file")
    if not os.access(value, os.R_OK):
        raise ValueError(f"names {value!r}, which can't be read; check its permissions")
    return value


def sign_in_at(proxy: str) -> dict[str, str]:
    """Return the headers that sign in at a proxy, in UTF-8; empty where its URL names no user.

    urllib3 and `requests` by themselves know no letters beyond Latin-1.
    """
    parts = urlsplit(proxy)
    if not parts.username:
        return {}
    who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Proxy-Authorization": f"Basic {b64encode(who.encode()).decode()}"}


def passwords_in(proxy: str) -> Iterator[str]:
    """Yield the spellings of the password in a proxy's URL; nothing when there is none."""
    if password := urlsplit(proxy).password:
        yield from spellings_of(password)


def _without_port(entry: str, port: int) -> tuple[str, bool]:
    """Return an entry of NO_PROXY without its port, and whether it is about this port."""
    name, colon, digits = entry.rpartition(":")
    if colon and digits.isdecimal() and (":" not in name or name.endswith("]")):
        return name.strip("[]"), int(digits) == port
    return entry.strip("[]"), True


def _is_within(host: str, name: str) -> bool:
    """Return whether a host has a name, is in a domain of that name, or in a network like it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == name or host.endswith(f".{name}")
    try:
        return address in ipaddress.ip_network(name, strict=False)
    except ValueError:
        return False
