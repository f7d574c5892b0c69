"""Metrics, statistics and traces of a question, all fed from its one trace."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from math import inf
from pathlib import Path

import pytest
from fakes import slack_posts
from fakes.chat_model import error_fault
from fakes.clock import MONDAY, FakeTime
from fakes.command import weather_bot
from fakes.databases import ready_database
from fakes.log import captured_log
from fakes.questions import question
from fakes.rows import each_row
from fakes.serving import serve
from fakes.store import Store
from fakes.world import World, world
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import __version__
from bot.bootstrap import observing
from bot.bootstrap.observing import metrics_of, observers
from bot.bootstrap.upkeep import stats
from bot.clock import Clock
from bot.errors import DatabaseError, SettingsError
from bot.messages import Answer, ModelCall, Reply
from bot.questions.metrics import Metrics
from bot.settings import load_settings
from bot.storage.operation.figures import Backlog
from bot.telemetry import Trace


@pytest.fixture
def around(tmp_path: Path) -> Iterator[World]:
    """A world."""
    with world(tmp_path) as around:
        yield around


def metrics(around: World) -> dict[tuple[str, ...], float]:
    """Return all samples by name and values of labels, once a question has been counted."""
    give_up_at_s = time.monotonic() + 10
    while True:
        status, body = slack_posts.request(f"{around.bot_url}/metrics", method="GET")
        assert status == 200
        samples = [s for family in text_string_to_metric_families(body) for s in family.samples]
        found = {
            (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
            for sample in samples
        }
        if any(name == "weather_bot_answers_total" for name, *_ in found):
            return found
        assert time.monotonic() < give_up_at_s
        threading.Event().wait(0.02)


def test_a_question_is_counted_with_its_time_tokens_and_requests(around: World) -> None:
    """By how it ended; the labels name nobody."""
    prices = {"MODEL_INPUT_PRICE": "10", "MODEL_OUTPUT_PRICE": "100"}
    with around.bot(**prices):
        around.answer("weather in three cities?")
        around.settle()
        found = metrics(around)
        status, body = slack_posts.request(f"{around.bot_url}/readyz", method="GET")

    assert found["weather_bot_answers_total", "answered"] == 1
    assert found["weather_bot_stage_seconds_count", "total"] == 1
    assert found["weather_bot_stage_seconds_sum", "total"] > 0
    assert found["weather_bot_model_calls_total", "ok"] == 2
    assert found["weather_bot_model_tokens_total", "input"] == 200
    assert found["weather_bot_model_tokens_total", "output"] == 40
    assert found[("weather_bot_model_cost_total",)] == pytest.approx(0.006)
    assert found["weather_bot_weather_requests_total", "ok", "Open-Meteo"] == 1
    assert found["weather_bot_reports_total", "miss"] == 3
    assert found["weather_bot_question_counts_total", "tool_calls"] == 3
    assert found[("weather_bot_questions_open",)] == 0
    assert (status, json.loads(body)["is_ready"]) == (200, True)


def test_the_fallback_is_told_in_the_log_and_the_metrics(around: World) -> None:
    """With the question's reference."""
    around.model.fails_with = error_fault(401, "no", "401")
    with around.bot(), captured_log() as log:
        around.answer("weather in London?")
        around.settle()
        found = metrics(around)
        (entry,) = log.entries("question.answered")

    assert entry["fallback"] is True
    assert entry["ended"] == "fallback"
    assert entry["reference"]
    assert found["weather_bot_answers_total", "fallback"] == 1


def test_the_page_has_all_else_while_the_database_fails() -> None:
    """That is when operators look at it."""

    def fail() -> Backlog:
        raise DatabaseError("it hangs")

    metrics = Metrics()
    with captured_log() as log:
        metrics.watch(fail)  # which does not look yet
        metrics.attempt_failed()
        page = metrics.page().decode()

    assert f'weather_bot_info{{version="{__version__}"}} 1.0\n' in page
    assert "weather_bot_attempts_failed_total 1.0" in page
    assert "questions_open" not in page
    (entry,) = log.entries("metrics.no_backlog")
    assert (entry["level"], entry["reason"]) == ("WARNING", "it hangs")


