import type { CoverageView } from "../../api/types.ts";

/** What is held of a specification's universe. */
export interface Holding {
  /** The first and the last session of which any of its symbols has a bar; null when none is held. */
  readonly from: string | null;
  readonly to: string | null;
  readonly absent: readonly string[];
  /** The last session of those that come from the sample pack; null when none does. */
  readonly sampleEnds: string | null;
}

/** The symbols that a specification names; none while its text cannot be read. */
export function universeOf(specification: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(specification);
    if (
      typeof value !== "object" || value === null || !("universe" in value) || !Array.isArray(value.universe)
    ) return [];
    return value.universe.filter((symbol): symbol is string => typeof symbol === "string");
  } catch {
    return [];
  }
}

export function holdingOf(universe: readonly string[], coverage: readonly CoverageView[]): Holding {
  const held = new Map(coverage.map((each) => [each.symbol, each]));
  let from: string | null = null;
  let to: string | null = null;
  let sampleEnds: string | null = null;
  const absent: string[] = [];
  for (const symbol of universe) {
    const { first, last, provider } = held.get(symbol) ?? {};
    if (first == null || last == null) {
      absent.push(symbol);
      continue;
    }
    if (from === null || first < from) from = first;
    if (to === null || last > to) to = last;
    if (provider === "sample" && (sampleEnds === null || last > sampleEnds)) sampleEnds = last;
  }
  return { from, to, absent, sampleEnds };
}
