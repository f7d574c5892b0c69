"""The terminal: the same conversation as in Slack, with one person and without an inbox."""

import re
import sys
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import partial
from html import unescape
from typing import Protocol, TextIO

from bot.answering.conversation import Conversation, Surroundings
from bot.bootstrap import TOOLS, Answering, build_answering
from bot.bootstrap.memory import begin_collection
from bot.clock import Clock, Deadline
from bot.errors import SettingsError
from bot.languages import ENGLISH
from bot.messages import Asker, Question, Remark, Reply
from bot.normalization import as_typed
from bot.reports import Units
from bot.settings import Settings
from bot.storage.past.in_memory import MemoryHistory
from bot.telemetry import Trace
from bot.tools import capabilities
from bot.zones import machine_zone

_PROMPT = "\n> "
_SIGNATURE = re.compile(r"_[^_\n]{1,500}_")
_BULLET = re.compile(r"(?m)^- ")
_BOLD_IN_SLACK = re.compile(r"(?<![\w*])\*([^*\n]{1,500})\*(?![\w*])")
# Bold is 1 and faint is 2 in the codes of ECMA-48.
_STYLES = (
    (re.compile(r"\*\*([^*\n]{1,500})\*\*"), 1),
    (re.compile(r"(?m)(?<!\w)_([^_\n]{1,500})_(?!\w)"), 2),
)

_FEW_PLACES = "its places are those of a built-in list of towns"

EXAMPLE = "What's the weather like in Bengaluru, London, and Austin?"


@dataclass(frozen=True, slots=True)
class TerminalChannel:
    """A ReplyChannel that prints: replies to `out`, progress to `err`.

    Attributes:
        signatures: The lines below answers that have been printed once and are not again.
    """

    clock: Clock
    default_units: Units
    out: TextIO
    err: TextIO
    zone: tzinfo | None = None
    signatures: set[str] = field(default_factory=set)

    def asker(self, question: Question) -> Asker:  # noqa: ARG002 - the one at the keyboard
        """Return the person at the keyboard, in this machine's time zone."""
        return Asker(
            asked_at=self.clock.now().astimezone(self.zone), default_units=self.default_units
        )

    def show_progress(self, question: Question, status: str, steps: Sequence[str] = ()) -> None:  # noqa: ARG002
        """Print a status, if `err` is a terminal that somebody can watch."""
        if self.err.isatty():
            print(f"  … {printable(status)}", file=self.err)

    def end_progress(self, question: Question) -> None:
        """Do nothing: printed text stays."""

    def tell(self, question: Question, user: str, text: str) -> None:  # noqa: ARG002
        """Print the text: nobody else could read it."""
        print(printable(text), file=self.out, flush=True)

    def said_before(self, question: Question, deadline: Deadline) -> Sequence[Remark]:  # noqa: ARG002
        """Return no remarks: nobody else speaks in a terminal."""
        return ()

    def post(self, question: Question, reply: Reply) -> str:
        """Print the reply with its context line."""
        sources = [f"{credit.text} ({credit.url})" for credit in reply.provenance.credits]
        context = " · ".join([*sources, *reply.provenance.notes])
        text = self._signed_once(reply.text)
        lines = [text, "", context] if context else [text]
        is_watched = self.out.isatty()
        shown = for_terminal(printable("\n".join(lines)), is_terminal=is_watched)
        print(shown, file=self.out, flush=True)
        return question.ts

    def _signed_once(self, text: str) -> str:
        """Return a text without the line in italics at its end that was printed before."""
        rest, gap, last = text.rpartition("\n\n")
        if not gap or not _SIGNATURE.fullmatch(last):
            return text
        if last in self.signatures:
            return rest
        self.signatures.add(last)
        return text

    def edit(self, question: Question, reply_id: str, reply: Reply) -> str:  # noqa: ARG002
        """Print the reply once more: printed text can't be changed."""
        return self.post(question, reply)

    def show_alone(self, question: Question, reply: Reply) -> None:
        """Print the reply: nobody else reads it anyway."""
        self.post(question, reply)

    def find(self, question: Question) -> str | None:  # noqa: ARG002
        """Return None: printed replies can't be searched."""
        return None


class TerminalThread:
    """One thread of questions asked in a terminal, kept in memory."""

    def __init__(self, answering: Answering, channel: TerminalChannel) -> None:
        self._settings = answering.settings
        self.channel = channel
        self._history = MemoryHistory(max_tokens=answering.settings.history_max_tokens)
        self._conversation = Conversation(answering.agent, self._history)

    def ask(self, text: str) -> None:
        """Answer a question and remember it for the next one."""
        clock = self.channel.clock
        ts = f"{clock.now().timestamp():.6f}"
        said = as_typed(printable(text)).strip()
        question = Question("terminal", "terminal", "0", ts, "you", said, "terminal")
        answer = self._conversation.answer(
            question,
            self.channel.asker(question),
            clock.deadline(self._settings.turn_deadline_s),
            Surroundings(
                on_progress=partial(self.channel.show_progress, question),
                said_before=partial(self.channel.said_before, question),
            ),
            Trace(question.reference, clock),
        )
        self.channel.post(question, answer.reply)
        self._history.append(question, answer)

    def converse(self, lines: Iterable[str]) -> None:
        """Show an example, then answer line by line until the input ends or says "exit"."""
        print(f"> {EXAMPLE}", file=self.channel.out)
        self.ask(EXAMPLE)
        for line in lines:
            if line.strip().lower() in ("exit", "quit"):
                return
            if line.strip():
                self.ask(line)
        print(file=self.channel.out)


