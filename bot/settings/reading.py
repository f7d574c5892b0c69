"""The reading of declared settings from the environment, the `.env` file and files of secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import Field
from typing import Any

from bot.settings.env_file import read_env_file
from bot.settings.secret_files import read_secret_files


def read_values(
    environ: Mapping[str, str], declared: Sequence[Field[Any]]
) -> tuple[dict[str, Any], set[str], list[str]]:
    """Return the values by field, the names that have any value, and a sentence for each fault.

    A field whose value is wrong has none. What the environment has counts before what the file has.
    """
    problems: list[str] = []
    values = {**read_env_file(environ, problems), **{k: v for k, v in environ.items() if v.strip()}}
    secret = [each.name.upper() for each in declared if each.metadata["is_secret"]]
    values |= read_secret_files(values, secret, problems)
    read: dict[str, Any] = {}
    for each in declared:
        name = each.name.upper()
        other = values.get(each.name, "") if each.metadata["is_standard"] else ""
        if value := (values.get(name, "") or other).strip():
            try:
                read[each.name] = each.metadata["read"](value)
            except ValueError as error:
                problems.append(f"{name} {error}.")
    return read, {*values, *(name.removesuffix("_FILE") for name in values)}, problems


def names_of(declared: Sequence[Field[Any]]) -> frozenset[str]:
    """Return all names that settings can be given by."""
    names = {each.name.upper() for each in declared}
    names |= {f"{each.name.upper()}_FILE" for each in declared if each.metadata["is_secret"]}
    return frozenset(names | {each.name for each in declared if each.metadata["is_standard"]})
