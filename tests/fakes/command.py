"""The commands in this process, through the entry point that a terminal calls.

A process of its own costs a second of imports. It is needed only where the process is the subject:
signals, its end, locks between processes.
"""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import NamedTuple
from unittest import mock

from bot.cli import main
from fakes.log import logging_as_before
from fakes.waiting import PROCESS_S

WEATHER_BOT = (sys.executable, "-m", "bot")


class Done(NamedTuple):
    """What a command leaves behind."""

    code: int
    out: str
    err: str


def environment(environ: dict[str, str]) -> dict[str, str]:
    """Return these settings, and of this process's environment what a process needs at all."""
    names = ("COV", "SSL_CERT")
    kept = {name: value for name, value in os.environ.items() if name.startswith(names)}
    return {**kept, "PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8", **environ}


def weather_bot(*arguments: str, typed: bytes = b"", **environ: str) -> Done:
    """Run a command in the current folder, with these settings alone, and type something in."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        mock.patch.dict(os.environ, environment(environ), clear=True),
        mock.patch.object(sys, "argv", ["weather-bot", *arguments]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8")),
        redirect_stdout(out),
        redirect_stderr(err),
        logging_as_before(),
        _signals_as_before(),
    ):
        code = _exit_code()
        return Done(code, _text_of(out), _text_of(err))


@contextmanager
def _signals_as_before() -> Iterator[None]:
    """Have signals reach this thread again, and the processes that it starts, afterwards."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _exit_code() -> int:
    """Return what the interpreter would end with; print what it would print."""
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)  # noqa: T201
            return 1
        return end.code or 0
    return 0


def _text_of(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def start(*arguments: str, **environ: str) -> subprocess.Popen[bytes]:
    """Start a command as a process in the current folder, to be finished later."""
    pipe = subprocess.PIPE
    command = [*WEATHER_BOT, *arguments]
    return subprocess.Popen(  # noqa: S603 - this project's own command
        command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment(environ)
    )


def finish(process: subprocess.Popen[bytes], typed: bytes = b"") -> Done:
    """Type something in and return what has become of a command."""
    with process:
        try:
            out, err = process.communicate(typed, timeout=PROCESS_S)
        finally:
            process.kill()
    return Done(process.returncode, out.decode(), err.decode())
