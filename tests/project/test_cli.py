"""The commands as a person starts them, with an environment of their own.

Those that end by themselves run in this process; the bot, and one of each kind, as real processes.
"""

import gc
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, get_args

import pytest
import sqlalchemy as sa
from fakes.clock import FakeTime
from fakes.command import WEATHER_BOT, Done, environment, finish, start, weather_bot
from fakes.desk import desk_with
from fakes.log import captured_log, logging_as_before
from fakes.questions import question
from fakes.rows import each_row
from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack, Fault
from fakes.slack_posts import SIGNING_SECRET, request
from fakes.store import Store
from fakes.transports import Transport
from fakes.waiting import PATIENCE_S, PROCESS_S
from fakes.weather import FakeWeather
from fakes.world import World, world

from bot import __version__
from bot.answering.figure_reading import figure_pattern
from bot.bootstrap import TOOLS, build_answering
from bot.bootstrap.memory import begin_collection
from bot.bootstrap.signals import STOP_S
from bot.cli import main, slack_bot
from bot.clock import system_clock
from bot.errors import SettingsError, WeatherBotError
from bot.languages import ENGLISH
from bot.settings import load_settings
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.tables import questions
from bot.tools import capabilities

QUESTION = "What's the weather like in Bengaluru, London, and Austin?"
CITIES = ("Bengaluru", "London", "Austin")
SIMULATED = "simulated data, not real weather"
# Libraries that a question in a terminal does without: no Slack, database, server or page is there.
OF_OTHERS = {"alembic", "babel", "openai", "prometheus_client", "pydantic", "requests"} | {
    *("slack_bolt", "slack_sdk", "sqlalchemy", "truststore", "waitress")
}


