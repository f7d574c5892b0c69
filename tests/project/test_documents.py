"""What the documents and the packaging say is true of the code beside them."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from fakes.rows import each_row
from settings_table import with_table

from bot.answering.tool_calls import MAX_KEPT_CHARACTERS
from bot.bootstrap.doctor import LIMIT_S
from bot.bootstrap.signals import STOP_S
from bot.bootstrap.watchdog import HANGS_AFTER_S
from bot.cli import COMMANDS, DRAIN_S
from bot.models.offline.probe import READ_WITHIN_CPU_S
from bot.questions.pool import RELEASE_S
from bot.settings import KNOWN_NAMES, Settings, load_settings
from bot.storage.engines import BUSY_TIMEOUT_S
from bot.storage.history import GOES_ON_FOR_S
from bot.storage.installations.states import LIFE_S
from bot.storage.retention import CLOSE_S, PURGE_EVERY_S

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
AGENTS = (ROOT / "AGENTS.md").read_text()
PAGES = sorted((ROOT / "docs").glob("*.md"))
OTHERS = {name: (ROOT / f"{name}.md").read_text() for name in ("SECURITY", "CONTRIBUTING")}
DOCUMENTS = {
    "README": README,
    "AGENTS": AGENTS,
    **OTHERS,
    **{page.stem: page.read_text() for page in PAGES},
}
MAKEFILE = (ROOT / "Makefile").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

SETTINGS = {declared.name.upper(): declared for declared in fields(Settings)}
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-deploy.lock"]
MAKE_TARGETS = set(re.findall(r"^([a-z][\w-]*):", MAKEFILE, re.MULTILINE))
FOLDERS = (".ci", "bot", "deploy", "docs", "findings", "handlers", "scripts", "tests")
LOCKS = ("requirements.lock", "requirements-demo.lock", "requirements-dev.lock")
TEXT_SUFFIXES = (
    ".py",
    ".md",
    ".sh",
    ".yml",
    ".toml",
    ".lock",
    ".example",
    ".html",
    ".css",
    ".js",
    ".svg",
)
TEXT_FILES = ("Makefile", "LICENSE", ".gitignore", "run")

# Variables, constants and names in code style that are no settings.
FOREIGN_NAMES = frozenset(
    {"EVENT_SCOPES", "METHOD_SCOPES", "REQUESTS_CA_BUNDLE", "HTTP_PROXY", "WEATHER_BOT_ENV_FILE"}
)

# Where a machine keeps its people's files; written apart so that this file has none of them.
MACHINE_FOLDERS = [
    ("/", "work/"),
    ("/", "home/"),
    ("/", "root/"),
    ("/", "Users/"),
    ("../", "shared"),
]
MACHINE_PATHS = [f"{before}{name}" for before, name in MACHINE_FOLDERS]


def code_blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def example() -> dict[str, str]:
    """Return what .env.example sets."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return dict(pairs)


def text_files() -> Iterator[Path]:
    """Yield every file of the project that people read."""
    paths = [*ROOT.iterdir(), *(path for name in FOLDERS for path in (ROOT / name).rglob("*"))]
    for path in paths:
        if path.is_file() and (path.suffix in TEXT_SUFFIXES or path.name in TEXT_FILES):
            yield path


