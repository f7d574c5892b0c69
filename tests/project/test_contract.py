"""The import contract, against imports that must not be: each wrong line is reported by itself."""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes.rows import each_row

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

# Where a line is put, and the module that it imports.
Line = tuple[str, str]
AGAINST_THE_ORDER: tuple[Line, ...] = (
    ("bot/tools/forecast.py", "bot.weather"),
    ("bot/tools/alerts.py", "bot.tools.forecast"),
    ("bot/models/offline/wishes.py", "bot.answering.agent"),
    ("bot/answering/agent.py", "bot.models.offline.wording"),
    ("bot/answering/batch.py", "bot.tools.alerts"),
    ("bot/providers/simulated.py", "bot.providers.open_meteo"),
    ("handlers/surfaces/home.py", "bot.storage.people"),
    ("handlers/surfaces/mentions.py", "handlers.surfaces.edits"),
    ("handlers/surfaces/stops.py", "bot.questions.worker"),
    ("bot/questions/intake.py", "sqlalchemy"),
    ("bot/places/lookups.py", "requests"),
    ("bot/providers/nws.py", "zoneinfo"),
    ("bot/storage/people.py", "bot.places.names"),
    ("bot/presentation/columns.py", "bot.storage.history"),
)
IN_A_CIRCLE: tuple[Line, ...] = (
    ("bot/messages.py", "bot.telemetry"),
    ("bot/weather/needs.py", "bot.weather.store"),
)
HOMELESS = "homeless"


def report_on(folder: Path, lines: Sequence[Line]) -> str:
    """Return what the check says about a copy of the code with wrong lines and a new module."""
    for name in ("bot", "handlers"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path, module in lines:
        with (folder / path).open("a") as file:
            file.write(f"\nimport {module}\n")
    (folder / "bot" / f"{HOMELESS}.py").write_text('"""A module without a room."""\n')
    result = subprocess.run(  # noqa: S603 - the check that the developers run
        [LINT, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    return result.stdout


@pytest.fixture(scope="module")
def disorder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the report on all imports that are against the order."""
    return report_on(tmp_path_factory.mktemp("disorder"), AGAINST_THE_ORDER)


@pytest.fixture(scope="module")
def circles(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the report on imports between modules of one room that close a circle."""
    return report_on(tmp_path_factory.mktemp("circles"), IN_A_CIRCLE)


@each_row(("path", "module"), AGAINST_THE_ORDER)
def test_an_import_against_the_order_is_reported(disorder: str, path: str, module: str) -> None:
    """By the module that has it and the one that it must not name."""
    importer = path.removesuffix(".py").replace("/", ".")

    assert re.search(rf"{re.escape(importer)} -> {re.escape(module)}\b", disorder)


@each_row(("path", "module"), IN_A_CIRCLE)
def test_an_import_in_a_circle_is_reported(circles: str, path: str, module: str) -> None:
    """Inside a room there is no order but this."""
    importer = path.removesuffix(".py").rpartition("/")[2]
    names = {f".{importer} -> .{module.rpartition('.')[2]}"}
    names |= {f".{module.rpartition('.')[2]} -> .{importer}"}

    assert any(name in circles for name in names)


def test_a_module_without_a_room_is_reported(disorder: str) -> None:
    """Every file has its place in the order."""
    assert f"- bot.{HOMELESS}" in disorder
