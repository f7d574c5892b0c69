"""Find the plug-ins of a socket, so that no test has to name them."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType


def modules_in(room: ModuleType) -> list[ModuleType]:
    """Return the modules and folders in a room that are plug-ins: those without an underscore."""
    names = [found.name for found in pkgutil.iter_modules(room.__path__)]
    return [
        import_module(f"{room.__name__}.{name}")
        for name in sorted(names)
        if not name.startswith("_")
    ]


def classes_in(room: ModuleType, *members: str) -> Iterator[type]:
    """Yield the public classes that a room's plug-ins define and that have all these members."""
    for module in modules_in(room):
        for name, found in inspect.getmembers(module, inspect.isclass):
            is_own = found.__module__ == module.__name__ and not name.startswith("_")
            if is_own and all(hasattr(found, member) for member in members):
                yield found
