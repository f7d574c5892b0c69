"""Servers that others have written, installed by their registries' clients for as long as needed.

What the bot says to them, nobody here has made up: they stand beside the fakes of this folder.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# Of the first, newer versions are another package.
EMULATE = "emulate@0.12.2"
AIMOCK = "@copilotkit/aimock@1.43.0"
LITELLM = "litellm[proxy]==1.108.7"

_INSTALL_S = 240
_START_S = 180


def npm_packages(folder: Path, *packages: str) -> Path:
    """Install npm packages into a folder and return it; skip the test where that can't be done."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not (npm and node):
        pytest.skip("Node.js and npm are not installed")
    (folder / "package.json").write_text('{"private": true}')
    _install([npm, "install", "--no-audit", "--no-fund", *packages], folder)
    return folder


def python_packages(folder: Path, *packages: str) -> Path:
    """Install Python packages into a new environment and return the folder of its commands."""
    venv.create(folder, with_pip=True)
    commands = folder / ("Scripts" if sys.platform == "win32" else "bin")
    _install([str(commands / "python"), "-m", "pip", "install", "-q", *packages], folder)
    return commands


def _install(command: Sequence[str], folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_INSTALL_S)  # noqa: S603 - as written here
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"{command[-1]} can't be installed here: {type(error).__name__}")


@contextmanager
def running(
    command: Sequence[str], folder: Path, url: str, **environ: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in a folder until the context ends; its URL answers when the context begins."""
    environment = {**os.environ, **environ}
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(  # noqa: S603 - as written here
            command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log
        ) as process,
    ):
        try:
            _wait(process, url, folder / "server.log")
            yield process
        finally:
            process.terminate()
            process.wait(20)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    give_up_at_s = time.monotonic() + _START_S
    while not _answers(url):
        is_late = time.monotonic() > give_up_at_s or process.poll() is not None
        assert not is_late, f"the server did not start: {log.read_text()[-2000:]}"
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - loopback
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def web_api(url: str, method: str, token: str, **arguments: Any) -> dict[str, Any]:
    """Call a method of a Slack-like server as somebody, and return its answer."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps(arguments).encode()
    request = urllib.request.Request(f"{url}/api/{method}", body, headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - loopback
        answer: dict[str, Any] = json.load(response)
    assert answer["ok"], answer
    return answer


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write a server's settings, in JSON, which is YAML as well."""
    path.write_text(json.dumps(data))
