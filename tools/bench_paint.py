"""How heavy the public pages are, and when they are painted on a slow line: JSON of figures by path.

    .venv/bin/python -m tools.bench_paint BASE PATH ...   (a part of `make bench`, as the group "paint")

Chromium opens each page as a phone that was never here: 360 pixels wide, a processor four times slower than
this one, 400 kbit/s with 400 ms there and back. Bytes are those that came over the line, packed as they were.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

RUNS: Final = 3
SLOW_LINE: Final = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
SLOWER: Final = 4
"""How many times slower a cheap phone's processor is taken to be."""
LARGEST: Final = """() => new Promise((told) => new PerformanceObserver((list) =>
  told(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))"""
BROWSERS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Opened:
    """One page: bytes of everything and of script, and the largest paint in milliseconds (the middle run)."""

    total: int
    script: int
    largest: float


def main() -> int:
    """Open the pages named; nothing is printed where there is no Chromium."""
    executable = os.environ.get("OCOP_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        print("  left out: there is no Chromium here; OCOP_CHROMIUM names one", file=sys.stderr)
        print("{}")
        return 0
    base, *paths = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        found = {path: asdict(opened(browser, f"{base}{path}")) for path in paths}
        browser.close()
    json.dump(found, sys.stdout)
    return 0


def opened(browser: Browser, address: str) -> Opened:
    """The middle of several first visits."""
    visits = [_visit(browser, address) for _run in range(RUNS)]
    return Opened(visits[0].total, visits[0].script, median(one.largest for one in visits))


def _visit(browser: Browser, address: str) -> Opened:
    context = browser.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    found = weighed(page, address)
    context.close()
    return found


def weighed(page: Page, address: str) -> Opened:
    """Open a page over the slow line, and what it took."""
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def came(told: dict[str, Any]) -> None:
        kinds[told["requestId"]] = told["type"]

    def ended(told: dict[str, Any]) -> None:
        sizes[told["requestId"]] = int(told["encodedDataLength"])

    devtools = page.context.new_cdp_session(page)
    devtools.on("Network.responseReceived", came)
    devtools.on("Network.loadingFinished", ended)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_LINE)
    page.goto(address, wait_until="networkidle")
    largest = float(page.evaluate(LARGEST))
    script = sum(size for key, size in sizes.items() if kinds.get(key) == "Script")
    return Opened(sum(sizes.values()), script, largest)


if __name__ == "__main__":
    raise SystemExit(main())
