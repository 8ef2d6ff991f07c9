"""Looks at the Data Hub of a running server as a person does, and says how long that took.

    QS_PASSWORD=… .web-tools/venv/bin/python Benchmarks/market/hub.py http://127.0.0.1:3000 admin

The password may stand after the account instead. Measured with a headless Chromium (CHROMIUM): the time from
the coverage's answer to its rows on the screen, frames a second while the table scrolls by wheel, by keys and
by its bar, the time to every API answer's first byte, and the heap of the page. Prints one JSON line, with the
machine's load: frames of a busy machine say little about the page.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Locator, Page, Response, expect, sync_playwright

TABLE = "Coverage by symbol"
PAGES = ["data", "data?view=findings", "data?tab=findings", "data?tab=ingestion", "data?tab=changes",
         "data?tab=console", "data?tab=files"]
# Shorter lists of the same table, as its filters and heads ask for them.
QUESTIONS = ["data?search=AB", "data?search=corp", "data?severity=fault", "data?severity=warning",
             "data?provider=fmp", "data?sort=bars&order=falling", "data?sort=name", "data?sort=missing&order=falling",
             "data?sort=updated&order=falling", "data?sort=findings&order=falling"]

# Notes when the first rows with text are drawn: two frames after they were put into the page.
WATCH_PAINT = """
(() => {
  const watch = new MutationObserver(() => {
    if (document.querySelector('[role=grid] .grid-row:not([aria-busy])') === null) return;
    watch.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => { window.qsPainted = performance.now(); }));
  });
  watch.observe(document, {childList: true, subtree: true});
})()
"""
PAINT = """() => {
  const answer = performance.getEntriesByType('resource').find((each) => each.name.includes('/api/data/coverage?'));
  return window.qsPainted === undefined || answer === undefined ? null
    : {answer: answer.responseEnd, painted: window.qsPainted};
}"""
BEGIN_FRAMES = """() => {
  const times = [];
  const note = (now) => { times.push(now); window.qsFrame = requestAnimationFrame(note); };
  window.qsFrames = times;
  window.qsFrame = requestAnimationFrame(note);
}"""
END_FRAMES = """() => {
  cancelAnimationFrame(window.qsFrame);
  const gaps = window.qsFrames.slice(1).map((time, i) => time - window.qsFrames[i]).sort((a, b) => a - b);
  const whole = gaps.reduce((sum, each) => sum + each, 0);
  return {perSecond: 1000 * gaps.length / whole, p95: gaps[Math.floor(gaps.length * 0.95)], longest: gaps.at(-1)};
}"""


# A busy machine is slow, and is to be measured all the same.
expect.set_options(timeout=60_000)


class Answers:
    """How long each kind of question waited for its answer's first byte, in milliseconds."""

    def __init__(self) -> None:
        self.waits: dict[str, list[float]] = defaultdict(list)
        self.slowest: dict[str, str] = {}
        self.refused: list[str] = []

    def note(self, response: Response) -> None:
        address = urlsplit(response.url)
        if not address.path.startswith("/api/") or address.path == "/api/stream":
            return
        timing = response.request.timing
        wait = timing["responseStart"] - timing["requestStart"]
        name = f"{response.request.method} {re.sub(r'/api/data/symbols/[^/]+', '/api/data/symbols/*', address.path)}"
        if response.status >= 400:
            self.refused.append(f"{response.status} {name}")
        if wait >= 0:
            if wait >= max(self.waits[name], default=0):
                self.slowest[name] = address.query
            self.waits[name].append(wait)

    def told(self) -> dict[str, dict[str, object]]:
        return {
            name: {"times": len(waits), "median": round(statistics.median(waits), 1),
                   "longest": round(max(waits), 1), "slowest": self.slowest[name]}
            for name, waits in sorted(self.waits.items(), key=lambda each: -max(each[1]))
        }


def sign_in(page: Page, base: str, user: str, password: str) -> None:
    page.goto(base + "/")
    page.get_by_label("Account").fill(user)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def open_page(page: Page, base: str, address: str) -> None:
    page.goto(f"{base}/#/{address}")
    expect(page.locator("main .skeleton")).to_have_count(0)
    # The answers after the first: of the strip, of the findings, of the chart.
    page.wait_for_timeout(700)


def first_paint(page: Page, base: str) -> dict[str, float]:
    """Milliseconds from the page's start to the coverage's answer, and from there to its rows."""
    page.goto("about:blank")
    page.goto(f"{base}/#/data")
    expect(page.locator("[role=grid] .grid-row:not([aria-busy])").first).to_be_visible()
    deadline = time.monotonic() + 10
    while (times := page.evaluate(PAINT)) is None:
        if time.monotonic() > deadline:
            raise TimeoutError("the coverage's answer or its paint was not seen within 10 s")
        time.sleep(0.05)
    return {"answerAfter": times["answer"], "paintAfterAnswer": times["painted"] - times["answer"]}


