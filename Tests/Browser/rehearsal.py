"""An ingestion that lasts: a server of its own, which fetches from a stand-in of the vendor within few calls a minute.

The sample pack is in before a person could pause it. Here `qs rehearse fmp` answers like the vendor, so that an
ingestion can be paused, resumed, put in another order, cancelled, and retried after broken answers.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

import control
from harness import JOB_SECONDS, Run, Session, eventually

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "System"))

from server import Server, free_port  # noqa: E402

QS = Path(os.environ.get("QS_BINARY", ROOT / ".build/debug/qs"))
CALLS_A_MINUTE = 240
LISTINGS = 30
BARS = "historical-price-eod"


class Vendor:
    """The stand-in, and what is to go wrong with it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [str(QS), "rehearse", "fmp", "--generate", str(LISTINGS), "--years", "1", "--port", str(self.port)],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while True:
            try:
                self.call("GET", "state")
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    raise
                time.sleep(0.1)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self, method: str, path: str, body: object | None = None) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}/rehearsal/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def symbols(self) -> list[str]:
        with urllib.request.urlopen(f"{self.address}/stable/stock-list?apikey=rehearsal", timeout=10) as answer:
            return sorted(row["symbol"] for row in json.load(answer))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


@contextmanager
def desk(run: Run, browser: Browser) -> Iterator[tuple[Page, Vendor]]:
    """The administrator's page of a new server whose vendor is the stand-in."""
    with tempfile.TemporaryDirectory(prefix="qs-rehearsal-") as folder:
        vendor = Vendor()
        password = secrets.token_urlsafe(12)
        server = Server(
            Path(folder) / "data", password, QS, FMP_ADDRESS=vendor.address, FMP_API_KEY="rehearsal",
            FMP_REQUESTS_PER_MINUTE=str(CALLS_A_MINUTE), FMP_BURST="2", FMP_CONCURRENCY="2",
            QS_HOME=str(ROOT))
        session: Session | None = None
        try:
            server.start()
            session = run.session(browser)
            with control.at(f"http://127.0.0.1:{server.dashboard}"):
                control.sign_in(session.page, "admin", password)
                yield session.page, vendor
        finally:
            if session is not None:
                session.close()
                run.sessions.remove(session)
            server.stop()
            vendor.stop()


def newest(page: Page) -> Locator:
    return page.locator("[data-kind=ingest]").first


def begin(page: Page, is_reload: bool = False) -> None:
    """Plans the whole list symbol by symbol, and starts it."""
    control.open_page(page, "data?tab=ingestion")
    page.get_by_label("Provider").select_option("fmp")
    page.get_by_label("Route").select_option("symbols")
    page.get_by_role("checkbox", name="Load everything anew").set_checked(is_reload)
    page.get_by_role("button", name="Plan", exact=True).click()
    answer = page.get_by_role("status", name="Plan")
    expect(answer).to_be_visible()
    expect(answer.locator("[data-plan=Calls]")).to_contain_text(re.compile(r"[1-9]"))
    page.get_by_role("button", name="Start ingestion").click()
    if is_reload:
        page.get_by_role("dialog").get_by_role("button", name="Load anew").click()
    control.toast(page, "The ingestion has begun")
    control.dismiss_all(page)
    expect(newest(page)).to_have_attribute("data-job", "running")


def calls(page: Page) -> int:
    text = newest(page).locator("[data-figure=calls]").inner_text()
    return int(re.sub(r"\D", "", text) or 0)


def calls_at_rest(page: Page) -> int:
    """Calls of a paused ingestion: the symbols that were begun are still fetched, then nothing is."""
    seen = calls(page)
    with eventually(30, "a paused ingestion asks no more") as holds:
        while True:
            # Eight calls' time.
            page.wait_for_timeout(8 * 60_000 / CALLS_A_MINUTE)
            now = calls(page)
            if holds(now == seen):
                return now
            seen = now


def pause_and_resume(page: Page, vendor: Vendor) -> None:
    """A paused ingestion asks the vendor nothing; a broken answer is kept, and fetched again on demand."""
    begin(page)
    job = newest(page)
    job.get_by_role("button", name="Pause").click()
    expect(job).to_have_attribute("data-job", "paused")
    expect(job.get_by_role("button", name="Resume")).to_be_visible()
    before = calls_at_rest(page)
    assert "left" not in job.locator("[role=progressbar] + p").inner_text(), "a pause promises an end"
    job.get_by_role("button", name="To the front").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Symbols").fill(vendor.symbols()[-1])
    dialog.get_by_role("button", name="Move to the front").click()
    control.toast(page, "Those of them that wait are fetched next")
    control.dismiss_all(page)
    vendor.call("POST", "faults", [{"kind": "missingField", "path": BARS, "times": 4}])
    job.get_by_role("button", name="Resume").click()
    expect(job).to_have_attribute("data-job", "running")
    with eventually(30, "the ingestion asks again after the pause") as holds:
        while not holds(calls(page) > before):
            pass
    control.newest_job_done(page, "ingest")
    assert calls(page) > before, "nothing was asked after the pause"


def retry_failed(page: Page, vendor: Vendor) -> None:
    """What failed is listed with its reason, its answers are in quarantine, and Retry brings it in."""
    control.open_page(page, "data?tab=ingestion")
    job = newest(page)
    failed = job.get_by_role("button", name=re.compile(r"^\d+ failed$"))
    expect(failed).to_be_visible()
    failed.click()
    table = page.get_by_role("grid", name="What failed in the job")
    expect(table.get_by_role("row").nth(1)).to_contain_text(re.compile(r"\w{3}"))
    page.keyboard.press("Escape")
    vendor.call("DELETE", "faults")
    job.get_by_role("button", name="Retry").click()
    control.toast(page, "The failed symbols are fetched again")
    control.dismiss_all(page)
    control.newest_job_done(page, "ingest")
    expect(newest(page).locator("[data-figure=failed]")).to_contain_text("0")
    control.open_page(page, "data?tab=changes")
    quarantine = page.get_by_role("grid", name="Quarantined answers")
    expect(quarantine.get_by_role("row").nth(1)).to_contain_text(BARS)


def cancel(page: Page) -> None:
    begin(page, is_reload=True)
    job = newest(page)
    job.get_by_role("button", name="Cancel").click()
    expect(job).to_have_attribute("data-job", "cancelled", timeout=JOB_SECONDS * 1000)
    expect(job.get_by_role("button", name="Pause")).to_have_count(0)
