"""The peers of stats-bench: numpy, empyrical and arch on the same made returns; one JSON line.

    pip install numpy empyrical-reloaded arch
    python3 Benchmarks/peers/stats.py

Milliseconds of processor time, the best of so many runs as each can bear. Checks: the sum of the
Sharpe ratios must be stats-bench's; p-values agree within chance.
"""

import json
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import time

import empyrical
import numpy as np
from arch.bootstrap import SPA, StationaryBootstrap, optimal_block_length

SERIES, SESSIONS = 1000, 2520
FIGURES = (
    empyrical.annual_return, empyrical.annual_volatility, empyrical.sharpe_ratio,
    empyrical.sortino_ratio, empyrical.max_drawdown, empyrical.calmar_ratio,
)


def noise(count, seed):
    """SplitMix64's uniform numbers, as the benchmark's own."""
    with np.errstate(over="ignore"):
        state = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state = state ^ (state >> np.uint64(31))
    return 0.04 * ((state >> np.uint64(11)).astype(float) * 2.0**-53 - 0.49)


def best(body, runs):
    least, check = float("inf"), None
    for _ in range(runs):
        start = time.process_time()
        check = body()
        least = min(least, time.process_time() - start)
    return round(least * 1000, 2), check


def by_empyrical(table):
    sharpes = 0.0
    for row in table:
        figures = [figure(row) for figure in FIGURES]
        centred = row - row.mean()
        spread = (centred**2).mean()
        figures += [(centred**3).mean() / spread**1.5, (centred**4).mean() / spread**2]
        sharpes += figures[2]
    return sharpes


def by_numpy(table):
    mean, deviation = table.mean(axis=1), table.std(axis=1, ddof=1)
    sharpe = mean / deviation * np.sqrt(252)
    downside = np.sqrt((np.minimum(table, 0) ** 2).mean(axis=1)) * np.sqrt(252)
    path = np.cumprod(1 + table, axis=1)
    yearly = path[:, -1] ** (252 / SESSIONS) - 1
    peak = np.maximum(np.maximum.accumulate(path, axis=1), 1)
    fall = (path / peak - 1).min(axis=1)
    centred = table - mean[:, None]
    spread = (centred**2).mean(axis=1)
    _ = (
        deviation * np.sqrt(252), mean * 252 / downside, yearly / -fall,
        (centred**3).mean(axis=1) / spread**1.5, (centred**4).mean(axis=1) / spread**2,
    )
    return float(sharpe.sum())


def bootstrap(returns, block):
    ratio = lambda x: x.mean() / x.std(ddof=1)
    own = ratio(returns)
    centred = returns - returns.mean()
    drawn = StationaryBootstrap(block, centred, seed=7).apply(ratio, 10_000)
    return float((1 + (drawn >= own).sum()) / 10_001)


def flips(returns):
    generator = np.random.default_rng(7)
    own, above = returns.sum(), 0
    for _ in range(20):
        signs = 1.0 - 2.0 * generator.integers(0, 2, (500, len(returns)), dtype=np.int8)
        above += int((signs @ returns >= own).sum())
    return (1 + above) / 10_001


def permutations(positions, returns):
    generator = np.random.default_rng(7)
    own, above = positions @ returns, 0
    for _ in range(20):
        drawn = generator.permuted(np.tile(returns, (500, 1)), axis=1)
        above += int((drawn @ positions >= own).sum())
    return (1 + above) / 10_001


def family(trials):
    # arch minimises losses; the benchmark's is zero.
    test = SPA(np.zeros(SESSIONS), -trials.T, block_size=10, reps=1000, seed=7)
    test.compute()
    return float(test.pvalues["consistent"])


def main():
    table = noise(SERIES * SESSIONS, 1).reshape(SERIES, SESSIONS)
    returns, positions = table[0], noise(SESSIONS, 2)
    automatic = float(optimal_block_length(returns)["stationary"].iloc[0])
    runs = {
        "eight_figures_1000x2520_empyrical": (lambda: by_empyrical(table), 2),
        "eight_figures_1000x2520_numpy": (lambda: by_numpy(table), 5),
        "bootstrap_10000_automatic": (lambda: bootstrap(returns, automatic), 2),
        "bootstrap_10000_block_10": (lambda: bootstrap(returns, 10), 2),
        "sign_flips_10000": (lambda: flips(returns), 3),
        "permutations_10000": (lambda: permutations(positions, returns), 3),
        "family_1000_of_100": (lambda: family(table[:100]), 2),
    }
    line = {"benchmark": "stats-peers"}
    for name, (body, count) in runs.items():
        line[f"{name}_ms"], line[f"{name}_check"] = best(body, count)
    print(json.dumps(line))


if __name__ == "__main__":
    main()