def test_a_question_is_counted_by_what_it_was_made_of() -> None:
    """Each figure under its own name; a stage that no operator asks for has none."""
    time = FakeTime()
    trace = Trace("ab12", time.clock)
    for stage, took_s in (("batch", 2), ("person", 0.5), ("look", 0.5)):
        with trace.span(stage):
            time.pass_s(took_s)
    for name, number in (("weather_stored", 1), ("weather_joined", 2), ("weather_ahead", 3)):
        trace.count(name, number)
    for read in (200, 100):
        trace.add_model_call(ModelCall("m", 900, read, 10, 1))
    trace.add_model_call(ModelCall("m", 900, 40, 5, 1, has_failed=True))
    trace.add_model_call(ModelCall("m", 900, 0, 0, 1))  # a server that counts none
    metrics = Metrics(input_price=10, output_price=100)
    metrics.watch(lambda: Backlog(open=2, dead=3, oldest_s=4.5))

    metrics.observe(trace, "answered")

    page = metrics.page().decode()
    for line in (
        'answers_total{ended="answered"} 1.0',
        'stage_seconds_sum{stage="batch"} 2.0',
        'stage_seconds_sum{stage="total"} 3.0',
        'reports_total{cache="hit"} 1.0',
        'reports_total{cache="joined"} 2.0',
        'reports_total{cache="ahead"} 3.0',
        'model_calls_total{outcome="ok"} 3.0',
        'model_calls_total{outcome="failed"} 1.0',
        'model_tokens_total{direction="input"} 340.0',
        'model_tokens_total{direction="output"} 25.0',
        "model_cost_total 0.0059",
        "questions_open 2.0",
        "questions_dead 3.0",
        "questions_oldest_open_seconds 4.5",
    ):
        assert f"weather_bot_{line}\n" in page
    for stage in ("person", "look"):
        assert f'stage="{stage}"' not in page


def test_statistics_tell_each_day(around: World) -> None:
    """Questions, people, tokens, cost and failures, as a table and as JSON.

    Of as many days as are wanted: of the day before, there is a question too.
    """
    with around.bot():
        around.answer("weather in London?", user="U1")
        around.answer("weather in Rome?", user="U2")
        around.settle()
    store = Store(around.environ["DATABASE_URL"])
    with closing(store.database):
        store.inbox.put(question(ts=f"{time.time() - 1.5 * 86_400:.6f}"))
    environ = {"DATABASE_URL": around.environ["DATABASE_URL"], "MODEL_INPUT_PRICE": "10"}
    as_json = weather_bot("stats", "--json", "--days", "1", **environ)
    as_table = weather_bot("stats", **environ)

    days = json.loads(as_json.out)
    assert sum(day["questions"] for day in days) == 2
    assert days[-1]["people"] in (1, 2)
    assert sum(day["input_tokens"] for day in days) == 400
    assert sum(day["cost"] for day in days) == pytest.approx(0.004)
    assert sum(day["failures"] for day in days) == 0
    head, *_, last = as_table.out.splitlines()
    assert head.split()[:3] == ["date", "questions", "people"]
    # People are not summed up: whoever asks on two days is one of them.
    assert last.split()[:3] == ["all", "3", "400"]


def test_statistics_begin_with_the_oldest_day_that_is_wanted() -> None:
    """In both forms, whatever order the questions came in."""
    with ready_database("sqlite") as url:
        store = Store(url)
        clock = store.time.clock
        with closing(store.database):
            for days in (0, 40, 2):
                asked_at_s = (clock.now() - timedelta(days=days)).timestamp()
                store.inbox.put(question(ts=f"{asked_at_s:.6f}"))
        settings = load_settings({"DATABASE_URL": url}, needs_slack=False)
        listed = json.loads(stats(settings, clock, 30, as_json=True))
        _, *rows, _ = stats(settings, clock, 30, as_json=False).splitlines()

    assert [day["date"] for day in listed] == ["2026-11-21", "2026-11-23"]
    assert [row.split()[0] for row in rows] == ["2026-11-21", "2026-11-23"]


