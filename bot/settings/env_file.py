"""The `.env` file: the settings that the environment lacks, and a warning if others can read it."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

_OTHERS = stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH


def read_env_file(environ: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    """Return the file's values that are not empty; append faults of the file to `problems`."""
    path = _path(environ)
    if not path.is_file():
        if _named(environ):
            problems.append(f"WEATHER_BOT_ENV_FILE names {str(path)!r}, and there is no such file.")
        return {}
    if not os.access(path, os.R_OK):
        problems.append(f"The settings file {str(path)!r} can't be read; check its permissions.")
        return {}
    try:
        found = dotenv_values(path, interpolate=False)
    except UnicodeDecodeError:
        problems.append(f"The settings file {str(path)!r} is not UTF-8 text.")
        return {}
    return {name: value for name, value in found.items() if value and value.strip()}


def exposure_of_env_file(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a warning that others than the owner can read or change the file.

    It is empty when they can't, or when there is no file.
    """
    path = _path(environ)
    if not path.is_file() or not (mode := stat.S_IMODE(path.stat().st_mode)) & _OTHERS:
        return {}
    advice = f"others on this machine can read or change your tokens: chmod 600 {path}"
    return {"file": str(path), "mode": f"{mode:04o}", "advice": advice}


def _path(environ: Mapping[str, str]) -> Path:
    return Path(_named(environ) or ".env")


def _named(environ: Mapping[str, str]) -> str:
    return environ.get("WEATHER_BOT_ENV_FILE", "").strip()
