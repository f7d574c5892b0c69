"""Azure OpenAI by Entra ID: the identity that a machine has in place of a key."""

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from fakes.chat_model import FakeChatModel
from fakes.command import weather_bot
from fakes.rows import each_row
from fakes.serving import serve
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.bootstrap.doctor.model import look_at
from bot.clock import system_clock
from bot.errors import SettingsError
from bot.models.openai import entra
from bot.models.openai.entra import EntraId
from bot.places.gazetteer import Gazetteer
from bot.settings import load_settings
from bot.settings.way_out import WayOut

TOKEN = "made-up-token-of-entra"
SECRET = "made-up-header-secret"


@dataclass
class FakeIdentity:
    """The address at which a machine in Azure asks for tokens of its own identity."""

    is_refused: bool = False
    resources: list[str] = field(default_factory=list)

    async def answer(self, request: Request) -> JSONResponse:
        """Give a token to whoever knows the machine's secret header."""
        if self.is_refused or request.headers.get("x-identity-header") != SECRET:
            return JSONResponse({"error": "unauthorized", "message": "tenant CANARY"}, 401)
        self.resources.append(request.query_params["resource"])
        expires_on = str(int(time.time()) + 3600)
        return JSONResponse(
            {"access_token": TOKEN, "expires_on": expires_on, "token_type": "Bearer"}
        )

    @contextmanager
    def serve(self) -> Iterator[dict[str, str]]:
        """Yield the variables that Azure gives to a machine."""
        with serve(Starlette(routes=[Route("/token", self.answer)])) as url:
            yield {"IDENTITY_ENDPOINT": f"{url}/token", "IDENTITY_HEADER": SECRET}


def settings_for(url: str, **more: str) -> dict[str, str]:
    """Return the settings of a resource without a key."""
    return {
        "AZURE_OPENAI_ENDPOINT": url,
        "AZURE_OPENAI_DEPLOYMENT_NAME": "chat",
        "AZURE_OPENAI_AUTH": "entra",
        **more,
    }


@pytest.mark.parametrize(("version", "key"), [("", ""), ("2024-10-21", "key-of-old")])
def test_the_identity_of_the_machine_takes_the_place_of_a_key(version: str, key: str) -> None:
    """At the v1 API and at a dated one, where a key was left behind too.

    The token is for Azure's AI services alone.
    """
    identity, model = FakeIdentity(), FakeChatModel(key=TOKEN)
    with serve(model.app) as url, identity.serve() as variables:
        azure = {"AZURE_OPENAI_API_VERSION": version, "AZURE_OPENAI_API_KEY": key}
        environ = settings_for(url, **azure, **variables)
        done = weather_bot("ask", "weather in London?", WEATHER_PROVIDER="simulated", **environ)

    assert done.code == 0
    assert "offline model" not in done.out
    assert {request.headers["authorization"] for request in model.requests} == {f"Bearer {TOKEN}"}
    assert identity.resources == ["https://cognitiveservices.azure.com"]
    assert TOKEN not in done.out + done.err


def test_without_an_identity_the_doctor_says_what_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The library's own message, which quotes responses, is not shown."""
    identity, model = FakeIdentity(is_refused=True), FakeChatModel(key=TOKEN)
    clock = system_clock()
    with (
        serve(model.app) as url,
        identity.serve() as variables,
        closing(Gazetteer()) as gazetteer,
    ):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings = load_settings(settings_for(url), needs_slack=False)
        (finding,) = look_at(settings, gazetteer, clock, clock.deadline(20))

    assert "AZURE_OPENAI_AUTH=entra gives no token" in finding.problem
    assert "Cognitive Services OpenAI User" in finding.problem
    assert finding.problem.endswith(", or set AZURE_OPENAI_AUTH=key.")
    assert "CANARY" not in finding.problem
    assert re.search(r"no token \(\w+\)", finding.problem)
    assert model.requests == []


def test_an_identity_that_was_not_to_be_had_is_asked_for_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the next question; it may be there by then."""
    made: list[dict[str, Any]] = []

    def credential(**options: Any) -> SimpleNamespace:
        made.append(options)
        if len(made) < 2:
            raise ValueError("CANARY")
        return SimpleNamespace(get_token=lambda _: SimpleNamespace(token=TOKEN))

    monkeypatch.setattr("azure.identity.DefaultAzureCredential", credential)
    identity = EntraId(WayOut())

    with pytest.raises(SettingsError, match=r"gives no token \(ValueError\)"):
        identity.token()
    assert [identity.token(), identity.token()] == [TOKEN] * 2
    assert len(made) == 2


def test_the_identity_signs_in_through_the_proxy_of_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As all else that leaves the machine."""
    proxies: list[object] = []

    def credential(**options: Any) -> SimpleNamespace:
        proxies.append(options["proxies"])
        raise ValueError("no identity")

    monkeypatch.setattr("azure.identity.DefaultAzureCredential", credential)
    given = settings_for("https://name.openai.azure.com", HTTPS_PROXY="http://proxy.example:3128")
    settings, clock = load_settings(given, needs_slack=False), system_clock()
    with closing(Gazetteer()) as gazetteer:
        look_at(settings, gazetteer, clock, clock.deadline(20))

    assert proxies == [{"https": "http://proxy.example:3128"}]


@each_row("missing", ["azure", "azure.identity"])
def test_without_the_library_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """It is not installed by itself; other packages of the family do not do its work."""
    monkeypatch.setattr(entra, "find_spec", lambda name: None if name == missing else name)

    with pytest.raises(SettingsError, match="extra 'azure'"):
        EntraId(WayOut())


@each_row("proxies", [{}, {"https": "http://proxy.example:3128"}])
def test_one_credential_signs_in_by_the_way_out(
    monkeypatch: pytest.MonkeyPatch, proxies: dict[str, str]
) -> None:
    """It keeps its token, and trusts what all other connections trust.

    There is one for all threads, also for those that need their first token at once.
    """
    way_out = WayOut(proxies.get("https", ""), no_proxy="login.example")
    made: list[dict[str, Any]] = []
    both = threading.Barrier(2)

    class Credential:
        def __init__(self, **options: Any) -> None:
            made.append(options)
            with suppress(threading.BrokenBarrierError):
                both.wait(0.05)

        def get_token(self, scope: str) -> SimpleNamespace:
            return SimpleNamespace(token=f"token for {scope}")

    monkeypatch.setattr("azure.identity.DefaultAzureCredential", Credential)
    identity = EntraId(way_out)

    with ThreadPoolExecutor(2) as pool:
        tokens = set(pool.map(lambda _: identity.token(), range(2)))

    assert tokens == {"token for https://cognitiveservices.azure.com/.default"}
    (options,) = made
    assert options["proxies"] == proxies
    session = options["transport"].session
    request = requests.Request("GET", "https://login.microsoftonline.com").prepare()
    adapter = session.get_adapter(request.url)
    _, used = adapter.build_connection_pool_key_attributes(request, True, None)  # noqa: FBT003
    assert used["ssl_context"] is way_out.tls
    assert session.trust_env is False