@contextmanager
def running(around: World, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """Start the bot in a world and yield its process as soon as it is connected."""
    with subprocess.Popen(  # noqa: S603 - this project's own command
        [*WEATHER_BOT, "run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment({**around.environ, **environ}),
        encoding="utf-8",
    ) as process:
        try:
            around.wait_until_connected()
            yield process
        finally:
            process.kill()


def ended_by(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    """Send a signal; return the exit code and all that was logged."""
    process.send_signal(number)
    out, log = process.communicate(timeout=PROCESS_S)
    assert out == ""
    return process.returncode, log


def log_until(process: subprocess.Popen[str], event: str) -> str:
    """Return what a process logs up to an event."""
    assert process.stderr
    lines = [process.stderr.readline()]
    while lines[-1] and event not in lines[-1]:
        lines.append(process.stderr.readline())
    return "".join(lines)


def assert_in_order(text: str, *parts: str) -> None:
    """Check that each part comes after the one before."""
    positions = [text.index(part) for part in parts]
    assert positions == sorted(positions)


@pytest.fixture
def around(tmp_path: Path) -> Iterator[World]:
    """A world to run in."""
    with world(tmp_path) as around:
        yield around


def test_ask_answers_one_question_without_any_account() -> None:
    """One answer for all places, from the offline model, with its label; no file is left."""
    done = weather_bot("ask", QUESTION, WEATHER_PROVIDER="simulated")

    assert done.code == 0
    assert_in_order(done.out, *CITIES, "offline model", SIMULATED)
    made_up = f"{SIMULATED}, as WEATHER_PROVIDER says; its places are those of a built-in list"
    assert done.err == f"Model: offline. Weather: {made_up} of towns.\n"
    assert list(Path().iterdir()) == []


# Threads that all ask for memory at the same moment, and the pools that the C library has then.
COUNT_POOLS = """
import ctypes, os, re, tempfile, threading
at_once = threading.Barrier(8)
def take():
    at_once.wait()
    kept.append(bytes(100_000))
    at_once.wait()
kept = []
threads = [threading.Thread(target=take) for _ in range(8)]
[thread.start() for thread in threads], [thread.join() for thread in threads]
library, (told, name) = ctypes.CDLL(None), tempfile.mkstemp()
if hasattr(library, "malloc_info"):
    library.fdopen.restype = ctypes.c_void_p
    stream = ctypes.c_void_p(library.fdopen(told, b"w"))
    library.malloc_info(0, stream), library.fflush(stream)
pools = re.findall("<heap nr=", open(name).read())
os.unlink(name)
"""


def test_ask_needs_no_quotes_and_no_library_that_others_use() -> None:
    """All words behind it are the question; the libraries would take longer than the answer.

    Nor do its threads keep a pool of memory each.
    """
    code = (
        f"import sys; from bot.cli import main; main();{COUNT_POOLS}\n"
        f"print(sorted({OF_OTHERS!r} & sys.modules.keys()), len(pools) <= 2, file=sys.stderr)"
    )
    done = subprocess.run(  # noqa: S603 - this project's own command
        [sys.executable, "-c", code, "ask", "weather", "in", "Oslo,", "please"],
        env=environment({"WEATHER_PROVIDER": "simulated"}),
        capture_output=True,
        encoding="utf-8",
        timeout=PROCESS_S,
        check=True,
    )

    assert done.stdout.startswith("Oslo, Norway: ")
    assert done.stderr.splitlines()[-1] == "[] True"


@each_row(
    ("question", "start"),
    [
        ("Is it warmer in Rome than in Tromsø tomorrow?", r"Yes, by \d+\.\d °C: Rome "),
        ("How much rain fell in Lyon last month?", r"\d+\.\d mm in all, on \d+ of \d+ days\. "),
        ("mean temperature in Rome over the next 3 days", r"-?\d+\.\d °C "),
    ],
)
def test_what_code_has_reckoned_is_told(question: str, start: str) -> None:
    """No result has the figure itself, which is not true of what a language model may say."""
    done = weather_bot("ask", question, WEATHER_PROVIDER="simulated")

    assert re.match(start, done.out)
    assert "model.invented" not in done.err


def test_ask_uses_live_weather_and_writes_nothing() -> None:
    """Not even into the database that the settings name."""
    weather = FakeWeather()
    with weather.serve() as url:
        done = weather_bot("ask", QUESTION, OPEN_METEO_URL=url, DATABASE_URL="sqlite:///kept.db")

    assert done.code == 0
    assert_in_order(done.out, *CITIES, "Weather data by Open-Meteo.com (https://open-meteo.com/)")
    assert "simulated" not in done.out + done.err
    assert done.err == "Model: offline. Weather: live from Open-Meteo.\n"
    assert list(Path().iterdir()) == []


def test_only_where_no_provider_is_chosen_do_simulated_data_stand_in(unused_port: int) -> None:
    """On a machine without a network; it is said at the start and with every answer."""
    nowhere = {"OPEN_METEO_URL": f"http://127.0.0.1:{unused_port}"}

    fallen_back = weather_bot("ask", QUESTION, **nowhere)
    live = weather_bot("ask", QUESTION, **nowhere, WEATHER_PROVIDER="open-meteo")

    assert (fallen_back.code, live.code) == (0, 0)
    assert f"{SIMULATED}, since Open-Meteo does not answer; its places are" in fallen_back.err
    assert_in_order(fallen_back.out, *CITIES, SIMULATED)
    assert "simulated" not in live.out + live.err
    assert "no data" in live.out


def test_chat_is_one_conversation_until_the_input_ends() -> None:
    """It opens with an example, and a follow-up needs no place.

    A letter in another encoding than the terminal's is no end of it.
    """
    done = weather_bot("chat", typed=b"and tomorrow?\n\xfc\n", WEATHER_PROVIDER="simulated")

    assert done.code == 0
    assert done.out.startswith(
        f"I know {capabilities(TOOLS, ENGLISH)}, for one place or many.\n"
        "Ask about the weather anywhere. Leave with Ctrl-D or “exit”.\n\n"
        f"> {QUESTION}\n"
    )
    first, second = done.out.split(SIMULATED)[:2]
    assert_in_order(first, *CITIES)
    assert_in_order(second, *CITIES)
    assert list(Path().iterdir()) == []


@pytest.mark.slow
def test_chat_ends_with_exit_in_a_terminal_of_any_encoding() -> None:
    """What can't be read or shown is replaced; what comes after "exit" is not read."""
    done = finish(
        start("chat", WEATHER_PROVIDER="simulated", PYTHONIOENCODING="ascii"),
        b"weather in Lond\xfcn?\nweather in Oslo?\nexit\nweather in Rome?\n",
    )

    assert done.code == 0
    assert "Oslo" in done.out
    assert "Rome" not in done.out
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_a_question_is_answered_with_every_other_stream_closed() -> None:
    """As a shell does by `2>&- <&-`."""
    command = 'exec "$0" -m bot ask weather in Oslo 2>&- <&-'
    done = subprocess.run(  # noqa: S603 - this project's own command
        ["/bin/sh", "-c", command, sys.executable],
        env=environment({"WEATHER_PROVIDER": "simulated"}),
        capture_output=True,
        check=False,
        timeout=PROCESS_S,
    )

    assert done.returncode == 0
    assert done.stdout.startswith(b"Oslo, Norway: ")


# A library that the command line imports: it notes what it finds, and is interrupted then.
NOTE_AND_BE_INTERRUPTED = """
import gc, json, os, signal, sys
streams = (sys.stdin, sys.stdout, sys.stderr)
streams = [(each.fileno(), each.mode, each.encoding) for each in streams]
leads_nowhere = [os.path.samestat(os.fstat(number), os.stat(os.devnull)) for number in range(3)]
with open("found.json", "w") as file:
    json.dump([streams, leads_nowhere, gc.isenabled()], file)
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background of a shell
os.kill(os.getpid(), signal.SIGINT)
"""


def test_a_process_has_streams_that_nobody_gave_it_and_can_be_interrupted_while_it_imports() -> (
    None
):
    """Else a database would have the number of standard error, and what is told there in it.

    Nor does it search for garbage in what it imports.
    """
    Path("argparse.py").write_text(NOTE_AND_BE_INTERRUPTED)
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" -m bot run >&- 2>&- <&-', sys.executable],
        env=environment({"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}),
        check=False,
        timeout=PROCESS_S,
    )

    streams, leads_nowhere, searches = json.loads(Path("found.json").read_text())
    assert done.returncode == 128 + signal.SIGINT
    assert streams == [[0, "r", "utf-8"], [1, "w", "utf-8"], [2, "w", "utf-8"]]
    assert (leads_nowhere, searches) == ([True] * 3, False)


def test_run_names_every_setting_that_is_missing_or_wrong() -> None:
    """In one message, without giving a value of a secret away."""
    done = weather_bot(
        "run",
        SLACK_APP_TOKEN="made-up-token",
        AZURE_OPENAI_ENDPOINT="https://name.openai.azure.com",
        WORKERS="many",
        DEFAULT_UNITS="kelvin",
    )

    assert done.code == 1
    assert done.err.startswith("Weather Bot can't start with these settings:\n- ")
    named = [line.split()[1] for line in done.err.splitlines() if line.startswith("- ")]
    assert named == [  # what is wrong before what is missing
        "SLACK_APP_TOKEN",
        "WORKERS",
        "DEFAULT_UNITS",
        "AZURE_OPENAI_API_KEY",
        "AZURE_OPENAI_DEPLOYMENT_NAME",
        "SLACK_BOT_TOKEN",
    ]
    assert "Traceback" not in done.err
    assert "made-up-token" not in done.err


def test_a_bot_that_cannot_start_ends_with_a_sentence(around: World) -> None:
    """On the terminal, where the operator is."""
    wrong = {"SLACK_BOT_TOKEN": "xoxb-not-this-one"}
    done = weather_bot("run", **(around.environ | wrong))

    assert (done.code, done.out) == (1, "")
    assert "does not accept SLACK_BOT_TOKEN (invalid_auth)" in done.err
    assert "Traceback" not in done.err
    assert "not-this-one" not in done.err
    assert done.err.endswith("\n")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"SLACK_APP_TOKEN": "xapp-not-this-one"},
            "does not accept SLACK_APP_TOKEN (invalid_auth)",
        ),
        ({"SLACK_API_URL": "http://127.0.0.1:{port}/api/"}, "Slack can't be reached"),
        ({"DATABASE_URL": "sqlite:///file/bot.db"}, "DATABASE_URL names 'file/bot.db'"),
        (
            {
                "SLACK_APP_TOKEN": "",
                "SLACK_SIGNING_SECRET": SIGNING_SECRET,
                "HTTP_PORT": "{port}",
            },
            "HTTP_HOST and HTTP_PORT name '127.0.0.1' and {port}",
        ),
    ],
    ids=["token", "network", "database", "port"],
)
def test_a_bot_that_cannot_start_says_why(
    around: World, unused_port: int, changed: dict[str, str], said: str
) -> None:
    """Which token Slack refuses, or that there is no network, no port, no database."""
    Path("file").touch()
    new = {name: value.format(port=unused_port) for name, value in changed.items()}

    with pytest.raises(WeatherBotError) as caught, around.bot(**new):
        pytest.fail("it has started")

    assert said.format(port=unused_port) in str(caught.value)
    assert "not-this-one" not in str(caught.value)


