/** A return over the last sessions, and over as many of the benchmark. */
export interface RollingReturn {
  readonly title: string;
  /** Sessions back; null is all of them. */
  readonly sessions: number | null;
  /** Null while fewer sessions were traded. */
  readonly desk: number | null;
  readonly benchmark: number | null;
  /** The desk's less the benchmark's. */
  readonly excess: number | null;
}

const windows: readonly (readonly [string, number | null])[] = [
  ["1 week", 5],
  ["1 month", 21],
  ["3 months", 63],
  ["6 months", 126],
  ["1 year", 252],
  ["Since start", null],
];

/** Returns over windows that end at the last session. Both curves begin at the deposit, before the first one. */
export function rollingReturns(
  equity: readonly number[],
  benchmark: readonly number[],
  deposited: number | null | undefined,
): readonly RollingReturn[] {
  const over = (curve: readonly number[], sessions: number | null): number | null => {
    const last = curve.at(-1);
    const back = sessions ?? curve.length;
    if (last === undefined || back > curve.length) return null;
    const base = back === curve.length ? deposited : curve[curve.length - 1 - back];
    return base == null || base <= 0 ? null : last / base - 1;
  };
  return windows.map(([title, sessions]) => {
    const desk = over(equity, sessions);
    const other = benchmark.length === equity.length ? over(benchmark, sessions) : null;
    return {
      title,
      sessions,
      desk,
      benchmark: other,
      excess: desk === null || other === null ? null : desk - other,
    };
  });
}
