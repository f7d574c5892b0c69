"""The command line: run · demo · chat · ask · feedback · forget."""

import io
import logging
import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from html import unescape
from importlib.metadata import version
from typing import Annotated

import typer

from bot.bootstrap import TOOLS, Engine, build_engine, build_retention
from bot.bootstrap.watchdog import Watchdog
from bot.bootstrap.weather import must_simulate
from bot.clock import system_clock
from bot.errors import SettingsError, WeatherBotError
from bot.languages import ENGLISH
from bot.settings import Settings, load_settings
from bot.settings.env_file import exposure_of_env_file
from bot.storage.database import Database
from bot.storage.people import People, in_one_line
from bot.storage.retention import Purge
from bot.telemetry import configure_logging, log_event
from bot.terminal import EXAMPLE, TerminalChannel, TerminalThread, printable, prompted
from bot.tools import capabilities
from bot.zones import machine_zone

# A process ends within 25 s of SIGTERM, since service managers kill it after 30. It has 20 s to
# finish the questions in work, 3 s to give the rest back, and a moment to close its connections.
DRAIN_S = 20.0
STOP_S = 24.0

_FEW_PLACES = "its places are those of a built-in list of towns"

logger = logging.getLogger(__name__)

app = typer.Typer(
    name="weather-bot",
    help="A Slack bot that answers about the weather in any number of places in one reply.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(is_asked: bool) -> None:  # noqa: FBT001 - typer calls it so
    if is_asked:
        print(f"weather-bot {version('slack-weather-bot')}")
        raise typer.Exit


def main() -> None:
    """Run the command line; an error raised on purpose ends it with a message, not a traceback."""
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


@app.callback()
def _options(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Take what stands before a command."""


@app.command()
def run() -> None:
    """Answer in Slack until told to stop; settings come from the environment and .env."""
    settings = load_settings(os.environ, needs_slack=True)
    _log_to_stderr(settings)
    is_up = threading.Event()
    must_stop = _stop_signals(is_up)
    watchdog = Watchdog()
    engine = build_engine(settings, system_clock(), may_simulate=False)
    with closing(watchdog), closing(engine), slack_bot(settings, engine):
        is_up.set()
        must_stop.wait()
    os._exit(0)  # a normal exit would wait for threads whose model or Slack hangs


@app.command()
def ask(question: Annotated[list[str], typer.Argument(help="What you want to know.")]) -> None:
    """Answer one question here in the terminal; needs no Slack, and no quotes around it."""
    with _quiet_ctrl_c(), _terminal_thread() as thread:
        thread.ask(" ".join(question))


@app.command()
def demo(
    *,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    port: Annotated[int, typer.Option(help="The port, or the first to try.")] = 8765,
) -> None:
    """Serve a small Slack workspace on this machine, with the bot in it; needs no account."""
    print("Weather Bot: starting a Slack workspace on this machine …", flush=True)
    settings = load_settings(os.environ, needs_slack=False)
    _log_to_stderr(replace(settings, log_level="ERROR"))
    is_up = threading.Event()
    is_up.set()  # from now on there is another process to end
    must_stop = _stop_signals(is_up)
    try:
        from handlers.playground import Playground  # noqa: PLC0415 - the others do without it
    except ModuleNotFoundError as error:
        advice = f"{error.name} is missing: install the extra 'demo', as `make demo` does"
        raise SettingsError([advice]) from None
    with closing(Playground((sys.executable, "-m", "bot", "run"), port)) as workspace:
        print(f"Open {workspace.url} in your browser. Ctrl-C ends it.\n", flush=True)
        if browser and has_browser(os.environ):
            threading.Thread(target=webbrowser.open, args=(workspace.url,), daemon=True).start()
        is_simulated = must_simulate(settings, system_clock())
        workspace.start_bot({"WEATHER_PROVIDER": "simulated"} if is_simulated else {})
        print(f"> {EXAMPLE}\n", flush=True)
        answer = workspace.ask(EXAMPLE, must_stop)
        if failures := workspace.failures():
            raise SettingsError(failures)
        if answer:
            print(printable(unescape(answer)), flush=True)
        must_stop.wait()


@app.command()
def chat() -> None:
    """Hold a conversation here in the terminal; needs no account."""
    with _quiet_ctrl_c(), _terminal_thread() as thread:
        print(f"I know {capabilities(TOOLS, ENGLISH)}, for one place or many.")
        print("Ask about the weather anywhere. Leave with Ctrl-D or “exit”.\n")
        thread.converse(prompted(sys.stdin, sys.stdout))


@app.command()
def forget(
    user: Annotated[str | None, typer.Option(help="Who asked, such as U0123ABCD.")] = None,
    channel: Annotated[str | None, typer.Option(help="Where, such as C0123ABCD.")] = None,
    team: Annotated[str | None, typer.Option(help="In which workspace, such as T0123ABCD.")] = None,
) -> None:
    """Delete what is stored of a person, a channel or a workspace, even while the bot runs.

    At least one is needed; more than one narrow it down. Questions, answers and all they were
    made of are deleted from the database that DATABASE_URL names, and open questions are not
    answered any more. What people have set and their feedback go with them. Messages in Slack stay.

    --user reaches what a person asked, and in the questions of others what they said in the thread
    before, where they are named there, and that they have pressed a button. What an answer to
    somebody else says stays with that question: --channel reaches it, and HISTORY_DAYS ends it.
    """
    given = {"user": user, "channel": channel, "team": team}
    owner = {name: value.strip() for name, value in given.items() if value is not None}
    if not owner or not all(owner.values()):
        raise typer.BadParameter("name a --user, a --channel or a --team, none of them empty")
    settings = load_settings(os.environ, needs_slack=False)
    _log_to_stderr(replace(settings, log_level="WARNING"))
    with closing(Database(settings.database_url, must_exist=True)) as database:
        removed = build_retention(settings, system_clock(), database).forget(owner)
    print(f"Forgotten: {removed.questions} questions and {removed.turns} turns.")


@app.command()
def feedback() -> None:
    """Print what people think of answers, the newest first."""
    settings = load_settings(os.environ, needs_slack=False)
    _log_to_stderr(replace(settings, log_level="WARNING"))
    with closing(Database(settings.database_url, must_exist=True)) as database:
        opinions = People(database, system_clock()).opinions()
    for opinion in opinions:
        print(printable(in_one_line(opinion)))
    good = sum(opinion.is_good for opinion in opinions)
    print(f"{len(opinions)} opinions: {good} good, {len(opinions) - good} bad.")


@contextmanager
def slack_bot(settings: Settings, engine: Engine) -> Iterator[None]:
    """Answer in Slack as long as the context lasts; at its end, finish the questions in work.

    Raises:
        SettingsError: Slack does not accept a token or can't be reached.
    """
    from handlers import SlackBot  # noqa: PLC0415 - the other commands need no Slack

    # The model's slow imports run during the sign-in; later the first events would wait for them.
    warm_up = threading.Thread(target=engine.warm_up, name="warm-up", daemon=True)
    warm_up.start()
    slack = SlackBot(settings, engine.clock)
    with closing(slack), closing(Purge(engine.retention)) as purge:
        workers = engine.worker_pool(slack.channel)
        warm_up.join()
        # Slack is started before the workers: a failed sign-in need not wait for any work then.
        slack.start(engine.desk(workers.wake))
        workers.start()
        names = {"model": engine.model.name, "weather": engine.provider.source.name}
        log_event(logger, logging.INFO, "bot.ready", **names)
        purge.start()
        try:
            yield
        finally:
            log_event(logger, logging.INFO, "bot.stopping")
            until = engine.clock.deadline(DRAIN_S)
            workers.close()
            slack.disconnect()
            workers.stop(until.left_s())


def has_browser(environ: Mapping[str, str]) -> bool:
    """Return whether there is a screen on which a browser could open."""
    has_screen = bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    return has_screen or sys.platform in ("darwin", "win32")


def _stop_signals(is_up: threading.Event) -> threading.Event:
    """Return an event that SIGTERM and Ctrl-C set.

    Before the process is up, the first signal ends it at once: it holds no questions then. Later
    the first signal sets the event, and ends the process after `STOP_S` even if something hangs. A
    second signal ends it at once. A thread of their own waits for the signals, so that they are
    heard while the main thread waits for the database. If one thread lets no other run, the
    watchdog ends the process instead.
    """
    must_stop = threading.Event()
    numbers = (signal.SIGTERM, signal.SIGINT)

    def obey() -> None:
        signal.sigwait(numbers)
        if not is_up.is_set():
            os._exit(0)
        must_stop.set()
        last_resort = threading.Timer(STOP_S, os._exit, (0,))
        last_resort.daemon = True
        last_resort.start()
        os._exit(128 + signal.sigwait(numbers))

    signal.pthread_sigmask(signal.SIG_BLOCK, numbers)  # in this and all later threads
    threading.Thread(target=obey, name="signals", daemon=True).start()
    return must_stop


@contextmanager
def _quiet_ctrl_c() -> Iterator[None]:
    """End on Ctrl-C as people wish it, on a line of its own and with no word of an error."""
    try:
        yield
    except KeyboardInterrupt:
        print()


@contextmanager
def _terminal_thread() -> Iterator[TerminalThread]:
    """Yield a new thread in the terminal, kept in memory; print its model and its weather."""
    settings = load_settings(os.environ, needs_slack=False)
    _log_to_stderr(replace(settings, log_level="ERROR"))
    clock = system_clock()
    engine = build_engine(replace(settings, database_url="sqlite://"), clock, may_simulate=True)
    print(f"Model: {engine.model.name}. Weather: {_weather_in_words(engine)}.", file=sys.stderr)
    zone = machine_zone(os.environ)
    channel = TerminalChannel(clock, settings.default_units, sys.stdout, sys.stderr, zone)
    with closing(engine):
        yield TerminalThread(engine, channel)


def _weather_in_words(engine: Engine) -> str:
    source = engine.provider.source
    if not source.is_simulated:
        return f"live from {source.name}"
    if engine.settings.weather_provider == "simulated":
        return f"simulated data, not real weather, as WEATHER_PROVIDER says; {_FEW_PLACES}"
    return f"simulated data, not real weather, since Open-Meteo does not answer; {_FEW_PLACES}"


def _log_to_stderr(settings: Settings) -> None:
    """Begin to log to stderr; warn if other people can read the settings file."""
    configure_logging(
        sys.stderr,
        level=settings.log_level,
        log_format=settings.log_format,
        secrets=settings.secrets,
    )
    if exposure := exposure_of_env_file(os.environ):
        log_event(logger, logging.WARNING, "settings.exposed", **exposure)
