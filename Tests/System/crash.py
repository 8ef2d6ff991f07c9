"""Kills the server with SIGKILL in the middle of an ingest, a backtest and a trading replay.

After each restart nothing committed is missing or doubled, and the desk is in the state it was
halted in. Run it through ./test.sh, or by hand: python3 Tests/System/crash.py
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from server import Client, Refused, Server

PASSWORD = "correct horse battery staple"
SECOND = "another fine long password"
passed = failed = 0


def check(name: str, holds: bool, seen: object = "") -> None:
    global passed, failed
    if holds:
        passed += 1
        print(f"ok    {name}")
    else:
        failed += 1
        print(f"FAIL  {name}: {seen}")


def everything(client: Client, path: str) -> list:
    """All pages of a list."""
    rows: list = []
    while True:
        page = client.get(f"{path}?limit=1000&offset={len(rows)}")
        rows += page
        if len(page) < 1000:
            return rows


def ingest(server: Server) -> None:
    client = server.sign_in()
    job = client.post("/api/ingest", {"provider": "sample"})
    time.sleep(0.15)
    server.kill()
    server.start()
    client = server.sign_in()
    view = client.get(f"/api/jobs/{job['id']}")
    check("an ingest cut short is not called running", view["state"] in ("interrupted", "done"), view)
    after_crash = sum(row["bars"] for row in client.get("/api/data/coverage?limit=1000")["rows"])
    again = client.wait_for_job(client.post("/api/ingest", {"provider": "sample"})["id"])
    check("the ingest resumes and ends", again["state"] == "done", again)
    coverage = client.get("/api/data/coverage?limit=1000")["rows"]
    total = sum(row["bars"] for row in coverage)
    check("no bar is lost by resuming", total >= after_crash > -1, (after_crash, total))
    third = client.wait_for_job(client.post("/api/ingest", {"provider": "sample"})["id"])
    check("a third ingest adds nothing", third["state"] == "done"
          and sum(r["bars"] for r in client.get("/api/data/coverage?limit=1000")["rows"]) == total, third)
    check("no duplicate bar is found",
          not [f for f in client.get("/api/data/findings?limit=1000")["rows"] if f["rule"] == "duplicate-session"])


def specification(client: Client, wanted: str) -> dict:
    for strategy in client.get("/api/strategies"):
        if wanted in strategy["name"].lower():
            return strategy
    raise AssertionError(f"no strategy is called {wanted}")


def backtest(server: Server) -> str:
    client = server.sign_in()
    strategy = specification(client, "crossover")
    request = {"specification": strategy["specification"], "from": "2001-01-02",
               "to": "2012-12-31", "seed": 7}
    first = client.wait_for_job(client.post("/api/backtests", request)["id"])
    check("a backtest ends", first["state"] == "done", first)
    for wait in (0.0, 0.05, 0.2):
        job = client.post("/api/backtests", request)
        time.sleep(wait)
        server.kill()
        server.start()
        client = server.sign_in()
        view = client.get(f"/api/jobs/{job['id']}")
        check(f"a backtest killed after {wait} s is done or interrupted",
              view["state"] in ("done", "interrupted"), view)
    runs = everything(client, "/api/runs")
    trials = everything(client, "/api/trials")
    check("each trial has its run and each run its trial",
          sorted(r["id"] for r in runs) == sorted(t["run"] for t in trials), (len(runs), len(trials)))
    check("trials are numbered without a gap",
          sorted(t["number"] for t in trials) == list(range(1, len(trials) + 1)))
    check("no run is doubled", len({r["id"] for r in runs}) == len(runs))
    check("runs of one request have one digest", len({r["digest"] for r in runs}) == 1,
          [r["digest"] for r in runs])
    return first["result"]


def approve(server: Server, run: str) -> str:
    client = server.sign_in()
    try:
        client.post("/api/accounts", {"name": "riley", "role": "risk", "password": SECOND})
    except Refused as refusal:
        if refusal.status != 409:
            raise
    proposal = client.post("/api/proposals", {"run": run, "rationale": "Steady in the rehearsal."})
    try:
        client.post(f"/api/proposals/{proposal['id']}/decision",
                    {"approve": True, "rationale": "My own, so it is fine.", "days": 30})
        check("nobody approves an own proposal", False)
    except Refused as refusal:
        check("nobody approves an own proposal", refusal.status in (403, 409, 422), refusal)
    second = server.sign_in("riley", SECOND)
    decided = second.post(f"/api/proposals/{proposal['id']}/decision",
                          {"approve": True, "rationale": "Reviewed the tear sheet.", "days": 30})
    check("a second person approves", decided["state"] == "approved", decided)
    return decided["specificationHash"]


def wait_until(client: Client, holds, timeout: float = 120) -> dict:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        desk = client.get("/api/desk")
        if holds(desk):
            return desk
        time.sleep(0.05)
    raise TimeoutError(f"the desk did not get there: {desk}")


START = {"from": "2003-01-02", "to": "2004-12-31", "speed": 100, "capital": 1_000_000}


def outline(orders: list) -> list:
    """What must not differ between two lives of one replay: fills; identities may."""
    return sorted((o["placedOn"], o["symbol"], o["side"], o["filled"], o["averagePrice"])
                  for o in orders if o["filled"])


def undisturbed(server: Server, strategy: str) -> tuple[float, list]:
    client = server.sign_in()
    client.post("/api/desk/start", {"specificationHash": strategy, **START, "speed": 1000})
    desk = wait_until(client, lambda d: d["phase"] == "finished")
    return desk["equity"], outline(everything(client, "/api/desk/orders"))


def interrupted(server: Server, strategy: str) -> tuple[float, list]:
    """Killed while active and resumed at once: nothing traded in between may differ."""
    client = server.sign_in()
    client.post("/api/desk/start", {"specificationHash": strategy, **START})
    for sessions in (70, 160, 300):
        wait_until(client, lambda d: d["sessionsDone"] >= sessions)
        server.kill()
        server.start()
        client = server.sign_in()
        server.sign_in("riley", SECOND).post(
            "/api/desk/resume", {"reason": "Reconciled after the power failure."})
    desk = wait_until(client, lambda d: d["phase"] == "finished")
    return desk["equity"], outline(everything(client, "/api/desk/orders"))


def replay(server: Server, strategy: str) -> tuple[float, list]:
    client = server.sign_in()
    client.post("/api/desk/start", {"specificationHash": strategy, **START})
    wait_until(client, lambda d: d["sessionsDone"] >= 60)
    server.kill()
    server.start()
    client = server.sign_in()
    desk = client.get("/api/desk")
    check("after an unclean stop the desk is halted", desk["tradingState"] == "halted", desk)
    check("it remembers how far it was", desk["sessionsDone"] >= 60, desk["sessionsDone"])
    risk = server.sign_in("riley", SECOND)
    risk.post("/api/desk/resume", {"reason": "Reconciled after the power failure."})
    wait_until(client, lambda d: d["sessionsDone"] >= 200)
    halted = client.post("/api/desk/halt", {"reason": "Drill: stop everything."})
    check("HALT is confirmed", halted["tradingState"] == "halted", halted)
    server.kill()
    server.start()
    client = server.sign_in()
    desk = client.get("/api/desk")
    check("a halt survives SIGKILL", desk["tradingState"] == "halted"
          and "Drill" in (desk["stateReason"] or ""), desk)
    orders = everything(client, "/api/desk/orders")
    check("no order is doubled", len({o["id"] for o in orders}) == len(orders))
    verdict = client.get("/api/audit/verification")
    check("the audit trail is intact", verdict["isIntact"], verdict)
    risk = server.sign_in("riley", SECOND)
    risk.post("/api/desk/resume", {"reason": "The drill is over."})
    desk = wait_until(client, lambda d: d["phase"] == "finished")
    return desk["equity"], everything(client, "/api/desk/orders")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="qs-crash-") as folder:
        server = Server(Path(folder) / "data", PASSWORD).start()
        try:
            ingest(server)
            run = backtest(server)
            strategy = approve(server, run)
            calm = undisturbed(server, strategy)
            check("an undisturbed replay fills orders", len(calm[1]) > 10, calm)
            troubled = interrupted(server, strategy)
            check("three kills change neither fills nor equity", calm == troubled,
                  (calm[0], troubled[0], len(calm[1]), len(troubled[1])))
            equity, orders = replay(server, strategy)
            check("the replay ends with money", equity and equity > 0, equity)
            filled = [o for o in orders if o["state"] == "filled"]
            check("orders were filled", len(filled) > 0, len(orders))
            server.stop()
        finally:
            if server.process and server.process.poll() is None:
                server.stop()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
