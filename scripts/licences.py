"""Print the licence of every package that requirements-deploy.lock installs on a server."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements-deploy.lock"

_PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


def licences() -> Iterator[tuple[str, str, str]]:
    """Yield name, version and licence of each locked package that this machine has.

    Packages for other systems are not installed here; their licence is unknown.
    """
    for name, version in _PINNED.findall(LOCK.read_text()):
        try:
            yield name, version, licence_of(name)
        except PackageNotFoundError:
            continue


def licence_of(name: str) -> str:
    """Return the licence that an installed package declares, by its classifiers if by no other."""
    about = metadata(name)
    classified = [
        value.rpartition(" :: ")[2]
        for value in about.get_all("Classifier") or ()
        if value.startswith("License ::") and not value.endswith("OSI Approved")
    ]
    expression = about.get("License-Expression") or ""
    named = (about.get("License") or "").splitlines()
    return expression or ", ".join(classified) or (named[0] if named else "unknown")


if __name__ == "__main__":
    for package, release, licence in licences():
        print(f"{package} {release}: {licence}")
