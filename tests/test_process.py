"""The bot as a process of its own: what it needs, what it bears, and that nothing is lost."""

import threading
import time
from pathlib import Path

import pytest
from fakes.chat_model import FakeChatModel
from fakes.process import bot_process, resident_mib
from fakes.world import world

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

    assert sizes[-1] <= 110
    assert sizes[-1] <= 1.05 * sizes[4]


def test_32_threads_at_once_come_near_to_what_the_model_allows(tmp_path: Path) -> None:
    """With a model that takes a second a call, two seconds an answer are the floor."""
    with world(tmp_path) as around, bot_process(around, tmp_path):
        around.answer(QUESTION)
        around.model.delay_s = 1.0
        started_s = time.monotonic()
        deliveries = [around.ask(QUESTION)[1] for _ in range(32)]
        around.slack.wait_for_calls("chat.postMessage", 33, timeout_s=30)
        took_s = time.monotonic() - started_s

    assert max(d.acknowledged_at_s - d.sent_at_s for d in deliveries) < 1.0
    assert 2.0 / took_s >= 0.7  # the machine may be busy; scripts/bench.py prints the figure


def test_a_killed_bot_answers_what_it_has_acknowledged(tmp_path: Path) -> None:
    """Exactly once, after a restart, for a question that was half answered."""
    gate = threading.Event()
    with world(tmp_path, FakeChatModel(gate=gate)) as around:
        around.environ["LEASE_S"] = "1"
        with bot_process(around, tmp_path) as bot:
            event, delivery = around.ask(QUESTION)
            assert delivery.acknowledged.wait(10)
            around.slack.wait_for_calls("assistant.threads.setStatus", 1)
            bot.kill()
            bot.wait(10)
        gate.set()
        with bot_process(around, tmp_path):
            around.slack.wait_for_calls("chat.postMessage", 1, timeout_s=20)
            around.answer("another question, so that the first one is surely over")

    assert len(around.replies_to(event)) == 1
