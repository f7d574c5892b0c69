"""Settings decide which parts are wired together, seen by what those parts then do."""

import signal
import socket
import subprocess
import sys
import threading
import time as real_time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes.alerts import FakeAlerts
from fakes.channel import FakeChannel, Fault
from fakes.chat_model import ChatRequest, FakeChatModel, error_fault, text_turn, tool_turn
from fakes.log import captured_log
from fakes.questions import question
from fakes.raw_server import serve_raw
from fakes.reports import BERLIN
from fakes.rows import each_row
from fakes.serving import serve
from fakes.waiting import PATIENCE_S, PROCESS_S, until
from fakes.weather import HTML, OVERLOADED, FakeWeather
from fakes.weather import Fault as WeatherFault

from bot import __version__
from bot.answering.conversation import Surroundings, apology
from bot.bootstrap.engine import FIND_S, Engine, build_engine
from bot.bootstrap.memory import limit_arenas
from bot.bootstrap.readiness import ready_fields
from bot.bootstrap.weather.services import (
    PROBE_S,
    is_service_away,
    live_services,
    must_simulate,
)
from bot.clock import Clock, system_clock
from bot.errors import DatabaseError, RefusedError, SettingsError
from bot.fetching import Fetcher
from bot.kinds.alerts import ALERTS
from bot.languages import ENGLISH
from bot.messages import Answer, Asker, Message, Reply
from bot.models.offline.probe import can_be_read
from bot.places.gazetteer import Gazetteer
from bot.queries import Span
from bot.settings import load_settings
from bot.storage.operation.limits import Limits
from bot.telemetry import Trace
from bot.zones import zone_data

Build = Callable[..., Engine]
WARNING_SERVICES = (
    "US National Weather Service",
    "Environment and Climate Change Canada",
    "EUMETNET - MeteoAlarm",
)


@pytest.fixture
def build() -> Iterator[Build]:
    """Build an engine from an environment; all are closed at the end."""
    with ExitStack() as stack:

        def build(*, may_simulate: bool = False, **environ: str) -> Engine:
            settings = load_settings({"DATABASE_URL": "sqlite://", **environ}, needs_slack=False)
            engine = build_engine(settings, system_clock(), may_simulate=may_simulate)
            stack.callback(engine.close)
            return engine

        yield build


@pytest.fixture
def weather() -> FakeWeather:
    """A weather service; its address is in `live`."""
    return FakeWeather()


@pytest.fixture
def live(weather: FakeWeather) -> Iterator[dict[str, str]]:
    """The settings that lead to the weather service."""
    with weather.serve() as url, weather.serve() as geocoding:
        yield {"OPEN_METEO_URL": url, "OPEN_METEO_GEOCODING_URL": geocoding}
        weather.gate.set()


def answer(engine: Engine, text: str) -> Answer:
    """Return what the engine answers to a question."""
    asked = question(text)
    asker = Asker(engine.clock.now())
    trace = Trace(asked.reference, engine.clock)
    deadline = engine.clock.deadline(20)
    around = Surroundings(lambda *_: None, lambda _: ())
    return engine.conversation.answer(asked, asker, deadline, around, trace)


def is_simulated(engine: Engine) -> bool:
    """Return whether the engine makes its figures up."""
    return engine.answering.provider.source.is_simulated


def chat_request(build: Build, **environ: str) -> tuple[Engine, ChatRequest]:
    """Return the engine and what its model's server was asked."""
    model = FakeChatModel([text_turn("Hello!")])
    with serve(model.app) as url:
        given = {name: value.format(url=url) for name, value in environ.items()}
        engine = build(WEATHER_PROVIDER="simulated", **given)
        engine.answering.warm_up()
        assert answer(engine, "hi").reply.text == "Hello!"
    (request,) = model.requests
    return engine, request


def test_azure_is_asked_by_its_v1_address(build: Build) -> None:
    """The deployment is the model's name."""
    engine, request = chat_request(
        build,
        AZURE_OPENAI_ENDPOINT="{url}",
        AZURE_OPENAI_API_KEY="test-key",
        AZURE_OPENAI_DEPLOYMENT_NAME="my-chat",
    )

    assert request.path == "/openai/v1/chat/completions"
    assert "api-version" not in request.query
    assert request.body["model"] == "my-chat"
    assert engine.answering.agent.model.name == "my-chat"


