"""Processes of the bot that are killed at random and started again at once."""

import os
import random
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from fakes.process import COMMAND

KILL_AFTER_S = (0.5, 1.5)
_STOP_S = 30.0

# Sends the worker the signal that it is told, and SIGKILL when whoever holds the pipe is gone.
_KEEPER = '"$@" & worker=$!; read -r how; kill -"${how:-KILL}" "$worker"; wait "$worker"'


class Fleet:
    """So many processes with the same settings; none of them outlives the context."""

    def __init__(self, count: int, environ: Mapping[str, str], folder: Path) -> None:
        self.kills = 0
        self.starts = 0
        self._environ = {**os.environ, **environ}
        self._folder = folder
        self._keepers: list[subprocess.Popen[bytes] | None] = [None] * count

    def __enter__(self) -> Self:
        for place in range(len(self._keepers)):
            self._start(place)
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        for place in range(len(self._keepers)):
            self._end(place)

    def kill_at_random(self, dice: random.Random, is_over: threading.Event) -> None:
        """Kill one after the other, about one a second, and start each again.

        The one that was started last is let off: it has not done anything yet that could be lost.
        """
        place = -1
        while not is_over.wait(dice.uniform(*KILL_AFTER_S)):
            place = dice.choice([other for other in range(len(self._keepers)) if other != place])
            self._end(place)
            self.kills += 1
            self._start(place)

    def stop(self) -> list[int]:
        """Have all end by themselves, and return their exit codes; 0 is as it should be."""
        keepers = [keeper for keeper in self._keepers if keeper]
        for keeper in keepers:
            assert keeper.stdin
            keeper.stdin.write(b"TERM\n")
            keeper.stdin.flush()
        return [keeper.wait(_STOP_S) for keeper in keepers]

    def logs(self) -> list[str]:
        """Return what each place has logged."""
        return [path.read_text() for path in sorted(self._folder.glob("worker-*.log"))]

    def _start(self, place: int) -> None:
        with (self._folder / f"worker-{place}.log").open("ab") as log:
            self._keepers[place] = subprocess.Popen(  # noqa: S603
                ["/bin/sh", "-c", _KEEPER, "keeper", *COMMAND],
                env=self._environ,
                cwd=self._folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for whoever holds the pipe
            )
        self.starts += 1

    def _end(self, place: int) -> None:
        """Kill a process, if it has not ended yet, and wait until it is gone."""
        keeper, self._keepers[place] = self._keepers[place], None
        if keeper:
            keeper.communicate(timeout=_STOP_S)
