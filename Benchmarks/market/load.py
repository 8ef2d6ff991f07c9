"""Loads a whole generated market through a running server, then refreshes it for some nights.

    qs=.build/release/qs
    python3 Benchmarks/market/load.py --qs $qs --symbols 40000 --years 10 --nights 2

A stand-in for the vendor and a server are started on free ports of this machine; the server's memory
is sampled all the time, four readers ask small questions meanwhile. Each phase prints one JSON line, with
the waits of every question apart; `/api/health`, which touches no store, says what the machine itself costs.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "System"))

from server import Client, Refused, Server, free_port  # noqa: E402

PASSWORD = "correct horse battery staple"


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def spread(waits: list[float]) -> dict[str, float]:
    """Milliseconds in the middle, at the 99th of a hundred and at most."""
    ordered = sorted(waits) or [0.0]
    places = {"p50_ms": len(ordered) // 2, "p99_ms": int(len(ordered) * 0.99), "max_ms": -1}
    return {name: round(ordered[place], 1) for name, place in places.items()}


class Market:
    """The vendor's stand-in."""

    def __init__(self, options: argparse.Namespace):
        self.port = free_port()
        command = [options.qs, "rehearse", "fmp", "--generate", str(options.symbols), "--years",
                   str(options.years), "--seed", str(options.seed), "--through", options.through,
                   "--port", str(self.port)]
        if options.plant:
            command.append("--plant")
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                self.state()
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("the stand-in did not answer")

    def call(self, method: str, path: str, body: object | None = None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, None if body is None else json.dumps(body),
                           {"apikey": "rehearsal", "Content-Type": "application/json"})
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{path}: {answer.status} {raw[:200]!r}")
        return json.loads(raw) if raw else None

    def state(self):
        return self.call("GET", "/rehearsal/state")

    def move_to(self, session: str) -> None:
        self.call("POST", "/rehearsal/through", {"session": session})


