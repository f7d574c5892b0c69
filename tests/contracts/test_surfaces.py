"""What holds for every surface that is found in their folder."""

import importlib
import inspect
import pkgutil
from types import ModuleType

from fakes.rows import each_row

from handlers import surfaces
from handlers.slack_bot import SURFACES

FOUND = [
    importlib.import_module(f"{surfaces.__name__}.{found.name}")
    for found in pkgutil.iter_modules(surfaces.__path__)
    if not found.name.startswith("_")
]
PARAMETERS = list(inspect.signature(surfaces.Surface.register).parameters)[1:]  # but for self


@each_row("module", FOUND, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_surface_is_wired_and_has_the_port_s_shape(module: ModuleType) -> None:
    """A module that nobody names would hear nothing, and nobody would notice."""
    assert module in SURFACES
    assert (inspect.getdoc(module) or "").startswith('The surface "')
    assert list(inspect.signature(module.register).parameters) == PARAMETERS


def test_no_surface_is_wired_twice() -> None:
    """Its events would be handed on twice."""
    assert len(set(SURFACES)) == len(SURFACES) == len(FOUND)
