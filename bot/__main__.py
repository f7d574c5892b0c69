"""Run the command line as `python -m bot`, and as the program `weather-bot`."""

import gc
import os
import sys

INTERRUPTED = 130
"""The exit code after Ctrl-C, by the custom of shells."""


def main() -> None:
    """Run a command in a process of its own, and end that process.

    What a command imports for itself is not searched for garbage meanwhile: nearly all of it stays,
    and the search would take a tenth of a start. A command that goes on lets it begin, see
    `bot.bootstrap.memory`.
    """
    gc.disable()
    _fill_in_closed_streams()
    try:
        from bot.cli import main as command_line  # noqa: PLC0415 - see above

        command_line()
    except KeyboardInterrupt:  # during the imports: a command hears it by itself
        os._exit(INTERRUPTED)
    os._exit(0)  # all is closed, and to take an interpreter apart takes a tenth of `ask`


def _fill_in_closed_streams() -> None:
    """Open the streams that the process was started without, as by `>&-`: they lead nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


if __name__ == "__main__":
    main()
