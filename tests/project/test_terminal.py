"""A conversation in the terminal is the same as in Slack, and can't take the terminal over."""

import gc
import io
import queue
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fakes.chat_model import ChatRequest, FakeChatModel, Turn, text_turn, tool_turn
from fakes.clock import FakeTime
from fakes.questions import question
from fakes.serving import serve
from fakes.waiting import PATIENCE_S

from bot.bootstrap import TOOLS, build_answering
from bot.bootstrap.forgetting import forget_owner
from bot.clock import Clock
from bot.errors import SettingsError
from bot.languages import ENGLISH
from bot.messages import Asker, Credit, Provenance, Reply
from bot.settings import load_settings
from bot.storage.database import Database
from bot.terminal import (
    EXAMPLE,
    TerminalChannel,
    TerminalThread,
    converse,
    open_in_browser,
    printable,
    prompted,
    question_of,
    quiet_ctrl_c,
    show_first_answer,
    terminal_thread,
)
from bot.tools import capabilities

HOSTILE = "\x1b[31mred\x1b[0m \x9b2J \x07 \u202eback\u202c \u200bgap \ue000 \ud800 \r over"


class Screen(io.StringIO):
    """An output that somebody watches, and that shows what it has been told to show."""

    flushed = ""

    def isatty(self) -> bool:
        """Say so."""
        return True

    def flush(self) -> None:
        """Show all that was written."""
        self.flushed = self.getvalue()


def ticking_clock() -> Clock:
    """Return a clock on which every question is asked at a time of its own."""
    time = FakeTime()

    def now() -> datetime:
        time.pass_s(1)
        return time.clock.now()

    return Clock(now, time.clock.monotonic)


Start = Callable[..., TerminalThread]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a thread in a terminal with some settings, on simulated weather."""
    with ExitStack() as stack:

        def start(*, watched: bool = False, **environ: str) -> TerminalThread:
            clock = ticking_clock()
            environ = {"WEATHER_PROVIDER": "simulated"} | environ
            settings = load_settings(environ, needs_slack=False)
            answering = build_answering(settings, clock, stack, may_simulate=True)
            err = Screen() if watched else io.StringIO()
            channel = TerminalChannel(clock, settings.default_units, io.StringIO(), err)
            return TerminalThread(answering, channel)

        yield start


def shown(thread: TerminalThread) -> str:
    """Return what the thread has printed."""
    assert isinstance(thread.channel.out, io.StringIO)
    return thread.channel.out.getvalue()


def progress(thread: TerminalThread) -> str:
    """Return what the thread has printed beside its answers."""
    assert isinstance(thread.channel.err, io.StringIO)
    return thread.channel.err.getvalue()


def test_a_question_is_answered_with_its_source(start: Start) -> None:
    """All places, and the line that code makes below them."""
    thread = start()

    thread.ask(EXAMPLE)

    places = [shown(thread).index(city) for city in ("Bengaluru", "London", "Austin")]
    assert places == sorted(places)
    units = "°C, km/h, mm and °F, mph, in"
    assert shown(thread).endswith(f"{units} · simulated data, not real weather\n")


def test_an_answer_without_figures_has_no_line_below_it(start: Start) -> None:
    """There is nothing to credit."""
    thread = start()

    thread.ask("")

    assert shown(thread).count("\n") == 1
    assert "Ask me about the weather" in shown(thread)


def test_each_place_is_answered_in_the_units_of_its_country(start: Start) -> None:
    """The person at the keyboard has no profile; the default is for places of no country."""
    thread = start(DEFAULT_UNITS="imperial")

    thread.ask("weather in London?")
    london = shown(thread)
    thread.ask("weather in Austin?")

    assert ("°C" in london, "°F" in london) == (True, False)
    assert "°F" in shown(thread)
    assert thread.channel.asker(question()).default_units == "imperial"


def test_a_conversation_opens_with_an_example_and_keeps_one_history(start: Start) -> None:
    """A follow-up needs no place."""
    thread = start()

    thread.converse(prompted(io.StringIO("and tomorrow?\n"), io.StringIO()))

    assert shown(thread).startswith(f"> {EXAMPLE}\n")
    assert shown(thread).count("Bengaluru, Karnataka, India") == 2
    assert "Tuesday 24 November" in shown(thread)


def test_a_conversation_remembers_as_much_as_it_may(start: Start) -> None:
    """The setting is that of the bot."""
    model = FakeChatModel(lambda _: text_turn("Fine, thank you. " * 20))
    with serve(model.app) as url:
        access = {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": "test-key", "OPENAI_MODEL": "m"}
        thread = start(**access, HISTORY_MAX_TOKENS="500")
        for _ in range(7):
            thread.ask("How are you? " * 20)

    lengths = [sum(len(str(m)) for m in request.messages) for request in model.requests]
    assert lengths[0] < lengths[1] < lengths[-2] == lengths[-1]


def test_a_question_has_the_time_that_the_setting_gives(start: Start) -> None:
    """It is that of the bot; behind it the model is asked no more."""

    def slow(_: ChatRequest) -> Turn:
        for _ in range(7):  # each look at the clock takes a second here
            thread.channel.clock.now()
        return tool_turn(("get_weather", {"place": "Oslo"}))

    model = FakeChatModel(slow)
    with serve(model.app) as url:
        access = {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": "test-key", "OPENAI_MODEL": "m"}
        thread = start(**access, TURN_DEADLINE_S="5")
        thread.ask("weather in Oslo?")

    assert len(model.requests) == 1
    assert shown(thread).startswith("Sorry, I can't answer that just now. ")


def test_at_a_terminal_lines_are_read_until_the_end_of_the_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As Ctrl-D ends it; the prompt comes before each. Some Pythons have no editing of lines."""
    for _ in range(2):
        typed = Screen("weather in Oslo?\n\nand tomorrow?")
        monkeypatch.setattr(sys, "stdin", typed)

        assert list(prompted(typed, sys.stdout)) == ["weather in Oslo?", "", "and tomorrow?"]
        assert capsys.readouterr().out == "\n> " * 4
        monkeypatch.setitem(sys.modules, "readline", None)


