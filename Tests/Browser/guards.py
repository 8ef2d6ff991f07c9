"""What must hold everywhere: refusals at the door, HALT on every page, the keyboard, restarts, axe, two widths."""

import re
import subprocess

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import control
import flows
from harness import ADMIN, RESTART, SHOTS, eventually

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def first_visit_is_silent(page: Page) -> None:
    page.goto(control.BASE + "/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert "Give an account" in control.refused(page.get_by_role("button", name="Sign in"))


def wrong_password_is_refused(page: Page) -> None:
    control.enter(page, ADMIN, "certainly not the password")
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    assert re.search("request ", alert.inner_text()), "the refusal names no request"
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    expect(page.get_by_label("Password")).to_have_value("")


def unknown_account_is_refused_alike(page: Page) -> None:
    def said() -> str:
        return re.sub(r"request.*", "", page.get_by_role("alert").inner_text(), flags=re.S).strip()

    known = said()
    control.enter(page, "nobody-of-this-name", "certainly not the password")
    expect(page.get_by_role("alert")).to_be_visible()
    assert said() == known, f"an unknown account is told from a known one: {said()!r} and {known!r}"


def disabled_account_is_refused(admin: Page, other: Page) -> None:
    control.open_page(admin, "settings")
    row = admin.get_by_role("row").filter(has=admin.get_by_role("rowheader", name=flows.VIEWER))
    row.get_by_role("button", name="Disable").click()
    expect(row.get_by_role("button", name="Enable")).to_be_visible()
    control.enter(other, flows.VIEWER, flows.VIEWER_PASSWORD)
    expect(other.get_by_role("alert")).to_be_visible()
    expect(other.get_by_role("navigation", name="Main")).to_have_count(0)
    row.get_by_role("button", name="Enable").click()
    expect(row.get_by_role("button", name="Disable")).to_be_visible()
    control.dismiss_all(admin)


def viewer_sees_reasons(page: Page) -> None:
    """A role's missing rights are said, not hidden."""
    control.sign_in(page, flows.VIEWER, flows.VIEWER_PASSWORD)
    assert "viewer" in control.refused(page.get_by_role("button", name="HALT", exact=True))
    control.open_page(page, "data?tab=ingestion")
    assert "viewer" in control.refused(page.get_by_role("button", name="Plan", exact=True))
    control.open_page(page, "data?tab=console")
    expect(page.get_by_role("main").get_by_text(re.compile("viewer, may not do this"))).to_be_visible()
    control.open_page(page, "data?tab=findings&state=all")
    page.get_by_role("grid", name="Health findings").press("Enter")
    dialog = page.get_by_role("dialog")
    assert "viewer" in control.refused(dialog.locator("form button[type=submit]"))
    dialog.get_by_role("button", name="Close").click()
    control.open_page(page, "research?tab=new")
    assert "viewer" in control.refused(page.get_by_role("button", name="Run backtest"))
    control.open_page(page, "settings")
    expect(page.get_by_text("Accounts are the administrator's")).to_be_visible()
    control.sign_out(page)


def halt_from_every_page(page: Page) -> None:
    for address, title, _ in control.MAIN_PAGES:
        control.open_page(page, address)
        if control.trading_state(page) != "active":
            control.resume(page, "A test begins on an active desk")
        control.halt(page, f"Test of HALT on {title}")
        control.toast(page, "Trading is halted")
        expect(page).to_have_title(re.compile("^HALTED"))
        control.resume(page, f"Test of RESUME on {title}")
        control.dismiss_all(page)


def halt_reaches_other_tabs(first: Page, second: Page) -> None:
    control.halt(first, "Test of two tabs")
    expect(second.locator("[data-trading=halted]")).to_be_visible()
    control.resume(first, "The other tab has seen it")
    expect(second.locator("[data-trading=active]")).to_be_visible()
    control.dismiss_all(first)


def audit_names_who_and_why(page: Page) -> None:
    control.open_page(page, "governance?tab=audit")
    page.get_by_role("button", name="Verify the chain").click()
    expect(page.locator("[data-verdict=intact]")).to_be_visible()
    page.get_by_label("Filter the audit trail").fill("Test of HALT on Dashboard")
    expect(page.get_by_role("grid", name="Audit trail").get_by_role("row").nth(1)).to_contain_text(ADMIN)
    page.get_by_label("Filter the audit trail").fill("")


def keyboard(page: Page) -> None:
    control.open_page(page, "")
    page.locator("body").press("g")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", level=1)).to_have_text("Live Ops")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name=re.compile("^Search pages"))).to_be_focused()
    page.keyboard.type("go to data")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Data Hub")
    grid = page.get_by_role("grid", name="Coverage by symbol")
    expect(grid.locator(".grid-row:not([aria-busy])").first).to_be_visible()
    last = int(grid.get_attribute("aria-rowcount") or 0) - 2
    assert last > 0, "the coverage has one row only"
    grid.focus()
    page.keyboard.press("End")
    expect(grid).to_have_attribute("aria-activedescendant", re.compile(f"-{last}$"))
    page.keyboard.press("Home")
    expect(grid).to_have_attribute("aria-activedescendant", re.compile("-0$"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#/data/."))
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def look(page: Page, address: str, name: str, width: int) -> None:
    """One page at one width: its picture, and nothing wider than the window."""
    page.set_viewport_size({"width": width, "height": 900 if width > 1000 else 1180})
    control.open_page(page, address)
    page.wait_for_timeout(300)
    page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
    extra = control.overflow(page)
    assert extra <= 0, f"the page is {extra} pixels wider than {width}"


def accessible(page: Page) -> None:
    violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    told = [f"{each['id']} ({len(each['nodes'])}): {each['nodes'][0]['target']} {each['nodes'][0]['failureSummary'][:160]!r}" for each in violations]
    assert not told, "; ".join(told)


def tear_sheet_stands_alone(page: Page) -> None:
    """The self-contained page that is handed on: nothing wider than the window, and accessible."""
    run = page.request.get(f"{control.BASE}/api/runs").json()[0]["id"]
    for width in (820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{control.BASE}/api/runs/{run}/tearsheet.html")
        page.screenshot(path=SHOTS / f"tear-sheet-{width}.png", full_page=True)
        extra = control.overflow(page)
        assert extra <= 0, f"the tear sheet is {extra} pixels wider than {width}"
    accessible(page)
    control.open_page(page, "")


def dialogs_are_accessible(page: Page) -> None:
    control.open_page(page, "")
    page.get_by_role("button", name="HALT", exact=True).click()
    accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    accessible(page)
    page.keyboard.press("Escape")


def reconnect_after_restart(page: Page) -> None:
    control.open_page(page, "")
    process = subprocess.Popen(RESTART, shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with eventually(60, "the page says that it reconnects") as holds:
        while not holds(page.locator("[data-stream=reconnecting]").count() > 0):
            pass
    _, trouble = process.communicate(timeout=300)
    assert process.returncode == 0, f"QS_RESTART ended with {process.returncode}: {trouble[-300:]}"
    expect(page.locator("[data-stream=live]")).to_be_visible(timeout=60_000)
    # The same account, the same page, without a reload.
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    control.halt(page, "Test of HALT after a restart")
    control.resume(page, "The page works again")
    control.dismiss_all(page)


def sign_out_closes_the_door(page: Page) -> None:
    control.sign_out(page)
    page.goto(control.BASE + "/#/settings")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
