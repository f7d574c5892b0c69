"""The bot as a program in which one thread takes the interpreter for good, when it is told to."""

import re
import signal
import sys
import threading

from bot.cli import main


def get_stuck() -> None:
    """Wait for a line, and then search for a pattern for some thousands of years."""
    sys.stdin.readline()
    re.fullmatch("(?:a|a)*b", "a" * 100)


if __name__ == "__main__":
    # Later threads do not take signals either, as it is with those that answer.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM, signal.SIGINT))
    threading.Thread(target=get_stuck, daemon=True).start()
    main()