def test_a_prompt_is_shown_before_each_line_is_waited_for() -> None:
    """Also to a program that types."""
    out = Screen()

    seen = [(line, out.flushed) for line in prompted(io.StringIO("a\nb\n"), out)]

    assert seen == [("a\n", "\n> "), ("b\n", "\n> \n> ")]
    assert out.flushed == "\n> " * 3


@pytest.mark.parametrize("last", ["exit\n", "  QUIT \n", "Exit"])
def test_a_conversation_ends_when_it_is_told_to(start: Start, last: str) -> None:
    """What stands after that is not answered."""
    thread = start()

    typed = f"{last}\nweather in Oslo?\n" if last[-1] == "\n" else last
    thread.converse(prompted(io.StringIO(typed), thread.channel.out))

    assert "Oslo" not in shown(thread)
    assert shown(thread).endswith("\n> ")


def test_empty_lines_are_passed_over(start: Start) -> None:
    """Only the prompt comes again."""
    thread = start()

    thread.converse(prompted(io.StringIO("\n   \n"), thread.channel.out))

    assert shown(thread).endswith("\n\n> \n> \n> \n")


def test_progress_is_shown_where_somebody_watches(start: Start) -> None:
    """Never in a file or a pipe, and never among the answers."""
    watched, piped = start(watched=True), start()

    for thread in (watched, piped):
        thread.ask("weather in London and Oslo?")

    assert progress(watched) == "  … is thinking…\n  … is checking the weather in 2 places\n"
    assert progress(piped) == ""
    assert "thinking" not in shown(watched)


