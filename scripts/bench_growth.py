"""Measure how the time of an answer grows with its places and with what is stored."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing

from bench_builds import Build, Running
from bench_load import Row
from fakes.chat_model import ChatRequest, Turn, text_turn, tool_turn
from fakes.questions import question

from bot.messages import Answer, Message, Reply
from bot.places.gazetteer import Gazetteer
from bot.storage.database import Database
from bot.storage.history import History

PLACES = (1, 3, 10, 48)
THREADS = (0, 1_000, 10_000)
MESSAGES = (2, 100, 1_000)
TIMES = 15
_LONG_AGO_S = 1_700_000_000
_AT_ONCE = 200
"""Turns that are stored in one transaction, for which the bot waits."""
_LARGEST = "SELECT name FROM place GROUP BY name HAVING count(*) = 1 ORDER BY population DESC LIMIT"
_TURN = (Message("user", "And tomorrow?"), Message("assistant", "Mild. " * 20))


def measure_growth(build: Build) -> Iterator[Row]:
    """Yield the own time of an answer by its places, by stored threads, by a thread's length."""
    with closing(Gazetteer()) as gazetteer:
        cities = [name for (name,) in gazetteer.read(f"{_LARGEST} {PLACES[-1]}", ())]
    with build.running() as bot:
        bot.warm_up()
        for count in PLACES:
            bot.around.model.answer_with(_calling(cities[:count]))
            asked = f"What's the weather like in {', '.join(cities[:count])}?"
            yield f"own time, {count} places", "", _median_ms(bot, asked)
    for threads in THREADS:
        with build.running() as bot:
            _fill(bot, threads, messages=2, channel="C0OTHER")
            bot.warm_up()
            yield f"own time, {threads:,} threads stored", "", _median_ms(bot, "weather in Oslo?")
    with build.running() as bot:
        bot.warm_up()
        bot.around.model.answer_with(_calling(["Rome"]))
        for messages in MESSAGES:
            first = bot.around.slack.mention("weather in Oslo?")
            place = {"channel": first["channel"], "thread_ts": first["ts"]}
            _fill(bot, 1, messages=messages, channel=first["channel"], thread=first["ts"])
            shown = _median_ms(bot, "and in Rome?", **place)
            yield f"own time, a thread of {messages:,} messages", "", shown


def _median_ms(bot: Running, asked: str, **place: str) -> str:
    took_ms, before_s = [], bot.cpu_s()
    for _ in range(TIMES):
        started_s = time.perf_counter()
        bot.around.answer(asked, **place)
        took_ms.append((time.perf_counter() - started_s) * 1000)
    cpu_ms = (bot.cpu_s() - before_s) / TIMES * 1000
    return f"{statistics.median(took_ms):.0f} ms ({cpu_ms:.0f} of a processor)"


def _fill(bot: Running, threads: int, *, messages: int, channel: str, thread: str = "") -> None:
    """Store threads of so many messages, each question with its answer."""
    turns = range(messages // 2)
    stamps = [f"{_LONG_AGO_S + number}.{turn:06}" for number in range(threads) for turn in turns]
    with closing(Database(bot.around.environ["DATABASE_URL"])) as database:
        history = History(database, max_tokens=8000)
        for first in range(0, len(stamps), _AT_ONCE):
            with database.transaction() as transaction:
                for ts in stamps[first : first + _AT_ONCE]:
                    asked = question(ts=ts, thread=thread or ts, channel=channel)
                    history.append(transaction, asked, Answer(Reply("Mild."), _TURN))


def _calling(cities: list[str]) -> Callable[[ChatRequest], Turn]:
    def answer(request: ChatRequest) -> Turn:
        if request.messages[-1]["role"] == "tool":
            return text_turn("As told.")
        return tool_turn(*(("get_weather", {"place": city}) for city in cities))

    return answer
