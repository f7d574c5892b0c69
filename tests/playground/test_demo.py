"""The demo without a browser: its words, whom it serves, and what a taken port does to it."""

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from fakes.browser import Demo, running_demo
from fakes.ports import reserved_port
from fakes.waiting import PROCESS_S, until

from handlers.playground.page import FOLDER

CITIES = ("Bengaluru", "London", "Austin")
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
}
"""The headers that ask for a connection of Socket Mode."""

HARDENED = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""The headers of every answer of the demo's server."""

PAGE_FILES = sorted(path.name for path in FOLDER.iterdir())

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """One demo for all tests."""
    with running_demo("--port", "18865") as demo:
        yield demo


def status_of(demo: Demo, path: str, method: str = "GET", **headers: str) -> int:
    """Return the status of a request with headers of any kind."""
    host = demo.url.removeprefix("http://")
    with closing(http.client.HTTPConnection(host, timeout=10)) as connection:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, "{}" if method == "POST" else None, named)
        return connection.getresponse().status


def test_the_answer_is_printed_and_the_page_served_without_input(demo: Demo) -> None:
    """With standard input closed; the demo goes on until it is told to stop."""
    until(lambda: len(demo.state()["messages"].get("CGENERAL", [])) > 1)

    assert demo.process.stdout
    printed = "".join(line for line, _ in zip(demo.process.stdout, range(8), strict=False))

    assert "What's the weather like in Bengaluru, London, and Austin?" in printed
    assert all(city in printed for city in CITIES)
    question, answer = demo.state()["messages"]["CGENERAL"]
    assert answer["thread_ts"] == question["ts"]
    assert "table" in [block["type"] for block in answer["blocks"]]
    assert demo.process.poll() is None


def test_only_this_machines_own_hosts_and_pages_are_served(demo: Demo) -> None:
    """A name in DNS that leads here is refused, and so is what another page sends."""
    own = demo.url
    assert status_of(demo, "/") == 200
    assert status_of(demo, "/", Host="evil.example") == 403
    assert status_of(demo, "/", Host="127.0.0.1.evil.example:80") == 403
    assert status_of(demo, "/page/state", Origin="https://evil.example") == 403
    assert status_of(demo, "/page/state", Origin="") == 403
    assert status_of(demo, "/page/do", "POST") == 403
    assert status_of(demo, "/page/do", "POST", Origin="http://localhost:1") == 403
    assert status_of(demo, "/page/do", "POST", Origin=own, Sec_Fetch_Site="cross-site") == 403
    assert status_of(demo, "/api/auth.test", "POST", Origin="null") == 403
    assert status_of(demo, "/page/do", "POST", Origin=own) == 400


@pytest.mark.parametrize(
    "host",
    ["localhost.evil.example", "evil.example:{port}", "0.0.0.0:{port}", "[::1].evil.example"],
)
def test_a_name_that_only_looks_like_this_machine_is_refused(demo: Demo, host: str) -> None:
    """As names in DNS that are bound to its address do; for connections too."""
    named = host.format(port=demo.url.rpartition(":")[2])

    assert status_of(demo, "/page/state", Host=named) == 403
    assert status_of(demo, "/link", Host=named, **UPGRADE) == 403


def test_a_page_elsewhere_can_lead_here_and_do_nothing_else(demo: Demo) -> None:
    """Its links are followed; its images, scripts and connections are refused."""
    for site in ("cross-site", "same-site"):
        foreign = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": "navigate"}
        image = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": "no-cors"}
        post = "/api/chat.postMessage?token=xoxb-fake-bot&channel=CGENERAL&text=forged"
        assert status_of(demo, "/", **foreign) == 200
        assert status_of(demo, post, **foreign) == 403
        assert status_of(demo, post, **image) == 403
        assert status_of(demo, "/page/state", **image) == 403
    assert status_of(demo, "/link", Origin="https://evil.example", **UPGRADE) == 403
    assert status_of(demo, "/link", Origin=demo.url, **UPGRADE) == 403  # without a ticket
    assert "forged" not in str(demo.state()["messages"])


def test_the_page_loads_nothing_from_outside(demo: Demo) -> None:
    """A strict policy, and no address in any of its files."""
    host = demo.url.removeprefix("http://")
    with closing(http.client.HTTPConnection(host, timeout=10)) as connection:
        connection.request("GET", "/")
        response = connection.getresponse()
        page, headers = response.read().decode(), dict(response.headers.items())
        assert headers.items() >= {"cache-control": "no-store", **HARDENED}.items()
        assert "//" not in page
        for name in PAGE_FILES:
            connection.request("GET", f"/page/{name}")
            response = connection.getresponse()
            text = response.read().decode().replace("http://www.w3.org/", "")
            assert response.status == 200
            assert dict(response.headers.items()).items() >= HARDENED.items()
            assert "innerHTML" not in text
            assert "://" not in text.replace("https?://", "")


