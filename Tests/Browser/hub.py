"""The Data Hub: plan and ingest, coverage, findings, the console, files, and how smoothly long tables scroll."""

import json
import os
import re
import secrets
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Locator, Page, Route, expect

import control
from harness import ADMIN, BASE, DATA, JOB_SECONDS, Run, eventually

REASON = f"Checked against the exchange's own record ({secrets.token_hex(2)})"
FRAMES = 50
MANY = 40_000


def grid(page: Page, name: str) -> Locator:
    return page.get_by_role("grid", name=name)


def count(table: Locator) -> int:
    """Rows of a table, those out of sight included."""
    return int(table.get_attribute("aria-rowcount") or 1) - 1


def wait_for_count(table: Locator, is_right, what: str) -> int:
    with eventually(15, what) as holds:
        while not holds(table.count() > 0 and is_right(count(table))):
            pass
    return count(table)


# Ingestion


def plan(page: Page) -> None:
    control.open_page(page, "data?tab=ingestion")
    page.get_by_label("Provider").select_option("sample")
    page.get_by_role("button", name="Plan", exact=True).click()
    answer = page.get_by_role("status", name="Plan")
    expect(answer).to_be_visible(timeout=JOB_SECONDS * 1000)
    for figure in ("Symbols", "Calls", "Up to date"):
        expect(answer.locator(f"[data-plan='{figure}']")).to_contain_text(re.compile(r"\d"))


def ingest_sample(page: Page) -> None:
    plan(page)
    page.get_by_role("button", name="Start ingestion").click()
    control.toast(page, "The ingestion has begun")
    control.newest_job_done(page, "ingest")
    control.newest_job_done(page, "health")
    control.open_page(page, "data")
    wait_for_count(grid(page, "Coverage by symbol"), lambda rows: rows > 1, "the coverage lists symbols")
    expect(page.locator("[data-label]")).to_contain_text(re.compile(r"Sample data, ends \d{4}-\d{2}-\d{2}"))
    control.dismiss_all(page)


def refuse_plan(page: Page) -> None:
    control.open_page(page, "data?tab=ingestion")
    page.get_by_label("Provider").select_option("sample")
    page.get_by_label("Route").select_option("market")
    page.get_by_role("button", name="Plan", exact=True).click()
    alert = page.get_by_role("form", name="Ingestion").get_by_role("alert")
    expect(alert).to_contain_text(re.compile("market"))
    expect(alert).to_contain_text(re.compile("Choose"))


# Coverage


def filter_coverage(page: Page) -> None:
    control.open_page(page, "data")
    table = grid(page, "Coverage by symbol")
    total = wait_for_count(table, lambda rows: rows > 1, "the coverage lists symbols")
    page.keyboard.press("/")
    page.keyboard.type("aapl")
    wait_for_count(table, lambda rows: 0 < rows < total, "the filter leaves fewer rows")
    page.keyboard.press("Escape")
    wait_for_count(table, lambda rows: rows == total, "all rows are back")
    table.get_by_role("button", name="Bars").click()
    expect(table.get_by_role("columnheader", name="Bars")).to_have_attribute("aria-sort", "descending")
    expect(page).to_have_url(re.compile("sort=bars"))
    answer = page.request.get(f"{BASE}/api/data/coverage?sort=bars&order=falling&limit=1").json()
    expect(table.get_by_role("row").nth(1)).to_contain_text(answer["rows"][0]["symbol"])


def group_by_finding(page: Page) -> None:
    control.open_page(page, "data?view=findings")
    rules = grid(page, "Open findings by rule")
    wait_for_count(rules, lambda rows: rows > 0, "a rule found something in the sample data")
    rule = rules.get_by_role("row").nth(1).get_by_role("gridcell").nth(1).inner_text()
    rules.press("Enter")
    expect(page).to_have_url(re.compile(f"rule={rule}"))
    wait_for_count(grid(page, "Coverage by symbol"), lambda rows: rows > 0, "its symbols are listed")
    page.get_by_role("button", name=re.compile("Drop the filter Rule")).click()
    expect(page).not_to_have_url(re.compile("rule="))


def read_strip(page: Page) -> None:
    control.open_page(page, "data")
    strip = page.get_by_role("slider")
    expect(strip).to_be_visible()
    strip.press("Home")
    first = strip.get_attribute("aria-valuetext") or ""
    strip.press("PageDown")
    later = strip.get_attribute("aria-valuetext") or ""
    assert first[:4].isdigit() and int(later[:4]) == int(first[:4]) + 1, f"a year after {first!r} is {later!r}"
    page.get_by_role("button", name="As a table").click()
    expect(page.get_by_role("region", name=re.compile("as a table")).get_by_role("rowheader").first).to_be_visible()
    page.get_by_role("button", name="As a table").click()


# One symbol


