"""Fixtures that many tests share, and the rules that hold for all of them."""

import os
import socket
from collections.abc import Iterator
from typing import get_args

import pytest
from fakes.serving import reserved_port
from fakes.slack import FakeSlack, fake_slack
from fakes.world import Transport
from hypothesis import HealthCheck, settings

# How fast examples are made depends on what else the machine does.
settings.register_profile(
    "bot", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("bot")


@pytest.fixture(autouse=True)
def _clean_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No setting of this machine reaches a test, and no .env file of the checkout does."""
    prefixes = ("SLACK_", "AZURE_", "OPENAI_", "OPEN_METEO_", "MET_", "METEOALARM_", "MSC_")
    prefixes += ("NWS_", "WEATHER_", "HTTP_", "HTTPS_", "ALL_", "NO_PROXY", "SSL_CERT_", "OTEL_")
    for name in list(os.environ):
        if name.upper().startswith(prefixes):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path_factory.mktemp("cwd"))


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
def workspace() -> Iterator[FakeSlack]:
    """One server for all tests."""
    with fake_slack() as workspace:
        yield workspace


@pytest.fixture
def slack(workspace: FakeSlack) -> FakeSlack:
    """An empty workspace for each test."""
    workspace.clear()
    return workspace
