"""Kills the server with SIGKILL at twenty random moments of an ingestion from the stand-in.

After each restart no bar is doubled and nothing committed is missing; what is fetched again is what
was not saved; and the store ends as one that was never disturbed. Run it through ./test.sh, or by
hand: python3 Tests/System/ingest_crash.py [--listings 800] [--years 1] [--seed 7] [--kills 20]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from server import ROOT, Refused, Server

PASSWORD = "correct horse battery staple"
BATCH = 100
CONCURRENCY = 4
#: Calls for one symbol: bars, splits, dividends.
CALLS = 3
#: Calls of a run beside those for symbols and sessions: lists, calendars, a page more or less.
OVERHEAD = 60
passed = failed = 0


def check(name: str, holds: bool, seen: object = "") -> None:
    global passed, failed
    if holds:
        passed += 1
        print(f"ok    {name}", flush=True)
    else:
        failed += 1
        print(f"FAIL  {name}: {seen}", flush=True)


class StandIn:
    """A `qs rehearse fmp` over a generated market."""

    def __init__(self, listings: int, years: int, seed: int, through: date, log: Path):
        qs = os.environ.get("QS_BINARY", ROOT / ".build/debug/qs")
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [str(qs), "rehearse", "fmp", "--generate", str(listings), "--years", str(years),
                 "--seed", str(seed), "--through", through.isoformat(), "--port", "0"],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True)
        deadline = time.monotonic() + 60
        while True:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", log.read_text(errors="replace"))
            if found:
                self.port = int(found.group(1))
                return
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the stand-in does not listen:\n{log.read_text()}")
            time.sleep(0.05)

    def call(self, method: str, path: str, body: object | None = None) -> dict:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, json.dumps(body) if body is not None else None)
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {raw[:200]!r}")
        return json.loads(raw) if raw else {}

    @property
    def requests(self) -> int:
        return self.call("GET", "/rehearsal/state")["requests"]

    def move(self, through: date) -> None:
        self.call("POST", "/rehearsal/through", {"session": through.isoformat()})

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)


def next_session(day: date) -> date:
    """The next weekday; a holiday is a session without bars, which is as good a night."""
    day += timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


class Life:
    """One data directory, its server and the stand-in that it asks."""

    def __init__(self, folder: Path, options: argparse.Namespace, first: date):
        self.folder = folder
        folder.mkdir(parents=True)
        self.through = first
        self.stand_in = StandIn(
            options.listings, options.years, options.seed, first, folder / "stand-in.log")
        self.server = Server(
            folder / "data", PASSWORD, FMP_ADDRESS=f"http://127.0.0.1:{self.stand_in.port}",
            FMP_API_KEY="rehearsal", FMP_REQUESTS_PER_MINUTE="100000", FMP_BURST="100",
            FMP_CONCURRENCY=str(CONCURRENCY), DATA_BATCH_SIZE=str(BATCH)).start()
        self.client = self.server.sign_in()
        self.years = options.years

    def begin(self) -> str:
        """Starts the ingestion of everything up to the stand-in's last session."""
        start = self.through.replace(year=self.through.year - self.years, day=1)
        request = {"provider": "fmp", "from": start.isoformat(), "to": self.through.isoformat()}
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.client.post("/api/ingest", request)["id"]
            except Refused as refusal:
                # A job is called done a moment before its place is free.
                if refusal.status != 409 or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def state(self, job: str) -> str:
        return self.client.get(f"/api/jobs/{job}")["state"]

    def finish(self) -> dict:
        return self.client.wait_for_job(self.begin(), timeout=900)

    def advance(self) -> None:
        self.through = next_session(self.through)
        self.stand_in.move(self.through)

    def crash(self) -> None:
        self.server.kill()
        self.server.start()
        self.client = self.server.sign_in()

    def ask(self, sql: str) -> list[list[str | None]]:
        answer = self.client.post(
            "/api/data/query", {"sql": sql, "limit": 10000, "seconds": 60}, timeout=90)
        return answer["rows"]

    def count(self, sql: str) -> int:
        return int(self.ask(sql)[0][0] or 0)

    def stop(self) -> None:
        self.server.stop()
        self.stand_in.stop()