LONG_AGO = "1600000000.000000"


class Run(NamedTuple):
    """What a bot has answered and logged until SIGTERM, and where its database is."""

    reply: str
    code: int
    log: str
    database: str


@pytest.fixture(scope="module", params=["socket", pytest.param("http", marks=pytest.mark.slow)])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run for all that is to be seen of it, with a second model and a name misspelt.

    Its weather service answers nothing until it is connected.
    """
    folder = tmp_path_factory.mktemp("run")
    (folder / "settings").write_text("HISTORY_DAY=9\n")
    (folder / "settings").chmod(0o600)
    environ = {"OPENAI_API_KEY": "other-key", "OPENAI_MODEL": "other"}
    environ["WEATHER_BOT_ENV_FILE"] = str(folder / "settings")
    with world(folder, transport=request.param) as around:
        with closing(Database(around.environ["DATABASE_URL"])) as database:
            Inbox(database, system_clock(), lease_s=60).put(question(ts=LONG_AGO), state="dead")
        around.weather.gate.clear()
        with running(around, **environ) as process:
            around.weather.gate.set()
            reply = around.answer(QUESTION)["text"]
            return Run(reply, *ended_by(process, signal.SIGTERM), f"{folder}/bot.db")


def test_run_answers_until_it_is_told_to_stop(run: Run) -> None:
    """SIGTERM is a good end; the log has neither words nor tokens in it."""
    assert run.code == 0
    assert_in_order(run.reply, *CITIES)
    for event in ("bot.ready", "question.answered", "bot.stopping"):
        assert event in run.log
    for secret in ("Bengaluru", BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, "test-key", "Traceback"):
        assert secret not in run.log


def test_what_is_too_old_is_deleted_while_the_bot_runs(run: Run) -> None:
    """From its start on; what was asked since is kept."""
    opened = closing(Database(f"sqlite:///{run.database}"))
    with opened as database, database.transaction() as transaction:
        kept = transaction.execute(sa.select(questions.c.ts)).scalars().all()

    assert len(kept) == 1
    assert LONG_AGO not in kept


def test_the_ready_line_says_what_the_bot_consists_of(run: Run) -> None:
    """The version, the models, one of them set up in vain, the database, and live weather alone."""
    (ready,) = [line for line in run.log.splitlines() if "bot.ready" in line]
    for part in (f"version={__version__}", "model=chat", "model_service=azure", "unused=openai"):
        assert part in ready
    assert f"SQLite {run.database}" in ready
    assert "weather=Open-Meteo" in ready
    assert "settings.unknown name=HISTORY_DAY line=1 closest=HISTORY_DAYS" in run.log


@pytest.mark.slow
@pytest.mark.parametrize("transport", get_args(Transport))
def test_what_is_in_work_at_the_end_is_finished(tmp_path: Path, transport: Transport) -> None:
    """Nothing more comes in meanwhile."""
    with world(tmp_path, transport=transport) as around:
        around.weather.gate.clear()
        with running(around, CHAT_MODEL="offline") as process:
            event, _ = around.ask(QUESTION)
            assert around.weather.arrivals.acquire(timeout=PATIENCE_S)
            process.send_signal(signal.SIGTERM)
            around.wait_until_disconnected()
            around.weather.gate.set()
            _, log = process.communicate(timeout=PROCESS_S)

    assert process.returncode == 0
    assert "question.answered" in log
    assert len(around.replies_to(event)) == 1


def test_run_never_makes_weather_up(around: World, unused_port: int) -> None:
    """Without a weather service there is no data."""
    nowhere = f"http://127.0.0.1:{unused_port}"
    with around.bot(CHAT_MODEL="offline", OPEN_METEO_URL=nowhere, MET_NORWAY_URL=nowhere):
        reply = around.answer(QUESTION)

    assert "simulated" not in json.dumps(reply)
    assert "no data" in reply["text"]


@pytest.mark.slow
def test_ctrl_c_ends_a_bot_like_sigterm(around: World) -> None:
    """In the terminal where somebody tries it."""
    with running(around, CHAT_MODEL="offline") as process:
        around.answer(QUESTION)
        code, log = ended_by(process, signal.SIGINT)

    assert code == 0
    assert "bot.stopping" in log


@pytest.mark.slow
def test_a_second_signal_ends_a_bot_that_is_finishing_its_work(around: World) -> None:
    """Nobody has to wait for a slow model; the question stays in the inbox."""
    around.weather.gate.clear()
    with running(around, CHAT_MODEL="offline") as process:
        event, _ = around.ask(QUESTION)
        assert around.weather.arrivals.acquire(timeout=PATIENCE_S)
        process.send_signal(signal.SIGTERM)
        around.slack.wait_for_connections(0, PROCESS_S)
        code, _ = ended_by(process, signal.SIGTERM)
        around.weather.gate.set()

    assert code == 128 + signal.SIGTERM
    assert around.replies_to(event) == []


def test_a_start_that_is_called_off_has_not_failed(around: World) -> None:
    """It ends at once, whatever it waits for: nothing is held yet that could be lost."""
    busy = Fault("ratelimited", status=429, retry_after_s=60)
    around.slack.fail("auth.test", busy)
    process = start("run", LOG_LEVEL="ERROR", **around.environ)
    around.slack.wait_for_calls("auth.test", 1, timeout_s=PROCESS_S)

    process.send_signal(signal.SIGTERM)
    process.wait(STOP_S - 2)  # even what hangs is ended after that time

    assert finish(process) == Done(0, "", "")


def test_a_settings_file_that_others_can_read_is_named_in_the_log(tmp_path: Path) -> None:
    """With what to do about it; the settings in it are used all the same.

    A command warns whatever level the bot itself logs from.
    """
    database = f"sqlite:///{tmp_path}/none.db"
    logs = {}
    for mode in (0o600, 0o644):
        path = tmp_path / f"{mode:o}.env"
        path.write_text(f"DATABASE_URL={database}\nSLACK_BOT_TOKEN=xoxb-canary\n")
        path.chmod(mode)
        logs[mode] = weather_bot("feedback", WEATHER_BOT_ENV_FILE=str(path), LOG_LEVEL="ERROR").err

    assert "WARNING" not in logs[0o600]
    assert f"chmod 600 {tmp_path}/644.env" in logs[0o644]
    assert "WARNING" in logs[0o644]
    assert "none.db" in logs[0o644]
    assert "canary" not in logs[0o644]
    as_json, *_ = weather_bot(
        "feedback", WEATHER_BOT_ENV_FILE=str(path), LOG_FORMAT="json"
    ).err.splitlines()
    told = json.loads(as_json)
    advice = f"others on this machine can read or change your tokens: chmod 600 {path}"
    named = tuple(told[field] for field in ("level", "event", "file", "mode", "advice"))
    assert named == ("WARNING", "settings.exposed", str(path), "0644", advice)


def test_what_people_and_models_say_steers_no_terminal(tmp_path: Path) -> None:
    """Of a question and its answer, the operator reads the words alone."""
    store = Store(f"sqlite:///{tmp_path}/said.db")
    asked = store.answer("\x1b[2Jweather?\x07")
    store.people.rate(asked, "U1", is_good=True)
    store.database.close()

    opinion, _ = weather_bot("feedback", DATABASE_URL=store.url).out.splitlines()

    assert opinion.endswith(": [2Jweather? | answer to [2Jweather?")


def test_who_has_read_enough_ends_a_command_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As `head` does; the pipe breaks at the latest when a command has said all it has to say."""
    Store(url := f"sqlite:///{tmp_path}/said.db").database.close()
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setattr(sys, "argv", ["weather-bot", "feedback"])
    reader, writer = os.pipe()
    os.close(reader)

    with logging_as_before(), open(writer, "w", encoding="utf-8") as pipe:  # noqa: PTH123 - no path
        monkeypatch.setattr(sys, "stdout", pipe)
        with pytest.raises(SystemExit) as ended:
            main()

    assert (ended.value.code, capsys.readouterr().err) == (1, "")