class Watch(threading.Thread):
    """Samples memory and asks small questions until told to stop."""

    def __init__(self, server: Server, token: Client, readers: int):
        super().__init__(daemon=True)
        self.server, self.token, self.readers = server, token, readers
        self.samples: list[float] = []
        self.latencies: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.ends = threading.Event()

    FLOOR = "/api/health"
    PATHS = ["/api/data/coverage?limit=50", "/api/status", "/api/jobs?limit=5",
             "/api/data/coverage?limit=20&search=A"]

    def ask(self, paths: list[str], number: int) -> None:
        turn = number
        while not self.ends.is_set():
            path = paths[turn % len(paths)]
            begun = time.monotonic()
            try:
                Client(self.token.port, self.token.token).get(path)
                self.latencies[path].append((time.monotonic() - begun) * 1000)
            except (OSError, Refused, http.client.HTTPException) as error:
                self.errors.append(str(error))
            turn += 1
            time.sleep(0.1)

    def run(self) -> None:
        readers = [threading.Thread(target=self.ask, args=(self.PATHS, n), daemon=True)
                   for n in range(self.readers)]
        if readers:
            readers.append(
                threading.Thread(target=self.ask, args=([self.FLOOR], 0), daemon=True))
        for reader in readers:
            reader.start()
        while not self.ends.wait(0.5):
            self.samples.append(resident(self.server.process.pid))
        for reader in readers:
            reader.join()

    def summary(self) -> dict:
        asked = [each for path in self.PATHS for each in self.latencies[path]]
        tenth = max(1, len(self.samples) // 10)
        return {
            "rss_begin_mb": round(sum(self.samples[:tenth]) / tenth, 1),
            "rss_end_mb": round(sum(self.samples[-tenth:]) / tenth, 1),
            "rss_peak_mb": round(max(self.samples, default=0), 1),
            "questions": len(asked), "errors": len(self.errors),
            "first_error": self.errors[0] if self.errors else None, **spread(asked),
            "waits": {path: spread(self.latencies[path]) for path in [*self.PATHS, self.FLOOR]},
        }


def phase(name: str, server: Server, client: Client, market: Market, request: dict,
          readers: int, timeout: float) -> dict:
    watch = Watch(server, client, readers)
    pids = server.process.pid, market.process.pid
    cpu = [cpu_seconds(pid) for pid in pids]
    calls = market.state().get("requests", 0)
    watch.start()
    begun = time.monotonic()
    job = client.post("/api/ingest", request)
    view = client.wait_for_job(job["id"], timeout=timeout)
    wall = time.monotonic() - begun
    watch.ends.set()
    watch.join()
    spent = [cpu_seconds(pid) - before for pid, before in zip(pids, cpu)]
    detail = view.get("ingestion") or {}
    size = sum(f.stat().st_size for f in server.data.glob("quant.duckdb*"))
    figures = {
        "phase": name, "state": view["state"], "message": view["message"],
        "bars": detail.get("bars"), "wall_s": round(wall, 2),
        "server_cpu_s": round(spent[0], 2), "market_cpu_s": round(spent[1], 2),
        "bars_per_s": round((detail.get("bars") or 0) / wall),
        "calls": market.state().get("requests", 0) - calls,
        "megabytes_received": round((detail.get("bytes") or 0) / 1e6, 1),
        "file_mb": round(size / 1e6, 1), **watch.summary(),
    }
    print(json.dumps(figures), flush=True)
    return figures


def wait_for_health(client: Client, timeout: float) -> None:
    begun = time.monotonic()
    deadline = begun + timeout
    while time.monotonic() < deadline:
        running = [job for job in client.get("/api/jobs?limit=20")
                   if job["state"] in ("waiting", "running")]
        if not running:
            break
        time.sleep(0.5)
    tally = client.get("/api/data/findings/tally")
    print(json.dumps({"phase": "health", "wall_s": round(time.monotonic() - begun, 1),
                      "tally": {row["rule"]: row["findings"] for row in tally}}), flush=True)


def pages(client: Client) -> None:
    """How long the Data Hub's own requests take."""
    asked = {
        "coverage, first page": "/api/data/coverage?limit=200",
        "coverage, far page": "/api/data/coverage?limit=200&offset=39000",
        "coverage, by bars": "/api/data/coverage?limit=200&sort=bars&order=falling",
        "coverage, search": "/api/data/coverage?limit=200&search=ab",
        "coverage, by findings": "/api/data/coverage?limit=200&sort=findings&order=falling",
        "strip": "/api/data/coverage/strip",
        "findings": "/api/data/findings?limit=200",
        "tally": "/api/data/findings/tally",
        "tables": "/api/data/tables",
        "status": "/api/status",
    }
    worst = {}
    for name, path in asked.items():
        times = []
        for _ in range(10):
            begun = time.monotonic()
            client.get(path)
            times.append((time.monotonic() - begun) * 1000)
        worst[name] = {"median_ms": round(sorted(times)[5], 1), "max_ms": round(max(times), 1)}
    print(json.dumps({"phase": "pages", **worst}), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--qs", default=str(ROOT / ".build/release/qs"))
    parser.add_argument("--symbols", type=int, default=40_000)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--through", default="2026-11-18")
    parser.add_argument("--nights", nargs="*", default=["2026-11-19", "2026-11-20"])
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--plant", action="store_true")
    parser.add_argument("--keep", help="folder of the data, kept; a temporary one otherwise")
    parser.add_argument("--timeout", type=float, default=3600)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qs-market-") as scratch:
        folder = Path(options.keep or scratch) / "data"
        market = Market(options)
        server = Server(
            folder, PASSWORD, Path(options.qs), FMP_ADDRESS=f"http://127.0.0.1:{market.port}",
            FMP_API_KEY="rehearsal", FMP_REQUESTS_PER_MINUTE="100000")
        try:
            server.start()
            client = server.sign_in()
            ends = options.through
            phase("first load", server, client, market,
                  {"provider": "fmp", "to": ends, "from": "1990-01-02"}, options.readers,
                  options.timeout)
            wait_for_health(client, options.timeout)
            pages(client)
            for night in options.nights:
                market.move_to(night)
                phase(f"night of {night}", server, client, market,
                      {"provider": "fmp", "to": night}, options.readers, options.timeout)
                wait_for_health(client, options.timeout)
        finally:
            server.stop()
            market.process.send_signal(signal.SIGTERM)
            market.process.wait(timeout=30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