def test_control_characters_do_not_reach_the_terminal() -> None:
    """Neither from the model nor from a source."""
    out, err = io.StringIO(), Screen()
    channel = TerminalChannel(FakeTime().clock, "metric", out, err)
    provenance = Provenance(credits=(Credit(HOSTILE, HOSTILE),), notes=(HOSTILE,))

    channel.post(question(), Reply(HOSTILE, provenance))
    channel.show_progress(question(), HOSTILE, ())

    for text in (out.getvalue(), err.getvalue()):
        assert "red" in text
        assert all(letter.isprintable() or letter == "\n" for letter in text)
        assert "\u202e" not in text
        text.encode()


def test_line_breaks_tabs_and_other_scripts_are_kept() -> None:
    """They are text."""
    text = "Zürich:\t5 °C\n北京: -3 °C ☂"

    assert printable(text) == text


def test_what_a_person_pastes_is_cleaned_before_the_model_reads_it(start: Start) -> None:
    """Half characters can't be sent, control characters mean nothing, and accents are letters'."""
    model = FakeChatModel([text_turn("Fine.")])
    with serve(model.app) as url:
        thread = start(OPENAI_BASE_URL=f"{url}/v1", OPENAI_API_KEY="test-key", OPENAI_MODEL="m")
        thread.ask(" weather in Zu\x1b\u0308rich\udcfc\x1b? \n")

    assert model.requests[0].messages[-1]["content"] == "weather in Zürich?"
    assert shown(thread) == "Fine.\n"


@pytest.mark.parametrize(
    ("out", "shown_as"),
    [
        (
            Screen(),
            "\u2022 \x1b[1mOslo\x1b[0m: 2*3_4_ _5_6 °C\n\u2022 -1 - 2\n\n\x1b[2mBy hand.\x1b[0m\n",
        ),
        (io.StringIO(), "- Oslo: 2*3_4_ _5_6 °C\n- -1 - 2\n\nBy hand.\n"),
    ],
    ids=["terminal", "pipe"],
)
def test_markdown_is_bold_on_a_terminal_and_plain_in_a_pipe(
    out: io.StringIO, shown_as: str
) -> None:
    """Signs that mark nothing stay, and a signature is said once a session."""
    channel = TerminalChannel(FakeTime().clock, "metric", out, io.StringIO())
    reply = Reply("- **Oslo**: 2*3_4_ _5_6 °C\n- -1 - 2\n\n_By hand._", Provenance())

    channel.post(question(), reply)
    first = out.getvalue()
    channel.post(question(), reply)

    assert first == shown_as
    assert out.getvalue().count("By hand") == 1


class Asked:
    """A workspace that gives one answer, and whose bot has left some last words."""

    def __init__(self, answer: str, failures: tuple[str, ...] = (), *, stops: bool = False) -> None:
        self._answer = answer
        self._failures = list(failures)
        self._stops = stops

    def ask(self, text: str, must_stop: threading.Event) -> str:
        """Return the answer."""
        assert (text, must_stop.is_set()) == (EXAMPLE, False)
        if isinstance(sys.stdout, Screen):
            assert sys.stdout.flushed == f"> {EXAMPLE}\n\n"  # nobody waits before an empty page
        if self._stops:
            must_stop.set()
        return self._answer

    def failures(self) -> list[str]:
        """Return the last words."""
        return self._failures


