"""Small changes of meaning, made one at a time in a copy of the tree, and those that no test sees.

The seed alone chooses them, so that a run can be repeated. A module's own tests run first, then
those of its room. A survivor is printed: it is a missing test, or a change that means the same.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
TIMEOUT_S: Final = 300
PACKAGES: Final = ("bot", "handlers")

_COMPARISONS: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_FUNCTIONS: Final = {"min": "max", "max": "min", "all": "any", "any": "all"}


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one expression or statement: the text from `start` to `end` becomes `new`.

    Attributes:
        start: The offset of its first byte in the source as UTF-8.
        end: The offset behind its last byte.
        line: The number of its first line.
    """

    start: int
    end: int
    line: int
    old: str
    new: str

    def made_in(self, source: str) -> str:
        """Return the source with this change."""
        text = source.encode()
        return (text[: self.start] + self.new.encode() + text[self.end :]).decode()


def changes_in(source: str) -> list[Change]:
    """Return all changes that can be made in a module, in the order of its text."""
    lines = source.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    found: list[Change] = []
    for node in _nodes(ast.parse(source)):
        for changed, new in _changed(node):
            assert changed.end_lineno is not None
            assert changed.end_col_offset is not None
            start = starts[changed.lineno - 1] + changed.col_offset
            end = starts[changed.end_lineno - 1] + changed.end_col_offset
            old = source.encode()[start:end].decode()
            found.append(Change(start, end, changed.lineno, old, new))
    return sorted(found, key=lambda change: (change.start, change.end, change.new))


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it, but for f-strings, whose places Python 3.11 does not tell."""
    if not isinstance(node, ast.JoinedStr):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _nodes(child)


def _changed(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Yield the parts of a node that can be changed, each with its new text."""
    match node:
        case ast.Compare(ops=[operator]):
            other = _COMPARISONS[type(operator)]()
            yield node, f"({ast.unparse(ast.Compare(node.left, [other], node.comparators))})"
        case ast.BoolOp(op=operator):
            other_op = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield node, f"({ast.unparse(ast.BoolOp(other_op, node.values))})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, f"({ast.unparse(operand)})"
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            yield node, repr(number + 1)
        case ast.Call(func=ast.Name(id=name) as function) if name in _FUNCTIONS:
            yield function, _FUNCTIONS[name]
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield test, f"(not ({ast.unparse(test)}))"
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield node, "return None"
        case ast.Expr(value=ast.Call()):
            yield node, "pass"
        case _:
            pass


def drawn(
    sources: Mapping[str, str], count: int, chance: random.Random
) -> list[tuple[str, Change]]:
    """Return `count` changes at most, in turn from each module."""
    by_module = []
    for name, source in sorted(sources.items()):
        changes = changes_in(source)
        chance.shuffle(changes)
        by_module.append([(name, change) for change in changes])
    chance.shuffle(by_module)
    in_turn = chain.from_iterable(zip_longest(*by_module))
    return [change for change in in_turn if change][:count]


def nearest_tests(module: str, tree: Path) -> list[list[str]]:
    """Return the tests for a module in the order of nearness: its own, then its room's.

    A module directly in `bot/` belongs to the room of shared words.
    """
    path = Path(module)
    package, *rooms = path.parent.parts
    names = {path.stem, *path.parent.parts} - {"__init__", *PACKAGES}
    folder = "handlers" if package == "handlers" else (rooms or ["shared"])[0]
    own = {
        str(file.relative_to(tree))
        for name in names
        for file in tree.glob(f"tests/*/test_{name.strip('_')}.py")
    }
    room = [f"tests/{folder}"] if (tree / "tests" / folder).is_dir() else []
    return [tests for tests in (sorted(own), room) if tests]


class Copy:
    """A copy of the tree in which changes are made, and their tests run."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self._is_green: dict[tuple[str, ...], bool] = {}
        self._written_at_s = int(time.time())
        for name in _listed("ls-files", "--cached", "--others", "--exclude-standard"):
            if (ROOT / name).is_file():
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, tree / name)

    def survives(self, module: str, change: Change) -> bool:
        """Make a change, and return whether all its tests pass; the module is restored."""
        path = self.tree / module
        source = path.read_text()
        stages = [
            tests for tests in nearest_tests(module, self.tree) if self._passes_at_rest(tests)
        ]
        try:
            self._write(path, change.made_in(source))
            return all(self._passes(tests) for tests in stages)
        finally:
            self._write(path, source)

    def _passes_at_rest(self, tests: Sequence[str]) -> bool:
        """Return whether tests pass without any change; others could prove nothing."""
        key = tuple(tests)
        if key not in self._is_green:
            self._is_green[key] = self._passes(tests)
            if not self._is_green[key]:
                print(f"left out, since they fail without any change: {' '.join(tests)}")
        return self._is_green[key]

    def _passes(self, tests: Sequence[str]) -> bool:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
        # The copy comes before the checkout that is installed.
        environment = {**os.environ, "PYTHONPATH": str(self.tree)}
        try:
            done = subprocess.run(  # noqa: S603 - the tests of this project
                command,
                cwd=self.tree,
                env=environment,
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=TIMEOUT_S,
            )
        except subprocess.TimeoutExpired:  # such as an endless loop
            return False
        return done.returncode == 0

    def _write(self, path: Path, source: str) -> None:
        """Write a module with a time of its own, or its compiled form could be an older one."""
        path.write_text(source)
        self._written_at_s += 1
        os.utime(path, (self._written_at_s, self._written_at_s))


def _listed(*command: str) -> list[str]:
    """Return the lines that a git command prints."""
    done = subprocess.run(  # noqa: S603 - a command of this module
        ["git", *command],  # noqa: S607 - as it is installed
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


def _modules(named: Sequence[str]) -> dict[str, str]:
    """Return the sources of the named modules and folders, or else of those that have changed.

    They are compared with the branch `main`; without any change, they are all modules.
    """
    all_of_them = [name for name in _listed("ls-files", *PACKAGES) if name.endswith(".py")]
    if named:
        wanted = tuple(str(Path(name)) for name in named)
        chosen = [
            name
            for name in all_of_them
            if name in wanted or name.startswith(tuple(f"{folder}/" for folder in wanted))
        ]
    else:
        changed = set(_listed("diff", "--name-only", "main", "--", *PACKAGES))
        chosen = [name for name in all_of_them if name in changed] or all_of_them
    return {name: (ROOT / name).read_text() for name in chosen}


def main() -> None:
    """Make the changes one after another, and print those that no test has seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="files or folders; else what differs from main")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - no secret
    changes = drawn(_modules(options.modules), options.count, chance)
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder))
        for number, (module, change) in enumerate(changes, 1):
            survives = copy.survives(module, change)
            survivors += survives
            verdict = "SURVIVED" if survives else "caught"
            old, new = (" ".join(text.split())[:80] for text in (change.old, change.new))
            print(f"{number:3} {verdict:8} {module}:{change.line}: {old} -> {new}", flush=True)
    print(f"seed {options.seed}: {len(changes)} changes, {survivors} survived")


if __name__ == "__main__":
    main()
