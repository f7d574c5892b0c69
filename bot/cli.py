"""The command line: run, demo, chat, ask, doctor, stats, feedback, forget, backup.

Each command imports what it needs by itself, so that none waits for the libraries of the others.
"""

import argparse
import gc
import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot import __version__
from bot.clock import system_clock
from bot.errors import SettingsError, WeatherBotError
from bot.settings import Settings, load_settings
from bot.settings.env_file import exposure_of_env_file
from bot.telemetry import configure_logging, log_event, silenced_log

if TYPE_CHECKING:
    from bot.bootstrap.engine import Engine

# A process ends within 25 s of SIGTERM, since service managers kill it after 30: these to finish
# questions in work, 3 to give the rest back, and a moment to close its connections.
DRAIN_S = 20.0
COMMANDS: Final[dict[str, tuple[Callable[..., None], str]]] = {}
"""What each command does, and the text of its help: docstrings are left out by `python -OO`."""

logger = logging.getLogger(__name__)


def _about(text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def add(work: Callable[..., None]) -> Callable[..., None]:
        COMMANDS[work.__name__.removeprefix("_")] = (work, text.strip())
        return work

    return add


def main() -> None:
    """Run the command line; an error raised on purpose ends it with a message, not a traceback."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal need not know every letter
    parser = _parser()
    given = vars(parser.parse_args(sys.argv[1:] or ["--help"]))
    work, _ = COMMANDS[command := given.pop("command")]
    if command not in ("run", "ask", "chat"):  # which take long to import
        gc.enable()
    try:
        work(**given)
        sys.stdout.flush()
    except argparse.ArgumentError as error:
        parser.error(f"{command}: {error}")
    except SettingsError as error:
        lines = "\n".join(f"- {problem}" for problem in error.problems)
        sys.exit(f"Weather Bot can't start with these settings:\n{lines}")
    except WeatherBotError as error:
        sys.exit(f"Weather Bot can't go on: {error}")
    except BrokenPipeError:
        # Who reads has seen enough, as `head` does. The interpreter's last flush must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)  # by the custom of shells


@_about("Answer in Slack until told to stop; settings come from the environment and .env.")
def _run(*, until_stdin_ends: bool = False) -> None:
    from bot.bootstrap.engine import build_engine
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


@_about("Answer one question here in the terminal; needs no Slack, and no quotes around it.")
def _ask(question: list[str]) -> None:
    from bot.terminal import question_of, quiet_ctrl_c, terminal_thread

    with quiet_ctrl_c(130), terminal_thread(_settings(), system_clock(), os.environ) as thread:
        thread.ask(question_of(question, sys.stdin))


@_about("Serve a small Slack workspace on this machine, with the bot in it; needs no account.")
def _demo(*, browser: bool, port: int) -> None:
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
        from bot.bootstrap.weather.services import must_simulate
        from bot.terminal import open_in_browser, show_first_answer

        must_stop = stop_signals()
        if browser:
            open_in_browser(workspace.url, os.environ)
        is_simulated = must_simulate(settings, system_clock())
        workspace.start_bot({"WEATHER_PROVIDER": "simulated"} if is_simulated else {})
        show_first_answer(workspace, must_stop)
        must_stop.wait()


@_about("Hold a conversation here in the terminal; needs no account.")
def _chat() -> None:
    from bot.terminal import converse, quiet_ctrl_c, terminal_thread

    with quiet_ctrl_c(), terminal_thread(_settings(), system_clock(), os.environ) as thread:
        converse(thread)


@_about("""Look at every setting and service, and say what to do; ends with 1 when there is a fault.

Nothing is posted and nothing is changed. It is silent on standard output when all is well.
""")
def _doctor(*, as_json: bool) -> None:
    from bot.bootstrap.doctor import examine
    from bot.bootstrap.doctor.words import as_json_text, as_text, facts_in_words
    from bot.terminal import printable
    from handlers.connection.checks import look_at_slack

    with silenced_log():  # what libraries would say is in the findings
        diagnosis = examine(os.environ, system_clock(), look_at_slack)
    print(printable((as_json_text if as_json else as_text)(diagnosis)), end="")
    print(f"In use: {facts_in_words(diagnosis)}.", file=sys.stderr)
    sys.exit(0 if diagnosis.is_well else 1)


@_about("""Delete what is stored of a person, a channel or a workspace, even while the bot runs.

At least one is needed; more than one narrow it down. Questions, answers and all they were
made of are deleted from the database that DATABASE_URL names, and open questions are not
answered any more. What people have set and their feedback go with them. Messages in Slack stay.

--user reaches what a person asked, and in the questions of others what they said in the thread
before, where they are named there, and that they have pressed a button. What an answer to
somebody else says stays with that question: --channel reaches it, and HISTORY_DAYS ends it.
""")
def _forget(**given: str | None) -> None:
    from bot.bootstrap import upkeep

    owner = {name: value.strip() for name, value in given.items() if value is not None}
    if not owner or not all(owner.values()):
        wanted = "name a --user, a --channel or a --team, none of them empty"
        raise argparse.ArgumentError(None, wanted)
    print(upkeep.forget(_settings(), system_clock(), owner, sys.stderr))


@_about("Print what people think of answers, the newest first.")
def _feedback() -> None:
    from bot.bootstrap import upkeep
    from bot.terminal import printable

    for line in upkeep.feedback(_settings(), system_clock()):
        print(printable(line))


@_about("Copy the SQLite database that DATABASE_URL names, even while the bot runs.")
def _backup(file: Path) -> None:
    from bot.storage.operation.backup import copy_database

    copy_database(load_settings(os.environ, needs_slack=False).database_url, file)
    print(f"Copied to {file}.")


@_about("""Print each day's questions, people, time, tokens, cost and failures, the oldest first.

The time is the median from a question to its reply; the cost is estimated by
MODEL_INPUT_PRICE and MODEL_OUTPUT_PRICE. Days are those of UTC.
""")
def _stats(days: int, *, as_json: bool) -> None:
    from bot.bootstrap import upkeep

    print(upkeep.stats(_settings(), system_clock(), days, as_json=as_json))


@contextmanager
def slack_bot(settings: Settings, engine: "Engine") -> Iterator[None]:
    """Answer in Slack as long as the context lasts; at its end, finish the questions in work.

    Raises:
        SettingsError: Slack does not accept a token or can't be reached.
    """
    from bot.bootstrap.readiness import ready_fields
    from bot.storage.retention import Purge
    from handlers.slack_bot import SlackBot

    slack = SlackBot(settings, engine.clock, engine.oauth_stores)
    # Nobody waits for these imports at the start; the first answer would.
    warm_up = threading.Thread(target=engine.answering.warm_up, name="warm-up", daemon=True)
    with closing(slack), closing(Purge(engine.retention)) as purge:
        workers = engine.worker_pool(slack.channel)
        # Slack is started before the workers: a failed sign-in need not wait for any work then.
        slack.start(engine.desk(workers.wake))
        workers.start()
        warm_up.start()
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
            warm_up.join(until.left_s())


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


class _Help(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:  # noqa: ANN401 - argparse's own
        """Begin the line of usage with a capital."""
        super().add_usage(usage, actions, groups, "Usage: " if prefix is None else prefix)


def _parser() -> argparse.ArgumentParser:
    """Return the parser; it gives the name of the command, and its arguments by theirs."""
    firsts = {name: text.splitlines()[0] for name, (_, text) in COMMANDS.items()}
    lines = "\n".join(f"  {name:<10}{first}" for name, first in firsts.items())
    parser = argparse.ArgumentParser(
        "weather-bot",
        usage="weather-bot [--help] [--version] COMMAND …",
        description="A Slack bot that answers about the weather in any number of places at once.",
        epilog=f"Commands:\n{lines}\n\nweather-bot COMMAND --help tells more about one of them.",
        formatter_class=_Help,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"weather-bot {__version__}")
    shown = {"prog": "weather-bot", "metavar": "COMMAND", "help": argparse.SUPPRESS}
    chosen = parser.add_subparsers(required=True, dest="command", **shown)
    add = {}
    for name, (_, text) in COMMANDS.items():
        one = chosen.add_parser(name, description=text, formatter_class=_Help, allow_abbrev=False)
        add[name] = one.add_argument
    add["run"]("--until-stdin-ends", action="store_true", help="Stop when standard input ends.")
    add["ask"]("question", nargs="+", help="What you want to know; - reads it from a pipe.")
    browser = argparse.BooleanOptionalAction
    add["demo"]("--browser", action=browser, default=True, help="Open the page in the browser.")
    add["demo"]("--port", type=_whole(0, 65_535), default=8765, help="The first port to try.")
    add["forget"]("--user", help="Who asked, such as U0123ABCD.")
    add["forget"]("--channel", help="Where, such as C0123ABCD.")
    add["forget"]("--team", help="In which workspace, such as T0123ABCD.")
    add["backup"]("file", type=Path, help="The new file of the copy.")
    add["stats"]("--days", type=_whole(1, 36_500), default=30, help="How many days back.")
    for name in ("doctor", "stats"):
        add[name]("--json", dest="as_json", action="store_true", help="Print it as JSON.")
    return parser


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isdecimal() or not least <= int(value) <= most:
            wanted = f"a whole number from {least} to {most} is wanted, not {value!r}"
            raise argparse.ArgumentTypeError(wanted)
        return int(value)

    return read