def test_azure_is_asked_by_its_dated_address_when_a_version_is_set(build: Build) -> None:
    """The deployment is in the path, the key in Azure's own header."""
    _, request = chat_request(
        build,
        AZURE_OPENAI_ENDPOINT="{url}/",
        AZURE_OPENAI_API_KEY="test-key",
        AZURE_OPENAI_DEPLOYMENT_NAME="my-chat",
        AZURE_OPENAI_API_VERSION="2024-10-21",
    )

    assert request.path == "/openai/deployments/my-chat/chat/completions"
    assert request.query["api-version"] == "2024-10-21"
    assert request.headers["api-key"] == "test-key"


def test_openai_is_asked_at_the_configured_server(build: Build) -> None:
    """Any server that speaks its API will do."""
    engine, request = chat_request(
        build, OPENAI_BASE_URL="{url}/v1", OPENAI_API_KEY="test-key", OPENAI_MODEL="my-model"
    )

    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer test-key"
    assert request.body["model"] == "my-model"
    assert engine.answering.agent.model.name == "my-model"


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"CHAT_MODEL": "openai"}, "/v1/responses"),
        ({"CHAT_MODEL": "azure"}, "/openai/v1/responses"),
        (
            {"CHAT_MODEL": "azure", "AZURE_OPENAI_API_VERSION": "2025-04-01-preview"},
            "/openai/responses",
        ),
    ],
)
def test_the_responses_api_can_be_chosen(build: Build, environ: dict[str, str], path: str) -> None:
    """On every server there is."""
    _, request = chat_request(
        build,
        CHAT_API="responses",
        OPENAI_BASE_URL="{url}/v1",
        OPENAI_API_KEY="test-key",
        OPENAI_MODEL="my-chat",
        AZURE_OPENAI_ENDPOINT="{url}",
        AZURE_OPENAI_API_KEY="test-key",
        AZURE_OPENAI_DEPLOYMENT_NAME="my-chat",
        **environ,
    )

    assert (request.path, request.body["model"]) == (path, "my-chat")


def test_chat_model_chooses_between_two_that_are_configured(build: Build) -> None:
    """Azure would come first."""
    _, request = chat_request(
        build,
        CHAT_MODEL="openai",
        OPENAI_BASE_URL="{url}/v1",
        OPENAI_API_KEY="test-key",
        OPENAI_MODEL="my-model",
        AZURE_OPENAI_ENDPOINT="{url}",
        AZURE_OPENAI_API_KEY="test-key",
        AZURE_OPENAI_DEPLOYMENT_NAME="my-chat",
    )

    assert request.path == "/v1/chat/completions"


CAN = (
    "the weather now, forecasts by hour, forecasts by day up to 16 days ahead, past weather back to"
    " 1940, official warnings, air quality, sun and moon, and the sea: water temperature and waves"
)


def test_all_tools_are_offered_to_the_model(build: Build) -> None:
    """One for each kind of weather; people are told of them in the same order."""
    engine, request = chat_request(
        build, OPENAI_BASE_URL="{url}/v1", OPENAI_API_KEY="test-key", OPENAI_MODEL="my-model"
    )

    assert [tool["function"]["name"] for tool in request.body["tools"]] == [
        *("get_weather", "get_hourly_forecast", "get_forecast", "get_past_weather"),
        *("get_alerts", "get_air_quality", "get_sun_and_moon", "get_sea"),
    ]
    assert engine.desk(lambda: None).can(ENGLISH) == CAN


def test_without_any_model_the_offline_model_answers(
    build: Build, live: dict[str, str], weather: FakeWeather
) -> None:
    """From live weather, in one request."""
    engine = build(**live)
    engine.answering.warm_up()

    reply = answer(engine, "weather in London and Oslo?").reply

    assert engine.answering.agent.model.name == "offline"
    assert "offline model" in reply.text
    assert [credit.text for credit in reply.provenance.credits] == [
        "Weather data by Open-Meteo.com"
    ]
    assert len(weather.forecast_requests) == 1
    counted = 'weather_bot_weather_requests_total{outcome="ok",service="Open-Meteo"} 1.0\n'
    assert counted in engine.metrics.page().decode()


