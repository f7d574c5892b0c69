"""The shape of the code: small modules, short functions, a docstring on all that is public."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py")])
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method below a node."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def lines_of(function: Function) -> int:
    """Return how many lines a function takes, its docstring included."""
    return (function.end_lineno or 0) - function.lineno + 1


def public_nodes(tree: ast.Module) -> Iterator[ast.ClassDef | Function]:
    """Yield public classes, and public functions and methods that are not local."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (
                    item
                    for item in node.body
                    if isinstance(item, Function) and not item.name.startswith("_")
                )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_small_documented_and_annotated(path: Path) -> None:
    """At most 300 lines, no function over 50, docstrings and annotations everywhere."""
    source = path.read_text()
    tree = ast.parse(source)

    long = [f.name for f in functions(tree) if lines_of(f) > 50]
    undocumented = [node.name for node in public_nodes(tree) if not ast.get_docstring(node)]
    bare = [
        f.name
        for f in functions(tree)
        if f.returns is None
        or any(
            argument.annotation is None and argument.arg not in ("self", "cls")
            for argument in [*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs]
        )
    ]

    assert source.count("\n") <= 300
    assert ast.get_docstring(tree)
    assert (long, undocumented, bare) == ([], [], [])


def test_nine_functions_in_ten_fit_in_25_lines() -> None:
    """The rest may be tables and declarations."""
    lengths = [lines_of(f) for path in MODULES for f in functions(ast.parse(path.read_text()))]

    assert statistics.quantiles(lengths, n=10)[-1] <= 25
