"""Write the table of settings in README.md from bot/settings/__init__.py."""

from dataclasses import fields
from pathlib import Path

from bot.settings import Settings

README = Path(__file__).parent.parent / "README.md"
START, END = "<!-- settings -->\n", "<!-- /settings -->\n"


def settings_table() -> str:
    """Return the table in Markdown, with a row for each setting, in the order of declaration."""
    rows = ["| name | default | |", "|---|---|---|"]
    for declared in fields(Settings):
        default = declared.metadata["shown"] or str(
            declared.default if declared.default is not None else ""
        )
        shown = default.lower() if isinstance(declared.default, bool) else default
        rows.append(f"| {declared.name.upper()} | {shown} | {declared.metadata['meaning']} |")
    return "\n".join(rows) + "\n"


def with_table(readme: str) -> str:
    """Return the README with its table of settings renewed."""
    before, rest = readme.split(START)
    _, after = rest.split(END)
    return before + START + settings_table() + END + after


if __name__ == "__main__":
    README.write_text(with_table(README.read_text()))
