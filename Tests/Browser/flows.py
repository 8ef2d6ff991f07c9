"""The four flows: ingest, backtest, approve, trade. Each builds on the one before, as a user's do."""

import re
import secrets

from playwright.sync_api import Page, expect

import control
from harness import ADMIN, BASE, JOB_SECONDS, eventually

SECOND = f"risk-{secrets.token_hex(3)}"
SECOND_PASSWORD = f"second-{secrets.token_hex(12)}"
VIEWER = f"viewer-{secrets.token_hex(3)}"
VIEWER_PASSWORD = f"viewer-{secrets.token_hex(12)}"
RATIONALE = f"Steady in and out of the crisis, cheap to trade ({secrets.token_hex(2)})"
# Sessions that every name of the sample pack with open, high, low and close has.
FIRST, LAST = "2005-01-03", "2010-12-31"


def refuse_bad_specification(page: Page) -> None:
    control.open_page(page, "research?tab=new")
    expect(page.locator("[data-check=valid]")).to_be_visible()
    editor = page.get_by_role("textbox", name="Strategy specification, JSON")
    editor.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("not json ")
    expect(page.locator("[data-check=invalid]")).to_be_visible()
    assert "fault" in control.refused(page.get_by_role("button", name="Run backtest"))


def run_backtest(page: Page) -> None:
    # Another page in between, so that the editor begins with the shipped text again.
    control.open_page(page, "research")
    control.open_page(page, "research?tab=new")
    strategies = page.get_by_role("navigation", name="Strategies").get_by_role("button")
    crossover = strategies.filter(has_text=re.compile("cross", re.I))
    (crossover if crossover.count() > 0 else strategies).first.click()
    expect(page.locator("[data-check=valid]")).to_be_visible()
    page.get_by_label("First session").fill(FIRST)
    page.get_by_label("Last session").fill(LAST)
    page.get_by_role("button", name="Run backtest").click()
    link = page.get_by_role("link", name="Open the tear sheet")
    failed = page.locator("[data-job=failed]").first
    expect(link.or_(failed).first).to_be_visible(timeout=JOB_SECONDS * 1000)
    if not link.is_visible():
        raise AssertionError(f"The backtest failed: {failed.inner_text()!r}")
    link.click()
    expect(page).to_have_url(re.compile(r"#/research/run/"))
    control.dismiss_all(page)


def read_tear_sheet(page: Page) -> None:
    expect(page.get_by_role("img", name=re.compile("^Equity of")).locator("canvas").first).to_be_visible()
    for metric in ("totalReturn", "sharpe", "maximumDrawdown", "pValue", "trades"):
        expect(page.locator(f"[data-metric={metric}]")).to_have_text(re.compile(r"\d"))
    assert int(page.locator("[data-metric=trades]").inner_text().replace(",", "")) > 0, "the run has no execution"
    executions = page.get_by_role("grid", name="Executions")
    with eventually(15, "the executions are listed") as holds:
        while not holds(int(executions.get_attribute("aria-rowcount") or 0) > 1):
            pass
    expect(page.get_by_role("region", name="Monthly returns").get_by_role("row").nth(1)).to_be_visible()
    link = page.get_by_role("link", name="Tear sheet, HTML")
    answer = page.request.get(page.evaluate("(link) => link.href", link.element_handle()))
    assert answer.ok and "<html" in answer.text().lower(), f"the tear sheet answered {answer.status}"


def reproduce(page: Page) -> None:
    page.get_by_role("button", name="Reproduce").click()
    status = page.locator("main [role=status]").filter(has_not_text="Loading").first
    with eventually(JOB_SECONDS, "the run is reproduced") as holds:
        while not holds("Reproducing" not in (text := status.inner_text() if status.count() else "Reproducing")):
            pass
    assert "text-up" in (status.get_attribute("class") or ""), f"not reproduced: {text!r}"


def compare_runs(page: Page) -> None:
    control.open_page(page, "research")
    boxes = page.get_by_role("checkbox", name=re.compile("^Compare"))
    if boxes.count() < 2:
        raise AssertionError(f"Comparing needs two runs; the list has {boxes.count()}.")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("img", name=re.compile("^Growth of one dollar")).locator("canvas").first).to_be_visible()
    expect(page.get_by_role("region", name="Figures of the compared runs").get_by_role("columnheader")).to_have_count(3)


