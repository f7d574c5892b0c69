"""The way out of this machine: one reading of the standard variables for all clients."""

import socket
import ssl
import threading
from base64 import b64decode
from contextlib import suppress
from pathlib import Path

import pytest
from fakes.rows import each_row
from fakes.waiting import PATIENCE_S

from bot.errors import SettingsError
from bot.settings import load_settings
from bot.settings.way_out import WayOut, sign_in_at

PROXY = "http://proxy.example:3128"


@each_row(
    ("no_proxy", "host", "is_direct"),
    [
        ("", "api.example", False),
        ("*", "api.example", True),
        ("*:443", "api.example", True),
        ("*:8443", "api.example", False),
        ("api.example", "api.example", True),
        ("API.example", "api.EXAMPLE.", True),
        (".example", "api.example", True),
        ("*.example", "api.example", True),
        ("*.example", "api.other", False),
        ("example", "api.example", True),
        ("ample", "api.example", False),
        ("other.org", "api.example", False),
        ("a.org, b.org,api.example", "api.example", True),
        ("other.org api.example", "api.example", True),
        ("api.example:443", "api.example", True),
        ("api.example:8443", "api.example", False),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.1.2.3/8", "10.9.9.9", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("10.0.0.0/8", "api.example", False),
        ("localhost .example", "10.1.2.3", False),
        ("localhost .example 10.0.0.0/8", "10.1.2.3", True),
        ("fd00::/8", "10.1.2.3", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "[::1]", True),
        ("[::1]", "[::1]", True),
        ("[::1]:443", "[::1]", True),
        ("[::1]:8443", "[::1]", False),
        ("fd00::/8", "[fd00::7]", True),
        (",, ,", "api.example", False),
        (".", "api.example", False),
        ("api.example:80", "api.example", False),
        ("api.example:https", "api.example", False),
        ("api.example.", "api.example", True),
        ("api.exam*", "api.example", False),
        ("example*", "api.example", False),
    ],
)
def test_a_host_is_reached_directly_where_it_is_listed(
    no_proxy: str, host: str, *, is_direct: bool
) -> None:
    """By name, domain, network or port, and for WebSockets as for the rest."""
    way = WayOut(PROXY, no_proxy)

    assert [way.proxy_for(f"{scheme}://{host}/x") for scheme in ("https", "wss")] == [
        "" if is_direct else PROXY
    ] * 2
    assert way.reaches_directly(host.strip("[]").upper(), 443) == is_direct


def test_what_is_on_this_machine_needs_no_proxy() -> None:
    """Addresses without TLS are accepted for this machine only."""
    urls = [f"{start}127.0.0.1:8080/v1" for start in ("http://", "ws://", "//", "")]

    assert [WayOut(PROXY).proxy_for(url) for url in urls] == [""] * 4


def test_an_address_that_is_none_costs_nothing_but_its_own_request() -> None:
    """A service can name it, and what is sent there fails by itself."""
    assert WayOut(PROXY).proxy_for("https://weather.example:port/x") == ""
    assert WayOut(PROXY, "api.example").proxy_for("https:///x") == PROXY


def test_whoever_is_reached_proves_its_name() -> None:
    """By a certificate that is trusted, and that is for this host."""
    tls = WayOut().tls

    assert (tls.check_hostname, tls.verify_mode) == (True, ssl.CERT_REQUIRED)


def test_a_file_of_certificates_that_is_gone_is_named_with_the_reason() -> None:
    """It can go after the settings were read."""
    with pytest.raises(SettingsError, match=r"'/nowhere/ca.pem'.* \(No such file or directory\)"):
        _ = WayOut(cert_file="/nowhere/ca.pem").tls


@pytest.mark.skipif(
    not Path("/etc/ssl/certs/ca-certificates.crt").is_file(), reason="certificates are elsewhere"
)
@each_row(("names", "is_full"), [(["README"], False), (["0a1b2c3d.0"], True)])
def test_where_python_looks_in_vain_the_certificates_of_the_system_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], *, is_full: bool
) -> None:
    """A folder has some if it has them under the names of hashes; they are read when needed."""
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    for name in names:
        (tmp_path / name).touch()

    assert (WayOut().tls.cert_store_stats()["x509_ca"] == 0) == is_full


@each_row(
    ("proxy", "user_and_password"),
    [
        ("http://proxy.example:3128", None),
        ("http://me:word@proxy.example:3128", "me:word"),
        ("http://me%40corp:p%3Ass@proxy.example:3128", "me@corp:p:ss"),
        ("http://me@proxy.example:3128", "me:"),
        ("http://j%C3%BCrgen:%C5%82%E2%82%AC@proxy.example:3128", "jürgen:ł€"),
    ],
)
def test_a_proxy_is_signed_in_at_as_its_address_says(
    proxy: str, user_and_password: str | None
) -> None:
    """In UTF-8, without what a URL needs around signs."""
    headers = sign_in_at(proxy)

    told = headers.pop("Proxy-Authorization", "")
    assert headers == {}
    assert told.partition(" ")[0] == ("" if user_and_password is None else "Basic")
    assert b64decode(told.partition(" ")[2]).decode() == (user_and_password or "")


@each_row("name", ["HTTPS_PROXY", "https_proxy"])
@each_row("value", [PROXY, "proxy.example:3128", f"{PROXY}/"])
def test_the_proxy_is_read_in_either_case(name: str, value: str) -> None:
    """As other programs do; a scheme need not be written, and capitals count first."""
    way = load_settings({name: value}, needs_slack=False).way_out
    both = {"https_proxy": "http://other.example:3128", "HTTPS_PROXY": value}

    assert way.proxy_for("https://api.example") == PROXY
    assert load_settings(both, needs_slack=False).way_out == way
    direct = load_settings({name: value, "no_proxy": "api.example"}, needs_slack=False).way_out
    assert direct.proxy_for("https://api.example") == ""


def test_the_proxys_password_is_a_secret() -> None:
    """In the spelling of the URL, in its own, and in that of who spells it out for a URL anew."""
    url, bare = (f"http://user:{word}@proxy.example:3128" for word in ("p%2fss-word", "p!ss-word"))
    settings = load_settings({"HTTPS_PROXY": url}, needs_slack=False)
    unquoted = load_settings({"HTTPS_PROXY": bare}, needs_slack=False)

    assert {url, "p%2fss-word", "p%2Fss-word", "p/ss-word"} <= set(settings.secrets)
    assert {bare, "p!ss-word", "p%21ss-word"} <= set(unquoted.secrets)
    assert "word" not in repr(settings) + repr(settings.way_out)


def test_a_handshake_that_hangs_holds_up_no_other() -> None:
    """Many connections are opened at once, and a server may take its time."""
    tls, here = WayOut().tls, ("127.0.0.1", 0)
    with socket.create_server(here) as silent, socket.create_server(here) as curt:

        def wait_for_a_word() -> None:
            with (
                socket.create_connection(silent.getsockname(), PATIENCE_S) as waiting,
                suppress(OSError),
            ):
                tls.wrap_socket(waiting, server_hostname="localhost")

        hanging = threading.Thread(target=wait_for_a_word)
        hanging.start()
        taken, _ = silent.accept()
        assert taken.recv(1)  # the beginning of its handshake
        with socket.create_connection(curt.getsockname(), PATIENCE_S) as other:
            curt.accept()[0].close()
            with pytest.raises(OSError):  # noqa: PT011 - one of several
                tls.wrap_socket(other, server_hostname="localhost")

        assert hanging.is_alive()
        taken.close()
        hanging.join(PATIENCE_S)