def test_ctrl_c_ends_a_command_with_the_status_that_shells_expect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And with no word of an error."""

    class Interrupted(io.StringIO):
        def write(self, _: str) -> int:
            raise KeyboardInterrupt

    Store(url := f"sqlite:///{tmp_path}/said.db").database.close()
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setattr(sys, "argv", ["weather-bot", "feedback"])
    monkeypatch.setattr(sys, "stdout", Interrupted())

    with logging_as_before(), pytest.raises(SystemExit) as ended:
        main()

    assert (ended.value.code, capsys.readouterr().err) == (130, "")


class Interrupting(io.StringIO):
    """An input at which somebody presses Ctrl-C."""

    def read(self, _: int | None = -1) -> str:
        """Be interrupted."""
        raise KeyboardInterrupt

    def __next__(self) -> str:
        """Be interrupted."""
        raise KeyboardInterrupt


def test_ctrl_c_leaves_a_conversation_and_calls_a_question_off(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first is no failure; the second has a status that a script can tell."""
    monkeypatch.setenv("WEATHER_PROVIDER", "simulated")
    monkeypatch.setenv("CHAT_MODEL", "offline")
    for words, status in ((["ask", "-"], 130), (["chat"], 0)):
        monkeypatch.setattr(sys, "argv", ["weather-bot", *words])
        monkeypatch.setattr(sys, "stdin", Interrupting())
        with logging_as_before(), pytest.raises(SystemExit) as ended:
            main()

        out, err = capsys.readouterr()
        assert (ended.value.code, out[-1]) == (status, "\n")
        assert err.startswith("Model: offline. Weather: simulated data")
        assert err.count("\n") == 1


