"""The bot as a process of its own: what it needs, what it bears, and that nothing is lost."""

import signal
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fakes import slack
from fakes.chat_model import ChatRequest, FakeChatModel, Fault, Turn
from fakes.process import STUCK_COMMAND, bot_process, resident_mib
from fakes.waiting import PATIENCE_S, PROCESS_S, until
from fakes.world import World, world

pytestmark = pytest.mark.slow

QUESTION = "What's the weather like in Bengaluru, London, and Austin?"


def test_memory_is_small_and_stays_flat(tmp_path: Path) -> None:
    """A thousand answers, half of them before the first look."""
    sizes = []
    with world(tmp_path) as around, bot_process(around, tmp_path) as bot:
        for number in range(1, 11):
            for _ in range(100):
                around.ask(QUESTION)
            around.slack.wait_for_calls("chat.postMessage", 100 * number, timeout_s=60)
            sizes.append(resident_mib(bot))

    assert sizes[-1] <= 115  # 110 as a rule, of which most is what the libraries load
    assert sizes[-1] <= 1.05 * sizes[4]


def test_32_threads_at_once_wait_for_the_model_alone(tmp_path: Path) -> None:
    """All are with the model before it answers any; `make bench` tells how fast they are."""
    gate = threading.Event()
    with world(tmp_path, FakeChatModel(gate=gate)) as around, bot_process(around, tmp_path):
        deliveries = [around.ask(QUESTION)[1] for _ in range(32)]
        assert all(delivery.acknowledged.wait(PATIENCE_S) for delivery in deliveries)
        until(lambda: len(around.model.requests) == 32)
        assert around.slack.calls("chat.postMessage") == []
        gate.set()
        around.slack.wait_for_calls("chat.postMessage", 32, PROCESS_S)

    assert len(around.model.requests) == 64


def test_a_killed_bot_answers_what_it_has_acknowledged(tmp_path: Path) -> None:
    """Exactly once, after a restart, for a question that was half answered."""
    gate = threading.Event()
    with world(tmp_path, FakeChatModel(gate=gate)) as around:
        around.environ["LEASE_S"] = "1"
        with bot_process(around, tmp_path) as bot:
            event, delivery = around.ask(QUESTION)
            assert delivery.acknowledged.wait(PATIENCE_S)
            around.slack.wait_for_calls("assistant.threads.setStatus", 1)
            bot.kill()
            bot.wait(PROCESS_S)
        gate.set()
        with bot_process(around, tmp_path):
            around.slack.wait_for_calls("chat.postMessage", 1, PROCESS_S)
            around.answer("another question, so that the first one is surely over")

    assert len(around.replies_to(event)) == 1


