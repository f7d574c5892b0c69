"""Secrets in files, as container platforms hand them out: `NAME_FILE` names the file of `NAME`."""

from collections.abc import Collection, Mapping
from pathlib import Path

MOST_BYTES = 65_536


def read_secret_files(
    values: Mapping[str, str], names: Collection[str], problems: list[str]
) -> dict[str, str]:
    """Return the values of settings that are in files; append what is wrong to `problems`.

    None of the given values is empty. Line breaks and spaces around a value in a file are no part
    of it, since editors and shells add them.
    """
    found = {}
    for name in names:
        path = values.get(f"{name}_FILE", "").strip()
        if not path:
            continue
        if name in values:
            problems.append(f"{name} and {name}_FILE are both set; remove one of them.")
            continue
        try:
            found[name] = _content(Path(path))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            problems.append(f"{name}_FILE names {path!r}, which can't be used: {reason}.")
    return found


def _content(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError("it is too long for a secret")
    try:
        text = content.decode("utf-8-sig").strip()  # Windows marks its files
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None
    if not text:
        raise ValueError("it is empty")
    return text