def test_the_first_answer_of_the_demo_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As people write it; where none comes, that is said, and why when the bot has ended.

    Who has stopped it waits for no answer.
    """
    show_first_answer(
        Asked("- *Oslo*: mild &amp; dry, 2*3* 4* *x*y **v* *w**.\x1b&#x202e;\n\n_By hand._"),
        threading.Event(),
    )
    show_first_answer(Asked(""), threading.Event())
    show_first_answer(Asked("", stops=True), threading.Event())

    assert capsys.readouterr().out.split(f"> {EXAMPLE}\n\n") == [
        "",
        "- Oslo: mild & dry, 2*3* 4* *x*y **v* *w**.\n\nBy hand.\n",
        "No answer has come yet. “Break it” on the page has the bot's news.\n",
        "",
    ]
    for answer in ("", "Mild."):
        with pytest.raises(SettingsError, match="no token"):
            show_first_answer(Asked(answer, ("no token",)), threading.Event())
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    show_first_answer(Asked("*Oslo*: mild."), threading.Event())
    assert screen.flushed == f"> {EXAMPLE}\n\n\x1b[1mOslo\x1b[0m: mild.\n"
    monkeypatch.setattr(sys, "stdout", screen := Screen())
    show_first_answer(Asked(""), threading.Event())
    assert "No answer has come yet" in screen.flushed


def test_a_page_is_opened_where_there_is_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables of either kind tell that on Linux; on macOS and Windows there always is one.

    A browser that takes its time holds nothing up, not even the end of the program.
    """
    opened, may_open = queue.SimpleQueue[str](), threading.Event()

    def open_slowly(url: str) -> None:
        if may_open.wait(PATIENCE_S) and threading.current_thread().daemon:
            opened.put(url)

    monkeypatch.setattr(webbrowser, "open", open_slowly)
    monkeypatch.setattr(sys, "platform", "linux")

    open_in_browser("http://nobody.example", {"DISPLAY": ""})
    for name, value in (("DISPLAY", ":0"), ("WAYLAND_DISPLAY", "wayland-0")):
        open_in_browser(f"http://{value}", {name: value})
        may_open.set()
        assert opened.get(timeout=PATIENCE_S) == f"http://{value}"
    for platform in ("darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        open_in_browser(f"http://{platform}", {})
        assert opened.get(timeout=PATIENCE_S) == f"http://{platform}"

    assert opened.empty()


def test_a_conversation_begins_with_what_can_be_asked_and_searches_for_garbage(
    start: Start, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From then on a process may live for long."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("exit\n"))
    gc.disable()
    try:
        converse(start())
        searches = gc.isenabled()
    finally:
        gc.enable()

    assert searches
    assert capsys.readouterr().out == (
        f"I know {capabilities(TOOLS, ENGLISH)}, for one place or many.\n"
        "Ask about the weather anywhere. Leave with Ctrl-D or “exit”.\n\n\n> "
    )


def test_a_thread_in_the_terminal_is_by_the_clock_and_the_units_of_its_machine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What it consists of is told beside the answers."""
    given = {"WEATHER_PROVIDER": "simulated", "DEFAULT_UNITS": "imperial"}
    clock, settings = FakeTime().clock, load_settings(given, needs_slack=False)

    with terminal_thread(settings, clock, {"TZ": ":Asia/Tokyo"}) as thread:
        asker = thread.channel.asker(question())

    assert (asker.default_units, asker.asked_at.tzinfo) == ("imperial", ZoneInfo("Asia/Tokyo"))
    weather = "simulated data, not real weather, as WEATHER_PROVIDER says; its places are those of"
    told = f"Model: offline. Weather: {weather} a built-in list of towns.\n"
    assert capsys.readouterr() == ("", told)
    live = load_settings({"WEATHER_PROVIDER": "met-norway"}, needs_slack=False)
    with terminal_thread(live, clock, {}):
        assert capsys.readouterr() == ("", "Model: offline. Weather: live from MET Norway.\n")


def test_ctrl_c_ends_quietly_with_the_status_that_was_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A question that was not answered is no success to a script; leaving a conversation is one."""
    for status in (0, 130):
        with pytest.raises(SystemExit) as ended, quiet_ctrl_c(status):
            raise KeyboardInterrupt
        assert ended.value.code == status

    assert capsys.readouterr() == ("\n\n", "")


def test_a_question_comes_from_the_command_line_or_from_a_pipe() -> None:
    """By the custom of shells "-" stands for standard input, which a process need not have."""
    piped = io.StringIO("weather\nin Bern?\n")

    assert question_of(["rain", "in", "Oslo?"], piped) == "rain in Oslo?"
    assert question_of(["-"], piped) == "weather\nin Bern?\n"
    assert question_of(["-"], None) == ""
    assert question_of(["-", "5 degrees?"], piped) == "- 5 degrees?"
    assert question_of(["(rain)", "in", "Oslo?"], piped) == "(rain) in Oslo?"


def test_whatever_is_said_is_printed_and_nothing_printed_comes_back() -> None:
    """An edited reply once more, since what is printed is gone; nobody else speaks here."""
    out, clock = Screen(), FakeTime().clock
    zone = ZoneInfo("Asia/Tokyo")
    channel = TerminalChannel(clock, "imperial", out, io.StringIO(), zone)
    credits_ = (Credit("Test", "https://test.example"), Credit("Best", "https://best.example"))
    asked = question()
    reply = Reply("Mild.", Provenance(credits=credits_, notes=("a note", "another")))

    ids = channel.post(asked, reply), channel.edit(asked, asked.ts, reply)
    assert out.flushed.count("Mild.") == 2
    channel.show_alone(asked, Reply("Dry."))
    channel.tell(asked, "U1", "Wait\x1b.")
    channel.end_progress(asked)

    assert ids == (asked.ts, asked.ts)
    sources = "Test (https://test.example) · Best (https://best.example)"
    shown = f"Mild.\n\n{sources} · a note · another\n"
    assert out.flushed == shown * 2 + "Dry.\nWait.\n"
    assert channel.find(asked) is None
    assert channel.said_before(asked, clock.deadline(1)) == ()
    assert channel.asker(asked) == Asker(clock.now().astimezone(zone), default_units="imperial")
    assert channel.asker(asked).asked_at.tzinfo is zone


def test_only_a_signature_is_said_once() -> None:
    """It is a last line in italics, behind an empty one; another one is said as well."""
    out = io.StringIO()
    channel = TerminalChannel(FakeTime().clock, "metric", out, io.StringIO())
    texts = (
        *("Mild.\n\n_By hand._", "Dry.\n\n_By hand._", "Wet.\n\n_By rules._", "_By hand._"),
        *("Cold.\n_By hand._", "Hot.\n\n_By hand._ It is.", "Calm.\n\n_By hand._"),
        *("Hot.\n\n_By hand._ It is.", "Dim.\n\n_By hand\n or rules._"),
        "Dim.\n\n_By hand\n or rules._",
        "Fog.\n\nRain.\n\n_By hand._",
        *(f"Far.\n\n_{'x' * length}_" for length in (500, 500, 501, 501)),
    )

    for text in texts:
        channel.post(question(), Reply(text))

    assert out.getvalue() == (
        "Mild.\n\nBy hand.\nDry.\nWet.\n\nBy rules.\nBy hand.\n"
        "Cold.\nBy hand.\nHot.\n\nBy hand. It is.\nCalm.\nHot.\n\nBy hand. It is.\n"
        + "Dim.\n\n_By hand\n or rules._\n" * 2
        + f"Fog.\n\nRain.\nFar.\n\n{'x' * 500}\nFar.\n"
        + f"Far.\n\n_{'x' * 501}_\n" * 2
    )


def test_letters_that_come_apart_from_their_accents_are_read_together(start: Start) -> None:
    """As a file name's on a Mac do, for example."""
    thread = start(CHAT_MODEL="offline")

    thread.ask("weather in Mu\u0308nchen and Sa\u0303o Paulo")

    text = thread.channel.out.getvalue()  # type: ignore[attr-defined] # a Screen
    assert "Munich" in text
    assert "Brazil" in text
    assert "Mauritius" not in text


@pytest.mark.parametrize(("stream", "sees"), [(Screen(), True), (io.StringIO(), False)])
def test_a_long_forgetting_shows_how_far_it_is(
    stream: io.StringIO, *, sees: bool, tmp_path: Path
) -> None:
    """To who watches; nothing is written where nobody does."""
    url = f"sqlite:///{tmp_path}/bot.db"
    settings = load_settings({"DATABASE_URL": url}, needs_slack=False)
    with closing(Database(url)) as database:
        forget_owner(settings, FakeTime().clock, database, {"user": "U1"}, stream)

    assert ("Forgetting" in stream.getvalue()) is sees
    assert ("100%" in stream.getvalue()) is sees
