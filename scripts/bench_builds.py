"""Builds of the bot to measure: this one, and one of a git revision, run side by side.

Each runs with the libraries of its own lock; those of a revision are installed for it.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fakes.process import bot_process
from fakes.world import World, world

ROOT = Path(__file__).parent.parent
QUESTION = "What's the weather like in Bengaluru, London, and Austin?"
_TICKS_S = os.sysconf("SC_CLK_TCK")
_USER_TICKS, _SYSTEM_TICKS = 11, 12
"""The fields of /proc/PID/stat behind the program's name; see proc(5)."""


@dataclass(frozen=True, slots=True)
class Build:
    """The code of one revision, by the name that the table has for it.

    Attributes:
        python: The interpreter that has the libraries of this revision.
    """

    name: str
    root: Path
    python: str = sys.executable

    @contextmanager
    def running(self, **environ: str) -> Iterator["Running"]:
        """Run this build in a world of its own, with a new database."""
        with tempfile.TemporaryDirectory() as folder, world(Path(folder)) as around:
            around.environ.update(
                LOG_LEVEL="ERROR",
                DATABASE_URL=f"sqlite:///{folder}/own.db",
                PYTHONPATH=str(self.root),
                **environ,
            )
            started_s = time.perf_counter()
            command = (self.python, "-m", "bot", "run")
            with bot_process(around, Path(folder), command=command) as process:
                yield Running(around, process, time.perf_counter() - started_s)


@dataclass(frozen=True, slots=True)
class Running:
    """A bot that runs.

    Attributes:
        ready_s: Seconds from its start until it was connected.
    """

    around: World
    process: subprocess.Popen[bytes]
    ready_s: float

    def warm_up(self) -> None:
        """Have a few questions answered, so that all is imported."""
        for _ in range(5):
            self.around.answer(QUESTION)

    def cpu_s(self) -> float:
        """Return the processor time that the process has taken so far."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[_USER_TICKS]) + int(stat[_SYSTEM_TICKS])) / _TICKS_S


@contextmanager
def builds(revision: str) -> Iterator[list[Build]]:
    """Yield this build, and behind it that of a git revision; "" is none."""
    found = [Build("now", ROOT)]
    if not revision:
        yield found
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        git = ("git", "-C", str(ROOT), "worktree")
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), revision], check=True)  # noqa: S603
        try:
            yield [*found, Build(revision, tree, _installed(tree, Path(folder) / "venv"))]
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)  # noqa: S603


def _installed(tree: Path, venv: Path) -> str:
    """Return the interpreter of a new environment with the libraries that a revision locks."""
    uv, python = Path(sys.executable).with_name("uv"), venv / "bin" / "python"
    lock = tree / "requirements.lock"
    make = (uv, "venv", "--quiet", "--python", sys.executable, venv)
    install = (uv, "pip", "sync", "--quiet", "--compile-bytecode", "--require-hashes")
    fill = (*install, "--python", python, lock)
    for command in (make, fill):
        subprocess.run(command, check=True)  # noqa: S603
    return str(python)


def asked_in_terminal(build: Build) -> tuple[float, float]:
    """Return the seconds, and those of processor time, of `ask` on the offline model."""
    environ = {"PYTHONPATH": str(build.root), "WEATHER_PROVIDER": "simulated"}
    before, started_s = os.times(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603 - this project's own command
            [build.python, "-m", "bot", "ask", QUESTION],
            cwd=folder,
            env={**os.environ, **environ, "CHAT_MODEL": "offline"},
            check=True,
            capture_output=True,
        )
    took_s, after = time.perf_counter() - started_s, os.times()
    spent_s = after.children_user + after.children_system
    return took_s, spent_s - before.children_user - before.children_system
