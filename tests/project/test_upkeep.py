"""The commands that count, show and forget what is stored, with a bar for who watches."""

import io
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.command import weather_bot
from fakes.databases import ready_database
from fakes.rows import each_row
from fakes.store import Store

from bot.bootstrap.progress import with_progress
from bot.bootstrap.upkeep import feedback, forget, stats
from bot.clock import system_clock
from bot.errors import DatabaseError
from bot.settings import Settings, load_settings
from bot.storage.retention import PAUSE_S


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        """Say so."""
        return True

    @property
    def percents(self) -> list[int]:
        """How far the bar has come, each time that it was shown."""
        return [int(shown) for shown in re.findall(r"(\d+)%", self.getvalue())]


@pytest.fixture
def store() -> Iterator[Store]:
    """A database in which somebody has asked twice and got one answer."""
    with ready_database("sqlite") as url:
        store = Store(url)
        with closing(store.database):
            answered = store.answer("weather in Oslo?", channel="C1")
            for user, is_good in (("U2", True), ("U3", True), ("U4", False)):
                store.people.rate(answered, user, is_good=is_good)
                store.time.pass_s(60)
            store.ask(channel="C2")
            yield store


def settings_of(store: Store) -> Settings:
    """Return settings that name a store's database."""
    return load_settings({"DATABASE_URL": store.url}, needs_slack=False)


def test_what_was_forgotten_is_counted_and_its_bar_comes_to_its_end(store: Store) -> None:
    """Where nobody watches, there is no bar."""
    seen, unseen = Terminal(), io.StringIO()

    told = [
        forget(settings_of(store), store.time.clock, {"user": "U1"}, stream)
        for stream in (seen, unseen)
    ]

    assert told == [
        f"Forgotten: {count} turns." for count in ("2 questions and 1", "0 questions and 0")
    ]
    assert "Forgetting" in seen.getvalue()
    assert (seen.percents[0], seen.percents[-1]) == (0, 100)
    assert unseen.getvalue() == ""


def test_a_bar_moves_on_while_much_is_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each of the steps, between which others may write."""
    pauses_s: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses_s.append)
    store.repeat(store.answer(channel="C9"), 210)
    seen = Terminal()

    told = forget(settings_of(store), store.time.clock, {"user": "U1"}, seen)

    assert told == "Forgotten: 213 questions and 212 turns."
    assert len(set(seen.percents)) > 2
    assert pauses_s == [PAUSE_S] * 2


def test_opinions_are_told_with_their_number(store: Store) -> None:
    """The good ones and the bad ones, the newest first."""
    *lines, total = feedback(settings_of(store), store.time.clock)

    told = [("bad", "U4:"), ("good", "U3:"), ("good", "U2:")]
    assert [(line.split()[2], line.split()[5]) for line in lines] == told
    assert total == "3 opinions: 2 good, 1 bad."


def test_figures_are_those_of_the_last_thirty_days_unless_others_are_asked_for() -> None:
    """Back from the moment of the command."""
    now_s = system_clock().now().timestamp()
    with ready_database("sqlite") as url, closing((store := Store(url)).database):
        for channel, days in (("C1", 29.9), ("C2", 30.1), ("C3", 40)):
            store.ask(channel=channel, ts=f"{now_s - days * 86_400:.6f}")
        told = [
            weather_bot("stats", *options, "--json", DATABASE_URL=url).out
            for options in ([], ["--days", "31"], ["--days", "29"], ["--days", "41"])
        ]

    assert [sum(day["questions"] for day in json.loads(each)) for each in told] == [1, 2, 0, 3]
    assert (dates := [day["date"] for day in json.loads(told[-1])]) == sorted(dates)


@each_row("command", ["forget", "feedback", "stats"])
def test_a_database_that_is_not_there_is_an_error_and_is_not_made(
    store: Store, tmp_path: Path, command: str
) -> None:
    """Its name may be mistyped, and then nothing would seem to be stored."""
    path = tmp_path / "other.db"
    settings = load_settings({"DATABASE_URL": f"sqlite:///{path}"}, needs_slack=False)
    clock = store.time.clock
    commands: dict[str, Callable[[], object]] = {
        "forget": lambda: forget(settings, clock, {"user": "U1"}, io.StringIO()),
        "feedback": lambda: feedback(settings, clock),
        "stats": lambda: stats(settings, clock, 30, as_json=False),
    }

    with pytest.raises(DatabaseError):
        commands[command]()

    assert not path.exists()


def test_a_bar_moves_on_with_each_item() -> None:
    """It is shown before the item is worked on, and is full behind the last."""
    stream = Terminal()

    seen = [(item, stream.percents[-1]) for item in with_progress("Reading", "abcd", stream)]

    assert seen == [("a", 0), ("b", 25), ("c", 50), ("d", 75)]
    assert stream.percents[-1] == 100
