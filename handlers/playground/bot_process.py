"""The bot as a process of its own, whose log is read; it can be killed and started anew."""

import json
import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, Final

STOPS_WITHIN_S: Final = 5.0

OnEntry = Callable[[Mapping[str, Any]], None]
"""Hears of each entry of the log; of what is no entry, the line as "text"."""


class BotProcess:
    """One bot at a time; the methods may be called from any thread.

    Attributes:
        environ: The settings of every start, beside the environment of this process.
    """

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        on_entry: OnEntry,
        *,
        stops_within_s: float = STOPS_WITHIN_S,
    ) -> None:
        self.environ = dict(environ)
        self._command = command
        self._on_entry = on_entry
        self._stops_within_s = stops_within_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._changes: Mapping[str, str] = {}

    def start(self, changes: Mapping[str, str] | None = None) -> None:
        """Start the bot, with some settings changed from now on if any are given."""
        with self._lock:
            self._changes = self._changes if changes is None else changes
            self._process = process = subprocess.Popen(  # noqa: S603 - this program's own command
                self._command,
                env={**os.environ, **self.environ, **self._changes},
                stdin=subprocess.PIPE,  # it ends with this process, however that ends
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            )
        threading.Thread(target=self._read, args=(process,), name="bot-log", daemon=True).start()

    def kill(self) -> None:
        """End the bot in the middle of whatever it does, with no chance to put things in order."""
        self._end(must_die=True)

    def stop(self) -> None:
        """Have the bot end by itself, or kill it when it doesn't in time."""
        self._end(must_die=False)

    def _end(self, *, must_die: bool) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        self._on_entry({"event": "process.ending"})
        if must_die:
            process.kill()
        else:
            process.terminate()
        try:
            process.wait(self._stops_within_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _read(self, process: subprocess.Popen[str]) -> None:
        stream: IO[str] | None = process.stderr
        assert stream is not None
        with stream:
            for line in stream:
                self._on_entry(_entry(line))
        code = process.wait()
        if process.stdin:
            process.stdin.close()
        with self._lock:
            is_own_end = self._process is process
        if is_own_end:
            self._on_entry({"event": "process.ended", "level": "ERROR", "code": code})


def _entry(line: str) -> Mapping[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    return entry if isinstance(entry, dict) else {"event": "process.said", "text": line.rstrip()}
