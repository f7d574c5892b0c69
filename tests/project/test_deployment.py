"""The container, compose, systemd and Kubernetes files say the same as the code."""

import configparser
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import __version__
from bot.bootstrap.signals import STOP_S
from bot.settings import KNOWN_NAMES

ROOT = Path(__file__).parents[2]
CONTAINERFILE = (ROOT / "Containerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
MANIFESTS: list[dict[str, Any]] = list(
    yaml.safe_load_all((ROOT / "deploy/kubernetes/weather-bot.yaml").read_text())
)
UNIT = ROOT / "deploy/weather-bot.service"
PAGES = ("/livez", "/readyz", "/health", "/metrics")


def manifest(kind: str) -> dict[str, Any]:
    """Return the manifest of a kind."""
    (found,) = [each for each in MANIFESTS if each["kind"] == kind]
    return found


def container() -> dict[str, Any]:
    """Return the one container of the deployment."""
    (found,) = manifest("Deployment")["spec"]["template"]["spec"]["containers"]
    return found


def unit() -> configparser.RawConfigParser:
    """Return the systemd unit; of names that come more than once, the last."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # the documented way
    parser.read(UNIT)
    return parser


def locked(name: str) -> dict[str, str]:
    """Return the versions in a lock file."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def test_the_image_is_pinned_unprivileged_and_healthy() -> None:
    """A base by digest, locked packages by hash, a user of its own, a health check."""
    assert re.search(r"^ARG BASE=\S+-slim\S*@sha256:[0-9a-f]{64}$", CONTAINERFILE, re.MULTILINE)
    assert "--require-hashes --only-binary=:all: -r requirements-deploy.lock" in CONTAINERFILE
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", CONTAINERFILE, re.MULTILINE)
    assert "HEALTHCHECK" in CONTAINERFILE
    assert any(page in CONTAINERFILE for page in PAGES)
    assert (ROOT / ".containerignore").read_text() == (ROOT / ".dockerignore").read_text()


@pytest.mark.parametrize("base", ["", "registry.example.org/python:3.13-slim@sha256:0a1b"])
def test_make_builds_an_image_that_keeps_its_health_check(tmp_path: Path, base: str) -> None:
    """Podman and buildah drop it unless they are told to write the format that has one."""
    engine = tmp_path / "podman"
    engine.write_text(f'#!/bin/sh\nprintf "%s\\n" "$BUILDAH_FORMAT" "$@" > {tmp_path}/said\n')
    engine.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"

    subprocess.run(  # noqa: S603
        ["make", "--silent", "image", *([f"BASE={base}"] if base else [])],  # noqa: S607
        cwd=ROOT,
        env={"PATH": path},
        timeout=25,
        check=True,
    )

    chosen = ["--build-arg", f"BASE={base}"] if base else []
    rest = ["--file", "Containerfile", "--tag", f"weather-bot:{__version__}", "."]
    assert (tmp_path / "said").read_text().splitlines() == ["docker", "build", *chosen, *rest]


def test_python_is_compiled_once_and_not_by_each_health_check() -> None:
    """The base has no compiled modules, and a running container can write none."""
    last = CONTAINERFILE.rpartition("FROM ")[2]

    assert "PYTHONDONTWRITEBYTECODE=1" in last
    assert last.index("python -m compileall") < last.index("USER ")


def test_the_bot_can_read_its_secrets_and_git_takes_none() -> None:
    """Compose mounts a file as it is, and the container's user is not whoever made it."""
    steps = (ROOT / "compose.yaml").read_text().partition("name:")[0]
    made = re.search(r"for name in ([\w\s]+);.*install -m (\d+)", steps, re.DOTALL)

    assert made
    assert set(made[1].split()) == COMPOSE["secrets"].keys()
    assert int(made[2], 8) & 0o004
    assert "install -d -m 700 secrets" in steps
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_servers_lock_has_every_extra_in_the_versions_that_are_tested() -> None:
    """The database driver above all."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = {**project["optional-dependencies"]}
    del extras["demo"]  # it serves people on their own machine
    wanted = {re.split(r"[\[<>=]", item)[0].lower() for extra in extras.values() for item in extra}
    deployed, tested = locked("requirements-deploy.lock"), locked("requirements-dev.lock")
    runtime = locked("requirements.lock")

    assert wanted <= deployed.keys()
    assert runtime.items() <= deployed.items()
    assert {n: v for n, v in deployed.items() if {**runtime, **tested}.get(n, v) != v} == {}


@pytest.mark.parametrize(
    "environ",
    [
        dict(re.findall(r"([A-Z_]+)=(\S+?)(?: \\)?$", CONTAINERFILE, re.MULTILINE)),
        COMPOSE["services"]["bot"]["environment"],
        {item["name"]: item["value"] for item in container()["env"]},
        manifest("ConfigMap")["data"],
    ],
    ids=["container", "compose", "kubernetes", "configmap"],
)
def test_every_variable_is_a_setting(environ: dict[str, str]) -> None:
    """Or one of Python's and pip's own; secrets are files."""
    others = {
        name for name in environ if name.startswith(("PYTHON", "PIP_", "PATH", "BASE", "ENV"))
    }

    assert environ
    assert environ.keys() - others <= KNOWN_NAMES
    assert not any(value.startswith(("xoxb-", "xapp-")) for value in environ.values())


def test_several_bots_run_with_what_they_need_alone() -> None:
    """Two of them, without privileges, on a root that can't be written."""
    bot, pod = COMPOSE["services"]["bot"], manifest("Deployment")["spec"]
    context = container()["securityContext"]

    assert bot["deploy"]["replicas"] == pod["replicas"] == 2
    assert bot["read_only"] is context["readOnlyRootFilesystem"] is True
    assert bot["cap_drop"] == context["capabilities"]["drop"] == ["ALL"]
    assert context["allowPrivilegeEscalation"] is False
    assert pod["template"]["spec"]["securityContext"]["runAsNonRoot"] is True
    assert manifest("PodDisruptionBudget")["spec"]["minAvailable"] == 1


def test_probes_ask_for_pages_that_exist() -> None:
    """Liveness must not depend on what no restart mends."""
    paths = {
        name: container()[f"{name}Probe"]["httpGet"]["path"] for name in ("liveness", "readiness")
    }

    assert paths == {"liveness": "/livez", "readiness": "/readyz"}


def test_a_process_has_time_to_finish_its_questions() -> None:
    """Longer than it takes at most."""
    pod = manifest("Deployment")["spec"]["template"]["spec"]
    compose_s = int(COMPOSE["services"]["bot"]["stop_grace_period"].removesuffix("s"))

    assert compose_s > STOP_S
    assert pod["terminationGracePeriodSeconds"] > STOP_S
    assert int(unit()["Service"]["TimeoutStopSec"]) > STOP_S


def test_every_release_is_named_alike() -> None:
    """In the code, the changelog and the images."""
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    images = {COMPOSE["services"]["bot"]["image"], container()["image"]}

    assert newest
    assert newest[1] == __version__
    assert images == {f"weather-bot:{__version__}"}


def test_the_unit_is_hardened() -> None:
    """It starts the command, restarts it, and takes what it does not need away."""
    service = unit()["Service"]

    assert service["ExecStart"].endswith("/weather-bot run")
    assert service["Restart"] == "on-failure"
    assert (service["DynamicUser"], service["NoNewPrivileges"]) == ("yes", "yes")
    assert service["ProtectSystem"] == "strict"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_finds_no_fault_with_the_unit() -> None:
    """And calls its exposure low."""
    done = subprocess.run(  # noqa: S603
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(UNIT)],  # noqa: S607
        capture_output=True,
        text=True,
        timeout=25,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-500:]
    assert "Unknown key" not in done.stderr