def pins(lock: str) -> dict[str, str]:
    """Return what follows each pinned name in a lock file: its version and its hashes."""
    entries = re.split(r"^(?=\S)", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return dict(entry.split("==", 1) for entry in entries if entry.strip())


def normalized(requirement: str) -> str:
    """Return the name in a requirement as package indexes write it."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def required(*groups: str) -> set[str]:
    """Return the names that dependency groups require, those of included groups too."""
    names: set[str] = set()
    for group in groups:
        for item in PROJECT["dependency-groups"][group]:
            is_group = isinstance(item, dict)
            names |= required(item["include-group"]) if is_group else {normalized(item)}
    return names


def test_the_readmes_settings_are_those_of_the_code() -> None:
    """`make readme` writes the table."""
    assert with_table(README) == README


def test_the_example_file_names_settings_that_exist() -> None:
    """And every secret is among them, without a value."""
    secrets = {name for name, declared in SETTINGS.items() if declared.metadata["is_secret"]}

    assert example().keys() <= SETTINGS.keys()
    assert secrets <= example().keys()
    assert set(example().values()) == {""}


def test_the_example_file_as_it_is_changes_nothing(tmp_path: Path) -> None:
    """A copy that nobody has filled in is as good as none."""
    path = tmp_path / "copy.env"
    path.write_text((ROOT / ".env.example").read_text())

    assert load_settings({"WEATHER_BOT_ENV_FILE": str(path)}, needs_slack=False) == Settings()


def test_the_readme_opens_with_the_two_commands() -> None:
    """They come before anything that needs an account."""
    commands = [line.split("#")[0].strip() for line in code_blocks(README, "sh")[0].splitlines()]

    assert commands == ["make demo", "make test"]
    assert README.index("make demo") < README.index("Connect it to Slack")


@each_row("name", DOCUMENTS)
def test_every_make_command_in_the_documents_exists(name: str) -> None:
    """In running text as well as in blocks."""
    named = set(re.findall(r"(?:^|`)make ([a-z][\w-]*)", DOCUMENTS[name], re.MULTILINE))

    assert named or name not in ("README", "AGENTS")
    assert named <= MAKE_TARGETS


@each_row("name", DOCUMENTS)
def test_every_command_and_setting_in_the_documents_exists(name: str) -> None:
    """What is told to be typed or set can be."""
    text = DOCUMENTS[name]
    typed = set(re.findall(r"weather-bot ([a-z]+)", text))
    set_to = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9])(?:=[^`]*)?`", text))

    assert typed <= set(COMMANDS)
    assert set_to - KNOWN_NAMES - FOREIGN_NAMES == set()


def test_every_make_target_is_declared_to_be_no_file() -> None:
    """A file of that name would make it do nothing."""
    declared = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)

    assert set(declared[0].split()) == MAKE_TARGETS


def test_the_judgement_on_a_change_is_made_of_the_developers_commands() -> None:
    """Nothing can be green on a machine and red there."""
    lines = (ROOT / ".ci/run").read_text().splitlines()

    assert [line for line in lines if line.startswith("make ")] == [
        "make check",
        "make test",
        "make coverage",
        "make test-slow",
    ]


@each_row("name", DOCUMENTS)
def test_every_file_in_the_documents_exists(name: str) -> None:
    """Links, names in code style, and the rooms in the diagram."""
    text = DOCUMENTS[name]
    folder = ROOT / "docs" if ROOT / "docs" / f"{name}.md" in PAGES else ROOT
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    quoted = re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*)`", text)
    top_level = re.findall(r"`([\w-]+\.(?:md|yml|toml)|Makefile|LICENSE|\.env\.example)`", text)
    drawn = re.findall(r"\s((?:handlers|bot)/\w+)(?=[\s:,)])", text)

    named = {*quoted, *top_level, *drawn}

    assert named | set(links) or folder != ROOT
    assert [found for found in sorted(named) if not (ROOT / found).exists()] == []
    assert [found for found in sorted(set(links)) if not (folder / found).exists()] == []


def test_the_page_of_findings_lists_every_script_once() -> None:
    """With nothing besides; the scripts themselves run by hand."""
    page = (ROOT / "findings/README.md").read_text()

    listed = re.findall(r"^\| `([\w-]+\.sh)` \|", page, re.MULTILINE)

    assert listed == sorted(path.name for path in (ROOT / "findings").glob("*.sh"))


def test_the_agents_page_has_the_layers_that_the_check_holds() -> None:
    """The same modules from top to bottom."""
    contract = PROJECT["tool"]["importlinter"]["contracts"][0]
    checked = [set(re.findall(r"\w+", layer)) for layer in contract["layers"]]
    order = re.search(r"`(cli > [^`]*)`", AGENTS)
    assert order

    names = re.findall(r"\w+", order[1])

    levels = [[at for at, layer in enumerate(checked) if name in layer] for name in names]
    assert [name for name, found in zip(names, levels, strict=True) if len(found) != 1] == []
    assert levels == sorted(levels)


def test_the_agents_page_has_a_line_for_every_room() -> None:
    """No room without a sentence, and no sentence about a room that is gone."""
    told = set(re.findall(r"^\| `((?:bot|handlers)/\w+)/`", AGENTS, re.MULTILINE))
    words = {"bot/settings", "bot/languages"}
    rooms = {
        f"{path.parent.parent.name}/{path.parent.name}"
        for path in [*ROOT.glob("bot/*/__init__.py"), *ROOT.glob("handlers/*/__init__.py")]
    }

    assert told == rooms - words
    assert all(f"`{word.removeprefix('bot/')}/`" in AGENTS for word in words)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_pins_by_hash_and_names_no_address(lock: str) -> None:
    """What is installed is the same everywhere, from whichever index a machine uses."""
    entries = pins(lock)

    assert "://" not in (ROOT / lock).read_text()
    assert entries
    assert [name for name, rest in entries.items() if "--hash=sha256:" not in rest] == []


def test_the_lock_files_pin_all_that_the_project_requires() -> None:
    """The program and what builds it in one, everything else in the other."""
    program = {normalized(item) for item in PROJECT["project"]["dependencies"]}

    assert program | required("build") <= pins("requirements.lock").keys()
    assert required("dev") <= pins("requirements-dev.lock").keys()
    extra = PROJECT["project"]["optional-dependencies"]["demo"]
    assert {normalized(item) for item in extra} <= pins("requirements-demo.lock").keys()


def test_all_lock_files_agree() -> None:
    """They are installed into one environment."""
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, rest in pins(lock).items():
            versions.setdefault(name, set()).add(rest.split()[0])

    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@each_row(
    ("name", "said", "kept"),
    [
        ("deploying", "`SIGTERM` or Ctrl-C ends a process within 25 seconds", STOP_S + 1),
        ("deploying", "ends within 20 seconds by itself, with status 1", HANGS_AFTER_S),
        ("deploying", "read in a process of its own, within 10 seconds", READ_WITHIN_CPU_S),
        ("running", "finishes what it has, up to 20 seconds", DRAIN_S),
        ("running", "Each part has eight seconds", LIMIT_S),
        ("privacy", "which others wait for (10 s at most", BUSY_TIMEOUT_S),
        ("privacy", "Of what was looked up for a question, 20,000 characters", MAX_KEPT_CHARACTERS),
        ("privacy", "the next hourly purge", PURGE_EVERY_S),
        ("security", "in the browser where it began, for ten minutes", LIFE_S),
        ("README", "A new direct message within half an hour goes on", GOES_ON_FOR_S),
    ],
)
def test_a_number_in_the_documents_is_that_of_the_code(name: str, said: str, kept: float) -> None:
    """In figures or in words."""
    words = {"eight": 8, "hourly": 3600, "ten minutes": 600, "half an hour": 1800}
    figures = [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", said)]
    told = [*figures, *(value for word, value in words.items() if word in said)]

    assert said in " ".join(DOCUMENTS[name].split())
    assert kept in told


def test_what_ends_a_process_leaves_time_for_what_comes_before() -> None:
    """Finishing work, giving the rest back, and ending a purge."""
    assert DRAIN_S + RELEASE_S + CLOSE_S <= STOP_S


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    """Nor anything else outside of the project."""
    found = [
        (str(path.relative_to(ROOT)), mark)
        for path in text_files()
        for mark in MACHINE_PATHS
        if mark in path.read_text()
    ]

    assert found == []


def test_every_security_check_has_a_test_that_exists() -> None:
    """The checks stand in their order, each with a test or a command."""
    page = DOCUMENTS["security"]
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE)
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", page)

    missing = [name for path, name in named if f"def {name}(" not in (ROOT / path).read_text()]
    assert [int(number) for number, _ in rows] == list(range(1, 45))
    assert all("::test_" in tests or "`make " in tests for _, tests in rows)
    assert missing == []
