"""A company's way out on loopback: a proxy for CONNECT that reads along, and its private CA.

Behind a name such as "model.corp.test", which no name server knows, stands a server on loopback:
the proxy ends TLS with a certificate of the CA, and passes on what is inside.
"""

import base64
import select
import socket
import socketserver
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from fakes.raw_server import running

_PIECE_BYTES = 65_536
_IDLE_S = 60


@dataclass(frozen=True)
class Authority:
    """A private CA; `certificate` is its PEM file, `server` one with a key and a chain."""

    certificate: Path
    server: Path


@dataclass
class CompanyProxy:
    """The proxy as tests see it.

    Attributes:
        url: Its address, for HTTPS_PROXY.
        asked: The hosts and ports that it was asked for, in order.
        password: When set, who does not send "user" with it is refused with 407.
    """

    url: str
    asked: list[str] = field(default_factory=list)
    password: str = ""


@contextmanager
def company_proxy(ca: Authority, behind: Mapping[str, str]) -> Iterator[CompanyProxy]:
    """Serve the proxy; `behind` has the plain server's address for each name."""
    proxy = CompanyProxy("")

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            request, *fields = iter(self.rfile.readline, b"\r\n")
            target = request.split()[1].decode()
            proxy.asked.append(target)
            wanted = base64.b64encode(f"user:{proxy.password}".encode())
            if proxy.password and not any(line.strip().endswith(wanted) for line in fields):
                self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
                return
            url = behind.get(target.rpartition(":")[0])
            if url is None:
                self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
                return
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            _pass_on(self.connection, url, ca)

    with _served(Handler) as address:
        proxy.url = f"http://{address}"
        yield proxy


@contextmanager
def tls_server(ca: Authority, behind: str) -> Iterator[str]:
    """Serve a plain server by TLS on this machine, without a proxy; yield the URL."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            _pass_on(self.request, behind, ca)

    with _served(Handler) as address:
        yield f"https://localhost:{address.rpartition(':')[2]}"


@contextmanager
def _served(handler: type[socketserver.BaseRequestHandler]) -> Iterator[str]:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: clients go when they like."""

    with running(Server(("127.0.0.1", 0), handler)) as port:
        yield f"127.0.0.1:{port}"


def _pass_on(client: socket.socket, url: str, ca: Authority) -> None:
    """End TLS, and pass on what is inside, both ways."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ca.server)
    parts = urlsplit(url)
    with (
        suppress(OSError),
        context.wrap_socket(client, server_side=True) as inside,
        socket.create_connection((parts.hostname, parts.port or 80)) as server,
    ):
        _relay(inside, server)


def _relay(inside: ssl.SSLSocket, server: socket.socket) -> None:
    """Pass pieces on until either end closes, in one thread: a TLS socket can't serve two."""
    while inside.pending() or (ready := select.select([inside, server], [], [], _IDLE_S)[0]):
        for source in [inside] if inside.pending() else ready:
            # What makes TLS readable may be less than a piece.
            inside.settimeout(0)
            with suppress(ssl.SSLWantReadError):
                if not (piece := source.recv(_PIECE_BYTES)):
                    return
                inside.settimeout(_IDLE_S)
                (server if source is inside else inside).sendall(piece)
