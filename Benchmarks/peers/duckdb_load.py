"""Loads the same bars with Python's DuckDB from an Arrow table; one JSON line.

    pip install duckdb==1.5.5 pyarrow
    warehouse-bench --write bars.parquet
    python3 duckdb_load.py --data bars.parquet

Reading the Parquet file into the Arrow table is not measured; closing the database is.
"""

import argparse
import json
import os
import resource
import tempfile
import time

import duckdb
import pyarrow.parquet

TABLE = """
CREATE TABLE bars (
  symbol VARCHAR NOT NULL, session DATE NOT NULL, open DOUBLE, high DOUBLE, low DOUBLE,
  close DOUBLE, volume DOUBLE, source VARCHAR NOT NULL
)
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    bars = pyarrow.parquet.read_table(options.data)

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "peer.duckdb")
        wall, cpu = time.monotonic(), time.process_time()
        connection = duckdb.connect(path, config={"threads": options.threads})
        connection.execute(TABLE)
        connection.register("arrow", bars)
        connection.execute(
            "INSERT INTO bars "
            "SELECT symbol, date, open, high, low, close, volume, 'made' FROM arrow"
        )
        connection.close()
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6

        connection = duckdb.connect(path, read_only=True)
        count, total = connection.execute("SELECT count(*), fsum(close) FROM bars").fetchone()
        connection.close()

    print(
        json.dumps(
            {
                "benchmark": "warehouse-peer",
                "source": "file",
                "rows": bars.num_rows,
                "wall_s": wall,
                "cpu_s": cpu,
                "rss_peak_mb": peak,
                "rows_per_s": round(bars.num_rows / wall),
                "count": count,
                "sum_close": total,
                "library": f"v{duckdb.__version__}",
            },
            separators=(",", ":"),
        )
    )


if __name__ == "__main__":
    main()