class Trouble:
    """What hangs while the bot is told to stop, and how it is mended afterwards."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.is_over = threading.Event()
        self.other = sqlite3.connect(folder / "bot.db", isolation_level=None)
        self.model = FakeChatModel(self._turn)

    def _turn(self, request: ChatRequest) -> Turn:
        hangs = self.kind in ("model", "model and weather", "database")
        hangs = hangs and not self.is_over.is_set()
        return Fault(stalls="before") if hangs else self.model.default_turn(request)

    def begin(self, around: World) -> dict[str, Any]:
        """Ask a question that hangs, and return its event as soon as it does."""
        if self.kind == "post":
            around.slack.fail("chat.postMessage", slack.Fault(hold=self.is_over))
        if "weather" in self.kind:
            around.weather.gate.clear()
        event, delivery = around.ask(QUESTION)
        assert delivery.acknowledged.wait(PATIENCE_S)
        if self.kind == "weather":
            assert around.weather.arrivals.acquire(timeout=PATIENCE_S)
        elif self.kind == "post":
            around.slack.wait_for_calls("chat.postMessage", 1, PROCESS_S)
        else:
            until(lambda: bool(self.model.requests))
        if self.kind == "database":
            self.other.execute("BEGIN IMMEDIATE")
        return event

    def end(self, around: World) -> None:
        """Mend it."""
        self.is_over.set()
        around.weather.gate.set()
        if self.other.in_transaction:
            self.other.execute("ROLLBACK")
        self.other.close()


@pytest.mark.parametrize("kind", ["model", "weather", "model and weather", "post", "database"])
def test_whatever_hangs_sigterm_ends_the_bot_in_time_and_nothing_is_lost(
    tmp_path: Path, kind: str
) -> None:
    """With 0, within 25 s; the next process answers at once what this one could not."""
    trouble = Trouble(kind, tmp_path)
    with world(tmp_path, trouble.model) as around:
        # Nothing is given back to a database that is locked: there the lease has to run out.
        around.environ["LEASE_S"] = "10" if kind == "database" else "600"
        with bot_process(around, tmp_path) as bot:
            event = trouble.begin(around)
            started_s = time.monotonic()
            bot.terminate()
            code = bot.wait(40)
            took_s = time.monotonic() - started_s
        trouble.end(around)
        with bot_process(around, tmp_path):
            started_s = time.monotonic()
            until(lambda: row_of(tmp_path, event)[0] == "done", PROCESS_S)
            answered_s = time.monotonic() - started_s
            attempts = row_of(tmp_path, event)[1]
            around.answer("another question, so that the first one is surely over")

    print(  # noqa: T201 - figures
        f"{kind} hangs: ended after {took_s:.1f} s,"
        f" answered {answered_s:.1f} s after the next start, in attempt {attempts}"
    )
    assert code == 0
    assert took_s < 25
    assert len(around.replies_to(event)) == 1


def test_a_second_signal_ends_the_bot_at_once_whatever_hangs(tmp_path: Path) -> None:
    """Even a thread that waits for a locked database."""
    trouble = Trouble("database", tmp_path)
    with world(tmp_path, trouble.model) as around:
        with bot_process(around, tmp_path) as bot:
            trouble.begin(around)
            bot.terminate()
            around.slack.wait_for_connections(0)
            started_s = time.monotonic()
            bot.terminate()
            code = bot.wait(40)
            took_s = time.monotonic() - started_s
        trouble.end(around)

    assert code == 128 + signal.SIGTERM
    assert took_s < 1


def test_a_bot_that_hangs_in_one_call_ends_and_the_next_answers(tmp_path: Path) -> None:
    """SIGTERM comes in time even where no thread of Python's can answer it."""
    gate = threading.Event()
    with world(tmp_path, FakeChatModel(gate=gate)) as around:
        around.environ["LEASE_S"] = "1"
        with bot_process(around, tmp_path, command=STUCK_COMMAND) as bot:
            event, delivery = around.ask(QUESTION)
            assert delivery.acknowledged.wait(PATIENCE_S)
            around.slack.wait_for_calls("assistant.threads.setStatus", 1)
            assert bot.stdin
            bot.stdin.write(b"\n")
            bot.stdin.flush()
            started_s = time.monotonic()
            bot.terminate()
            bot.terminate()
            code = bot.wait(60)
            took_s = time.monotonic() - started_s
        gate.set()
        with bot_process(around, tmp_path):
            around.slack.wait_for_calls("chat.postMessage", 1, PROCESS_S)
            around.answer("another question, so that the first one is surely over")

    print(f"ended after {took_s:.1f} s with {code}")  # noqa: T201 - figures
    assert took_s < 25
    assert len(around.replies_to(event)) == 1


def row_of(folder: Path, event: dict[str, Any]) -> tuple[str, int]:
    """Return the state and the attempt of the question that an event asked."""
    with closing(sqlite3.connect(folder / "bot.db")) as database:
        found = database.execute(
            "SELECT state, attempt FROM questions WHERE ts = ?", (event["ts"],)
        )
        state, attempt = found.fetchone()
        return state, attempt
