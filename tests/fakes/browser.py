"""The demo as its users start it, and a browser without a window to look at it.

What drives the browser is imported with the first: most runs have none, and all read the tests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, LocatorAssertions, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WITHOUT = "there is no Chromium on this machine (Debian's package is chromium)"
PATIENCE_MS = 30_000


@dataclass(frozen=True)
class Demo:
    """A demo that runs, and the lines that it has printed up to its address."""

    url: str
    process: subprocess.Popen[str]

    def do(self, **deed: Any) -> dict[str, Any]:
        """Do what a person does on the page."""
        return self._send("/page/do", deed, Origin=self.url)

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call the Web API as the bot does."""
        return self._send(f"/api/{method}", arguments, Authorization="Bearer xoxb-fake-bot")

    def state(self) -> dict[str, Any]:
        """Return the workspace as the page is shown it."""
        with urllib.request.urlopen(f"{self.url}/page/state", timeout=10) as response:  # noqa: S310
            state: dict[str, Any] = json.load(response)
        return state

    def _send(self, path: str, body: Any, **headers: str) -> dict[str, Any]:
        headers["Content-Type"] = "application/json"
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.url}{path}", json.dumps(body).encode(), headers
        )
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            answer: dict[str, Any] = json.load(response)
        return answer


@contextmanager
def running_demo(*options: str) -> Iterator[Demo]:
    """Run `weather-bot demo` where no weather service is; yield it when it has told its address."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", *options]
    nowhere = {"WEATHER_PROVIDER": "", "OPEN_METEO_URL": "http://127.0.0.1:9"}
    environ = {**os.environ, **nowhere}
    environ.pop("PYTHONUNBUFFERED", None)  # the command itself shows at once what it says
    with subprocess.Popen(  # noqa: S603 - this project's own command
        command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            line = next(line for line in process.stdout if "http://" in line)
            yield Demo(line.split()[1], process)
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield a Chromium without a window."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - see above

    with sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield started
        started.close()


@contextmanager
def opened(browser: Browser, url: str, **context: Any) -> Iterator[Page]:
    """Yield the page in a window of its own; complaints of its scripts are errors at the end."""
    complaints: list[str] = []
    with browser.new_context(**context) as window:
        page = window.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: _note(complaints, said.type, said.text))
        page.goto(url)
        page.wait_for_selector("#channels button", state="attached")
        yield page
    assert not complaints, complaints


def expect(located: Locator) -> LocatorAssertions:
    """Return what is waited for at a place of the page."""
    from playwright.sync_api import expect  # noqa: PLC0415 - see above

    expect.set_options(timeout=PATIENCE_MS)
    return expect(located)


def violations(page: Page) -> list[dict[str, Any]]:
    """Return what keeps people with a disability from using the page."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - see above

    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return found


def _note(complaints: list[str], kind: str, text: str) -> None:
    if kind == "error" and "400 (Bad Request)" not in text:
        complaints.append(text)
