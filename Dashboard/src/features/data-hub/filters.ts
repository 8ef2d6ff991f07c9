import { allFindingStateWord, allSeverity } from "../../api/types.ts";

/** What the coverage is narrowed and ordered by; the empty text is no filter. */
export interface CoverageFilter {
  readonly search: string;
  readonly provider: string;
  readonly universe: string;
  readonly rule: string;
  readonly severity: string;
  readonly sort: string;
  readonly order: "rising" | "falling";
}

const sorts = ["symbol", "name", "provider", "first", "last", "bars", "missing", "findings", "updated"];
const known = (value: string | null, words: readonly string[]): string =>
  value !== null && words.includes(value) ? value : "";

/** Reads the filter from an address; words that nobody knows are no filter. */
export function filterOf(query: URLSearchParams): CoverageFilter {
  const sort = known(query.get("sort"), sorts);
  return {
    search: query.get("search") ?? "",
    provider: query.get("provider") ?? "",
    universe: query.get("universe") ?? "",
    rule: query.get("rule") ?? "",
    severity: known(query.get("severity"), allSeverity),
    sort: sort === "" ? "symbol" : sort,
    order: query.get("order") === "falling" ? "falling" : "rising",
  };
}

export const isFiltered = (filter: CoverageFilter): boolean =>
  [filter.search, filter.provider, filter.universe, filter.rule, filter.severity].some((each) => each !== "");

/** What the server is asked; a filter that is not set is left out. */
export function queryOf(filter: CoverageFilter): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== "").map((
      [name, value],
    ) => [name, value.trim()]),
  );
}

/** What findings are narrowed by. */
export interface FindingFilter {
  readonly symbol: string;
  readonly rule: string;
  readonly severity: string;
  readonly state: string;
}

/** Reads the filter of findings from an address; the open ones unless it says otherwise. */
export function findingFilterOf(query: URLSearchParams): FindingFilter {
  const state = known(query.get("state"), [...allFindingStateWord, "all"]);
  return {
    symbol: (query.get("search") ?? "").trim().toUpperCase(),
    rule: query.get("rule") ?? "",
    severity: known(query.get("severity"), allSeverity),
    state: state === "" ? "open" : state,
  };
}
