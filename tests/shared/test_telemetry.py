"""The log says what happened, on one line, without a secret."""

import io
import itertools
import json
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from types import MappingProxyType
from typing import Literal

import pytest
from fakes.clock import MONDAY, FakeTime
from fakes.rows import each_row
from fakes.waiting import Meeting, twice_at_once
from fakes.zones import machine_in

from bot.clock import Clock
from bot.messages import Message, ModelCall
from bot.telemetry import (
    AnsweredCall,
    OnceAMinute,
    Step,
    Trace,
    configure_logging,
    log_event,
    silenced_log,
)

logger = logging.getLogger("bot.test")


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def logged(log_format: str, **fields: object) -> str:
    """Return the line that an event with these fields makes."""
    stream = io.StringIO()
    configure_logging(
        stream,
        level="INFO",
        log_format="json" if log_format == "json" else "text",
        secrets=["hunter2hunter2", "hunter22"],
    )
    log_event(logger, logging.INFO, "question.answered", **fields)
    return stream.getvalue()


def test_a_text_line_has_the_event_and_its_fields() -> None:
    """Plain words stay plain, anything else is quoted."""
    line = logged("text", reference="ab12", text="a b\nc", at="http://x/y:1", pair="a=b", home="")
    nothing = logged("text", cost=None, steps=[])

    told = 'reference=ab12 text="a b\\nc" at=http://x/y:1 pair="a=b" home=""'
    assert line.endswith(f"INFO bot.test question.answered {told}\n")
    assert nothing.endswith('question.answered cost=None steps="[]"\n')