def frames(page: Page, move: Callable[[], None]) -> dict[str, float]:
    page.evaluate(BEGIN_FRAMES)
    move()
    return page.evaluate(END_FRAMES)


def by_wheel(page: Page, table: Locator) -> None:
    box = table.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(180):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(12)


def by_keys(page: Page, table: Locator) -> None:
    table.focus()
    for key in ["PageDown"] * 120 + ["ArrowDown"] * 60:
        page.keyboard.press(key)
        page.wait_for_timeout(12)


def by_bar(page: Page, table: Locator) -> None:
    """Drags the thumb of the scroll bar from the top to the bottom and back."""
    box = table.bounding_box()
    assert box is not None
    width = table.evaluate("(grid) => grid.offsetWidth - grid.clientWidth")
    if width < 4:
        raise RuntimeError("the table shows no bar to drag")
    x, top, height = box["x"] + box["width"] - width / 2, box["y"] + 16, box["height"] - 32
    page.mouse.move(x, top)
    page.mouse.down()
    for step in list(range(0, 181, 2)) + list(range(180, -1, -2)):
        page.mouse.move(x, top + height * step / 180)
        page.wait_for_timeout(10)
    page.mouse.up()
    if page.evaluate("window.qsHighest") < 100_000:
        raise RuntimeError("the thumb of the bar was not caught")


def heap(protocol: CDPSession) -> float:
    """Megabytes of live objects, after a collection."""
    protocol.send("HeapProfiler.collectGarbage")
    metrics = {each["name"]: each["value"] for each in protocol.send("Performance.getMetrics")["metrics"]}
    return metrics["JSHeapUsedSize"] / 1e6


def measure(page: Page, base: str, rounds: int, symbols: list[str]) -> dict[str, object]:
    answers = Answers()
    page.on("requestfinished", lambda request: answers.note(request.response()))
    page.add_init_script(WATCH_PAINT)
    paints = [first_paint(page, base) for _ in range(rounds)]
    protocol = page.context.new_cdp_session(page)
    protocol.send("Performance.enable")
    table = page.get_by_role("grid", name=TABLE)
    heap_before = heap(protocol)
    ways: dict[str, Callable[[Page, Locator], None]] = {"wheel": by_wheel, "keys": by_keys, "bar": by_bar}
    rest = frames(page, lambda: page.wait_for_timeout(1500))
    scrolled: dict[str, object] = {}
    travelled: dict[str, int] = {}
    for way, move in ways.items():
        held = []
        for _ in range(rounds):
            table.evaluate("(grid) => { grid.scrollTop = 0; }")
            page.wait_for_timeout(200)
            table.evaluate("""(grid) => {
              window.qsHighest = 0;
              grid.onscroll = () => { window.qsHighest = Math.max(window.qsHighest, grid.scrollTop); };
            }""")
            held.append(frames(page, lambda: move(page, table)))
            travelled[way] = round(page.evaluate("window.qsHighest") / 32)
        best = max(held, key=lambda each: each["perSecond"])
        scrolled[way] = {"framesPerSecond": [round(each["perSecond"], 1) for each in held],
                         "p95Milliseconds": round(best["p95"], 1), "longestMilliseconds": round(best["longest"], 1),
                         "rowsTravelled": travelled[way]}
    rows = int(table.get_attribute("aria-rowcount") or 1) - 1
    drawn = table.get_by_role("row").count()
    heap_after = heap(protocol)
    for address in PAGES + QUESTIONS + [f"data/{symbol}" for symbol in symbols]:
        open_page(page, base, address)
    return {
        "rows": rows, "rowsDrawn": drawn,
        "paintAfterAnswerMilliseconds": [round(each["paintAfterAnswer"]) for each in paints],
        "answerAfterMilliseconds": [round(each["answerAfter"]) for each in paints],
        "framesAtRest": round(rest["perSecond"], 1), "scrolled": scrolled,
        "heapMegabytes": {"before": round(heap_before, 1), "afterScrolling": round(heap_after, 1)},
        "answersMilliseconds": answers.told(), "refused": answers.refused,
    }


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("server", help="address of the dashboard, such as http://127.0.0.1:3000")
    options.add_argument("user")
    options.add_argument("password", nargs="?", default=os.environ.get("QS_PASSWORD"))
    options.add_argument("--rounds", type=int, default=3, help="how often each thing is measured")
    options.add_argument("--symbols", default="AAPL", help="symbols whose pages are opened, parted by commas")
    given = options.parse_args()
    if not given.password:
        options.error("give the password, or set QS_PASSWORD")
    before = os.getloadavg()[0]
    with sync_playwright() as playwright:
        # Without its own flag a headless Chromium has no scroll bars to drag.
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), ignore_default_args=["--hide-scrollbars"])
        try:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            base = given.server.rstrip("/")
            sign_in(page, base, given.user, given.password)
            told = measure(page, base, given.rounds, given.symbols.split(","))
        finally:
            browser.close()
    told["load"] = {"before": round(before, 1), "after": round(os.getloadavg()[0], 1), "processors": os.cpu_count()}
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
