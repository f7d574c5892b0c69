"""Write the list of topics that the bot knows, from its tools, into manifest.yml."""

import re
import textwrap
from pathlib import Path
from typing import Final

from bot.bootstrap import TOOLS
from bot.languages import ENGLISH
from bot.tools import capabilities

MANIFEST: Final = Path(__file__).parents[1] / "manifest.yml"

_DESCRIPTION: Final = re.compile(r"(?<=  long_description: >-\n)((?:    .*\n)+)")
_KNOWS: Final = re.compile(r"It knows [^;]*;")


def with_capabilities(manifest: str) -> str:
    """Return a manifest with the list of the tools' topics in its long description.

    The list stands there between "It knows" and a semicolon.
    """
    (description,) = _DESCRIPTION.findall(manifest)
    text = " ".join(description.split())
    said, count = _KNOWS.subn(f"It knows {capabilities(TOOLS, ENGLISH)};", text)
    assert count == 1, "the description says once what the bot knows"
    lines = textwrap.wrap(said, 96, break_on_hyphens=False)
    written = "".join(f"    {line}\n" for line in lines)
    return _DESCRIPTION.sub(lambda _: written, manifest)


if __name__ == "__main__":
    MANIFEST.write_text(with_capabilities(MANIFEST.read_text()))
