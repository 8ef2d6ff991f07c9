import { type DependencyList, useEffect, useMemo } from "react";
import { linkTo } from "../../lib/router.ts";
import { useSignal } from "../../lib/signal.ts";
import { type FetchPage, PagedRows } from "../../state/paged.ts";
import { type Loaded, Resource, useResource } from "../../state/resource.ts";
import { dataVersion } from "../../state/stores.ts";

/** What the words of a price basis mean to a reader. */
export const priceBases = {
  raw: "raw OHLCV",
  adjustedClose: "adjusted closes",
  index: "index level",
} as const;

export const providerNames = {
  sample: "Sample pack",
  fmp: "Financial Modeling Prep",
  alpaca: "Alpaca",
} as const;

let left: Readonly<Record<string, string>> = {};
/** Notes how the hub was looked at, so that the way back leads there. */
export function leave(query: URLSearchParams): void {
  left = Object.fromEntries(query);
}
export const wayBack = (): string => linkTo(["data"], left);

/** A list of the server in pages, which follows changes of the stored data. */
export function useDataRows<T>(fetch: FetchPage<T>, inputs: DependencyList): PagedRows<T> {
  // oxlint-disable-next-line react/exhaustive-deps
  const rows = useMemo(() => new PagedRows(fetch), inputs);
  const version = useSignal(dataVersion);
  const made = useMemo(() => ({ rows, version: dataVersion.get() }), [rows]);
  useEffect(() => {
    if (version === made.version) return;
    made.version = version;
    made.rows.refresh();
  }, [version, made]);
  return rows;
}

/** A snapshot of the server that follows changes of the stored data. */
export function useData<T>(
  fetch: () => Promise<T>,
  inputs: DependencyList,
): readonly [loaded: Loaded<T>, resource: Resource<T>] {
  // oxlint-disable-next-line react/exhaustive-deps
  const resource = useMemo(() => new Resource(fetch), inputs);
  const version = useSignal(dataVersion);
  const made = useMemo(() => ({ resource, version: dataVersion.get() }), [resource]);
  useEffect(() => {
    if (version === made.version) return;
    made.version = version;
    void made.resource.refetch();
  }, [version, made]);
  return [useResource(resource), resource];
}