STATISTICS = """\
      date  questions  people   wait_s  input_tokens  output_tokens       cost  failures
2026-11-21          1       1      0.0             0              0        0.0         1
2026-11-23          2       1      2.3          1234             56     0.0041         0
       all          3                           1234             56     0.0041         1"""


def test_statistics_tell_all_that_a_day_has_brought() -> None:
    """As lines and as a table, with what is to be summed up in its last row."""
    with ready_database("sqlite") as url:
        store = Store(url)
        clock, prices = store.time.clock, {"MODEL_INPUT_PRICE": "3", "MODEL_OUTPUT_PRICE": "7"}
        settings = load_settings({"DATABASE_URL": url, **prices}, needs_slack=False)
        nothing = stats(settings, clock, 30, as_json=False)
        now_s = clock.now().timestamp()
        with closing(store.database):
            store.inbox.put(question(ts=f"{now_s - 2 * 86_400:.6f}"))
            (lost,) = store.inbox.claim(1)
            store.inbox.bury(lost)
            for number in (1, 2):
                store.inbox.put(question(ts=f"{now_s + number:.6f}", channel=f"C{number}"))
            (lease,) = store.inbox.claim(1)
            answer = Answer(Reply("fine"), model_calls=(ModelCall("m", 900, 1234, 56, 1),))
            lease = store.inbox.save_answer(lease, answer)
            with store.database.transaction() as transaction:
                store.inbox.settle(transaction, lease, f"{now_s + 1 + 2.345:.6f}")
        as_json = stats(settings, clock, 30, as_json=True)
        as_table = stats(settings, clock, 30, as_json=False)

    names, *rows, _ = (line.split() for line in STATISTICS.splitlines())
    told = [dict(zip(names, [day, *map(json.loads, row)], strict=True)) for day, *row in rows]
    assert json.loads(as_json) == told
    assert as_json.startswith('[\n  {\n    "date": "2026-11-21",\n')
    assert as_table == STATISTICS
    assert nothing == "No questions are stored of that time."


def test_a_trace_that_can_t_be_exported_is_counted_and_named_in_the_log() -> None:
    """Who watches must not disturb the work; at the end its thread is over."""
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "CHAT_MODEL": "offline"}
    settings, metrics = load_settings(environ, needs_slack=False), Metrics()
    times_s = iter((0.0, 0.0, 0.0))
    trace = Trace("ab12", Clock(lambda: MONDAY, lambda: next(times_s, inf)))
    trace.add_model_call(ModelCall("m", 900, 1, 1, 1))
    before = set(threading.enumerate())

    with captured_log() as log, ExitStack() as at_end:
        observers(settings, metrics, at_end)(trace, "answered")
        threads = set(threading.enumerate()) - before

    assert 'answers_total{ended="answered"} 1.0\n' in metrics.page().decode()
    told = [(each["level"], each["reason"]) for each in log.entries("trace.not_exported")]
    assert told == [("WARNING", "OverflowError")]
    assert threads
    assert not any(thread.is_alive() for thread in threads)


@each_row("missing", ["opentelemetry", "opentelemetry.sdk"])
def test_where_opentelemetry_is_not_installed_its_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """Its interface alone, which other packages bring, does not send anything."""
    monkeypatch.setattr(observing, "find_spec", lambda name: None if name == missing else name)
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    settings = load_settings(environ, needs_slack=False)

    with ExitStack() as at_end, pytest.raises(SettingsError, match="extra 'opentelemetry'"):
        observers(settings, Metrics(), at_end)


