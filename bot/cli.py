"""The command line: run, demo, chat, ask, doctor, stats, feedback, forget, backup."""

import io
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import __version__
from bot.clock import system_clock
from bot.errors import SettingsError, WeatherBotError
from bot.settings import Settings, load_settings
from bot.settings.env_file import exposure_of_env_file
from bot.telemetry import configure_logging, log_event, silenced_log

if TYPE_CHECKING:
    from bot.bootstrap import Engine
    from bot.storage.database import Database

# A process ends within 25 s of SIGTERM, since service managers kill it after 30. It has 20 s to
# finish the questions in work, 3 s to give the rest back, and a moment to close its connections.
DRAIN_S = 20.0

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


def _print_version(is_asked: bool) -> None:  # noqa: FBT001 - the library calls it so
    if is_asked:
        print(f"weather-bot {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """A Slack bot that answers about the weather in any number of places in one reply."""


@app.command()
def run(
    *,
    until_stdin_ends: Annotated[bool, typer.Option(help="Stop when standard input ends.")] = False,
) -> None:
    """Answer in Slack until told to stop; settings come from the environment and .env."""
    from bot.bootstrap import build_engine
    from bot.bootstrap.signals import stop_at_end_of, stop_signals
    from bot.bootstrap.watchdog import Watchdog

    settings = load_settings(os.environ, needs_slack=True)
    _log_to_stderr(settings)
    is_up = threading.Event()
    must_stop = stop_signals(is_up)
    if until_stdin_ends:
        stop_at_end_of(0)  # which is standard input, even where it was closed before
    watchdog = Watchdog()
    engine = build_engine(settings, system_clock(), may_simulate=False)
    with closing(watchdog), closing(engine), slack_bot(settings, engine):
        is_up.set()
        must_stop.wait()
    os._exit(0)  # a normal exit would wait for threads whose model or Slack hangs


@app.command()
def ask(question: Annotated[list[str], typer.Argument(help="What you want to know.")]) -> None:
    """Answer one question here in the terminal; needs no Slack, and no quotes around it."""
    from bot.terminal import quiet_ctrl_c, terminal_thread

    with quiet_ctrl_c(), terminal_thread(_settings(), system_clock(), os.environ) as thread:
        thread.ask(" ".join(question))


@app.command()
def demo(
    *,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    port: Annotated[int, typer.Option(help="The first port to try.", min=0, max=65535)] = 8765,
) -> None:
    """Serve a small Slack workspace on this machine, with the bot in it; needs no account."""
    print("Weather Bot: starting a Slack workspace on this machine …", flush=True)
    settings = _settings("ERROR")
    # Signals wait for the thread that obeys them: the page is there before the engine is imported.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM, signal.SIGINT))
    try:
        from handlers.playground import Playground
    except ModuleNotFoundError as error:
        advice = f"{error.name} is missing: install the extra 'demo', as `make demo` does"
        raise SettingsError([advice]) from None
    command = (sys.executable, "-m", "bot", "run", "--until-stdin-ends")
    with closing(Playground(command, port)) as workspace:
        print(f"Open {workspace.url} in your browser. Ctrl-C ends it.\n", flush=True)
        from bot.bootstrap.signals import stop_signals
        from bot.bootstrap.weather import must_simulate
        from bot.terminal import open_in_browser, show_first_answer

        must_stop = stop_signals()
        if browser:
            open_in_browser(workspace.url, os.environ)
        is_simulated = must_simulate(settings, system_clock())
        workspace.start_bot({"WEATHER_PROVIDER": "simulated"} if is_simulated else {})
        show_first_answer(workspace, must_stop)
        must_stop.wait()


@app.command()
def chat() -> None:
    """Hold a conversation here in the terminal; needs no account."""
    from bot.bootstrap import TOOLS
    from bot.languages import ENGLISH
    from bot.terminal import prompted, quiet_ctrl_c, terminal_thread
    from bot.tools import capabilities

    with quiet_ctrl_c(), terminal_thread(_settings(), system_clock(), os.environ) as thread:
        print(f"I know {capabilities(TOOLS, ENGLISH)}, for one place or many.")
        print("Ask about the weather anywhere. Leave with Ctrl-D or “exit”.\n")
        thread.converse(prompted(sys.stdin, sys.stdout))


@app.command()
def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False
) -> None:
    """Look at every setting and service, and say what to do; ends with 1 when there is a fault.

    Nothing is posted and nothing is changed. It is silent on standard output when all is well.
    """
    from bot.bootstrap.doctor import examine
    from bot.bootstrap.doctor.words import as_json_text, as_text, facts_in_words
    from bot.terminal import printable
    from handlers.connection.checks import look_at_slack

    with silenced_log():  # what libraries would say is in the findings
        diagnosis = examine(os.environ, system_clock(), look_at_slack)
    print(as_json_text(diagnosis) if as_json else printable(as_text(diagnosis)), end="")
    print(f"In use: {facts_in_words(diagnosis)}.", file=sys.stderr)
    raise typer.Exit(0 if diagnosis.is_well else 1)


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
    from bot.bootstrap.forgetting import forget_owner

    given = {"user": user, "channel": channel, "team": team}
    owner = {name: value.strip() for name, value in given.items() if value is not None}
    if not owner or not all(owner.values()):
        raise typer.BadParameter("name a --user, a --channel or a --team, none of them empty")
    with _stored() as (settings, database):
        removed = forget_owner(settings, system_clock(), database, owner, sys.stderr)
    print(f"Forgotten: {removed.questions} questions and {removed.turns} turns.")


@app.command()
def feedback() -> None:
    """Print what people think of answers, the newest first."""
    from bot.storage.people import People, in_one_line
    from bot.terminal import printable

    with _stored() as (_, database):
        opinions = People(database, system_clock()).opinions()
    for opinion in opinions:
        print(printable(in_one_line(opinion)))
    good = sum(opinion.is_good for opinion in opinions)
    print(f"{len(opinions)} opinions: {good} good, {len(opinions) - good} bad.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The new file of the copy.")]) -> None:
    """Copy the SQLite database that DATABASE_URL names, even while the bot runs."""
    from bot.storage.operation.backup import copy_database

    copy_database(load_settings(os.environ, needs_slack=False).database_url, file)
    print(f"Copied to {file}.")


@app.command()
def stats(
    days: Annotated[int, typer.Option(help="How many days back.", min=1)] = 30,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Print each day's questions, people, time, tokens, cost and failures, the oldest first.

    The time is the median from a question to its reply; the cost is estimated by
    MODEL_INPUT_PRICE and MODEL_OUTPUT_PRICE. Days are those of UTC.
    """
    from bot.bootstrap.statistics import figures_by_day, table

    with _stored() as (settings, database):
        figures = figures_by_day(settings, database, system_clock(), days)
    print(json.dumps(figures, indent=2) if as_json else table(figures))


@contextmanager
def slack_bot(settings: Settings, engine: "Engine") -> Iterator[None]:
    """Answer in Slack as long as the context lasts; at its end, finish the questions in work.

    Raises:
        SettingsError: Slack does not accept a token or can't be reached.
    """
    from bot.bootstrap.readiness import ready_fields
    from bot.storage.retention import Purge
    from handlers.slack_bot import SlackBot

    # The model's slow imports run during the sign-in; later the first events would wait for them.
    warm_up = threading.Thread(target=engine.warm_up, name="warm-up", daemon=True)
    warm_up.start()
    slack = SlackBot(settings, engine.clock, engine.oauth_stores)
    with closing(slack), closing(Purge(engine.retention)) as purge:
        workers = engine.worker_pool(slack.channel)
        warm_up.join()
        # Slack is started before the workers: a failed sign-in need not wait for any work then.
        slack.start(engine.desk(workers.wake))
        workers.start()
        log_event(logger, logging.INFO, "bot.ready", **ready_fields(settings, engine, os.environ))
        purge.start()
        try:
            yield
        finally:
            log_event(logger, logging.INFO, "bot.stopping")
            until = engine.clock.deadline(DRAIN_S)
            workers.close()
            slack.disconnect()
            workers.stop(until.left_s())


@contextmanager
def _stored() -> Iterator[tuple[Settings, "Database"]]:
    """Yield the settings, and the database that they name; it must be there."""
    from bot.storage.database import Database

    settings = _settings()
    with closing(Database(settings.database_url, must_exist=True)) as database:
        yield settings, database


def _settings(log_level: str = "WARNING") -> Settings:
    """Return the settings of a command that needs no Slack; it logs to stderr from a level up."""
    settings = replace(load_settings(os.environ, needs_slack=False), log_level=log_level)
    _log_to_stderr(settings)
    return settings


def _log_to_stderr(settings: Settings) -> None:
    """Begin to log to stderr; warn if other people can read the settings file."""
    level, form = settings.log_level, settings.log_format
    configure_logging(sys.stderr, level=level, log_format=form, secrets=settings.secrets)
    if exposure := exposure_of_env_file(os.environ):
        log_event(logger, logging.WARNING, "settings.exposed", **exposure)
