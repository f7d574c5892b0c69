"""The command line: run · demo · ask."""

import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from types import FrameType
from typing import Annotated

import typer

from bot.bootstrap import Engine, build_engine
from bot.clock import system_clock
from bot.errors import SettingsError, WeatherBotError
from bot.messages import Question
from bot.settings import Settings, load_settings
from bot.telemetry import configure_logging, log_event
from bot.terminal import TerminalChannel, TerminalThread

DRAIN_S = 25.0

logger = logging.getLogger(__name__)

app = typer.Typer(
    name="weather-bot",
    help="A Slack bot that answers about the weather in any number of places in one reply.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run the command line; what is raised on purpose ends it with a message, not a traceback."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal need not know every letter
    try:
        app()
    except SettingsError as error:
        lines = "\n".join(f"- {problem}" for problem in error.problems)
        sys.exit(f"Weather Bot can't start with these settings:\n{lines}")
    except WeatherBotError as error:
        sys.exit(f"Weather Bot can't go on: {error}")


@app.command()
def run() -> None:
    """Answer in Slack until told to stop; settings come from the environment and .env."""
    settings = load_settings(os.environ, needs_slack=True)
    _log_to_stderr(settings)
    must_stop = _stop_signals()
    engine = build_engine(settings, system_clock(), may_simulate=False)
    with closing(engine), slack_bot(settings, engine):
        must_stop.wait()


@app.command()
def ask(question: Annotated[str, typer.Argument(help="What you want to know.")]) -> None:
    """Answer one question here in the terminal; needs no Slack."""
    thread = _terminal_thread()
    with closing(thread.engine):
        thread.ask(question)


@app.command()
def demo() -> None:
    """Hold a conversation here in the terminal; needs no account."""
    thread = _terminal_thread()
    print("Ask about the weather anywhere. Leave with Ctrl-D or “exit”.\n")
    with closing(thread.engine):
        thread.converse(sys.stdin)


@contextmanager
def slack_bot(settings: Settings, engine: Engine) -> Iterator[None]:
    """Answer in Slack as long as the context lasts; at its end, finish what is in work.

    Raises:
        SettingsError: Slack does not accept a token or can't be reached.
    """
    from handlers import build_app  # noqa: PLC0415 - the other commands need no Slack
    from handlers.delivery import SlackChannel  # noqa: PLC0415
    from handlers.transport import SocketMode  # noqa: PLC0415

    def accept(question: Question) -> None:
        engine.inbox.put(question)
        workers.wake()

    slack = build_app(
        bot_token=settings.slack_bot_token, api_url=settings.slack_api_url, accept=accept
    )
    with ExitStack() as at_end:
        channel = SlackChannel(
            slack.client,
            engine.clock,
            default_units=settings.default_units,
            longest_call_s=settings.lease_s / 2,
        )
        at_end.callback(channel.close)
        workers = engine.worker_pool(channel)
        workers.start()
        at_end.callback(workers.stop, DRAIN_S)
        socket = SocketMode(slack, settings.slack_app_token)
        at_end.callback(socket.close)
        socket.start()
        names = {"model": engine.model.name, "weather": engine.provider.source.name}
        log_event(logger, logging.INFO, "bot.ready", **names)
        threading.Thread(target=engine.warm_up, name="warm-up", daemon=True).start()
        yield
        log_event(logger, logging.INFO, "bot.stopping")


def _stop_signals() -> threading.Event:
    """Return an event that SIGTERM and Ctrl-C set; the second signal ends the process at once."""
    must_stop = threading.Event()

    def on_signal(number: int, _frame: FrameType | None) -> None:
        if must_stop.is_set():
            os._exit(128 + number)
        must_stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    return must_stop


def _terminal_thread() -> TerminalThread:
    """Return a new thread in the terminal, which is forgotten at the end, and say what answers."""
    settings = load_settings(os.environ, needs_slack=False)
    _log_to_stderr(replace(settings, log_level="ERROR"))
    clock = system_clock()
    engine = build_engine(replace(settings, database_url="sqlite://"), clock, may_simulate=True)
    print(f"Model: {engine.model.name}. Weather: {_weather_in_words(engine)}.", file=sys.stderr)
    channel = TerminalChannel(clock, settings.default_units, sys.stdout, sys.stderr)
    return TerminalThread(engine, channel)


def _weather_in_words(engine: Engine) -> str:
    source = engine.provider.source
    if not source.is_simulated:
        return f"live from {source.name}"
    if engine.settings.weather_provider == "simulated":
        return "simulated data, not real weather, as WEATHER_PROVIDER says"
    return "simulated data, not real weather, since Open-Meteo does not answer"


def _log_to_stderr(settings: Settings) -> None:
    configure_logging(
        sys.stderr,
        level=settings.log_level,
        log_format=settings.log_format,
        secrets=settings.secrets,
    )