def test_a_terminal_need_not_know_every_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that it does not know are question marks."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "argv", ["weather-bot", "--help"])

    with pytest.raises(SystemExit):
        main()

    out.seek(0)
    assert out.readline() == "Usage: weather-bot [--help] [--version] COMMAND ?\n"


def test_the_demo_names_the_extra_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot itself does without a server for pages."""
    monkeypatch.setitem(sys.modules, "handlers.playground", None)

    done = weather_bot("demo")

    said = "handlers.playground is missing: install the extra 'demo', as `make demo` does"
    assert (done.code, done.err) == (
        1,
        f"Weather Bot can't start with these settings:\n- {said}\n",
    )


COMMANDS = """\
  run       Answer in Slack until told to stop; settings come from the environment and .env.
  ask       Answer one question here in the terminal; needs no Slack, and no quotes around it.
  demo      Serve a small Slack workspace on this machine, with the bot in it; needs no account.
  chat      Hold a conversation here in the terminal; needs no account.
  doctor    Look at every setting and service, and say what to do; ends with 1 when there is a \
fault.
  forget    Delete what is stored of a person, a channel or a workspace, even while the bot runs.
  feedback  Print what people think of answers, the newest first.
  backup    Copy the SQLite database that DATABASE_URL names, even while the bot runs.
  stats     Print each day's questions, people, time, tokens, cost and failures, the oldest first.

