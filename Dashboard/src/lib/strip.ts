import type { CoverageStrip } from "../api/types.ts";

/** One month of a strip. */
export interface StripMonth {
  readonly month: string;
  /** Held of expected, 0 to 1; null where nothing is expected. */
  readonly share: number | null;
  readonly held: number;
  readonly expected: number;
  readonly findings: number;
}

/** How full a month is, in steps that can be told apart. */
export type Fullness = "none" | "full" | "most" | "some" | "little";
export const allFullness: readonly Fullness[] = ["full", "most", "some", "little", "none"];

/** Held of expected; more than expected is still full. */
export const shareOf = (held: number, expected: number): number | null =>
  expected <= 0 ? null : Math.min(1, Math.max(0, held / expected));

export function fullness(share: number | null): Fullness {
  if (share === null) return "none";
  if (share >= 0.999) return "full";
  if (share >= 0.98) return "most";
  return share >= 0.8 ? "some" : "little";
}

export function monthsOf(strip: CoverageStrip): readonly StripMonth[] {
  return strip.months.map((month, i) => {
    const held = strip.held[i] ?? 0;
    const expected = strip.expected[i] ?? 0;
    return { month, held, expected, share: shareOf(held, expected), findings: strip.findings[i] ?? 0 };
  });
}

/** Which of so many cells lies under a pixel; null when there is none. */
export function cellAt(x: number, width: number, count: number): number | null {
  if (count === 0 || width <= 0) return null;
  return Math.max(0, Math.min(count - 1, Math.floor((x / width) * count)));
}

/** The outline of all cells of one fullness, one unit wide each; cells beside each other become one. */
export function outline(months: readonly StripMonth[], wanted: Fullness): string {
  let path = "";
  for (let at = 0; at < months.length; at += 1) {
    const begin = at;
    while (at < months.length && fullness(months[at]?.share ?? null) === wanted) at += 1;
    if (at > begin) path += `M${begin} 0h${at - begin}v1h${begin - at}z`;
  }
  return path;
}

/** The share of a strip's width that the name of a year takes, in the narrowest window. */
const NAME_WIDTH = 0.05;

/**
 * Years whose names fit under a strip: the place of each one's first month, at most so many. A year
 * that begins the strip with a few months has no room before the next one.
 */
export function yearTicks(
  months: readonly StripMonth[],
  limit: number,
): readonly { readonly at: number; readonly year: string }[] {
  const starts: { readonly at: number; readonly year: string }[] = [];
  let before = "";
  for (const [at, { month }] of months.entries()) {
    const year = month.slice(0, 4);
    if (year !== before) starts.push({ at, year });
    before = year;
  }
  const step = Math.max(1, Math.ceil(starts.length / Math.max(1, limit)));
  const named = starts.filter((_, i) => i % step === 0);
  const [first, second] = named;
  const isTight = first !== undefined && second !== undefined &&
    second.at - first.at < months.length * NAME_WIDTH;
  return isTight ? named.slice(1) : named;
}

/** Rows of twelve months, newest year first; null where the strip has no such month. */
export function yearsOf(
  months: readonly StripMonth[],
): readonly (readonly [year: string, months: readonly (StripMonth | null)[]])[] {
  const years = new Map<string, (StripMonth | null)[]>();
  for (const month of months) {
    const year = month.month.slice(0, 4);
    const row = years.get(year) ?? Array.from<StripMonth | null>({ length: 12 }).fill(null);
    row[Number(month.month.slice(5, 7)) - 1] = month;
    years.set(year, row);
  }
  return [...years].toSorted(([a], [b]) => b.localeCompare(a));
}

/** Held of expected over all months. */
export function overall(months: readonly StripMonth[]): number | null {
  let held = 0;
  let expected = 0;
  for (const month of months) {
    held += month.held;
    expected += month.expected;
  }
  return shareOf(held, expected);
}
