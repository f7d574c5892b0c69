"""Take the pictures of the demo that the documents show; needs Debian's Chromium."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
WIDE = {"width": 1600, "height": 1000}
TALL = {"width": 1600, "height": 1240}  # the course of a question as a whole
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 30_000
FORECAST = "@Weather Bot forecast for Lisbon and Oslo for the next 7 days"


@contextmanager
def demo() -> Iterator[str]:
    """Run the demo on simulated weather; yield the address of its page."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser"]
    environ = {**os.environ, "WEATHER_PROVIDER": "simulated", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        try:
            yield next(line.split()[1] for line in process.stdout if "http://" in line)
        finally:
            process.terminate()


def open_page(browser: Browser, url: str, size: dict[str, int], scheme: str) -> Page:
    """Return the page in a window of its own, with the first answer on it."""
    context = browser.new_context(viewport=size, color_scheme=scheme, device_scale_factor=1)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    page.wait_for_selector("#view .replies")
    return page


def ask(page: Page, text: str) -> None:
    """Ask in the channel that is open, and show the thread when it is answered."""
    page.fill("#composer-text", text)
    page.press("#composer-text", "Enter")
    page.locator("#view .message").last.locator(".replies").click()
    page.wait_for_selector("#thread-view .chart")
    page.wait_for_selector(".step.weather")


def take(page: Page, name: str) -> None:
    """Save what the page shows."""
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/screenshots/{name}.png")


def main() -> None:
    """Take all pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no Chromium on this machine; Debian's package is chromium.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as url, sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = open_page(browser, url, WIDE, "light")
        page.wait_for_selector(".step.weather")
        take(page, "thread")
        page.set_viewport_size(TALL)
        page.locator("#course").screenshot(path=FOLDER / "waterfall.png")
        page.set_viewport_size(WIDE)
        page.get_by_role("button", name="Home").click()
        page.wait_for_selector(".home select")
        take(page, "home")
        page = open_page(browser, url, WIDE, "dark")
        page.locator("[data-channel=CTRAVEL]").click()
        ask(page, FORECAST)
        page.locator("#thread-view .feedback").scroll_into_view_if_needed()
        take(page, "dark")
        page = open_page(browser, url, PHONE, "light")
        page.locator("#view .replies").first.click()
        take(page, "phone")
        browser.close()


if __name__ == "__main__":
    main()