weather-bot COMMAND --help tells more about one of them."""


def test_the_command_line_explains_itself() -> None:
    """Its help lists the commands; what can't be read is a wrong use, with a hint."""
    wrong = (
        *(["predict"], ["ask"], ["stats", "--days", "0"], ["stats", "--day", "3"], ["backup"]),
        *(["demo", "--port", "65536"], ["demo", "--port", "-1"], ["doctor", "now"], ["--vers"]),
    )
    helped, alone, one, *misused = (
        weather_bot(*words) for words in (["--help"], [], ["stats", "--help"], *wrong)
    )

    assert helped == alone
    assert helped.code == one.code == 0
    assert helped.out.startswith("Usage: weather-bot [--help] [--version] COMMAND …\n\nA Slack bot")
    assert helped.out.endswith(f"\n\nCommands:\n{COMMANDS}\n")
    assert one.out.startswith("Usage: weather-bot stats ")
    assert "\n\nThe time is the median from a question to its reply; the cost" in one.out
    for end in misused:
        assert end.code == 2
        assert "Usage:" in end.err
        assert "Traceback" not in end.err


@each_row(
    ("option", "bounds", "wrong"),
    [
        ("demo --port", (0, 65_535), ["-1", "65536", "http"]),
        ("stats --days", (1, 36_500), ["0", "-1", "all", "36501"]),
    ],
)
def test_a_number_out_of_its_bounds_is_named_with_its_option(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    option: str,
    bounds: tuple[int, int],
    wrong: list[str],
) -> None:
    """Before anything is done; one within them is not what a wrong command line is about."""
    command, name = option.split()
    for value in (*map(str, bounds), *wrong):
        monkeypatch.setattr(sys, "argv", ["weather-bot", command, f"{name}={value}", "--no-such"])

        with pytest.raises(SystemExit) as ended:
            main()

        *_, said = capsys.readouterr().err.splitlines()
        assert ended.value.code == 2
        wanted = f"a whole number from {bounds[0]} to {bounds[1]} is wanted, not {value!r}"
        assert (f"argument {name}: {wanted}" in said) is (value in wrong), said


