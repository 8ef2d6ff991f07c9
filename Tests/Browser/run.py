"""Browser tests of Mission Control against a running server.

    QS_ADMIN_PASSWORD=… .web-tools/venv/bin/python Tests/Browser/run.py

Environment: QS_URL (http://127.0.0.1:3000), QS_ADMIN (admin), QS_ADMIN_PASSWORD (required), QS_RESTART
(a shell command that restarts the server and returns when it is healthy; without it that check is
skipped), QS_DATA (the server's data folder; without it no file is imported), QS_SHOTS (folder for pictures), QS_JOB_SECONDS (180), QS_BINARY
(.build/debug/qs; without it no ingestion that lasts is rehearsed), CHROMIUM (/usr/bin/chromium).
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

import control  # noqa: E402
import flows  # noqa: E402
import guards  # noqa: E402
import hub  # noqa: E402
import rehearsal  # noqa: E402
from harness import ADMIN, BASE, DATA, RESTART, SHOTS, Run  # noqa: E402

# Chromium reports every refused request as an error; these checks provoke one on purpose.
REFUSAL = r"status of (401|403|422|429)"
# While the server is away every request fails, and the event stream says so.
AWAY = r"ERR_|status of (401|500|502|503)|Failed to load resource"


def ingest_from_rehearsal(run: Run, browser: Browser) -> None:
    """Checks of an ingestion that lasts, on a server of its own where its program is at hand."""
    paused, retried, cancelled = "an ingestion pauses and goes on", "what failed is told and retried", "an ingestion is cancelled"
    if not rehearsal.QS.exists():
        for title in (paused, retried, cancelled):
            run.skip(title, f"{rehearsal.QS} is not there; QS_BINARY names it")
        return
    try:
        with rehearsal.desk(run, browser) as (page, vendor):
            if run.check(paused, lambda: rehearsal.pause_and_resume(page, vendor)):
                run.check(retried, lambda: rehearsal.retry_failed(page, vendor))
            run.check(cancelled, lambda: rehearsal.cancel(page))
    except Exception as error:
        def fails(reason: Exception = error) -> None:
            raise reason
        run.check("a rehearsed vendor and its server start and end", fails)


def main() -> int:
    password = os.environ.get("QS_ADMIN_PASSWORD", "")
    if password == "":
        print("Set QS_ADMIN_PASSWORD to the password of the administrator's account.", file=sys.stderr)
        return 2
    SHOTS.mkdir(parents=True, exist_ok=True)
    run = Run()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        admin = run.session(browser).page
        other = run.session(browser).page

        run.check("the first visit shows the door and no error", lambda: guards.first_visit_is_silent(admin))
        run.check("the door is accessible", lambda: guards.accessible(admin))
        run.check("a wrong password is refused", lambda: guards.wrong_password_is_refused(other), REFUSAL)
        run.check("an unknown account is refused in the same words", lambda: guards.unknown_account_is_refused_alike(other), REFUSAL)
        if not run.check("the administrator signs in", lambda: control.sign_in(admin, ADMIN, password)):
            browser.close()
            return run.finish()

        run.check("flow 1: the sample data are planned and ingested", lambda: hub.ingest_sample(admin))
        ingest_from_rehearsal(run, browser)
        run.check("an order that no provider takes is refused with a remedy", lambda: hub.refuse_plan(admin), REFUSAL)
        run.check("the coverage can be filtered and sorted", lambda: hub.filter_coverage(admin))
        run.check("the coverage can be grouped by finding", lambda: hub.group_by_finding(admin))
        run.check("the strip of months is read with the keys and as a table", lambda: hub.read_strip(admin))
        run.check("a symbol shows its bars, actions, names and coverage", lambda: hub.look_at_symbol(admin))
        run.check("a symbol is watched and left", lambda: hub.watch_symbol(admin))
        run.check("a finding is accepted with a reason, audited and reopened", lambda: hub.accept_finding(admin))
        run.check("the console completes, answers and says where it is cut", lambda: hub.ask_console(admin))
        run.check("the console refuses what is no question", lambda: hub.refuse_statement(admin), r"status of (400|403|409|422)")
        if DATA:
            run.check("a file is checked, mapped and taken in", lambda: hub.import_file(admin))
        else:
            run.skip("a file is checked, mapped and taken in", "QS_DATA is not set")
        run.check("changes and quarantined answers are listed", lambda: hub.read_changes(admin))
        run.check("the coverage scrolls at 50 frames a second", lambda: hub.scroll_coverage(admin))
        run.check("a table of 40,000 symbols paints within a second and scrolls at 50 frames a second", lambda: hub.scroll_many(run, browser, password))
        run.check("a broken specification is refused as it is typed", lambda: flows.refuse_bad_specification(admin))
        run.check("flow 2: a backtest runs", lambda: flows.run_backtest(admin))
        run.check("its tear sheet is whole", lambda: flows.read_tear_sheet(admin))
        run.check("it can be reproduced", lambda: flows.reproduce(admin))
        run.check("a second backtest runs", lambda: flows.run_backtest(admin))
        run.check("two runs can be compared", lambda: flows.compare_runs(admin))
        run.check("the administrator makes accounts", lambda: flows.make_accounts(admin))
        run.check("a disabled account is refused", lambda: guards.disabled_account_is_refused(admin, other), REFUSAL)
        run.check("a viewer is told why controls are off", lambda: guards.viewer_sees_reasons(other))
        run.check("flow 3: a run is proposed, and not by its own author decided", lambda: flows.propose(admin))
        run.check("flow 3: the second account approves", lambda: flows.approve(other))
        run.check("the decision arrives without a reload", lambda: flows.see_approval_arrive(admin))
        run.check("flow 4: the approved strategy trades a replay", lambda: flows.trade_replay(admin))
        run.check("flow 4: the rolling returns are of this desk", lambda: flows.read_rolling_returns(admin))
        run.check("flow 4: the equity moves", lambda: flows.see_equity_move(admin))
        run.check("an order by hand is judged, sent and listed", lambda: flows.send_order(admin))
        run.check("an order on a halted desk is refused and said to be", lambda: flows.refuse_order_when_halted(admin), r"status of (403|409|422)")
        run.check("a run over a shorter history says so", lambda: flows.run_beyond_the_data(admin))

        for address, _, name in control.PAGES:
            run.check(f"{name} fits 820 pixels", lambda: guards.look(admin, address, name, 820))
            run.check(f"{name} fits 1440 pixels", lambda: guards.look(admin, address, name, 1440))
            run.check(f"{name} is accessible", lambda: guards.accessible(admin))
        details: list[tuple[str, str]] = []
        run.check("a run, a comparison and a symbol have addresses", lambda: details.extend(flows.details(admin)))
        for address, name in details:
            run.check(f"{name} fits 820 pixels", lambda: guards.look(admin, address, name, 820))
            run.check(f"{name} fits 1440 pixels", lambda: guards.look(admin, address, name, 1440))
            run.check(f"{name} is accessible", lambda: guards.accessible(admin))
        run.check("a run's HTML tear sheet fits and is accessible", lambda: guards.tear_sheet_stands_alone(admin))
        run.check("the dialogs are accessible", lambda: guards.dialogs_are_accessible(admin))
        run.check("the keyboard reaches everything", lambda: guards.keyboard(admin))
        run.check("HALT and RESUME work on every page", lambda: guards.halt_from_every_page(admin))
        run.check("a halt shows in other tabs at once", lambda: guards.halt_reaches_other_tabs(admin, other))
        run.check("the audit trail names who halted and why", lambda: guards.audit_names_who_and_why(admin))
        if RESTART:
            run.check("the page reconnects after a restart", lambda: guards.reconnect_after_restart(admin), AWAY)
        else:
            run.skip("the page reconnects after a restart", "QS_RESTART is not set")
        run.check("signing out closes the door", lambda: guards.sign_out_closes_the_door(admin), REFUSAL)
        browser.close()
    print(f"Server: {BASE}")
    return run.finish()


if __name__ == "__main__":
    sys.exit(main())
