"""Loads daily bars over HTTP the way a Python pipeline does it; one JSON line.

    pip install duckdb==1.5.5 polars pyarrow requests httpx
    qs rehearse fmp --generate 2000 --years 10 --port 8099
    python3 ingest_pipeline.py --url http://127.0.0.1:8099/stable --symbols 2000

For each symbol: three GET requests (bars, splits, dividends) over one kept connection, JSON into a
polars frame, types, order, one row a date. Every 200 symbols: the old rows of the same symbols and
dates out, the new ones in, one transaction. `cpu_s` is this process alone, all of its threads.
"""

import argparse
import json
import os
import resource
import tempfile
import time

import duckdb
import httpx
import polars
import requests

TABLE = """
CREATE TABLE bars (
  symbol VARCHAR NOT NULL, session DATE NOT NULL, open DOUBLE, high DOUBLE, low DOUBLE,
  close DOUBLE, volume DOUBLE, source VARCHAR NOT NULL
);
CREATE TABLE actions (symbol VARCHAR NOT NULL, session DATE NOT NULL, kind VARCHAR, value DOUBLE)
"""

COLUMNS = ["adjOpen", "adjHigh", "adjLow", "adjClose", "volume"]


def bars_of(rows: list[dict]) -> polars.DataFrame:
    frame = polars.DataFrame(rows, infer_schema_length=None)
    return (
        frame.select(
            polars.col("symbol"),
            polars.col("date").str.to_date().alias("session"),
            *[polars.col(name).cast(polars.Float64) for name in COLUMNS],
        )
        .unique(["symbol", "session"], keep="first")
        .sort("session")
    )


def save(connection: duckdb.DuckDBPyConnection, frames: list, actions: list) -> int:
    if not frames:
        return 0
    batch = polars.concat(frames)
    connection.register("batch", batch.to_arrow())
    connection.execute("BEGIN")
    connection.execute(
        "DELETE FROM bars USING batch "
        "WHERE bars.symbol = batch.symbol AND bars.session = batch.session"
    )
    connection.execute("INSERT INTO bars SELECT *, 'fmp' FROM batch")
    if actions:
        connection.executemany("INSERT INTO actions VALUES (?, ?, ?, ?)", actions)
    connection.execute("COMMIT")
    connection.unregister("batch")
    return batch.height


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--key", default="rehearsal")
    parser.add_argument("--symbols", type=int, default=2000)
    parser.add_argument("--first", default="1990-01-01")
    parser.add_argument("--last", default="2100-01-01")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--client", choices=["requests", "httpx"], default="requests")
    options = parser.parse_args()

    session = requests.Session() if options.client == "requests" else httpx.Client()
    session.headers["apikey"] = options.key

    def get(path: str, **query: str) -> list[dict]:
        answer = session.get(f"{options.url}/{path}", params=query, timeout=60)
        answer.raise_for_status()
        return answer.json()

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "peer.duckdb")
        listed = sorted(row["symbol"] for row in get("stock-list"))[: options.symbols]
        wall, cpu = time.monotonic(), time.process_time()
        connection = duckdb.connect(path, config={"threads": options.threads})
        connection.execute(TABLE)
        rows = 0
        frames: list[polars.DataFrame] = []
        actions: list[tuple] = []
        for number, symbol in enumerate(listed, 1):
            found = get(
                "historical-price-eod/non-split-adjusted",
                **{"symbol": symbol, "from": options.first, "to": options.last},
            )
            if found:
                frames.append(bars_of(found))
            for row in get("splits", symbol=symbol):
                value = row["numerator"] / row["denominator"]
                actions.append((symbol, row["date"], "split", value))
            for row in get("dividends", symbol=symbol):
                actions.append((symbol, row["date"], "dividend", row["dividend"]))
            if number % 200 == 0:
                rows += save(connection, frames, actions)
                frames, actions = [], []
        rows += save(connection, frames, actions)
        connection.close()
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        connection = duckdb.connect(path, read_only=True)
        count, total = connection.execute("SELECT count(*), fsum(close) FROM bars").fetchone()
        connection.close()

    print(
        json.dumps(
            {
                "benchmark": f"ingest-peer, {options.client}",
                "symbols": len(listed),
                "rows": rows,
                "wall_s": wall,
                "cpu_s": cpu,
                "rss_peak_mb": peak,
                "rows_per_cpu_s": round(rows / cpu),
                "count": count,
                "sum_close": total,
            },
            separators=(",", ":"),
        )
    )


if __name__ == "__main__":
    main()