BARS = "SELECT count(*) FROM bars"
DOUBLED = ("SELECT count(*) FROM (SELECT symbol, session FROM bars GROUP BY symbol, session "
           "HAVING count(*) > 1)")
# A symbol's bars and its outcome are of one transaction: neither may be there without the other.
UNKNOWN = "SELECT count(DISTINCT symbol) FROM bars WHERE symbol NOT IN (SELECT symbol FROM outcomes)"
EMPTY = ("SELECT count(*) FROM outcomes WHERE result = 'saved' AND bars > 0 "
         "AND symbol NOT IN (SELECT symbol FROM bars)")


def contents(life: Life) -> dict[str, list]:
    """Everything that two stores of the same market must agree on, by table."""
    return {
        "bars": life.ask(
            "SELECT year(session) AS y, count(*), sum(hash(symbol, session, open, high, low, close, "
            "volume)) FROM bars GROUP BY y ORDER BY y"),
        "actions": life.ask(
            "SELECT count(*), sum(hash(symbol, effective_on, kind, new_shares, old_shares, amount, "
            "pay_date)) FROM actions"),
        "instruments": life.ask("SELECT count(*), sum(hash(symbol, name)) FROM instruments"),
        "changes": life.ask(
            "SELECT count(*), sum(hash(symbol, session, cause)) FROM data_changes"),
    }


def consistent(life: Life, moment: str, before: int) -> int:
    bars = life.count(BARS)
    check(f"{moment}: no bar is doubled", life.count(DOUBLED) == 0)
    check(f"{moment}: no bar is lost", bars >= before, (bars, before))
    check(f"{moment}: bars and outcomes agree",
          life.count(UNKNOWN) == 0 and life.count(EMPTY) == 0,
          (life.count(UNKNOWN), life.count(EMPTY)))
    return bars


def disturbed(life: Life, options: argparse.Namespace) -> list[date]:
    """Kills at random moments, night after night; returns the nights."""
    chance = random.Random(options.seed)
    nights, bars = [life.through], 0
    job = life.begin()
    for number in range(1, options.kills + 1):
        time.sleep(chance.uniform(0.05, options.longest))
        while life.state(job) == "done":
            life.advance()
            nights.append(life.through)
            job = life.begin()
            time.sleep(chance.uniform(0.0, 0.4))
        life.crash()
        moment = f"kill {number} on {life.through}"
        bars = consistent(life, moment, bars)
        view = life.client.get(f"/api/jobs/{job}")
        check(f"{moment}: a job cut short is not called running",
              view["state"] in ("interrupted", "done"), view)
        job = life.begin()
    end = life.client.wait_for_job(job, timeout=900)
    check("the last ingestion ends", end["state"] == "done", end)
    return nights


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--listings", type=int, default=800)
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--longest", type=float, default=3.0)
    options = parser.parse_args()
    first = date(2026, 10, 1)
    lives: list[Life] = []
    with tempfile.TemporaryDirectory(prefix="qs-ingest-crash-") as folder:
        try:
            killed = Life(Path(folder) / "killed", options, first)
            lives.append(killed)
            nights = disturbed(killed, options)
            asked = killed.stand_in.requests
            calm = Life(Path(folder) / "calm", options, first)
            lives.append(calm)
            for index, night in enumerate(nights):
                if index > 0:
                    calm.advance()
                end = calm.finish()
                check(f"the undisturbed night of {night} ends", end["state"] == "done", end)
            once = calm.stand_in.requests
            # A kill costs the batch that was not saved yet, what was in the air, and asking for lists,
            # calendars and the overlap again.
            worst = options.kills * (CALLS * (BATCH + CONCURRENCY) + OVERHEAD)
            check("at most one unsaved batch a kill is fetched again", asked - once <= worst,
                  (asked, once, worst))
            seen, expected = contents(killed), contents(calm)
            for table in expected:
                check(f"the same {table} as never disturbed", seen[table] == expected[table],
                      (seen[table], expected[table]))
            check("there was something to lose", killed.count(BARS) > 100 * options.listings,
                  killed.count(BARS))
            print(f"      {asked} requests with {options.kills} kills over {len(nights)} nights, "
                  f"{once} without; {killed.count(BARS)} bars", flush=True)
        finally:
            for life in lives:
                life.stop()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