def look_at_symbol(page: Page) -> None:
    control.open_page(page, "data/AAPL")
    expect(page.get_by_role("heading", name="AAPL")).to_be_visible()
    chart = page.get_by_role("img", name=re.compile("Daily bars of AAPL"))
    expect(chart).to_be_visible()
    expect(chart.locator("canvas").first).to_be_visible()
    expect(page.get_by_role("slider", name=re.compile("Coverage of AAPL"))).to_be_visible()
    page.get_by_role("tab", name="Corporate actions").click()
    expect(page.get_by_label("Corporate actions, newest first")).to_contain_text("split")
    for tab in ("Changes", "Facts", "Findings"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
        expect(page.locator("main [role=alert]")).to_have_count(0)
    page.get_by_label("Prices").select_option("raw")
    expect(chart).to_be_visible()
    page.get_by_label("As known on").fill("1970-01-02")
    expect(page.get_by_text("No bar was known on 1970-01-02")).to_be_visible()
    page.get_by_label("As known on").fill("")
    expect(chart).to_be_visible()


def watch_symbol(page: Page) -> None:
    control.open_page(page, "data/AAPL")
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.get_by_role("button", name="Unwatch")).to_be_visible()
    watched = page.request.get(f"{BASE}/api/data/watchlist").json()
    assert {"symbol": "AAPL"} in watched, f"the watchlist is {watched}"
    page.get_by_role("button", name="Unwatch").click()
    expect(page.get_by_role("button", name="Watch", exact=True)).to_be_visible()
    control.dismiss_all(page)


# Findings


def accept_finding(page: Page) -> None:
    control.open_page(page, "data?tab=findings")
    table = grid(page, "Health findings")
    before = wait_for_count(table, lambda rows: rows > 0, "a finding is open")
    table.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=re.compile("^Accept")).check()
    button = dialog.get_by_role("button", name="Accept")
    assert "reason" in control.refused(button), "a finding can be accepted without a reason"
    dialog.get_by_label("Reason, kept in the audit trail").fill(REASON)
    button.click()
    control.toast(page, "The finding is accepted")
    wait_for_count(table, lambda rows: rows == before - 1, "one finding fewer is open")
    control.open_page(page, "governance?tab=audit")
    page.get_by_label("Filter the audit trail").fill(REASON)
    expect(grid(page, "Audit trail").get_by_role("row").nth(1)).to_contain_text(ADMIN)
    page.get_by_label("Filter the audit trail").fill("")
    control.open_page(page, "data?tab=findings&state=accepted")
    table.press("Enter")
    expect(dialog).to_contain_text(REASON)
    dialog.get_by_label("Reason, kept in the audit trail").fill("Only a test of the way back")
    dialog.get_by_role("button", name="Reopen").click()
    control.toast(page, "The finding is open")
    control.dismiss_all(page)


# The console


def write_question(page: Page, sql: str) -> None:
    editor = page.get_by_role("textbox", name="Question, SQL")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(sql)
    page.keyboard.press("Escape")


def ask_console(page: Page) -> None:
    control.open_page(page, "data?tab=console")
    editor = page.get_by_role("textbox", name="Question, SQL")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("select bars.clo")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("close")
    write_question(page, "select symbol, session, close from bars order by symbol, session")
    page.get_by_label("Rows at most").select_option("100")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-answer=rows]")).to_contain_text("there are more")
    answer = grid(page, "The console's answer")
    assert count(answer) == 100, f"the limit of 100 rows gave {count(answer)}"
    page.get_by_role("tab", name="History").click()
    expect(page.get_by_role("region", name="Questions of this session")).to_contain_text("order by symbol, session")


def refuse_statement(page: Page) -> None:
    control.open_page(page, "data?tab=console")
    write_question(page, "delete from bars")
    page.get_by_role("button", name="Run").click()
    alert = page.get_by_role("alert", name="Why there is no answer")
    expect(alert).to_be_visible()
    expect(alert).to_contain_text(re.compile("SELECT", re.I))
    write_question(page, "select no_such_column from bars")
    page.get_by_role("button", name="Run").click()
    expect(alert).to_contain_text("no_such_column")
    held = page.request.get(f"{BASE}/api/status").json()["data"]["bars"]
    assert held > 0, "the console has deleted the bars"


# Files


