"""Signed HTTP with the whole bot behind it: what comes more than once, and what can't be kept."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from fakes.chat_model import FakeChatModel
from fakes.slack_posts import JSON, encoded, request, signed
from fakes.waiting import until
from fakes.world import World, world


@pytest.fixture
def around(tmp_path: Path) -> Iterator[World]:
    """Yield a world whose events come as signed requests."""
    with world(tmp_path, transport="http") as around:
        yield around


def stored(around: World) -> int:
    """Return how many questions the bot has stored."""
    path = around.environ["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM questions").fetchone()
        return int(count)


def test_a_storm_of_retries_is_one_question(around: World) -> None:
    """Slack's, or those of somebody who has recorded a request."""
    with around.bot():
        event = around.slack.mention("weather in London?")
        body, _ = encoded(around.slack.payload_of(event))
        headers = {"Content-Type": JSON, **signed(body)}
        with ThreadPoolExecutor(16) as many:
            sent = [
                many.submit(request, around.slack.request_url, body, headers) for _ in range(80)
            ]
            statuses = {future.result()[0] for future in sent}
        around.slack.wait_for_calls("chat.postMessage", 1)
        around.answer("something else, so that a second answer would surely be there")

    assert statuses == {200}
    assert stored(around) == 2
    assert len(around.replies_to(event)) == 1


def test_a_request_that_is_not_signed_leaves_nothing_behind(around: World) -> None:
    """Neither a question nor an answer."""
    with around.bot():
        body, _ = encoded(around.slack.payload_of(around.slack.mention("weather in London?")))
        headers = {"Content-Type": JSON, **signed(body, secret="somebody else's")}

        assert request(around.slack.request_url, body, headers)[0] == 401
        assert stored(around) == 0


def test_a_balancer_reads_that_a_process_is_ending(tmp_path: Path) -> None:
    """It finishes what it has, takes no more, and is not ready meanwhile."""
    model, must_stop = FakeChatModel(gate=threading.Event()), threading.Event()
    assert model.gate
    with world(tmp_path, model, transport="http") as around, ThreadPoolExecutor(1) as other:

        def run() -> None:
            with around.bot():
                must_stop.wait(30)

        ended = other.submit(run)
        around.wait_until_connected()
        asked, _ = around.ask("weather in London?")
        until(lambda: model.requests)
        before = around.readiness()
        must_stop.set()
        until(lambda: around.readiness()["status"] == 503)
        during = around.readiness()
        body, _ = encoded(around.slack.payload_of(around.slack.mention("weather in Oslo?")))
        late, _ = request(around.slack.request_url, body, {"Content-Type": JSON, **signed(body)})
        model.gate.set()
        ended.result(30)

        assert (before["status"], before["is_ready"]) == (200, True)
        assert (during["is_ready"], during["is_draining"], during["open"]) == (False, True, 1)
        assert late == 503
        assert len(around.replies_to(asked)) == 1


def test_a_question_that_cannot_be_stored_comes_again(around: World) -> None:
    """Slack is not told that it was accepted."""
    path = around.environ["DATABASE_URL"].removeprefix("sqlite:///")
    with around.bot():
        event = around.slack.mention("weather in London?")
        body, _ = encoded(around.slack.payload_of(event))
        headers = {"Content-Type": JSON, **signed(body)}
        with closing(sqlite3.connect(path, isolation_level=None)) as admin:
            admin.execute("ALTER TABLE questions RENAME TO mislaid")
            refused = request(around.slack.request_url, body, headers)
            admin.execute("ALTER TABLE mislaid RENAME TO questions")
        again = request(around.slack.request_url, body, headers)
        around.slack.wait_for_calls("chat.postMessage", 1)

    assert (refused, again) == ((500, ""), (200, ""))
    assert len(around.replies_to(event)) == 1
