"""The shape of the code: small modules, short functions, docstrings that name their things."""

import ast
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fakes.rows import each_row

ROOT = Path(__file__).parents[2]
MODULES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py")])
SCRIPTS = sorted(ROOT.glob("scripts/*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef

# Rooms whose docstrings are still to be reworded; a name is deleted here when its room is done.
UNTIL_REWORDED: tuple[str, ...] = ()
REWORDED = [
    path
    for path in [*MODULES, *SCRIPTS]
    if not any(path.is_relative_to(ROOT / "bot" / room) for room in UNTIL_REWORDED)
]
# A docstring names its thing: "Return the age …", and not "Return how old it is …". "Return
# whether …" is how a function of type bool is described, unless it goes on with "or".
_NAMELESS_THING = re.compile(r"(?:What|How|Where|Which|Whether|When|Who|Whom|Whose|Why)\b")
_NAMELESS_RESULT = re.compile(
    r"(?:Return|Yield)\s+(?:what|how|where|which|when|who|whom|whose|why|whether\s+or)\b"
    r"|(?:What|How|Where|Which|When|Who|Whom|Whose|Why)\b"
)


@cache
def parsed(path: Path) -> ast.Module:
    """Return the tree of a module; parsing all of them takes longer than looking at them."""
    return ast.parse(path.read_text())


@cache
def definitions(tree: ast.Module) -> tuple[ast.ClassDef | Function, ...]:
    """Return every class, function and method of a module, at any depth.

    They are statements within statements: most of a tree are expressions, which have none.
    """
    found, within = list[ast.ClassDef | Function](), list[ast.AST]([tree])
    while within:
        for node in ast.iter_child_nodes(within.pop()):
            if isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                within.append(node)
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                found.append(node)
    return tuple(found)


def functions(tree: ast.Module) -> list[Function]:
    """Return every function and method of a module."""
    return [node for node in definitions(tree) if not isinstance(node, ast.ClassDef)]


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


@each_row("path", MODULES)
def test_a_module_is_small_documented_and_annotated(path: Path) -> None:
    """At most 300 lines, no function over 50, docstrings and annotations everywhere."""
    tree = parsed(path)

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

    assert path.read_text().count("\n") <= 300
    assert ast.get_docstring(tree)
    assert (long, undocumented, bare) == ([], [], [])


def test_nine_functions_in_ten_fit_in_25_lines() -> None:
    """The rest may be tables and declarations."""
    lengths = [lines_of(f) for path in MODULES for f in functions(parsed(path))]

    assert statistics.quantiles(lengths, n=10)[-1] <= 25


def riddles_in(tree: ast.Module) -> list[str]:
    """Return the first lines of a module's docstrings that point at a thing without naming it."""
    classes = [node for node in definitions(tree) if isinstance(node, ast.ClassDef)]
    texts = [(_NAMELESS_THING, ast.get_docstring(thing) or "") for thing in (tree, *classes)]
    texts += [(_NAMELESS_RESULT, ast.get_docstring(item) or "") for item in functions(tree)]
    return [text.splitlines()[0] for nameless, text in texts if nameless.match(text)]


@each_row("path", REWORDED)
def test_a_docstring_names_its_thing(path: Path) -> None:
    """No module or class is "What …" or "How …", and no function returns "what …" or "how …"."""
    assert riddles_in(parsed(path)) == []


# Functions whose arguments are few, and our own: kinds, tools, and a database's dialect.
OF_FEW = {"_types", "_pattern", "insert_of", "_put_statement"}
_REMEMBERED = re.compile(r"\blru_cache\((?:maxsize=)?(\w*)")
_FOR_EVER = re.compile(r"@cache\n\s*def (\w+)\((?!\))")


def test_what_is_remembered_of_what_comes_from_outside_is_bounded() -> None:
    """Else texts of people and services would fill the memory of a bot that runs for months."""
    most, for_ever = [], set[str]()
    for path in MODULES:
        source = path.read_text()
        for told in _REMEMBERED.findall(source):
            named = re.search(rf"^{told}(?:: Final)? = ([\d_]+)$", source, re.MULTILINE)
            most.append(int(told if told.isdigit() else named[1] if named else 0))
        for_ever |= set(_FOR_EVER.findall(source))

    assert len(most) > 20
    assert [number for number in most if not 1 <= number <= 20_000] == []
    assert for_ever == OF_FEW


def test_a_room_is_excepted_only_while_it_has_riddles() -> None:
    """A room that is done must be taken off the list, so that it stays done."""
    done = [
        room
        for room in UNTIL_REWORDED
        if not any(riddles_in(parsed(path)) for path in ROOT.glob(f"bot/{room}/**/*.py"))
    ]

    assert done == [], "delete these rooms from UNTIL_REWORDED"


@each_row(
    ("source", "count"),
    [
        ('"""Where things are."""', 1),
        ('class C:\n    """How things are."""', 1),
        ('"""Things.\n\nWhat they do is told below."""', 0),
        ('def f():\n    """Return what it is."""', 1),
        ('class C:\n    def f(self):\n        """Yield where\n        it is."""', 1),
        ('async def f():\n    """Return whether or not it is so."""', 1),
        ('class C:\n    def f(self):\n        """How long it lasts."""', 1),
        ('def f():\n    """Return whether it is so."""', 0),
        ('def f():\n    """Return the whole, however large."""', 0),
    ],
)
def test_a_riddle_is_found_in_every_place(source: str, count: int) -> None:
    """In modules, functions, methods and coroutines; a fact that is named is no riddle."""
    assert len(riddles_in(ast.parse(source))) == count
