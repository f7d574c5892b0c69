"""Replies of all kinds as a terminal shows them, to somebody who watches or into a pipe.

Each case is a few replies in a channel, a conversation, or the first answer of a demo, composed by
rule. Told is all that is printed.
"""

import io
import threading
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from itertools import product
from typing import Final

from fakes.clock import FakeTime
from fakes.draws import Draw

from bot.messages import Credit, Provenance, Question, Reply
from bot.settings import load_settings
from bot.terminal import (
    TerminalChannel,
    printable,
    prompted,
    question_of,
    show_first_answer,
    terminal_thread,
)
from composed import Told
from composed._outcomes import outcome_of

POSTS: Final = 500


class _Screen(io.StringIO):
    """An output that somebody watches."""

    def isatty(self) -> bool:
        return True


def told() -> Told:
    """Yield replies and conversations with all that is printed."""
    yield from _terminal()
    yield from _first_answers()
    yield from _conversations()


_TEXTS: Final = (
    *(
        "Rain in **Oslo**.",
        "*Oslo* and _Rome_",
        "- one\n- **two**\n  - three",
        "snake_case_name",
        "",
    ),
    *(
        "2 * 3 ** 4",
        "**" + "x" * 501 + "**",
        "_a_\n\n_b_",
        "\x1b[31mred\x07\u202e\ue000\ttab\r",
        "**a\nb**",
    ),
)
_SIGNATURES: Final = (
    "",
    "\n\n_By rules._",
    "\n\n_By rules._ ",
    "\n_By rules._",
    "\n\n_a_ b",
    "\n\n_Other._",
)
_CREDITS: Final = (
    (),
    (Credit("Met", "https://met.example"),),
    (Credit("A", "a"), Credit("B", "b")),
)
_NOTES: Final = ((), ("observed at 11:00",), ("simulated data", "in _UTC_"))
_ASKED: Final = Question("T", "C", "1.0", "2.0", "you", "rain?", "terminal")


def _terminal() -> Told:
    for number in range(POSTS):
        draw = Draw(number)
        out, err = (
            _Screen() if draw(name, ("watched", "piped")) == "watched" else io.StringIO()
            for name in ("out", "err")
        )
        channel = TerminalChannel(FakeTime().clock, "metric", out, err)
        for _ in range(3):
            text = draw("text", _TEXTS) + draw("signed", _SIGNATURES)
            of = Provenance(draw("credits", _CREDITS), draw("notes", _NOTES))
            channel.show_progress(_ASKED, draw("status", ("reading", "\x1b[2J")))
            if draw("edit", (False, False, True)):
                channel.edit(_ASKED, "1", Reply(text, of))
            else:
                channel.post(_ASKED, Reply(text, of))
        yield " ".join(draw.words), f"{out.getvalue()}\n---\n{err.getvalue()}"
    for words in (["-"], ["-", "x"], ["rain", "in Oslo?"], [], ["--"], [" - "]):
        given = question_of(words, io.StringIO("piped\nlines")), question_of(words, None)
        yield f"words {words}", str(given)
    for code in (*range(0x300), *range(0x2000, 0x2070), 0xD800, 0xE000, 0xFEFF, 0xE0001, 0x1F600):
        yield f"letter {code:x}", ascii(printable(f"a{chr(code)}b"))


class _Workspace:
    def __init__(self, answer: str, failures: list[str]) -> None:
        self._answer, self._failures = answer, failures

    def ask(self, text: str, must_stop: threading.Event) -> str:  # noqa: ARG002
        return self._answer

    def failures(self) -> list[str]:
        return self._failures


def _first_answers() -> Told:
    answers = ("", "*Oslo*: 3 &lt; 4 &amp;amp; _fine_", "**a** 2*3*4 *b\nc*", "\x1b[1m- x\n- *y*")
    for answer, failures, stops in product(answers, ([], ["It has ended."]), (False, True)):
        out, must_stop = io.StringIO(), threading.Event()
        if stops:
            must_stop.set()
        with redirect_stdout(out):
            came = outcome_of(lambda: show_first_answer(_Workspace(answer, failures), must_stop))  # noqa: B023
        yield f"first {answer!r} {failures} {stops}", f"{came}\n{out.getvalue()}"


def _conversations() -> Told:
    lines = (
        "and tomorrow?",
        "exit",
        " QUIT ",
        "",
        "   ",
        "\x1b[2Jsnow in Rome?",
        "rain in Atlantis?",
    )
    for number in range(8):
        draw, out, err = Draw(number), io.StringIO(), io.StringIO()
        settings = load_settings({"WEATHER_PROVIDER": "simulated"}, needs_slack=False)
        settings = replace(settings, default_units=draw("units", ("metric", "imperial")))
        zone, typed = draw("zone", ("Europe/Oslo", "America/New_York", "")), draw("typed", lines)
        typed += f"\n{draw('then', lines)}\n{draw('at last', lines)}\n"
        with (
            redirect_stdout(out),
            redirect_stderr(err),
            terminal_thread(settings, FakeTime().clock, {"TZ": zone or "UTC"}) as thread,
        ):
            thread.converse(prompted(io.StringIO(typed), out))
        yield " ".join(draw.words), f"{out.getvalue()}\n---\n{err.getvalue()}"
