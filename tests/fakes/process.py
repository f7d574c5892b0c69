"""The bot as a process of its own, run as its users run it."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fakes.waiting import PROCESS_S
from fakes.world import World

_PR_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE = 1


COMMAND = (sys.executable, "-m", "bot", "run")
STUCK_COMMAND = (sys.executable, str(Path(__file__).with_name("stuck_bot.py")), "run")
"""A bot that lets none of its threads run any more once it has read a line."""


@contextmanager
def bot_process(
    around: World,
    folder: Path,
    log: int | None = None,
    command: Sequence[str] = COMMAND,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start the bot in a folder and yield it when it is connected; it ends with the context.

    It logs to the descriptor `log`, or to where this process does. Another command may run it, and
    read what it is told from standard input.
    """
    before = len(around.slack.calls("apps.connections.open"))
    environ = {**os.environ, **around.environ}
    streams = {"stdin": subprocess.PIPE, "stderr": log}
    with subprocess.Popen(command, env=environ, cwd=folder, **streams) as process:  # noqa: S603
        try:
            around.slack.wait_for_calls("apps.connections.open", before + 1, timeout_s=PROCESS_S)
            around.slack.wait_for_connections(1, timeout_s=PROCESS_S)
            yield process
        finally:
            process.terminate()
            process.wait(PROCESS_S)


def resident_mib(process: subprocess.Popen[bytes]) -> float:
    """Return the memory that a process holds."""
    status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def start_without_privileges(around: World) -> subprocess.CompletedProcess[str]:
    """Run a bot that can't start, as somebody to whom the modes of files apply, even as root."""

    def drop_dac_override() -> None:
        if os.geteuid() == 0:
            assert ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE) == 0

    return subprocess.run(  # noqa: S603 - this project's own command
        COMMAND,
        env={**os.environ, **around.environ},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
        preexec_fn=drop_dac_override,
    )
