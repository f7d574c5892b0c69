"""The bot as a process of its own, run as its users run it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fakes.world import World


@contextmanager
def bot_process(around: World, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start the bot in a folder and yield it when it is connected; it ends with the context."""
    before = len(around.slack.calls("apps.connections.open"))
    command = [sys.executable, "-m", "bot", "run"]
    environ = {**os.environ, **around.environ}
    with subprocess.Popen(command, env=environ, cwd=folder) as process:  # noqa: S603
        try:
            around.slack.wait_for_calls("apps.connections.open", before + 1, timeout_s=20)
            around.slack.wait_for_connections(1, timeout_s=20)
            yield process
        finally:
            process.terminate()
            process.wait(40)


def resident_mib(process: subprocess.Popen[bytes]) -> float:
    """Return the memory that a process holds."""
    status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