def details(page: Page) -> list[tuple[str, str]]:
    """Addresses and names of pages that need an identifier: the newest run, two runs, symbols of each kind."""
    control.open_page(page, "research")
    runs = page.request.get(f"{BASE}/api/runs").json()
    first, second = runs[0]["id"], runs[1]["id"]
    return [
        (f"research/run/{first}", "run"),
        (f"research/compare?runs={first},{second}", "comparison"),
        ("data/AAPL", "symbol-bars"),
        ("data/AAPL.ADJ", "symbol-closes"),
    ]


def run_beyond_the_data(page: Page) -> None:
    """The label and the caveat name the end of what was traded, not that of everything held."""
    answer = page.request.get(f"{BASE}/api/data/coverage?limit=1000").json()
    held = {each["symbol"]: each for each in answer["rows"]}
    last = held["AAPL"]["last"]
    assert held["AAPL.ADJ"]["last"] > last, "the sample pack's two parts end on the same day"
    control.open_page(page, "research")
    control.open_page(page, "research?tab=new")
    page.get_by_role("navigation", name="Strategies").get_by_role("button").filter(has_text="Buy and hold").click()
    expect(page.locator("[data-check=valid]")).to_be_visible()
    expect(page.get_by_text(f"Sample data, ends {last}.")).to_be_visible()
    page.get_by_label("First session").fill(FIRST)
    page.get_by_label("Last session").fill("2020-12-31")
    page.get_by_role("button", name="Run backtest").click()
    link = page.get_by_role("link", name="Open the tear sheet")
    expect(link).to_be_visible(timeout=JOB_SECONDS * 1000)
    link.click()
    main = page.get_by_role("main")
    expect(main.get_by_text(f"Sample data, ends {last}").first).to_be_visible()
    expect(page.get_by_role("list", name="Caveats")).to_contain_text(f"to {last}")
    control.dismiss_all(page)


def propose(page: Page) -> None:
    control.open_page(page, "research")
    page.get_by_role("grid", name="Backtest runs").press("Enter")
    expect(page).to_have_url(re.compile(r"#/research/run/"))
    page.get_by_role("button", name="Propose").click()
    page.get_by_label("Why it should trade").fill(RATIONALE)
    page.get_by_role("button", name="Put forward").click()
    control.toast(page, "The proposal is open")
    own = page.locator("[data-proposal=open]").filter(has_text=RATIONALE)
    reason = control.refused(own.get_by_role("button", name="Decide"))
    assert "another account" in reason, f"the own proposal's refusal says {reason!r}"
    control.dismiss_all(page)


def make_accounts(page: Page) -> None:
    control.open_page(page, "settings")
    form = page.get_by_role("form", name="New account")
    for name, password, role in ((SECOND, SECOND_PASSWORD, "risk"), (VIEWER, VIEWER_PASSWORD, "viewer")):
        form.get_by_label("New account's name").fill(name)
        form.get_by_label("Role").select_option(role)
        form.get_by_label("Password").fill(password)
        form.get_by_role("button", name="Make account").click()
        control.toast(page, f"The account {name} is made")
        expect(page.get_by_role("rowheader", name=name)).to_be_visible()
    control.dismiss_all(page)


def approve(page: Page) -> None:
    """On the second account's page."""
    control.sign_in(page, SECOND, SECOND_PASSWORD)
    control.open_page(page, "governance")
    proposal = page.locator("[data-proposal=open]").filter(has_text=RATIONALE)
    proposal.get_by_role("button", name="Decide").click()
    dialog = page.get_by_role("dialog")
    assert control.refused(dialog.get_by_role("button", name="Approve")) == "Give a rationale."
    dialog.get_by_label("Your rationale").fill("The gate bounds its size; the costs are counted")
    dialog.get_by_role("button", name="Approve").click()
    control.toast(page, "The proposal is approved")
    expect(page.locator("[data-proposal=approved]").filter(has_text=RATIONALE)).to_contain_text(SECOND)


def see_approval_arrive(page: Page) -> None:
    """On the first account's page, which was not reloaded: the stream brings the decision."""
    expect(page.locator("[data-proposal=approved]").filter(has_text=RATIONALE)).to_be_visible()


def equity(page: Page) -> str:
    return page.get_by_role("region", name="Total equity").locator("p").first.inner_text()


