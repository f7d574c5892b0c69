"""Behind a company's proxy with a private CA: every client works by the standard variables."""

import json
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from fakes.chat_model import ChatRequest, FakeChatModel, Json, text_turn, tool_turn
from fakes.command import WEATHER_BOT, environment
from fakes.company_proxy import Authority, company_proxy, tls_server
from fakes.log import captured_log
from fakes.rows import each_row
from fakes.serving import serve
from fakes.waiting import PATIENCE_S, PROCESS_S, until
from fakes.world import World, world
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.bootstrap.model import build_model
from bot.bootstrap.observing import observers
from bot.bootstrap.weather.services import must_simulate
from bot.clock import system_clock
from bot.messages import Asker, Message
from bot.places.gazetteer import Gazetteer
from bot.questions.metrics import Metrics
from bot.settings import load_settings
from bot.telemetry import Trace
from handlers.connection.checks import look_at_slack

WORDS = "Here it is."
ADDRESSES = {
    "AZURE_OPENAI_ENDPOINT": "model",
    **{f"OPEN_METEO{part}_URL": "weather" for part in ("", "_AIR_QUALITY", "_ARCHIVE", "_MARINE")},
    "OPEN_METEO_GEOCODING_URL": "geocoder",
    "MET_NORWAY_URL": "norway",
    "NWS_URL": "us",
    "METEOALARM_URL": "europe",
    "MSC_GEOMET_URL": "canada",
}


def script(request: ChatRequest) -> Json:
    """Ask for what needs every service: weather, a place to look up, warnings of three regions."""
    if any(message["role"] == "tool" for message in request.messages):
        return text_turn(WORDS)
    alerts = [("get_alerts", {"place": place}) for place in ("Austin", "Berlin", "Toronto")]
    return tool_turn(("get_weather", {"place": "Atlantis Harbour"}), *alerts)


@pytest.fixture
def ca(tmp_path: Path) -> Authority:
    """A private CA."""
    from fakes.private_ca import authority  # noqa: PLC0415 - with all of cryptography

    return authority(tmp_path)


@pytest.fixture
def around(tmp_path: Path) -> Iterator[World]:
    """A world."""
    with world(tmp_path, FakeChatModel(script)) as around:
        yield around


def behind_names(around: World) -> tuple[dict[str, str], dict[str, str]]:
    """Return settings with names that only the proxy knows, and the servers behind the names."""
    environ, servers = dict(around.environ), {"slack.corp.test": around.slack.url}
    for setting, name in ADDRESSES.items():
        servers[f"{name}.corp.test"] = environ[setting]
        environ[setting] = f"https://{name}.corp.test"
    environ["SLACK_API_URL"] = "https://slack.corp.test/api"
    around.slack.socket_url = "wss://slack.corp.test"
    return environ, servers


@contextmanager
def running(environ: Mapping[str, str]) -> Iterator[list[str]]:
    """Run the bot as a process; yield what it logs."""
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603 - this project's own command
        [*WEATHER_BOT, "run"], stderr=subprocess.PIPE, env=environment(dict(environ)), text=True
    ) as process:
        assert process.stderr
        reader = threading.Thread(target=lambda: lines.extend(process.stderr or ()), daemon=True)
        reader.start()
        try:
            yield lines
        except BaseException as error:
            error.add_note("".join(lines))
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PROCESS_S)
            reader.join(PATIENCE_S)