def test_the_time_of_each_stage_is_counted_from_a_tenth_of_a_second_to_a_minute() -> None:
    """A stage is a part of a question's way; what is within one is in the log alone."""
    metrics, time = Metrics(), FakeTime()
    trace = Trace("ab12", time.clock)
    for name in ("person", "model", "batch", "save", "delivery", "settle"):
        with trace.span(name):
            time.pass_s(0.2)

    metrics.observe(trace, "answered")

    families = text_string_to_metric_families(metrics.page().decode())
    found = [sample for family in families for sample in family.samples]
    stages = [sample for sample in found if sample.name == "weather_bot_stage_seconds_sum"]
    rounded = {sample.labels["stage"]: round(sample.value, 3) for sample in stages}
    bounds = [s.labels["le"] for s in found if s.labels.get("stage") == "save" and "le" in s.labels]
    parts = dict.fromkeys(("model", "batch", "save", "delivery", "settle"), 0.2)
    assert rounded == {**parts, "total": 1.2}
    assert [float(bound) for bound in bounds] == [
        *(0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 20, 30, 60),
        inf,
    ]


def test_costs_are_reckoned_by_the_prices_of_the_settings() -> None:
    """That of what is read, and that of what is written."""
    prices = {"MODEL_INPUT_PRICE": "3", "MODEL_OUTPUT_PRICE": "7"}
    metrics = metrics_of(load_settings(prices, needs_slack=False))
    trace = Trace("ab12", FakeTime().clock)
    trace.add_model_call(ModelCall("m", 900, 100_000, 10_000, 1))

    metrics.observe(trace, "answered")

    assert "model_cost_total 0.37\n" in metrics.page().decode()


def test_a_question_is_exported_as_a_trace_without_words(around: World) -> None:
    """By OpenTelemetry's conventions for GenAI, when it is asked for."""
    from opentelemetry.proto.collector.trace.v1 import (  # noqa: PLC0415 - for this test alone
        trace_service_pb2 as traces,
    )

    received: list[traces.ExportTraceServiceRequest] = []

    async def take(request: Request) -> Response:
        received.append(traces.ExportTraceServiceRequest.FromString(await request.body()))
        return Response(b"", media_type="application/x-protobuf")

    collector = Starlette(routes=[Route("/v1/traces", take, methods=["POST"])])
    with serve(collector) as url, around.bot(OTEL_EXPORTER_OTLP_ENDPOINT=url):
        around.answer("weather in the secret city?")
        metrics(around)
    spans = [
        span
        for request in received
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]

    root = next(span for span in spans if span.name == "invoke_agent weather-bot")
    turns = [span for span in spans if span.name == "chat chat"]
    told = {item.key: item.value for item in root.attributes}
    words = {name: value.string_value for name, value in told.items() if value.string_value}
    assert words.pop("weather_bot.reference")
    assert words == {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "weather-bot",
        "gen_ai.provider.name": "azure.ai.openai",
        "weather_bot.ended": "answered",
    }
    tokens = [told[f"gen_ai.usage.{side}_tokens"].int_value for side in ("input", "output")]
    sums = [
        sum(item.value.int_value for turn in turns for item in turn.attributes if item.key == name)
        for name in ("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")
    ]
    assert tokens == sums == [200, 40]
    assert {"weather_bot.tool_calls", "weather_bot.model_s", "weather_bot.total_s"} <= told.keys()
    assert [turn.parent_span_id for turn in turns] == [root.span_id] * 2
    for turn in turns:
        told_of_turn = {item.key: item.value.string_value for item in turn.attributes}
        assert told_of_turn["gen_ai.operation.name"] == "chat"
        assert told_of_turn["gen_ai.request.model"] == "chat"
    took_ns = root.end_time_unix_nano - root.start_time_unix_nano
    assert took_ns == pytest.approx(told["weather_bot.total_s"].double_value * 1e9, abs=1000)
    first, second = sorted(turns, key=lambda turn: turn.start_time_unix_nano)
    assert first.start_time_unix_nano == root.start_time_unix_nano
    assert second.start_time_unix_nano == first.end_time_unix_nano
    about = {
        item.key: item.value.string_value
        for item in received[0].resource_spans[0].resource.attributes
    }
    assert about == {"service.name": "weather-bot", "service.version": __version__}
    assert "secret city" not in str(received)
