"""Run the command line as `python -m bot`, and as the program `weather-bot`."""

import gc
import os


def main() -> None:
    """Run a command in a process of its own, and end that process.

    What a command imports for itself is not searched for garbage meanwhile: nearly all of it stays,
    and the search would take a tenth of a start. A command that goes on lets it begin, see
    `bot.bootstrap.memory`.
    """
    gc.disable()
    from bot.cli import main as command_line  # noqa: PLC0415 - see above

    command_line()
    os._exit(0)  # all is closed, and to take an interpreter apart takes a tenth of `ask`


if __name__ == "__main__":
    main()
