"""What a person does in Mission Control, by the names that a person reads."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from harness import BASE, JOB_SECONDS

# Address, title and a name for pictures of every page that needs no identifier.
PAGES = [
    ("", "Dashboard", "dashboard"),
    ("live", "Live Ops", "live-ops"),
    ("research", "Research Lab", "research-runs"),
    ("research?tab=new", "Research Lab", "research-new"),
    ("research?tab=trials", "Research Lab", "research-trials"),
    ("governance", "Governance", "governance"),
    ("governance?tab=audit", "Governance", "governance-audit"),
    ("data", "Data Hub", "data-hub"),
    ("data?view=findings", "Data Hub", "data-hub-by-finding"),
    ("data?tab=findings", "Data Hub", "data-hub-findings"),
    ("data?tab=ingestion", "Data Hub", "data-hub-ingestion"),
    ("data?tab=changes", "Data Hub", "data-hub-changes"),
    ("data?tab=console", "Data Hub", "data-hub-console"),
    ("data?tab=files", "Data Hub", "data-hub-files"),
    ("settings", "Settings", "settings"),
]
MAIN_PAGES = [page for page in PAGES if "?" not in page[0]]


@contextmanager
def at(address: str) -> Iterator[None]:
    """Everything below talks to the server at this address meanwhile."""
    global BASE
    before, BASE = BASE, address
    try:
        yield
    finally:
        BASE = before


def open_page(page: Page, address: str) -> None:
    # A check that failed may have left a dialog open; the next one begins without it.
    if page.locator("dialog[open]").count() > 0:
        page.keyboard.press("Escape")
    page.goto(f"{BASE}/#/{address}")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    # A list or form that still loads is no page to look at.
    expect(page.locator("main .skeleton")).to_have_count(0)


def enter(page: Page, name: str, password: str) -> None:
    """Fills in the sign-in form and sends it."""
    page.goto(BASE + "/")
    page.get_by_label("Account").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_in(page: Page, name: str, password: str) -> None:
    enter(page, name, password)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(page.locator("[data-stream=live]")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def toast(page: Page, title: str | re.Pattern[str]) -> Locator:
    """The message with this title; a refusal with another title fails with its text."""
    wanted = page.locator(".toast").filter(has_text=title)
    expect(wanted.or_(page.locator(".toast[data-tone=bad]")).first).to_be_visible()
    bad = page.locator(".toast[data-tone=bad]")
    if bad.count() > 0 and wanted.count() == 0:
        raise AssertionError(f"Expected the message {title!r}; the page says: {bad.first.inner_text()!r}")
    return wanted.first


def dismiss_all(page: Page) -> None:
    while page.get_by_role("button", name="Dismiss").count() > 0:
        page.get_by_role("button", name="Dismiss").first.click()


def newest_job_done(page: Page, kind: str = "") -> str:
    """Waits until the newest job (of a kind) of the list has ended well; answers its text."""
    which = f"[data-kind={kind}]" if kind else ""
    job = page.locator(f"[data-job]{which}").first
    ended = job.and_(page.locator("[data-job=done], [data-job=failed], [data-job=cancelled], [data-job=interrupted]"))
    expect(ended).to_be_visible(timeout=JOB_SECONDS * 1000)
    text = job.inner_text()
    if job.get_attribute("data-job") != "done":
        raise AssertionError(f"The job did not end well: {text!r}")
    return text


def trading_state(page: Page) -> str:
    return page.locator("[data-trading]").get_attribute("data-trading") or ""


def halt(page: Page, reason: str) -> None:
    page.get_by_role("button", name="HALT", exact=True).click()
    dialog = page.get_by_role("dialog", name="Halt trading")
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name="HALT now").click()
    expect(page.locator("[data-trading=halted]")).to_be_visible()
    expect(dialog).to_be_hidden()


def resume(page: Page, reason: str) -> None:
    page.get_by_role("button", name="RESUME", exact=True).click()
    dialog = page.get_by_role("dialog", name="Resume trading")
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name="RESUME trading").click()
    expect(page.locator("[data-trading=active]")).to_be_visible()
    expect(dialog).to_be_hidden()


def refused(control: Locator) -> str:
    """The reason that a control gives for not being usable; fails when it is usable."""
    expect(control).to_have_attribute("aria-disabled", "true")
    described = control.get_attribute("aria-describedby")
    if described is None:
        raise AssertionError(f"{control} is disabled and does not say why.")
    return control.page.locator(f"[id='{described}']").text_content() or ""


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