@pytest.mark.parametrize("key", ["customer-key", ""])
def test_the_weather_key_is_sent_in_a_header_to_both_hosts(
    build: Build, live: dict[str, str], weather: FakeWeather, key: str
) -> None:
    """It is in no address; without a key there is no header."""
    model = FakeChatModel(places=("London", "Xyzzyville"))
    with serve(model.app) as url:
        openai = {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": "test-key", "OPENAI_MODEL": "m"}
        answer(build(**live, **openai, OPEN_METEO_API_KEY=key), "weather?")

    for requests in (weather.forecast_requests, weather.geocoding_requests):
        assert [request.headers.get("x-api-key") for request in requests] == [key or None]
        assert "customer-key" not in str(requests[0].params)
    asked = (weather.forecast_requests[0], weather.geocoding_requests[0])
    assert [f"http://{request.headers['host']}" for request in asked] == [*live.values()]


def test_simulated_weather_asks_nobody(
    build: Build, live: dict[str, str], weather: FakeWeather
) -> None:
    """Neither for figures and names that the gazetteer lacks, nor for warnings, which are real."""
    feeds, names = FakeAlerts(), ("NWS_URL", "MSC_GEOMET_URL", "METEOALARM_URL")
    with feeds.serve() as url:
        engine = build(**live, WEATHER_PROVIDER="simulated", **dict.fromkeys(names, url))

        reply = answer(engine, "weather in London and in Xyzzyville?").reply
        answer(engine, "Are there any weather warnings for Denver and Munich?")

    assert is_simulated(engine)
    assert "simulated data, not real weather" in reply.provenance.notes
    assert (weather.forecast_requests, weather.geocoding_requests) == ([], [])
    assert feeds.requests == []


def test_what_is_reckoned_and_what_is_official_is_asked_for_beside_the_forecast(
    build: Build, live: dict[str, str], weather: FakeWeather
) -> None:
    """The sun's times of nobody; the rest of services that are told whom to write to."""
    feeds, names = FakeAlerts(), ("NWS_URL", "MSC_GEOMET_URL", "METEOALARM_URL")
    with feeds.serve() as url:
        given = {**live, "MET_NORWAY_CONTACT": "ops@example.org", **dict.fromkeys(names, url)}
        chosen = {"WEATHER_PROVIDER": "met-norway", "MET_NORWAY_URL": live["OPEN_METEO_URL"]}
        answer(build(**given, **chosen), "How is the weather in Oslo?")
        engine = build(**given)
        sun = answer(engine, "When does the sun set in Oslo?").reply.text
        asked = len(weather.forecast_requests)
        answer(engine, "Are there any weather warnings for Denver, Toronto and Munich?")

    assert "sunset" in sun.lower()
    assert asked == 0
    told = {request.path: request.headers["user-agent"] for request in feeds.requests}
    agent = "slack-weather-bot (ops@example.org)"
    assert told["/alerts/active"] == told["/collections/weather-alerts/items"] == agent
    assert "/api/v1/warnings/feeds-germany" in told
    assert {request.headers["user-agent"] for request in weather.met_norway.requests} == {agent}


def test_a_service_that_answers_is_used_where_data_may_be_simulated(
    build: Build, live: dict[str, str], weather: FakeWeather
) -> None:
    """One small request tells; a person's home place is looked up there too, in English."""
    engine = build(**live, may_simulate=True)

    assert not is_simulated(engine)
    assert len(weather.forecast_requests) == 1
    assert engine.desk(lambda: None).find_place("Xyzzyville") is None
    assert {request.params["language"] for request in weather.geocoding_requests} == {"en"}


def test_a_service_that_cannot_be_reached_is_simulated_at_once(
    build: Build, unused_port: int
) -> None:
    """A refused connection is not waited for."""
    began_s = real_time.monotonic()

    engine = build(may_simulate=True, OPEN_METEO_URL=f"http://127.0.0.1:{unused_port}")

    assert is_simulated(engine)
    assert real_time.monotonic() - began_s < PROBE_S


@each_row(("begun", "drips"), [(b"", b"x"), (b"HTTP/1.1 200 OK\r\nX: ", b"x")])
def test_a_service_that_never_ends_its_answer_holds_up_no_start(begun: bytes, drips: bytes) -> None:
    """However often something of it comes."""
    with (
        ThreadPoolExecutor(1) as pool,
        closing(Fetcher()) as fetcher,
        serve_raw(begun, drips=drips) as url,
    ):
        settings = load_settings({"OPEN_METEO_URL": url}, needs_slack=False)
        asking = pool.submit(is_service_away, settings, system_clock(), fetcher, probe_s=0.1)

        assert asking.result(PATIENCE_S)
    assert PROBE_S <= 1  # longer than that nobody waits for a start


def test_a_look_up_that_hangs_holds_up_neither_a_start_nor_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No time limit of a connection ends it."""
    gate, hanging = threading.Event(), list[threading.Thread]()

    def hangs(*_: object, **__: object) -> list[object]:
        hanging.append(threading.current_thread())
        gate.wait(PATIENCE_S)
        raise OSError("no such host")

    settings = load_settings({"OPEN_METEO_URL": "https://somewhere.example"}, needs_slack=False)
    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    stopped = Clock(system_clock().now, lambda: 0.0)
    with closing(Fetcher()) as fetcher:
        is_away = is_service_away(settings, stopped, fetcher, probe_s=0.01)
        until(lambda: bool(hanging))
        is_daemon = hanging[0].daemon
        gate.set()
        hanging[0].join(PATIENCE_S)

    assert (is_away, is_daemon) == (True, True)


@pytest.mark.parametrize("fault", [OVERLOADED, HTML])
def test_a_service_that_answers_something_else_is_simulated(
    build: Build, live: dict[str, str], weather: FakeWeather, fault: WeatherFault
) -> None:
    """Such as the page of a hotel's network."""
    weather.fault = fault

    assert is_simulated(build(**live, may_simulate=True))


@pytest.mark.parametrize(
    ("may_simulate", "chosen"), [(False, ""), (True, "open-meteo"), (True, "met-norway")]
)
def test_data_are_never_simulated_unless_that_is_allowed(
    build: Build, unused_port: int, *, may_simulate: bool, chosen: str
) -> None:
    """Slack is never told made-up weather by accident, nor anybody who chose the service."""
    away = f"http://127.0.0.1:{unused_port}"
    engine = build(
        may_simulate=may_simulate,
        WEATHER_PROVIDER=chosen,
        OPEN_METEO_URL=away,
        MET_NORWAY_URL=away,
        MET_NORWAY_CONTACT="ops@example.org",
    )

    assert not is_simulated(engine)
    desk = engine.desk(lambda: None)
    assert not desk.is_weather_failing()
    assert answer(engine, "weather in London?").reply.provenance.notes == ()
    assert desk.is_weather_failing()
    attribution = engine.answering.provider.source.attribution
    assert attribution.startswith("Weather data ")
    assert desk.about(ENGLISH) == f"{attribution} · it can't be reached at the moment"


@each_row(("chosen", "is_made_up"), [("", True), ("open-meteo", False), ("met-norway", False)])
def test_the_demo_makes_up_the_weather_of_no_service_that_was_chosen(
    unused_port: int, chosen: str, *, is_made_up: bool
) -> None:
    """Without a choice it does, where the usual service is away."""
    away = {"WEATHER_PROVIDER": chosen, "OPEN_METEO_URL": f"http://127.0.0.1:{unused_port}"}

    settings = load_settings(away, needs_slack=False)

    assert must_simulate(settings, system_clock()) == is_made_up


@each_row("chosen", ["", "open-meteo"])
def test_a_file_without_certificates_is_no_service_that_is_away(
    build: Build, tmp_path: Path, chosen: str
) -> None:
    """Made-up weather, or none, would hide what is wrong."""
    (tmp_path / "ca.pem").write_text("none")
    environ = {"WEATHER_PROVIDER": chosen, "SSL_CERT_FILE": str(tmp_path / "ca.pem")}

    for may_simulate in (True, False):
        with pytest.raises(SettingsError, match="no PEM file"):
            build(may_simulate=may_simulate, **environ)


def test_a_missing_model_is_a_warning_unless_it_was_chosen_to_do_without(build: Build) -> None:
    """It stands in the log beside what the process consists of."""
    engine = build(WEATHER_PROVIDER="simulated")

    advice = "set AZURE_OPENAI_ENDPOINT or OPENAI_MODEL; CHAT_MODEL=offline says it is meant so"
    for chosen, warnings in (("", [("WARNING", advice)]), ("offline", [])):
        settings = load_settings({"CHAT_MODEL": chosen}, needs_slack=False)
        with captured_log() as log:
            assert ready_fields(settings, engine, {}) == {
                "version": __version__,
                "model": "offline",
                "model_service": "offline",
                "weather": "simulated data",
                "database": f"SQLite {Path.cwd()}/weather-bot.db",
                "zones": zone_data().version,
            }
        told = log.entries("model.not_configured")
        assert [(entry["level"], entry["advice"]) for entry in told] == warnings


def test_what_has_no_effect_is_told_once_the_bot_is_ready(build: Build, tmp_path: Path) -> None:
    """A model service that is not used, and names in the file that are no settings."""
    (tmp_path / "env").write_text("# mine\nLOG_LEVL=INFO\nMY_OTHER=1\n")
    azure = {
        f"AZURE_OPENAI_{name}": value
        for name, value in (
            ("ENDPOINT", "https://x.openai.azure.com"),
            ("API_KEY", "azure-key"),
            ("DEPLOYMENT_NAME", "chat"),
        )
    }
    both = {"OPENAI_API_KEY": "test-key", "OPENAI_MODEL": "m", **azure}
    settings = load_settings(both, needs_slack=False)
    engine = build(WEATHER_PROVIDER="simulated")

    with captured_log() as log:
        told = ready_fields(settings, engine, {"WEATHER_BOT_ENV_FILE": str(tmp_path / "env")})

    assert (told["model_service"], told["unused"]) == ("azure", "openai")
    fields = ("level", "name", "line", "closest")
    named = [tuple(each[field] for field in fields) for each in log.entries("settings.unknown")]
    assert named == [("WARNING", "LOG_LEVL", 2, "LOG_LEVEL"), ("WARNING", "MY_OTHER", 3, "")]


def test_the_limits_of_the_settings_hold(build: Build) -> None:
    """Of model turns and of tool calls for one question."""
    places = [("get_weather", {"place": place}) for place in ("London", "Oslo", "Rome")]
    model = FakeChatModel(lambda _: tool_turn(*places, content="So far."))
    with serve(model.app) as url:
        openai = {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": "test-key", "OPENAI_MODEL": "m"}
        limits = {"MAX_MODEL_TURNS": "2", "MAX_TOOL_CALLS": "1", "MODEL_FALLBACK": "false"}
        engine = build(WEATHER_PROVIDER="simulated", **openai, **limits)
        reply = answer(engine, "weather?").reply

    assert [request.body.get("tool_choice") for request in model.requests] == [None, "none"]
    told = [item["content"] for item in model.requests[1].messages if item["role"] == "tool"]
    assert ['"limit"' in content for content in told] == [False, True, True]
    assert reply.text == "So far."


def test_a_pool_of_the_engine_answers_into_a_channel(build: Build, tmp_path: Path) -> None:
    """Inbox, history and conversation are those of the engine, the attempts those of a setting.

    So is whether the words of questions are in the log.
    """
    limits = {"WORKERS": "1", "MAX_ATTEMPTS": "1", "LOG_MESSAGES": "true"}
    engine = build(
        WEATHER_PROVIDER="simulated", DATABASE_URL=f"sqlite:///{tmp_path}/bot.db", **limits
    )
    channel, asked = FakeChannel(), question("weather in London?")
    once_more = question("weather in Rome?", channel="C2")
    engine.inbox.put(once_more)
    engine.inbox.release(*engine.inbox.claim(1), 0, may_be_posted=False)
    pool = engine.worker_pool(channel)

    with captured_log() as log:
        pool.start()
        engine.inbox.put(asked)
        pool.wake()
        channel.wait_for_posts(2)
        channel.faults.append(Fault(RefusedError("post", "is_archived", is_final=True)))
        engine.inbox.put(question("weather in Bern?", channel="C3"))
        pool.wake()
        until(lambda: len(channel.tries) > 2)
        pool.stop(5)

    assert "London" in channel.texts(asked)[0]
    assert channel.texts(once_more) == [apology(once_more, "en").text]
    told = {entry["ended"]: entry["text"] for entry in log.entries("question.answered")}
    assert told["answered"] == "weather in London?"
    page = engine.desk(pool.wake).metrics().decode()
    for line in ("attempts_failed_total 1.0", 'answers_total{ended="answered"} 1.0'):
        assert f"weather_bot_{line}\n" in page
    assert "weather_bot_questions_dead 1.0\n" in page
    assert engine.desk(pool.wake).backlog().dead == 1
    later = question(ts="9999999999.000000", thread=asked.thread)
    assert engine.history.load(later).turns[0][0] == Message("user", "weather in London?")


def test_a_pool_has_the_threads_and_the_time_that_the_settings_give(
    build: Build, tmp_path: Path
) -> None:
    """One question at a time, whose thread may be read in a third of the time there is."""
    limits = {"WORKERS": "1", "TURN_DEADLINE_S": "3"}
    engine = build(
        WEATHER_PROVIDER="simulated", DATABASE_URL=f"sqlite:///{tmp_path}/bot.db", **limits
    )
    channel, left = FakeChannel(), list[int]()
    channel.before_post = lambda: left.append(len(engine.inbox.claim(9)))
    for place in ("Oslo", "Rome"):
        engine.inbox.put(question(f"weather in {place}?", thread="1.0", channel=place))
    pool = engine.worker_pool(channel)

    pool.start()
    channel.wait_for_posts(1)
    pool.stop(5)

    assert pool._worker.can_be_read is can_be_read
    assert left == [1]
    assert [0 < given_s <= 1 for given_s in channel.reading_s] == [True]


@each_row(("most_tokens", "shown"), [("500", ["short"]), ("50000", ["long " * 1000, "short"])])
def test_a_thread_is_shown_as_far_as_the_setting_says(
    build: Build, most_tokens: str, shown: list[str]
) -> None:
    """In tokens, the newest turns first."""
    engine = build(WEATHER_PROVIDER="simulated", HISTORY_MAX_TOKENS=most_tokens)
    with engine.database.transaction() as transaction:
        for ts, text in (("2.0", "long " * 1000), ("3.0", "short")):
            turn = (Message("user", text), Message("assistant", "fine"))
            asked = question(text, ts=ts, thread="1.0")
            engine.history.append(transaction, asked, Answer(Reply("fine"), turn))

    past = engine.history.load(question(ts="4.0", thread="1.0"))

    assert [turn[0].content for turn in past.turns] == shown


def test_what_is_kept_and_what_is_allowed_are_those_of_the_settings(build: Build) -> None:
    """In what answers as in what deletes."""
    engine = build(
        WEATHER_PROVIDER="simulated",
        LEASE_S="7",
        HISTORY_DAYS="3",
        QUESTIONS_PER_MINUTE="1",
        WORKSPACE_QUESTIONS_PER_MINUTE="2",
        TOKENS_PER_DAY="3",
        ALLOWED_TEAMS="T1",
        ALLOWED_CHANNELS="C1,dm",
        ALLOW_GUESTS="no",
    )

    limits = Limits(
        engine.database,
        engine.clock,
        per_person=1,
        per_workspace=2,
        tokens_per_day=3,
        teams=frozenset({"T1"}),
        channels=frozenset({"C1", "dm"}),
        are_guests_welcome=False,
    )
    assert engine.limits == limits
    assert engine.desk(lambda: None).intake.limits == limits
    assert (engine.retention.days, engine.inbox.lease_s) == (3, 7)


@pytest.mark.parametrize(
    ("given", "falls_back", "predicts"),
    [
        ({}, True, True),
        ({"PREDICTION": "calls"}, True, True),
        ({"PREDICTION": "off"}, True, False),
        ({"MODEL_FALLBACK": "false"}, False, True),
        ({"CHAT_MODEL": "offline"}, True, False),
    ],
    ids=str,
)
def test_what_stands_by_a_model_is_as_the_settings_say(
    build: Build, given: dict[str, str], *, falls_back: bool, predicts: bool
) -> None:
    """Rules that answer where it fails, and those that expect its calls; rules need neither."""
    openai = {"OPENAI_API_KEY": "test-key", "OPENAI_MODEL": "m"}

    agent = build(WEATHER_PROVIDER="simulated", **openai, **given).answering.agent

    assert (agent.fallback is not None, agent.prediction is not None) == (falls_back, predicts)


def test_where_the_model_fails_the_rules_answer_and_it_is_said_once(build: Build) -> None:
    """In a note; the line that they sign with is for those who have chosen them.

    So it is in the log within a minute, however many ask.
    """
    model = FakeChatModel()
    model.fails_with = error_fault(401, "no", "401")
    with serve(model.app) as url, captured_log() as log:
        openai = {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": "test-key", "OPENAI_MODEL": "m"}
        engine = build(WEATHER_PROVIDER="simulated", **openai)
        desk = engine.desk(lambda: None)
        reply = answer(engine, "weather in Oslo?").reply
        is_down = [desk.is_model_down()]
        for _ in range(2):
            answer(engine, "weather in Oslo?")
        is_down.append(desk.is_model_down())

    assert is_down == [False, True]
    assert len(log.entries("model.failed")) == 1
    assert reply.text.startswith("**Oslo, Norway**: ")
    assert reply.text.count("offline model") == 1
    assert reply.text.endswith("Your next question goes to the language model again._")


def test_a_home_place_is_found_as_it_is_typed_and_only_where_one_is_meant(build: Build) -> None:
    """Its label is kept; accents may come apart from their letters, as on a Mac.

    What people have set moves with them to the bot's own workspace.
    """
    engine = build(WEATHER_PROVIDER="simulated")
    desk = engine.desk(lambda: None)
    engine.people.set_home("TGUEST", "U1", "Bergen, Norway")

    desk.move_in("T1")

    assert engine.people.preferences("T1", "U1").home == "Bergen, Norway"
    assert desk.find_place("mu\u0308nchen") == "Munich, Bavaria, Germany"
    nowhere = ("Xyzzyville", "Springfield", "Asia")
    assert [desk.find_place(name) for name in nowhere] == [None] * 3
    assert FIND_S < 3  # as long as Slack waits for an answer to a form
    assert desk.about(ENGLISH) == "Simulated data, not real weather · all is well"


@each_row(
    ("chosen", "services"),
    [
        ("", ["Open-Meteo", "MET Norway", *WARNING_SERVICES]),
        ("met-norway", ["MET Norway", *WARNING_SERVICES]),
        ("simulated", []),
    ],
)
def test_the_services_are_asked_in_an_order(chosen: str, services: list[str]) -> None:
    """That which answers as a rule is the first one; a stand-in and warnings come after it.

    What was closed asks no more.
    """
    given = {"WEATHER_PROVIDER": chosen, "MET_NORWAY_CONTACT": "ops@example.org"}
    given |= dict.fromkeys(("NWS_URL", "METEOALARM_URL", "MSC_GEOMET_URL"), "http://127.0.0.1:9")
    settings = load_settings(given, needs_slack=False)
    with ExitStack() as at_end:
        fetcher = at_end.enter_context(closing(Fetcher(settings.way_out)))
        gazetteer = at_end.enter_context(closing(Gazetteer()))
        found, geocoder = live_services(settings, system_clock(), fetcher, gazetteer, at_end)

    assert [service.source.name for service in found] == services
    assert (geocoder is None) == (not services)
    places = [replace(BERLIN, country_code=code) for code in ("US", "CA", "DE")]
    for service, place in zip(found[-3:], places, strict=bool(found)):
        assert service.covers(place)
        with pytest.raises(RuntimeError, match="after shutdown"):
            service.fetch(ALERTS, [place], Span(), system_clock().deadline(1))


def files_and_sockets() -> Counter[str]:
    """Return what this process has open, and how often."""
    opened = Counter[str]()
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # that of the listing itself
            opened[str(link.readlink())] += 1
    return opened


def test_an_engine_that_is_closed_leaves_nothing_behind(
    build: Build, live: dict[str, str], tmp_path: Path
) -> None:
    """No file, no connection and no thread of what has answered."""
    model = FakeChatModel(places=("London", "Xyzzyville"))
    with serve(model.app) as url:
        openai = {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": "test-key", "OPENAI_MODEL": "m"}
        database = f"sqlite:///{tmp_path}/bot.db"
        opened, threads = files_and_sockets(), set(threading.enumerate())
        engine = build(**live, **openai, DATABASE_URL=database)
        answer(engine, "weather in London and in Xyzzyville?")
        engine.inbox.put(question())
        used = files_and_sockets()
        of_engine = [
            thread
            for thread in threading.enumerate()
            if thread not in threads and "AnyIO" not in thread.name  # those of the servers
        ]

        engine.close()

        for thread in of_engine:
            thread.join(PATIENCE_S)
        until(lambda: not files_and_sockets() - opened)
    assert f"{tmp_path}/bot.db" in used
    assert {name.name.rpartition("_")[0] for name in of_engine} >= {"places", "weather"}
    assert [thread.name for thread in of_engine if thread.is_alive()] == []


def test_a_database_that_cannot_be_opened_is_an_error_for_the_operator(build: Build) -> None:
    """With the setting's name; what was opened before it is closed."""
    Path("file").touch()
    opened = files_and_sockets()

    with pytest.raises(DatabaseError, match="DATABASE_URL") as caught:
        build(WEATHER_PROVIDER="simulated", DATABASE_URL="sqlite:///file/bot.db")

    assert caught.tb  # which holds all that has not been closed
    assert not files_and_sockets() - opened


def test_a_program_whose_input_was_never_open_is_stopped_at_once() -> None:
    """As by the end of an input that was."""
    # No process has a file of that number.
    begin = "from bot.bootstrap.signals import stop_at_end_of; stop_at_end_of(1_000_000)"
    program = f"import threading; {begin}; threading.Event().wait({PATIENCE_S})"

    ended = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603 - our own

    assert ended.returncode == -signal.SIGTERM


# A process that reads much before its input ends, one that is not up yet, one that hangs after the
# first signal, one that does not and ends by itself before time would end it with 0, and one that
# gets a second.
FIVE_PROCESSES = f"""
import os, signal, sys, threading
from bot.bootstrap.signals import stop_at_end_of, stop_signals
reader, writer = os.pipe()
child = os.fork()
if not child:
    os.close(writer)
    stop_at_end_of(reader)
    threading.Event().wait({PATIENCE_S})
    os._exit(1)
os.close(reader)
assert os.write(writer, bytes(1_000_000)) == 1_000_000  # more than a pipe holds
os.close(writer)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGTERM
for given in ({{"is_up": threading.Event(), "stop_s": 999}}, {{"stop_s": 0.01}}):
    child = os.fork()
    if not child:
        must_stop = stop_signals(**given)
        os.kill(os.getpid(), signal.SIGINT)
        threading.Event().wait({PATIENCE_S})
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
child = os.fork()
if not child:
    must_stop = stop_signals(stop_s={PATIENCE_S})
    os.kill(os.getpid(), signal.SIGTERM)
    assert must_stop.wait({PATIENCE_S})
    while sum(each.is_alive() for each in threading.enumerate()) < 3:  # the last is the timer
        os.sched_yield()
    sys.exit(7)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
is_up = threading.Event()
must_stop = stop_signals(is_up)
is_up.set()
os.kill(os.getpid(), signal.SIGINT)
assert must_stop.wait({PATIENCE_S})
os.kill(os.getpid(), signal.SIGTERM)
signal.pause()
"""


def test_the_first_signal_is_told_and_time_or_the_second_ends_the_program() -> None:
    """Whichever of the two it is; the status says so by the custom of shells.

    The end of an input is one as well, and what comes before it is none.
    """
    ended = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", FIVE_PROCESSES], check=False, timeout=PROCESS_S
    )

    assert ended.returncode == 128 + signal.SIGTERM


def test_pools_of_memory_are_few_and_any_c_library_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """M_ARENA_MAX is -8; elsewhere there is no mallopt, no C library, or none without a name."""
    told = list[tuple[int, int]]()
    glibc = SimpleNamespace(mallopt=lambda *of: told.append(of))
    others = (SimpleNamespace(), OSError("no such file"), TypeError("needs a name"))

    def library(_: None) -> SimpleNamespace:
        found = next(found_each)
        if isinstance(found, Exception):
            raise found
        return found

    found_each = iter((glibc, *others))
    monkeypatch.setattr("ctypes.CDLL", library)
    for _ in range(4):
        limit_arenas()

    assert next(found_each, None) is None
    assert told == [(-8, 2)]