def trade_replay(page: Page) -> None:
    control.open_page(page, "live")
    if page.locator("[data-phase=replaying]").count() > 0:
        page.get_by_role("button", name="Stop", exact=True).click()
        control.toast(page, "The replay was stopped")
    if control.trading_state(page) != "active":
        control.resume(page, "A test begins on an active desk")
    page.get_by_label("First session").fill(FIRST)
    page.get_by_label("Last session").fill(LAST)
    page.get_by_label("Sessions a second").fill("20")
    page.get_by_role("button", name="Start", exact=True).click()
    control.toast(page, "The desk has started")
    expect(page.locator("[data-phase=replaying]")).to_be_visible()
    curve = page.locator("[data-sessions]")
    expect(curve).to_be_visible()
    sessions = int(curve.get_attribute("data-sessions") or 0)
    with eventually(60, "the curve grows by ten sessions") as holds:
        while not holds(int(curve.get_attribute("data-sessions") or 0) >= sessions + 10):
            pass
    control.dismiss_all(page)


def read_rolling_returns(page: Page) -> None:
    """The last column is the return since the deposit, by the same figures that the API answers."""
    control.open_page(page, "live")
    table = page.get_by_role("region", name="Returns by window")
    expect(table.get_by_role("columnheader")).to_have_count(7)
    page.get_by_label("Sessions a second").fill("0.1")
    page.get_by_role("button", name="Set speed").click()

    def answered() -> str:
        desk = page.request.get(f"{BASE}/api/desk").json()
        curve = page.request.get(f"{BASE}/api/desk/history").json()
        share = (curve["equity"][-1] / desk["deposited"] - 1) * 100
        text = f"{abs(share):.2f}%"
        return text if text == "0.00%" else ("+" if share > 0 else "\u2212") + text

    cell = table.get_by_role("row").nth(1).get_by_role("cell").last
    with eventually(10, "the table shows the API's return since the start") as holds:
        while not holds(cell.inner_text() == answered()):
            pass


def see_equity_move(page: Page) -> None:
    control.open_page(page, "live")
    # A trend strategy buys when it has its averages; with cash alone equity stands still.
    page.get_by_label("Sessions a second").fill("60")
    page.get_by_role("button", name="Set speed").click()
    seen = {equity(page)}
    with eventually(90, "the equity takes three values") as holds:
        while not holds(len(seen) >= 3):
            seen.add(equity(page))
    orders = page.get_by_role("grid", name="Orders")
    with eventually(60, "the blotter lists an order") as holds:
        while not holds(int(orders.get_attribute("aria-rowcount") or 0) > 1):
            pass
    orders.press("Enter")
    life = page.get_by_role("dialog", name="The life of an order")
    expect(life.get_by_role("listitem").first).to_be_visible()
    life.get_by_role("button", name="Close").click()
    control.open_page(page, "")
    before = equity(page)
    with eventually(60, "the Dashboard's equity moves as well") as holds:
        while not holds(equity(page) != before):
            pass


def fill_ticket(page: Page, shares: int) -> None:
    ticket = page.get_by_role("region", name="Order ticket")
    ticket.get_by_role("combobox", name="Symbol").fill("MSFT")
    ticket.get_by_label("Shares").fill(str(shares))


def send_order(page: Page) -> None:
    control.open_page(page, "live")
    expect(page.locator("[data-phase=replaying]")).to_be_visible()
    fill_ticket(page, 3)
    expect(page.locator("[data-preview]")).to_contain_text("The risk gate would admit it")
    page.get_by_role("button", name="Send order").click()
    control.toast(page, re.compile("Order (initialized|submitted|accepted|filled)"))
    page.get_by_label("Filter orders and log").fill(f"msft {ADMIN}")
    row = page.get_by_role("grid", name="Orders").get_by_role("row").nth(1)
    expect(row).to_contain_text("MSFT")
    page.get_by_label("Filter orders and log").fill("")
    control.dismiss_all(page)


def refuse_order_when_halted(page: Page) -> None:
    """An order that the gate refuses is never announced as sent."""
    control.open_page(page, "live")
    control.halt(page, "Test of an order on a halted desk")
    control.dismiss_all(page)
    fill_ticket(page, 4)
    expect(page.locator("[data-preview]")).to_contain_text("The risk gate would deny it")
    page.get_by_role("button", name="Send order").click()
    message = page.locator(".toast").first
    expect(message).to_have_attribute("data-tone", "bad")
    expect(message).to_contain_text(re.compile("halt", re.I))
    control.dismiss_all(page)
    control.resume(page, "The refusal was seen")
    control.dismiss_all(page)
