"""Calls to Slack share connections, and none is sent into one that is over."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fakes.company_proxy import tls_server
from fakes.waiting import PATIENCE_S

from bot.settings.way_out import WayOut
from handlers.kept_connections import kept_connections
from handlers.slack_clients import SlackWebhookClient
from handlers.web_api import call, web_client

BODY = json.dumps({"ok": True}).encode()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


@dataclass
class Server:
    """Slack's place; it ends a connection without a word after `most` requests in it."""

    most: int = 1_000
    url: str = ""
    requests: list[int] = field(default_factory=list)
    ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def accept(self, listener: socket.socket) -> None:
        """Serve one connection after another, each in a thread, until the listener is closed."""
        number = 0
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            number += 1
            threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, connection.makefile("rb") as said:
            for _ in range(self.most):
                head = list(iter(said.readline, b"\r\n")) if said.peek(1) else []
                if not head:
                    break
                length = next(line for line in head if line.lower().startswith(b"content-length"))
                said.read(int(length.split(b":")[1]))
                self.requests.append(number)
                connection.sendall(ANSWER)
        self.ended.release()


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that counts connections."""
    server = Server()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.url = f"http://127.0.0.1:{listener.getsockname()[1]}/api/"
        threading.Thread(target=server.accept, args=(listener,), daemon=True).start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)


def ask(server: Server) -> None:
    """Make a call to Slack."""
    client = web_client("xoxb-1", server.url)
    assert call("auth.test", client.auth_test) == {"ok": True}


def test_calls_after_one_another_share_a_connection(server: Server) -> None:
    """Those of all clients alike."""
    for _ in range(3):
        ask(server)

    assert server.requests == [1, 1, 1]


def test_calls_at_the_same_time_each_keep_theirs_for_the_next(server: Server) -> None:
    """As many as there are threads that answer, also where a proxy stands between."""
    together = range(32)
    for proxy in (None, server.url):
        connections = kept_connections(proxy, None)
        for _ in range(2):
            answers = [
                connections.request("POST", server.url, body=b"{}", preload_content=False)
                for _ in together
            ]
            assert [answer.read() for answer in answers] == [BODY for _ in together]

    assert sorted(server.requests) == sorted([*range(1, 65)] * 2)


def test_a_connection_that_the_server_has_ended_is_replaced(server: Server) -> None:
    """No call fails, and none is sent twice."""
    server.most = 1
    for _ in range(3):
        ask(server)
        assert server.ended.acquire(timeout=PATIENCE_S)

    assert server.requests == [1, 2, 3]


def test_a_connection_that_nobody_used_for_a_while_is_replaced(
    server: Server, tmp_path: Path
) -> None:
    """What stands between may have forgotten it, whether it could read along or not."""
    from fakes.private_ca import authority  # noqa: PLC0415 - with all of cryptography

    ca, now_s = authority(tmp_path), [0.0]
    tls = ssl.create_default_context(cafile=str(ca.certificate))
    with tls_server(ca, server.url) as secure:
        for url in (server.url, f"{secure}/api/"):
            connections = kept_connections(None, tls, lambda: now_s[0])
            for now_s[0] in (1.0, 20.9, 40.8, 60.8):
                answer = connections.request("POST", url, body=b"{}", timeout=PATIENCE_S)
                assert (answer.status, answer.data) == (200, BODY)

    assert server.requests == [1, 1, 1, 2, 3, 3, 3, 4]


def test_certificates_are_read_for_what_is_encrypted_alone() -> None:
    """They take a while, and are of no use to a server on this machine."""
    plain, encrypted = (f"{scheme}://127.0.0.1:1/api/" for scheme in ("http", "https"))
    way_out = WayOut()
    clients = [
        (web_client("xoxb-1", url, way_out), SlackWebhookClient(url, way_out=way_out))
        for url in (plain, encrypted)
    ]

    assert [[client.ssl for client in each] for each in clients] == [
        [None, None],
        [way_out.tls, way_out.tls],
    ]


def test_a_response_url_has_a_way_of_its_own() -> None:
    """A proxy that may not be asked for one host is asked for another."""
    way_out = WayOut("http://proxy.test:3128", no_proxy="slack.corp.test")
    urls = ("https://hooks.slack.com/commands/1", "https://slack.corp.test/1", "http://127.0.0.1/1")

    proxies = [SlackWebhookClient(url, way_out=way_out).proxy for url in urls]

    assert proxies == ["http://proxy.test:3128", None, None]
