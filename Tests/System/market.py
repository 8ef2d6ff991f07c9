"""Rehearses a small market with planted faults: load, health, two nights, readers, a second process.

Every planted fault must be found by its rule, symbols without one must be clean, and what changes
overnight must be in the data the next morning. Run it through ./test.sh, or by hand:
python3 Tests/System/market.py
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from server import ROOT, Client, Refused, Server, free_port

PASSWORD = "correct horse battery staple"
THROUGH, NIGHTS = "2026-11-16", ["2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]
passed = failed = 0


def check(name: str, holds: bool, seen: object = "") -> None:
    global passed, failed
    if holds:
        passed += 1
        print(f"ok    {name}")
    else:
        failed += 1
        print(f"FAIL  {name}: {str(seen)[:2000]}")


class StandIn:
    """The vendor's stand-in, in a process of its own."""

    def __init__(self, qs: Path, *arguments: str):
        self.port = free_port()
        self.process = subprocess.Popen(
            [str(qs), "rehearse", "fmp", "--port", str(self.port), *arguments], cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        deadline = time.monotonic() + 60
        while True:
            try:
                self.call("GET", "/rehearsal/state")
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def call(self, method: str, path: str, body: object | None = None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, None if body is None else json.dumps(body),
                           {"apikey": "rehearsal", "Content-Type": "application/json"})
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {raw[:200]!r}")
        return json.loads(raw) if raw else None

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def everything(client: Client, path: str) -> list:
    """All rows of a paged answer."""
    rows: list = []
    glue = "&" if "?" in path else "?"
    while True:
        page = client.get(f"{path}{glue}limit=1000&offset={len(rows)}")
        rows += page["rows"]
        if len(rows) >= page["total"]:
            return rows


def quiet(client: Client) -> None:
    """Waits until no job runs, the health check that follows an ingestion included."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if all(job["state"] not in ("waiting", "running") for job in client.get("/api/jobs?limit=20")):
            return
        time.sleep(0.2)
    raise TimeoutError("jobs did not end")


def ingest(client: Client, **request: object) -> dict:
    job = client.wait_for_job(client.post("/api/ingest", {"provider": "fmp", **request})["id"])
    quiet(client)
    return job


def read_while(client: Client, ends: threading.Event, latencies: list, errors: list) -> None:
    paths = ["/api/data/coverage?limit=50", "/api/jobs?limit=5", "/api/data/findings?limit=20"]
    turn = 0
    while not ends.is_set():
        begun = time.monotonic()
        try:
            Client(client.port, client.token).get(paths[turn % len(paths)])
            latencies.append(time.monotonic() - begun)
        except (OSError, Refused, http.client.HTTPException) as error:
            errors.append(str(error))
        turn += 1
        time.sleep(0.02)


def load(client: Client) -> None:
    ends, latencies, errors = threading.Event(), [], []
    readers = [threading.Thread(target=read_while, args=(client, ends, latencies, errors))
               for _ in range(4)]
    for reader in readers:
        reader.start()
    job = ingest(client, to=THROUGH)
    ends.set()
    for reader in readers:
        reader.join()
    check("the first load ends", job["state"] == "done", job)
    check("four readers saw no error while it was written", not errors and len(latencies) > 20,
          errors[:3])
    ordered = sorted(latencies)
    print(f"      {len(ordered)} questions, 99 of 100 within "
          f"{1000 * ordered[int(len(ordered) * 0.99)]:.0f} ms, the slowest "
          f"{1000 * ordered[-1]:.0f} ms")


def health(client: Client, market: StandIn) -> None:
    planted = market.call("GET", "/rehearsal/planted")
    now = [p for p in planted if p["session"] <= THROUGH and p.get("rule")]
    found = everything(client, "/api/data/findings?state=open")
    by_symbol: dict[str, set] = {}
    for finding in found:
        by_symbol.setdefault(finding["symbol"], set()).add(finding["rule"])
    missed = [p for p in now if p["rule"] not in by_symbol.get(p["symbol"], ())]
    check(f"each of {len(now)} planted faults is found by its rule", not missed and now, missed[:8])
    guilty = {p["symbol"] for p in planted}
    innocent = [f for f in found if f["symbol"] not in guilty]
    check("no finding on clean data", not innocent, innocent[:5])
    page = client.get("/api/data/findings?limit=1&state=open")
    finding = page["rows"][0]
    try:
        client.post(f"/api/data/findings/{finding['id']}/repair", {"action": "accept"})
        check("nothing is accepted without a reason", False)
    except Refused as refusal:
        check("nothing is accepted without a reason", refusal.status in (400, 422), refusal)
    accepted = client.post(f"/api/data/findings/{finding['id']}/repair",
                           {"action": "accept", "reason": "Seen and understood, it is as it is."})
    check("a finding is accepted with a reason", accepted["finding"]["state"] == "accepted", accepted)
    trail = client.get("/api/audit?limit=20")
    check("the audit trail has the decision",
          any("Seen and understood" in entry["rationale"] for entry in trail), trail[:2])


def nights(client: Client, market: StandIn) -> None:
    planted = market.call("GET", "/rehearsal/planted")
    for night in NIGHTS:
        market.call("POST", "/rehearsal/through", {"session": night})
        job = ingest(client, to=night)
        check(f"the night of {night} ends", job["state"] == "done", job)
    changes = client.get("/api/data/changes?limit=1000")
    causes = {(c["symbol"], c["cause"]) for c in changes}
    late = [p for p in planted if p["kind"] == "late-correction"]
    missed = [p for p in late if (p["symbol"], "correction") not in causes]
    check(f"{len(late)} late corrections are picked up", not missed and late, missed[:5])
    splits = [p for p in planted
              if p["kind"] == "coming-split" and THROUGH < p["session"] <= NIGHTS[-1]]
    lost = []
    for split in splits:
        bars = client.get(f"/api/data/bars/{split['symbol']}?from=2026-11-01&adjustment=raw")
        if not any(a["kind"] == "split" and a["session"] == split["session"] for a in bars["actions"]):
            lost.append(split)
    check(f"{len(splits)} splits of these nights are in the data", not lost and splits, lost[:5])


def longest(client: Client, count: int) -> list[str]:
    """The symbols with the most bars."""
    page = client.get(f"/api/data/coverage?limit={count}&sort=bars&order=falling")
    return [row["symbol"] for row in page["rows"]]


def reports(client: Client, market: StandIn) -> None:
    """What failed of the company reports is asked for again by its job."""
    symbols = longest(client, 3)
    # Each symbol's first kind of report is asked for twice before it is given up.
    market.call("POST", "/rehearsal/faults",
                [{"kind": "wrongShape", "times": 2 * len(symbols), "path": "income-statement"}])
    job = ingest(client, what="fundamentals", symbols=symbols)
    faults = client.get(f"/api/jobs/{job['id']}/faults")
    check("reports that cannot be read are named by company",
          sorted(f["symbol"] for f in faults) == sorted(symbols), faults)
    check("a company that failed does not count as saved",
          job["ingestion"]["saved"] == 0 and job["ingestion"]["failed"] == len(symbols), job)
    again = client.wait_for_job(client.post(f"/api/jobs/{job['id']}/retry")["id"])
    check("a retry fetches the reports of those that failed",
          again["state"] == "done" and again["ingestion"]["saved"] == len(symbols), again)
    facts = client.get(f"/api/data/symbols/{symbols[0]}/facts")
    check("their figures are there", len(facts) > 0, facts)
    check("nothing is left of what failed", client.get(f"/api/jobs/{job['id']}/faults") == [])


def minutes(client: Client, market: StandIn) -> None:
    """Bars within sessions: fetched, once, retried, and each instant held once."""
    symbols = longest(client, 2)
    wanted = {"symbols": symbols, "interval": "5min", "from": "2026-11-02", "to": "2026-11-13"}
    plan = client.post("/api/ingest/plan", {"provider": "fmp", **wanted})
    check("a plan says sessions and calls", plan["symbols"] == 2 and plan["sessions"] == 10, plan)
    job = ingest(client, **wanted)
    check("bars of 5 minutes are fetched", job["state"] == "done" and job["ingestion"]["saved"] == 2, job)
    held = client.get(f"/api/data/symbols/{symbols[0]}")["minutes"]
    check("ten sessions of them are held", [(h["minutes"], h["bars"]) for h in held] == [(5, 780)], held)
    idle = ingest(client, **wanted)
    check("the same again fetches nothing", idle["ingestion"]["bars"] == 0, idle)
    market.call("POST", "/rehearsal/faults",
                [{"kind": "wrongShape", "times": 4, "path": "historical-chart/5min"}])
    failed = ingest(client, **{**wanted, "from": "2026-10-26"})
    again = client.wait_for_job(client.post(f"/api/jobs/{failed['id']}/retry")["id"])
    held = client.get(f"/api/data/symbols/{symbols[0]}")["minutes"]
    check("what failed is fetched by a retry, over the same days",
          failed["ingestion"]["failed"] == 2 and again["ingestion"]["saved"] == 2
          and held[0]["bars"] == 15 * 78, (failed, again, held))
    double = client.post("/api/data/query", {
        "sql": "SELECT count(*) - count(DISTINCT (symbol, interval_minutes, opens_at)) FROM minutes"})
    check("no instant is held twice", double["rows"] == [["0"]], double)


def second_process(server: Server) -> None:
    """Another process gets the API and never the file."""
    answer = subprocess.run(
        [str(server.qs), "doctor", "--data", str(server.data)], cwd=ROOT, capture_output=True,
        text=True, timeout=60, check=False)
    check("another process does not open the file behind the server's back",
          "holds it" in answer.stdout + answer.stderr or answer.returncode in (0, 1, 3),
          (answer.returncode, answer.stderr[-300:]))


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="qs-market-") as folder:
        server = Server(Path(folder) / "data", PASSWORD)
        market = StandIn(server.qs, "--generate", "400", "--years", "3", "--seed", "5",
                         "--through", THROUGH, "--plant")
        server.environment.update(
            FMP_ADDRESS=f"http://127.0.0.1:{market.port}", FMP_API_KEY="rehearsal",
            FMP_REQUESTS_PER_MINUTE="100000")
        try:
            client = server.start().sign_in()
            load(client)
            health(client, market)
            nights(client, market)
            reports(client, market)
            minutes(client, market)
            second_process(server)
        finally:
            server.stop()
            market.stop()
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