@contextmanager
def terminal_thread(
    settings: Settings, clock: Clock, environ: Mapping[str, str]
) -> Iterator[TerminalThread]:
    """Yield a new thread in the terminal; print its model and its weather to stderr."""
    with ExitStack() as at_end:
        answering = build_answering(settings, clock, at_end, may_simulate=True)
        model, weather = answering.agent.model.name, _weather_in_words(answering)
        print(f"Model: {model}. Weather: {weather}.", file=sys.stderr)
        zone = machine_zone(environ)
        yield TerminalThread(
            answering,
            TerminalChannel(clock, settings.default_units, sys.stdout, sys.stderr, zone),
        )


def question_of(words: Sequence[str], source: TextIO | None) -> str:
    """Return the text of a command line's words; a lone "-" stands for all that `source` has."""
    if list(words) != ["-"]:
        return " ".join(words)
    return source.read() if source else ""  # a process can be started without standard input


def converse(thread: TerminalThread) -> None:
    """Hold a conversation in a thread, with whoever types, until they have enough."""
    begin_collection()
    print(f"I know {capabilities(TOOLS, ENGLISH)}, for one place or many.")
    print("Ask about the weather anywhere. Leave with Ctrl-D or “exit”.\n")
    thread.converse(prompted(sys.stdin, sys.stdout))


class Workspace(Protocol):
    """A workspace in which somebody can ask a bot that runs as a process of its own."""

    def ask(self, text: str, must_stop: threading.Event) -> str:
        """Return the answer to a question; empty where none comes, or where the wait must stop."""
        ...

    def failures(self) -> list[str]:
        """Return the last words of a bot that has ended by itself."""
        ...


def show_first_answer(workspace: Workspace, must_stop: threading.Event) -> None:
    """Print the example with its answer, as it was given in a workspace.

    Raises:
        SettingsError: The bot has ended by itself.
    """
    print(f"> {EXAMPLE}\n", flush=True)
    answer = workspace.ask(EXAMPLE, must_stop)
    if failures := workspace.failures():
        raise SettingsError(failures)
    if answer:
        text = _BOLD_IN_SLACK.sub(r"**\1**", printable(unescape(answer)))
        print(for_terminal(text, is_terminal=sys.stdout.isatty()), flush=True)
    elif not must_stop.is_set():
        print("No answer has come yet. “Break it” on the page has the bot's news.", flush=True)


def prompted(source: TextIO, out: TextIO) -> Iterator[str]:
    """Yield the lines of an input, each behind a prompt; a terminal lets people edit them."""
    if source.isatty():
        with suppress(ImportError):  # some Pythons lack it, as on Windows
            import readline  # noqa: F401, PLC0415 - it changes what `input` does, for good
        with suppress(EOFError):
            while True:
                yield input(_PROMPT)
        return
    print(_PROMPT, end="", file=out, flush=True)
    for line in source:
        yield line
        print(_PROMPT, end="", file=out, flush=True)


def for_terminal(text: str, *, is_terminal: bool) -> str:
    """Return Markdown in bold and italics with bullets, or in a pipe as plain text."""
    text = _BULLET.sub("\u2022 ", text) if is_terminal else text
    for pattern, code in _STYLES:
        marked = f"\x1b[{code}m\\1\x1b[0m" if is_terminal else "\\1"
        text = pattern.sub(marked, text)
    return text


def printable(text: str) -> str:
    """Return text without the control characters that could steer a terminal."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs")
    )


def open_in_browser(url: str, environ: Mapping[str, str]) -> None:
    """Open a page in the browser, if there is a screen; return without waiting for it."""
    has_screen = bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    if has_screen or sys.platform in ("darwin", "win32"):
        import webbrowser  # noqa: PLC0415 - the demo alone opens one

        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


@contextmanager
def quiet_ctrl_c(status: int = 0) -> Iterator[None]:
    """End on Ctrl-C with an exit status, on a line of its own and with no word of an error."""
    try:
        yield
    except KeyboardInterrupt:
        sys.stdout.write("\n")
        sys.exit(status)


def _weather_in_words(answering: Answering) -> str:
    """Return the kind of weather that answers have: live, or made up and why."""
    source = answering.provider.source
    if not source.is_simulated:
        return f"live from {source.name}"
    if answering.settings.weather_provider == "simulated":
        return f"simulated data, not real weather, as WEATHER_PROVIDER says; {_FEW_PLACES}"
    return f"simulated data, not real weather, since Open-Meteo does not answer; {_FEW_PLACES}"
