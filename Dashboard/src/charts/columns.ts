import type { GapPoint, ValuePoint } from "lightweight-charts";

/** Pairs dates with values; a value that does not exist leaves a gap. */
export function points(
  sessions: readonly string[],
  values: readonly (number | null | undefined)[],
): (ValuePoint | GapPoint)[] {
  return sessions.map((time, i) => {
    const value = values[i];
    return value == null ? { time } : { time, value };
  });
}

/** How a chart's columns follow from what it shows: unchanged, grown at the end, or another curve. */
export type Growth = { readonly kind: "grown"; readonly from: number } | { readonly kind: "other" };

export function growth(shown: readonly string[], next: readonly string[]): Growth {
  const last = shown.length - 1;
  const isSame = last >= 0 && next.length >= shown.length && next[0] === shown[0] &&
    next[last] === shown[last];
  // The last point is written again, because it may have been corrected.
  return isSame ? { kind: "grown", from: last } : { kind: "other" };
}
