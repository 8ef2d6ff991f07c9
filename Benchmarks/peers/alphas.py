"""Computes the ten formulas of alpha-bench with pandas (wide tables) or polars; one JSON line.

    pip install pandas==3.1.1 polars==2.1.0 pyarrow
    alpha-bench --write bars.csv
    python3 alphas.py --data bars.csv --with pandas
    POLARS_MAX_THREADS=1 python3 alphas.py --data bars.csv --with polars

Reading the file and shaping it is not measured. What the formulas share (ranks, returns) is computed
where it is needed, as these libraries' users write it. `check` must agree with alpha-bench.
"""

import argparse
import json
import resource
import time


def read(path):
    import polars

    bars = polars.read_csv(path) if path.endswith(".csv") else polars.read_parquet(path)
    return bars.with_columns(polars.col("date").cast(polars.String))


def with_pandas(bars, only):
    import numpy as np

    frame = bars.to_pandas()
    wide = {
        name: frame.pivot(index="date", columns="symbol", values=name).astype(float)
        for name in ("open", "high", "low", "close", "volume")
    }
    o, h, l, c, v = (wide[name] for name in ("open", "high", "low", "close", "volume"))

    def divide(x, y):
        return x / y.where(y != 0)

    def rank(x):
        return x.rank(axis=1, pct=True)

    def arg_max(x, d):
        return x.rolling(d).apply(np.argmax, raw=True) + 1

    def scale(x):
        return x.div(x.abs().sum(axis=1, min_count=1), axis=0)

    def one():
        returns = c.pct_change(fill_method=None)
        chosen = returns.rolling(20).std().where(returns < 0, c)
        return rank(arg_max(np.sign(chosen) * chosen.abs() ** 2, 5)) - 0.5

    def sixty():
        flow = divide((c - l) - (h - c), h - l) * v
        return -(2 * scale(rank(flow)) - scale(rank(arg_max(c, 10))))

    formulas = {
        1: one,
        4: lambda: -rank(l).rolling(9).rank(pct=True),
        6: lambda: -o.rolling(10).corr(v),
        12: lambda: np.sign(v.diff()) * -c.diff(),
        33: lambda: rank(-(1 - divide(o, c))),
        41: lambda: (h * l) ** 0.5 - (h + l + c) / 3,
        53: lambda: -divide((c - l) - (h - c), c - l).diff(9),
        54: lambda: divide(-((l - c) * o**5), (l - h) * c**5),
        60: sixty,
        101: lambda: (c - o) / (h - l + 0.001),
    }
    results, seconds = {}, {}
    for number, formula in formulas.items():
        if only and number not in only:
            continue
        start = time.process_time()
        results[number] = formula()
        seconds[number] = time.process_time() - start
    checks = {
        number: {"count": int(x.count().sum()), "sum": float(np.nansum(x.to_numpy()))}
        for number, x in results.items()
    }
    return seconds, checks


def with_polars(bars, only):
    import polars as pl

    symbols = bars.select("symbol").unique()
    dates = bars.select("date").unique()
    grid = dates.join(symbols, how="cross")
    frame = grid.join(bars, on=["date", "symbol"], how="left").sort("symbol", "date")
    frame = frame.with_columns(pl.col("volume").cast(pl.Float64))
    o, h, l, c, v = (pl.col(name) for name in ("open", "high", "low", "close", "volume"))

    def divide(x, y):
        return pl.when(y != 0).then(x / y)

    def rank(x):
        return (x.rank() / x.count()).over("date")

    def per_symbol(x):
        return x.over("symbol")

    def arg_max(frame, x, d):
        """Adds a column `peak`; the first of equal maxima counts, every value must be there."""
        frame = frame.with_columns(x.alias("x"))
        past = [per_symbol(pl.col("x").shift(d - 1 - place)) for place in range(d)]
        frame = frame.with_columns(*[p.alias(f"past{n}") for n, p in enumerate(past)])
        names = [f"past{n}" for n in range(d)]
        peak = pl.lit(None, dtype=pl.Float64)
        best = pl.max_horizontal(names)
        for place in reversed(range(d)):
            peak = pl.when(pl.col(names[place]) == best).then(float(place + 1)).otherwise(peak)
        whole = pl.all_horizontal([pl.col(name).is_not_null() for name in names])
        return frame.with_columns(pl.when(whole).then(peak).alias("peak"))

    def one():
        returns = c / per_symbol(c.shift(1)) - 1
        x = frame.with_columns(returns.alias("returns"))
        x = x.with_columns(
            per_symbol(pl.col("returns").rolling_std(20)).alias("deviation"))
        chosen = pl.when((pl.col("returns") < 0).fill_null(False)).then(pl.col("deviation"))
        chosen = chosen.otherwise(c)
        x = arg_max(x, chosen.sign() * chosen.abs() ** 2, 5)
        return x.select((rank(pl.col("peak")) - 0.5).alias("r"))

    def four():
        x = frame.with_columns(rank(l).alias("x"))
        past = [per_symbol(pl.col("x").shift(n)) for n in range(9)]
        x = x.with_columns(*[p.alias(f"past{n}") for n, p in enumerate(past)])
        less = sum((pl.col(f"past{n}") < pl.col("x")).cast(pl.Float64) for n in range(1, 9))
        equal = sum((pl.col(f"past{n}") == pl.col("x")).cast(pl.Float64) for n in range(9))
        return x.select((-(less + (equal + 1) / 2) / 9).alias("r"))

    def sixty():
        flow = divide((c - l) - (h - c), h - l) * v
        x = arg_max(frame, c, 10)
        x = x.with_columns(rank(flow).alias("a"), rank(pl.col("peak")).alias("b"))
        a = pl.col("a") / pl.col("a").abs().sum().over("date")
        b = pl.col("b") / pl.col("b").abs().sum().over("date")
        return x.select((-(2 * a - b)).alias("r"))

    def plain(x):
        return lambda: frame.select(x.alias("r"))

    change = per_symbol(c.diff())
    share = divide((c - l) - (h - c), c - l)
    formulas = {
        1: one,
        4: four,
        6: plain(-per_symbol(pl.rolling_corr(o, v, window_size=10, min_samples=10))),
        12: plain(per_symbol(v.diff()).sign() * -change),
        33: plain(rank(-(1 - divide(o, c)))),
        41: plain((h * l) ** 0.5 - (h + l + c) / 3),
        53: plain(-per_symbol(share.diff(9))),
        54: plain(divide(-((l - c) * o**5), (l - h) * c**5)),
        60: sixty,
        101: plain((c - o) / (h - l + 0.001)),
    }
    results, seconds = {}, {}
    for number, formula in formulas.items():
        if only and number not in only:
            continue
        start = time.process_time()
        results[number] = formula()
        seconds[number] = time.process_time() - start
    checks = {}
    for number, x in results.items():
        values = x["r"].fill_nan(None)
        checks[number] = {"count": len(values) - values.null_count(), "sum": values.sum()}
    return seconds, checks


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--with", dest="library", choices=["pandas", "polars"], required=True)
    parser.add_argument("--only", type=int, nargs="*", help="numbers of formulas")
    options = parser.parse_args()
    bars = read(options.data)
    work = with_pandas if options.library == "pandas" else with_polars
    seconds, checks = work(bars, options.only)
    print(
        json.dumps(
            {
                "benchmark": f"alphas-peer-{options.library}",
                "source": "file",
                "rows": bars.height,
                "seconds_cpu": sum(seconds.values()),
                "seconds_cpu_each": seconds,
                "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
                "check": checks,
            }
        )
    )


if __name__ == "__main__":
    main()