def test_every_client_goes_through_the_proxy_and_trusts_the_private_ca(
    around: World, ca: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack's Web API and WebSocket, the model, weather, geocoder, warnings and traces.

    The demo, which asks whether there is weather before it starts its bot, does so too.
    """
    environ, servers = behind_names(around)
    environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "https://traces.corp.test"
    traces: list[int] = []

    async def take(request: Request) -> Response:
        traces.append(len(await request.body()))
        return Response(b"", media_type="application/x-protobuf")

    collector = Starlette(routes=[Route("/v1/traces", take, methods=["POST"])])
    with (
        serve(collector) as servers["traces.corp.test"],
        company_proxy(ca, servers) as proxy,
        captured_log() as log,
    ):
        proxy.password = "p@ss wörd €"
        way = {
            "HTTPS_PROXY": proxy.url.replace(
                "http://", "http://user:p%40ss%20w%C3%B6rd%20%E2%82%AC@"
            ),
            "SSL_CERT_FILE": str(ca.certificate),
        }
        # What a client reads by itself leads nowhere, and names another authority.
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
        demo = {name: value for name, value in environ.items() if name != "WEATHER_PROVIDER"}
        must_simulate(load_settings({**demo, **way}, needs_slack=False), system_clock())
        asked_by_the_demo = list(proxy.asked)
        with around.bot(**environ, **way):
            reply = around.answer("What's up?")
            command = around.slack.command("What's up?")
            url = command["response_url"].replace(around.slack.url, "https://slack.corp.test")
            around.slack.send_command({**command, "response_url": url})
            until(lambda: bool(around.slack.answers_to(command)))

    assert asked_by_the_demo == ["weather.corp.test:443"]
    assert WORDS in json.dumps(reply)
    assert WORDS in json.dumps(around.slack.answers_to(command))
    assert "offline model" not in json.dumps(reply)
    assert {host for host in servers if host != "norway.corp.test"} <= {
        target.removesuffix(":443") for target in proxy.asked
    }
    assert traces
    assert "p%40ss" not in log.text


def test_a_model_of_any_server_goes_through_the_proxy(ca: Authority) -> None:
    """Not Azure's alone."""
    with ExitStack() as at_end:
        url = at_end.enter_context(serve(FakeChatModel([text_turn("Hello!")]).app))
        proxy = at_end.enter_context(company_proxy(ca, {"model.corp.test": url}))
        openai = {"OPENAI_BASE_URL": "https://model.corp.test/v1", "OPENAI_API_KEY": "test-key"}
        way = {"HTTPS_PROXY": proxy.url, "SSL_CERT_FILE": str(ca.certificate)}
        settings = load_settings({**openai, "OPENAI_MODEL": "m", **way}, needs_slack=False)
        clock = system_clock()
        gazetteer = at_end.enter_context(closing(Gazetteer()))
        model, _ = build_model(settings, gazetteer, clock, at_end)
        asked = [Message("user", "hi")]
        turn = model.complete(asked, [], Asker(clock.now()), clock.deadline(PATIENCE_S))

    assert turn.content == "Hello!"
    assert proxy.asked == ["model.corp.test:443"]


@each_row(
    ("no_proxy", "is_direct"), [("localhost", True), ("elsewhere.test, *", True), ("", False)]
)
def test_a_collector_that_no_proxy_lists_is_sent_to_directly(
    ca: Authority, no_proxy: str, *, is_direct: bool
) -> None:
    """All others through the proxy."""
    taken: list[str] = []

    def take(request: Request) -> Response:
        taken.append(request.url.path)
        return Response(b"", media_type="application/x-protobuf")

    collector = Starlette(routes=[Route("/v1/traces", take, methods=["POST"])])
    with (
        serve(collector) as url,
        company_proxy(ca, {"localhost": url}) as proxy,
        tls_server(ca, url) as endpoint,
        ExitStack() as at_end,
    ):
        environ = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint,
            "HTTPS_PROXY": proxy.url,
            "NO_PROXY": no_proxy,
            "SSL_CERT_FILE": str(ca.certificate),
            "CHAT_MODEL": "offline",
        }
        observe = observers(load_settings(environ, needs_slack=False), Metrics(), at_end)
        observe(Trace("ab12", system_clock()), "answered")

    assert taken == ["/v1/traces"]
    assert proxy.asked == ([] if is_direct else [endpoint.removeprefix("https://")])


@pytest.mark.slow
def test_what_no_proxy_lists_is_reached_directly(around: World, ca: Authority) -> None:
    """Also the WebSocket, for which Slack's library knows no such list."""
    environ = dict(around.environ)
    with ExitStack() as stack:
        for setting in ADDRESSES:
            environ[setting] = stack.enter_context(tls_server(ca, environ[setting]))
        slack_url = stack.enter_context(tls_server(ca, around.slack.url))
        environ["SLACK_API_URL"] = f"{slack_url}/api"
        # Slack's library speaks TLS at port 443 alone, whatever the scheme.
        around.slack.socket_url = around.slack.url.replace("http", "wss")
        proxy = stack.enter_context(company_proxy(ca, {}))
        way = {
            "https_proxy": proxy.url,
            "no_proxy": "localhost,127.0.0.1",
            "SSL_CERT_FILE": str(ca.certificate),
        }
        with running({**environ, **way}):
            around.slack.wait_for_connections(1, PROCESS_S)
            reply = around.answer("What's up?")

    assert WORDS in json.dumps(reply)
    assert proxy.asked == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("untrusted", "the certificate is not trusted"),
        ("refused", "the proxy refused with status 407"),
    ],
)
def test_a_fault_on_the_way_out_is_named(
    around: World, ca: Authority, fault: str, said: str
) -> None:
    """With the setting that mends it."""
    environ, servers = behind_names(around)
    with company_proxy(ca, servers) as proxy:
        proxy.password = "other" if fault == "refused" else ""
        environ["HTTPS_PROXY"] = proxy.url
        if fault == "refused":
            environ["SSL_CERT_FILE"] = str(ca.certificate)
        findings = look_at_slack(load_settings(environ, needs_slack=True), system_clock())

    assert said in findings[0].problem
    assert "SSL_CERT_FILE" in findings[0].remedy
    assert "HTTPS_PROXY" in findings[0].remedy
