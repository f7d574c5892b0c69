"""Every function of the program that reads text from outside, found by its signature."""

import importlib
import inspect
import pkgutil
import random
import re
import typing
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import bot
import handlers
from bot.models._patterns import LatePattern
from fakes.pattern_attacks import words_of

_TEXT_TYPES = (str, bytes, object)
"""What text from outside is annotated as; `object` is a piece of JSON that can be anything."""
_USE = re.compile(r"\b(\w+)\.(fullmatch|match|search|finditer|findall|split|sub)\(")
_NO_CODE_OF_OURS = ("migrations", "__main__")


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern of a module, and the methods of it that the module uses."""

    name: str
    compiled: re.Pattern[Any]
    uses: tuple[str, ...]

    def run(self, text: str) -> None:
        """Use it on a text in each of the ways in which its module does."""
        subject = text.encode() if isinstance(self.compiled.pattern, bytes) else text
        for use in self.uses:
            if use == "sub":
                self.compiled.sub(subject[:0], subject)
            else:
                found = getattr(self.compiled, use)(subject)
                _all_of(found)


@cache
def modules() -> list[ModuleType]:
    """Return the modules of both packages."""
    return [
        importlib.import_module(found.name)
        for package in (bot, handlers)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not any(part in _NO_CODE_OF_OURS for part in found.name.split("."))
    ]


@cache
def text_functions() -> dict[str, FunctionType]:
    """Return the public functions that take a text or a piece of JSON, by module and name."""
    return {
        f"{module.__name__}.{name}": function
        for module in modules()
        for name, function in vars(module).items()
        if isinstance(function, FunctionType)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and any(kind in _TEXT_TYPES for kind in _kinds(function).values())
    }


def plain_way(function: FunctionType) -> Callable[[str], object] | None:
    """Return how to call a function that needs a text and nothing else; None for any other."""
    needed = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL
    ]
    if len(needed) != 1 or _kinds(function).get(needed[0].name) not in (str, object):
        return None
    return lambda text: _all_of(function(text))


@cache
def patterns() -> list[Pattern]:
    """Return the compiled patterns of all modules, those in tables among them."""
    found: dict[re.Pattern[Any], Pattern] = {}
    for module in modules():
        uses = defaultdict(list)
        for name, use in _USE.findall(inspect.getsource(module)):
            uses[name].append(use)
        for name, value in vars(module).items():
            for number, compiled in enumerate(_compiled_in(value)):
                at = f"{module.__name__}.{name}[{number}]"
                used = tuple(dict.fromkeys(uses[name])) or ("finditer",)
                found.setdefault(compiled, Pattern(at, compiled, used))
    return list(found.values())


def vocabulary(module_name: str, most: int) -> list[str]:
    """Return words that a module's own patterns and lists know, the same ones each time."""
    words: dict[str, None] = {}
    for value in vars(importlib.import_module(module_name)).values():
        for compiled in _compiled_in(value):
            words |= dict.fromkeys(words_of(compiled))
        if isinstance(value, frozenset):
            words |= dict.fromkeys(sorted(word for word in value if isinstance(word, str)))
    chance = random.Random(module_name)  # noqa: S311 - the same each time
    return chance.sample(list(words), min(most, len(words)))


def _kinds(function: FunctionType) -> dict[str, object]:
    try:
        kinds: dict[str, object] = dict(typing.get_type_hints(function))
    except NameError:  # a type that is imported for the type checker alone
        kinds = dict(function.__annotations__)
    kinds.pop("return", None)
    return kinds


def _compiled_in(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, (re.Pattern, LatePattern)):
        yield value if isinstance(value, re.Pattern) else value.compiled
    elif depth and isinstance(value, (tuple, list, dict, frozenset, set)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _compiled_in(inner, depth - 1)


def _all_of(found: object) -> object:
    """Return what was found, once all that a generator finds has been looked for."""
    if isinstance(found, Iterator):
        items: Iterable[object] = found
        return list(items)
    return found
