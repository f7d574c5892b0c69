"""The `.env` file: the settings that the environment lacks, and what is wrong with the file."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from dotenv.parser import Binding, parse_stream

_OTHERS = stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH
_LIKENESS = 0.75
# A key that stands alone in its line would be taken for a name, and shown.
_NAME = re.compile(r"[A-Z]{2,20}(?:_[A-Z]{1,20}){1,5}")


class UnknownName(NamedTuple):
    """A name in the file that no setting has.

    Attributes:
        name: It is "***" where it could be a secret: no setting is like it, and nor is it written
            as names are.
        closest: The setting meant, "" for none.
    """

    name: str
    line: int
    closest: str


def read_env_file(environ: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    """Return the file's values that are not empty; append faults of the file to `problems`."""
    path = env_path(environ)
    values = {}
    for binding in _bindings(path, problems, is_named=bool(_named(environ))):
        line = f"Line {_line_of(binding)} of the settings file {str(path)!r}"
        if binding.error:
            problems.append(f"{line} can't be read; it needs the form NAME=value.")
        elif binding.key and binding.value is None:
            problems.append(f"{line} has no '='; it needs the form NAME=value.")
        elif binding.key and binding.value and binding.value.strip():
            values[binding.key] = binding.value
    return values


def unknown_names(environ: Mapping[str, str], known: frozenset[str]) -> list[UnknownName]:
    """Return the names in the file that are not among the known ones, in the file's order."""
    found = []
    for binding in _bindings(env_path(environ), [], is_named=False):
        if binding.key and binding.key not in known:
            closest = get_close_matches(binding.key.upper(), sorted(known), 1, _LIKENESS)
            name = binding.key if closest or _NAME.fullmatch(binding.key) else "***"
            found.append(UnknownName(name, _line_of(binding), "".join(closest)))
    return found


def _bindings(path: Path, problems: list[str], *, is_named: bool) -> Iterator[Binding]:
    """Yield the lines of the file; append the reason to `problems` when there are none to read."""
    shown = str(path)
    if _kind(path) == stat.S_IFDIR:
        problems.append(
            f"The settings file {shown!r} is a folder: a container makes one where the file that"
            " it was to mount is missing. Remove the folder and put the file there."
        )
    elif not may_exist(path):
        if is_named:
            problems.append(f"WEATHER_BOT_ENV_FILE names {shown!r}, and there is no such file.")
    elif not os.access(path, os.R_OK):
        problems.append(
            f"The settings file {shown!r} can't be read; check its permissions, and those of the"
            f" folder {str(path.absolute().parent)!r}."
        )
    else:
        try:
            with path.open(encoding="utf-8-sig") as lines:
                yield from parse_stream(lines)
        except UnicodeDecodeError:
            problems.append(f"The settings file {shown!r} is not UTF-8 text.")


def _line_of(binding: Binding) -> int:
    """Return the number of a line; the library counts from the empty lines before it."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")


def exposure_of_env_file(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a warning that others than the owner can read or change the file.

    It is empty when they can't, or when there is no file.
    """
    path = env_path(environ)
    if _kind(path) != stat.S_IFREG or not (mode := stat.S_IMODE(path.stat().st_mode)) & _OTHERS:
        return {}
    advice = f"others on this machine can read or change your tokens: chmod 600 {path}"
    return {"file": str(path), "mode": f"{mode:04o}", "advice": advice}


def env_path(environ: Mapping[str, str]) -> Path:
    """Return the path of the file, whether there is one or not."""
    return Path(_named(environ) or ".env")


def may_exist(path: Path) -> bool:
    """Return whether there is such a file, or could be in a folder that must not be looked into."""
    return _kind(path) in {stat.S_IFREG, None}


def _kind(path: Path) -> int | None:
    """Return the kind of file at a path, as `stat.S_IFMT` does: 0 for none, None for unknown."""
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except PermissionError:
        return None
    except OSError:
        return 0


def _named(environ: Mapping[str, str]) -> str:
    return environ.get("WEATHER_BOT_ENV_FILE", "").strip()