def test_a_json_line_can_be_read_back() -> None:
    """One object a line, with the fields beside the event, in UTC wherever the machine is."""
    nested = ("a", [MappingProxyType({"b": None})])
    with machine_in("Pacific/Kiritimati"):
        line = logged("json", total_ms=12, cost=0.5, place="Zürich", steps=nested)
    entry = json.loads(line)

    assert list(entry)[:4] == ["time", "level", "logger", "event"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", entry.pop("time"))
    assert entry == {
        "level": "INFO",
        "logger": "bot.test",
        "event": "question.answered",
        "total_ms": 12,
        "cost": 0.5,
        "place": "Zürich",
        "steps": ["a", [{"b": None}]],
    }
    assert "Zürich" in line
    assert line.count("\n") == 1


@each_row("log_format", ["text", "json"])
@each_row(
    "secret",
    [
        "hunter2hunter2",
        "hunter22",
        "xoxb-123-abcdef",
        "xapp-1-A-abcdef",
        "sk-proj-abcdef123456",
        "Bearer abc.def-123",
        "xoxe.xoxp-1-abcdef",
        "xoxe-1-abcd.ef",
        "sk-abcdef",
        "Bearer ab~cd+ef/gh==",
    ],
)
def test_a_secret_never_reaches_the_log(log_format: str, secret: str) -> None:
    """Known values and whatever looks like a token are taken out."""
    line = logged(log_format, reason=f"refused {secret}!", headers={secret: [secret]})

    assert secret not in line
    assert "refused [redacted]!" in line
    assert line.count("[redacted]") == 3


@each_row("log_format", ["text", "json"])
def test_an_exception_is_logged_without_its_secrets(log_format: Literal["text", "json"]) -> None:
    """A traceback can carry a key in its message."""
    stream = io.StringIO()
    configure_logging(stream, level="INFO", log_format=log_format, secrets=["hunter2hunter2"])
    try:
        int("hunter2hunter2")
    except ValueError:
        logger.exception("question.failure")

    assert "ValueError: invalid literal" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()


def test_no_text_from_outside_passes_for_a_line_of_the_log() -> None:
    """Neither in an exception, nor in a library's words, nor with what a terminal obeys."""
    forged = "x\n2026-11-28T00:00:00 INFO bot forged\r\t\x1b[2K\x9b1A\u202e"
    stream = io.StringIO()
    configure_logging(stream, level="INFO", log_format="text", secrets=[])

    logger.warning("%s", forged, extra={"fields": {"reason": forged}}, exc_info=ValueError(forged))

    first, *others = stream.getvalue().splitlines()
    told = r"x\n2026-11-28T00:00:00 INFO bot forged\r\t\x1b[2K\x9b1A\u202e"
    quoted = told.replace(r"\x1b", r"\u001b")
    assert first.partition(" WARNING ")[2] == f'bot.test {told} reason="{quoted}"'
    assert others == [
        "  ValueError: x",
        "  2026-11-28T00:00:00 INFO bot forged",
        r"  \t\x1b[2K\x9b1A\u202e",
    ]


def test_libraries_are_heard_from_warning_up() -> None:
    """At a lower level they print what people wrote."""
    stream = io.StringIO()
    configure_logging(stream, level="DEBUG", log_format="text", secrets=[])

    for name, words in (("slack_sdk", "body"), ("bot.x", "detail"), ("handlers.x", "detail")):
        logging.getLogger(name).debug(words)
    logging.getLogger("slack_sdk").info("body")
    logging.getLogger("slack_sdk").warning("careful")
    logging.getLogger("urllib3.x").warning("address")
    logging.getLogger("urllib3.x").error("broken")

    heard = [" ".join(line.split()[1:]) for line in stream.getvalue().splitlines()]
    assert heard == [
        "DEBUG bot.x detail",
        "DEBUG handlers.x detail",
        "WARNING slack_sdk careful",
        "ERROR urllib3.x broken",
    ]


def test_a_log_goes_to_one_stream() -> None:
    """That which was named last."""
    first, last = io.StringIO(), io.StringIO()
    for stream in (first, last):
        configure_logging(stream, level="WARNING", log_format="text", secrets=[])

    log_event(logger, logging.WARNING, "once")
    log_event(logger, logging.INFO, "never")

    assert (first.getvalue(), last.getvalue().count("\n")) == ("", 1)


def test_a_log_that_was_silent_for_a_while_is_heard_again() -> None:
    """With what is logged from then on."""
    stream = io.StringIO()
    configure_logging(stream, level="INFO", log_format="text", secrets=[])

    with suppress(ValueError), silenced_log():
        with silenced_log():
            pass
        logger.critical("unheard")
        raise ValueError
    logger.info("heard")

    assert "unheard" not in stream.getvalue()
    assert "heard" in stream.getvalue()


def test_nothing_that_is_counted_is_no_count() -> None:
    """The log tells of what there was."""
    trace = Trace("ab12", FakeTime().clock)

    for number in (0, 2, 1):
        trace.count("tool_calls", number)
    trace.count("weather_asked", 0)

    assert trace.counts == {"tool_calls": 3}


def test_spans_of_one_name_add_up() -> None:
    """Two model turns are one figure in the log; of what has not happened there is none."""
    time = FakeTime()
    time.pass_s(5)
    trace = Trace("ab12", time.clock)

    for error in (KeyError, ValueError):  # a failure has taken its time, too
        with suppress(error), trace.span("model"):
            time.pass_s(0.25 + 5 / 16_384)  # 250.3 ms, twice
            raise error
    trace.count("weather_stored", 0)

    assert trace.fields() == {"reference": "ab12", "model_ms": 501, "total_ms": 501}
    assert trace.spans_s == dict.fromkeys(("model", "total"), 0.5 + 5 / 8_192)
    assert [(step.began_ms, step.took_ms) for step in trace.steps] == [(0, 250.3), (250.3, 250.3)]


def test_the_calls_of_the_model_are_summed_up_and_stand_where_they_began() -> None:
    """What was read and what was written have different prices."""
    time = FakeTime()
    trace = Trace("ab12", time.clock)
    for number in (1, 2, 3):
        time.pass_s(2)
        trace.add_model_call(ModelCall("m", 900, 300 * number, 20 * number, 500))

    told = {"prompt_tokens": 1800, "completion_tokens": 120, "model_calls": 3}
    assert trace.fields() == {"reference": "ab12", **told, "total_ms": 6000}
    began_ms = [(step.began_ms, step.took_ms) for step in trace.steps]
    assert began_ms == [(1500, 500), (3500, 500), (5500, 500)]


def test_a_trace_keeps_what_was_sent_and_which_tools_were_called() -> None:
    """In the order in which the pieces ended; none began before the trace."""
    time = FakeTime()
    trace = Trace("ab12", time.clock)
    sent = Message("system", "s"), Message("user", "q")
    cost = ModelCall("m", 900, 3, 2, took_ms=3000)
    called = tuple(AnsweredCall(name, "{}", (), has_failed=True) for name in ("a", "b"))
    with trace.span("answer"):
        time.pass_s(2)
        trace.add_model_call(cost, list(sent))
        time.pass_s(0.25)
        trace.add_tool_calls(list(called))
    trace.note(fallback=True, ended="x")
    before = trace.facts, trace.counts
    trace.note(ended="y")
    trace.count("asked")

    assert trace.steps == (
        Step("model_call", 0.0, 3000.0, cost, sent),
        Step("tool_calls", 2250.0, 0.0, calls=called),
        Step("answer", 0.0, 2250.0),
    )
    assert trace.model_calls == (cost,)
    assert trace.facts == {"fallback": True, "ended": "y"}
    assert (trace.counted("tool_calls"), trace.counts) == (0, {"asked": 1})
    assert before == ({"fallback": True, "ended": "x"}, {})
    tokens = {"prompt_tokens": 3, "completion_tokens": 2, "model_calls": 1}
    spent = {"asked": 1, "answer_ms": 2250, "total_ms": 2250}
    assert trace.fields() == {"reference": "ab12", **trace.facts, **tokens, **spent}


def test_what_two_threads_count_and_measure_adds_up() -> None:
    """Also where they do it at the same moment."""
    seconds = itertools.count()
    trace = Trace("ab12", Clock(lambda: MONDAY, lambda: float(next(seconds))))
    counted, measured = (Meeting().name(text) for text in ("asked", "model"))

    def measure() -> None:
        with trace.span(measured):
            pass

    twice_at_once(lambda: trace.count(counted))
    twice_at_once(measure)

    assert trace.counts == {"asked": 2}
    assert trace.spans_s["model"] * 1000 == sum(step.took_ms for step in trace.steps)


def test_a_complaint_of_two_threads_is_made_once() -> None:
    """Each of them asks whether it may."""
    meeting, told = Meeting(), list[bool]()

    class Moment(float):
        def __lt__(self, other: float) -> bool:
            meeting.wait()
            return float(self) < other

    may_complain = OnceAMinute(Clock(lambda: MONDAY, lambda: Moment(5.0)))
    twice_at_once(lambda: told.append(may_complain()))

    assert sorted(told) == [False, True]


def test_a_complaint_is_made_once_a_minute() -> None:
    """However often there is a reason meanwhile."""
    time = FakeTime()
    may_complain = OnceAMinute(time.clock)

    told = []
    for pause_s in (59.5, 0.5, 59.5, 0.5, 0):
        told.append(may_complain())
        time.pass_s(pause_s)

    assert told == [True, False, True, False, True]


@each_row("log_format", ["text", "json"])
@each_row(
    "secret",
    [
        *('CANARY"OM\\KEY', "CANARY'S\tKEY\\", "CANARYÜ'\"KEY"),
        *("CANARY😀 KEY", "CANARY^$(.*+?)|[x]{2}KEY"),
    ],
)
@each_row(
    "echo",
    [
        "refused {0}",
        "refused {0!r}",
        "'refused' \"{0}\"",
        '{{"error": {1}}}',
        '{{"error": {2}}}',
    ],
)
def test_a_secret_is_found_however_it_was_encoded(
    log_format: Literal["text", "json"], secret: str, echo: str
) -> None:
    """A server may echo a key as JSON, and an exception show that once more in quotation marks."""
    said = echo.format(secret, json.dumps(secret), json.dumps(secret, ensure_ascii=False))
    stream = io.StringIO()
    configure_logging(stream, level="INFO", log_format=log_format, secrets=[secret])

    for shown in (said, repr(said), ascii(said), json.dumps(said)):
        log_event(logger, logging.INFO, "x", reason=shown, details={"all": [shown, (said,)]})
        logger.warning("y", exc_info=ValueError(said, repr(said)))

    assert "[redacted]" in stream.getvalue()
    assert "CANARY" not in stream.getvalue()
    assert "KEY" not in stream.getvalue()
    if log_format == "json":
        assert [json.loads(line)["logger"] for line in stream.getvalue().splitlines()] == [
            "bot.test"
        ] * 8


@each_row("secret", ["x", "none", "EMPTY", "k", "gpt-two"])
def test_a_key_that_is_a_word_is_left_in_the_log(secret: str) -> None:
    """Local servers take any; without it no line could be read."""
    stream = io.StringIO()
    configure_logging(stream, level="INFO", log_format="text", secrets=[secret])

    words = "gpt-two none EMPTY risk-assessment sk-learn: no Bearer token"
    log_event(logger, logging.INFO, "question.answered", model=words, tokens=7)

    assert stream.getvalue().endswith(f'question.answered model="{words}" tokens=7\n')


@pytest.mark.parametrize("order", [1, -1])
def test_a_secret_that_begins_like_another_is_found_whole(order: int) -> None:
    """Its rest is no less secret."""
    stream = io.StringIO()
    secrets = ["hunter2hunter2", "hunter2hunter2CANARY"][::order]
    configure_logging(stream, level="INFO", log_format="text", secrets=secrets)

    log_event(logger, logging.INFO, "x", reason="refused hunter2hunter2CANARY")

    assert "CANARY" not in stream.getvalue()