def import_file(page: Page) -> None:
    inbox = Path(DATA) / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    name = f"browser-{secrets.token_hex(3)}.csv"
    lines = ["Ticker,Day,Open,High,Low,Last,Vol", "QSTEST,2024-01-02,10,11,9,10.5,1000", "QSTEST,no date,10,11,9,10.5,1000"]
    (inbox / name).write_text("\n".join(lines) + "\n")
    control.open_page(page, "data?tab=files")
    page.get_by_role("button", name=re.compile(re.escape(name))).click()
    form = page.get_by_role("form", name=f"Import of {name}")
    form.get_by_label("Name of the source").fill("browser-test")
    take_in = form.get_by_role("button", name="Take in")
    assert "Check" in control.refused(take_in), "a file can be taken in unchecked"
    # The first check knows no column; the second has them by guess and finds the broken date.
    form.get_by_role("button", name="Check").click()
    expect(form.locator("[data-import=faults]")).to_be_visible()
    expect(form.get_by_label("Symbol", exact=True)).to_have_value("Ticker")
    expect(form.get_by_label("Close")).to_have_value("Last")
    form.get_by_label("Date", exact=True).select_option("Day")
    form.get_by_role("button", name="Check").click()
    faults = grid(page, "Faults of the file")
    expect(faults).to_contain_text("no date")
    expect(faults.get_by_role("row").nth(1)).to_contain_text("3")
    assert "faults" in control.refused(take_in), "a file with faults can be taken in"
    (inbox / name).write_text("\n".join(lines[:2]) + "\n")
    form.get_by_role("button", name="Check").click()
    expect(form.locator("[data-import=good]")).to_be_visible()
    take_in.click()
    control.toast(page, "The file is taken in")
    answer = page.request.get(f"{BASE}/api/data/coverage?search=QSTEST").json()
    assert answer["total"] == 1 and answer["rows"][0]["bars"] == 1, f"the coverage has {answer}"
    control.dismiss_all(page)


def read_changes(page: Page) -> None:
    control.open_page(page, "data?tab=changes")
    expect(grid(page, "Changed values")).to_be_visible()
    expect(grid(page, "Quarantined answers")).to_be_visible()
    expect(page.locator("main [role=alert]")).to_have_count(0)


# How smoothly a long table scrolls

SCROLL = """async ([grid, pixels]) => {
  const deltas = [];
  let before = 0, step = pixels;
  for (let i = 0; i < 150; i += 1) {
    const now = await new Promise((done) => requestAnimationFrame(done));
    if (before > 0) deltas.push(now - before);
    before = now;
    const top = grid.scrollTop;
    grid.scrollTop = top + step;
    if (grid.scrollTop === top) step = -step;
  }
  const time = deltas.reduce((sum, each) => sum + each, 0);
  return {frames: 1000 * deltas.length / time, worst: Math.max(...deltas)};
}"""


def frames(page: Page, table: Locator) -> None:
    """At least 50 frames a second while the table scrolls; the best of three counts.

    A machine with more work than processors cannot judge that; there the table must keep seven tenths of
    the frames of a page at rest.
    """
    handle = table.element_handle()
    rest = scrolled = worst = 0.0
    for _ in range(3):
        rest = max(rest, page.evaluate(SCROLL, [handle, 0])["frames"])
        measured = page.evaluate(SCROLL, [handle, 400])
        if measured["frames"] > scrolled:
            scrolled, worst = measured["frames"], measured["worst"]
    told = f"{count(table):,} rows scroll at {scrolled:.0f} frames a second, the longest {worst:.0f} ms; at rest {rest:.0f}"
    print(f"     {told}", flush=True)
    is_busy = os.getloadavg()[0] > (os.cpu_count() or 1)
    assert scrolled >= (0.7 * rest if is_busy else FRAMES), told


def scroll_coverage(page: Page) -> None:
    control.open_page(page, "data")
    table = grid(page, "Coverage by symbol")
    wait_for_count(table, lambda rows: rows > 1, "the coverage lists symbols")
    frames(page, table)


def page_of_many(route: Route) -> None:
    """Answers for a market that the server of the tests does not have."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(route.request.url).query).items()}
    offset, limit = int(query.get("offset", 0)), int(query.get("limit", 200))
    rows = [
        {
            "symbol": f"S{at:05}", "name": f"Company {at} of the test", "provider": "fmp", "prices": "raw",
            "first": "2015-01-02", "last": "2024-12-31", "bars": 2516, "missing": at % 7, "findings": at % 3,
            "worst": ["notice", "warning", "fault"][at % 3] if at % 3 else None,
            "updatedAt": 1_700_000_000_000, "delistedOn": None,
        }
        for at in range(offset, min(MANY, offset + limit))
    ]
    route.fulfill(status=200, content_type="application/json", body=json.dumps({"total": MANY, "rows": rows}))


def scroll_many(run: Run, browser: Browser, password: str) -> None:
    """A market of 40,000 symbols in the real page: only the coverage's answers are made up."""
    session = run.session(browser)
    page = session.page
    try:
        control.sign_in(page, ADMIN, password)
        answered: list[float] = []
        page.route(re.compile(r"/api/data/coverage\?"), lambda route: (page_of_many(route), answered.append(time.monotonic())))
        control.open_page(page, "data")
        table = grid(page, "Coverage by symbol")
        expect(table.get_by_role("row").nth(1)).to_contain_text("S00000")
        painted = time.monotonic() - answered[0]
        assert count(table) == MANY, f"the table has {count(table)} rows"
        assert painted < 1, f"the first paint came {painted:.2f} s after the answer"
        frames(page, table)
        table.press("End")
        expect(table.get_by_role("row").last).to_contain_text(f"S{MANY - 1:05}")
        drawn = table.get_by_role("row").count()
        assert drawn < 80, f"{drawn} rows exist in the page; only those in sight should"
    finally:
        session.close()
        run.sessions.remove(session)