def test_no_command_needs_what_python_leaves_out_when_it_optimizes() -> None:
    """Neither docstrings nor assertions: `PYTHONOPTIMIZE=2` has the same help, and answers."""
    asked = ("ask", "weather in Rome?")
    optimized = {"PYTHONOPTIMIZE": "2", "WEATHER_PROVIDER": "simulated"}
    helped, one, answered = (
        finish(start(*words, **optimized)) for words in (["--help"], ["forget", "--help"], asked)
    )

    assert helped == weather_bot("--help")
    assert one == weather_bot("forget", "--help")
    assert answered.code == 0
    assert "simulated data, not real weather" in answered.out


@pytest.mark.slow
def test_a_missing_model_is_a_warning(around: World) -> None:
    """Unless somebody has chosen to do without one."""
    unset = {name: "" for name in around.environ if name.startswith("AZURE_")}
    logs = []
    for chosen in ({}, {"CHAT_MODEL": "offline"}):
        with running(around, **unset, **chosen) as process:
            logs.append(log_until(process, "bot.ready"))
        around.wait_until_disconnected()

    warned = ["WARNING bot.bootstrap.readiness model.not_configured" in log for log in logs]
    assert warned == [True, False]


def test_the_version_is_told() -> None:
    """For whoever files a report; it is the installed package's."""
    done = weather_bot("--version")

    assert (done.code, done.out) == (0, f"weather-bot {__version__}\n")
    assert __version__ == metadata.version("slack-weather-bot")


IMPORTED_LATE = (
    "bot.fetching.connections",
    "bot.models.offline.rules",
    "bot.models.openai.bounded_http",
)


