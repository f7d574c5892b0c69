"""Write the digests of composed cases anew, and tell those of which something else came.

Each is printed as it ends now. Read it: only what the change is about should differ, though what
was never read can have been wrong before. Names of modules in tests/composed choose among them.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import composed
from composed import shares_of, told_in
from digests import digest_of, unlike, write_digests
from fakes.memory import keep_files_in_memory
from fakes.plugins import modules_in


def main() -> None:
    """Write the files."""
    keep_files_in_memory()
    modules = {module.__name__.rpartition(".")[2]: module for module in modules_in(composed)}
    with ProcessPoolExecutor() as pool:
        for name in sys.argv[1:] or modules:
            shares = shares_of(modules[name])
            digests, differ = dict[str, str](), 0
            for found, different in pool.map(_share, [name] * len(shares), shares):
                digests |= found
                differ += len(different)
                print(*different, sep="\n", end="\n" * bool(different))
            print(f"{name}: {len(digests)} cases, {differ} new or different")
            write_digests(name, digests)


def _share(name: str, share: int) -> tuple[dict[str, str], list[str]]:
    """Return the digests of a share of cases, and those cases of which something else came."""
    told = dict(told_in(import_module(f"composed.{name}"), share))
    digests = {digest_of(given): digest_of(came) for given, came in told.items()}
    differ = [f"> {given}\n{came}\n" for given, came in unlike(name, iter(told.items()))]
    return digests, differ


if __name__ == "__main__":
    main()
