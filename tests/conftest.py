"""Fixtures that many tests share, and the rules that hold for all of them.

Whatever is imported here is loaded by the process that hands out the tests, too, before any begins.
"""

import gc
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import certifi
import pytest
from fakes.memory import keep_files_in_memory
from fakes.ports import reserved_port
from fakes.transports import Transport
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from fakes.slack import FakeSlack

# How fast examples are made depends on what else the machine does. The long proofs make many more.
settings.register_profile(
    "bot", deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("bot"), max_examples=200)
settings.load_profile("bot")

# All that is imported from here on stays, so that there is no garbage to search for.
gc.disable()


def pytest_configure() -> None:
    """Keep the files of tests in memory."""
    keep_files_in_memory()


def pytest_collection_finish() -> None:
    """Search for garbage seldom, and never in what is there now: nearly all of it stays."""
    gc.enable()
    gc.freeze()
    gc.set_threshold(100_000)


@pytest.fixture(scope="session", autouse=True)
def _statements() -> None:
    """No database of a test compiles a statement that one before it has compiled."""
    from fakes.statements import share_compiled_statements  # noqa: PLC0415 - see above

    share_compiled_statements()


@pytest.fixture(scope="session")
def empty_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a folder with nothing in it again and again: the same one as long as it is empty."""

    def folders() -> Iterator[Path]:
        while True:
            folder = tmp_path_factory.mktemp("cwd")
            while not any(folder.iterdir()):
                yield folder

    return folders()


@pytest.fixture(scope="session")
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file with one certificate: no test leaves this machine, and reading all takes long."""
    path = tmp_path_factory.mktemp("authority") / "one.pem"
    first, end, _ = certifi.contents().partition("-----END CERTIFICATE-----\n")
    path.write_text(first + end)
    return path


@pytest.fixture(autouse=True)
def _clean_environment(
    monkeypatch: pytest.MonkeyPatch, empty_folders: Iterator[Path], one_authority: Path
) -> None:
    """No setting of this machine reaches a test, and no .env file of the checkout does."""
    prefixes = ("SLACK_", "AZURE_", "OPENAI_", "OPEN_METEO_", "MET_", "METEOALARM_", "MSC_")
    prefixes += ("NWS_", "WEATHER_", "HTTP_", "HTTPS_", "ALL_", "NO_PROXY", "SSL_CERT_", "OTEL_")
    for name in list(os.environ):
        if name.upper().startswith(prefixes):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(one_authority))
    monkeypatch.chdir(next(empty_folders))


@pytest.fixture
def often_switching() -> Iterator[None]:
    """Let threads take turns far more often than usual."""
    often_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(often_s)


@pytest.fixture
def unused_port() -> Iterator[int]:
    """Yield a loopback port on which nothing listens while the test runs."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


@pytest.fixture
def free_port() -> Iterator[int]:
    """Yield a loopback port for what the test starts."""
    with reserved_port() as port:
        yield port


@pytest.fixture(params=get_args(Transport))
def transport(request: pytest.FixtureRequest) -> Transport:
    """Each way of Slack's events to the bot, for a world to be made with."""
    way: Transport = request.param
    return way


@pytest.fixture(scope="module")
def workspace() -> Iterator["FakeSlack"]:
    """One server for all tests."""
    from fakes.slack import fake_slack  # noqa: PLC0415 - see above

    with fake_slack() as workspace:
        yield workspace


@pytest.fixture
def slack(workspace: "FakeSlack") -> "FakeSlack":
    """An empty workspace for each test."""
    workspace.clear()
    return workspace