def test_deeds_that_are_not_possible_are_refused(demo: Demo) -> None:
    """Nobody writes in another's name, in a channel that is not theirs, or nothing at all.

    Nor below a message that is not there.
    """
    ts = demo.do(do="say", user="UADA", channel="CTRAVEL", text="Where to?")["ts"]
    refused = [
        {"do": "say", "user": "UNOBODY", "channel": "CTRAVEL", "text": "hello"},
        {"do": "say", "user": "UADA", "channel": "DMAX", "text": "hello"},
        {"do": "say", "user": "UADA", "channel": "CTRAVEL", "text": " "},
        {"do": "say", "user": "UADA", "channel": "CTRAVEL", "text": "hi", "thread_ts": "9.9"},
        {"do": "edit", "user": "UMAX", "channel": "CTRAVEL", "ts": ts, "text": "There!"},
        {"do": "delete", "user": "UMAX", "channel": "CTRAVEL", "ts": ts},
        {"do": "edit", "user": "UADA", "channel": "CTRAVEL", "ts": ts, "text": "x" * 40_001},
        {"do": "act", "user": "UADA", "where": {}, "action": {"action_id": "none"}},
        {"do": "act", "user": "UNOBODY", "where": {"channel": "CTRAVEL", "ts": ts}, "action": {}},
        {"do": "act", "user": "UADA", "where": {"channel": "DMAX", "ts": ts}, "action": {}},
        {"do": "home", "user": "UNOBODY", "tab": "home"},
        {"do": "stop", "user": "UADA", "channel": "DMAX", "thread_ts": ts},
        {"do": "break", "name": "everything", "on": True},
        {"do": "dance"},
    ]

    for deed in refused:
        body, headers = json.dumps(deed), {"Origin": demo.url}
        host = demo.url.removeprefix("http://")
        with closing(http.client.HTTPConnection(host, timeout=10)) as connection:
            connection.request("POST", "/page/do", body, headers)
            response = connection.getresponse()
            answer = json.load(response)
        assert (response.status, answer["ok"]) == (400, False), deed
    assert demo.state()["messages"]["CTRAVEL"][-1]["text"] == "Where to?"


@pytest.mark.slow
def test_a_taken_port_moves_on_to_the_next() -> None:
    """And the address that is printed is the one that answers."""
    with reserved_port() as port, socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with running_demo("--port", str(port)) as demo:
            assert demo.url != f"http://127.0.0.1:{port}"
            assert status_of(demo, "/") == 200


def test_a_bot_that_can_not_start_ends_the_demo_with_its_reason() -> None:
    """The settings are the bot's own, and so are its words about them."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "18965"]
    wrong = {"WEATHER_PROVIDER": "simulated", "WORKERS": "many"}

    done = subprocess.run(  # noqa: S603 - this project's own command
        command, env=wrong, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 1
    assert "WORKERS" in done.stderr


def bot_of(demo: Demo) -> str:
    """Return the number of the process that a demo's bot runs in, once it is connected."""
    until(lambda: demo.state()["about"]["state"] == "ready", PROCESS_S)
    command = ["ps", "-o", "pid=", "--ppid", str(demo.process.pid)]
    (number,) = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    return number


def runs(number: str) -> bool:
    """Return whether there is a process with a number."""
    return subprocess.run(["ps", "-p", number], capture_output=True, check=False).returncode == 0  # noqa: S603, S607


@pytest.mark.slow
def test_ctrl_c_ends_the_page_and_the_bot() -> None:
    """Neither outlives the command."""
    with running_demo("--port", "19065") as demo:
        bot = bot_of(demo)

        demo.process.send_signal(signal.SIGINT)

        assert demo.process.wait(PROCESS_S) == 0
        assert not runs(bot)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", int(demo.url.rpartition(":")[2])), 5)


def test_the_page_is_served_before_the_engine_is_imported() -> None:
    """The engine takes most of a second, in which people would look at nothing."""
    program = "import sys, bot.cli, handlers.playground; print(*sys.modules)"

    done = subprocess.run(  # noqa: S603 - this project's own modules
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    loaded = set(done.stdout.split())
    assert {"starlette", "uvicorn"} <= loaded
    assert not loaded & {"bot.bootstrap", "sqlalchemy", "slack_bolt"}


@pytest.mark.slow
def test_a_demo_that_is_killed_leaves_no_bot_behind() -> None:
    """It can't end its bot any more: the bot notices that nobody holds its standard input."""
    with running_demo("--port", "19165") as demo:
        bot = bot_of(demo)

        demo.process.kill()

        until(lambda: not runs(bot), PROCESS_S)