def test_a_bot_that_is_warm_has_all_that_it_needs_and_searches_for_garbage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No answer waits for an import; never is garbage searched for in what was, which is much.

    What of that is garbage already is gone.
    """
    given = {"OPENAI_API_KEY": "test-key", "OPENAI_MODEL": "m", "WEATHER_PROVIDER": "met-norway"}
    settings = load_settings(given, needs_slack=False)
    for name in IMPORTED_LATE:
        monkeypatch.delitem(sys.modules, name, raising=False)
    figure_pattern.cache_clear()
    frozen_before = gc.get_freeze_count()
    gc.disable()
    garbage = weakref.ref(type("Unused", (), {}))  # a class refers to itself
    try:
        with ExitStack() as at_end:
            answering = build_answering(settings, system_clock(), at_end, may_simulate=False)
            imported_before = [name for name in IMPORTED_LATE if name in sys.modules]
            answering.warm_up()
        searches, frozen = gc.isenabled(), gc.get_freeze_count()
        searched = {id(each) for each in gc.get_objects()}
        new = [[number] for number in range(9999)]
        begin_collection()  # which is for a process that has not begun
        frozen_later = gc.get_freeze_count()
    finally:
        gc.enable()

    assert imported_before == []
    assert [name for name in IMPORTED_LATE if name not in sys.modules] == []
    assert figure_pattern.cache_info().currsize == 1
    assert searches
    assert garbage() is None
    assert frozen_before < frozen
    assert [name for name in IMPORTED_LATE if id(sys.modules[name]) in searched] == []
    assert id(figure_pattern()) not in searched
    assert frozen_later < frozen + len(new)


class WatchedPool:
    """A pool of workers that notes what it is told, and what Slack's events get then."""

    def __init__(self, page: str) -> None:
        self._page = page
        self.told: list[tuple[str, int]] = []
        self.given_s: list[float] = []
        self.is_stopped = threading.Event()

    def wake(self) -> None:
        """Do nothing: there are no questions."""

    def start(self) -> None:
        """Note it."""
        self.told.append(("start", request(self._page)[0]))

    def close(self) -> None:
        """Note it."""
        self.told.append(("close", request(self._page)[0]))

    def stop(self, timeout_s: float) -> None:
        """Note it, and the time that is left."""
        self.told.append(("stop", request(self._page)[0]))
        self.given_s.append(timeout_s)
        self.is_stopped.set()


@each_row("is_port_free", [True, False])
def test_slack_s_events_come_before_the_workers_and_end_before_them(
    slack: FakeSlack, free_port: int, *, is_port_free: bool
) -> None:
    """Workers lease nothing more first, then no events come in, then the work in hand is ended.

    An import under way comes to its end as well; so it is whatever ends the bot.
    """
    way_in = {"HTTP_PORT": str(free_port), "SLACK_SIGNING_SECRET": SIGNING_SECRET}
    given = {"SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": BOT_TOKEN, **way_in}
    settings = load_settings(given, needs_slack=True)
    pool, is_warm = WatchedPool(f"http://127.0.0.1:{free_port}/slack/events"), threading.Event()
    imported: list[bool] = []

    def warm_up() -> None:
        is_warm.set()
        imported.append(pool.is_stopped.wait(PATIENCE_S))
        threading.Event().wait(0.05)
        imported.append(True)

    with ExitStack() as stack:
        if not is_port_free:
            stack.enter_context(closing(socket.create_server(("127.0.0.1", free_port))))
        clock = FakeTime().clock
        desk = stack.enter_context(desk_with(lambda _: None))
        answering = build_answering(settings, clock, stack, may_simulate=False)
        answering = replace(answering, warm_up=warm_up)
        engine: Any = SimpleNamespace(
            clock=clock,
            oauth_stores=None,
            answering=answering,
            retention=desk.retention,
            worker_pool=lambda _: pool,
            desk=lambda _: desk,
        )
        running = slack_bot(settings, engine)
        if is_port_free:
            with captured_log() as log, suppress(KeyboardInterrupt), running:
                assert is_warm.wait(PATIENCE_S)
                raise KeyboardInterrupt
        else:
            refused = pytest.raises(SettingsError, match="HTTP_PORT")
            with captured_log() as log, refused, running:
                pass

    steps = [("start", 401), ("close", 401), ("stop", 503)] if is_port_free else []
    assert pool.told == steps
    assert pool.given_s == ([20.0] if is_port_free else [])
    assert imported == ([True, True] if is_port_free else [])
    told = [each["level"] for name in ("ready", "stopping") for each in log.entries(f"bot.{name}")]
    assert told == ["INFO", "INFO"] * is_port_free
