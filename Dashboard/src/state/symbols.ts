import { useEffect, useState } from "react";
import * as api from "../api/client.ts";
import { ApiProblem } from "../api/client.ts";
import type { CoverageView } from "../api/types.ts";
import { useSignal } from "../lib/signal.ts";
import { dataVersion } from "./stores.ts";

/** A completion shows no more; another letter narrows it. */
const SHOWN = 20;
const TYPING_MS = 160;
/** Symbols of a universe that are looked up one by one. */
export const LOOKED_UP = 100;
const SIDE_BY_SIDE = 6;

/** Puts symbols that begin with the text before those that only hold it; the same one first of all. */
export function nearest(rows: readonly CoverageView[], text: string): readonly CoverageView[] {
  const wanted = text.trim().toUpperCase();
  const rank = (row: CoverageView): number =>
    row.symbol === wanted ? 0 : row.symbol.startsWith(wanted) ? 1 : 2;
  return rows.toSorted((a, b) => rank(a) - rank(b));
}

/** Symbols held whose ticker or name holds the text, a moment after the typing stops. */
export function useSymbolSearch(text: string): readonly CoverageView[] {
  const [found, setFound] = useState<readonly CoverageView[]>([]);
  const search = text.trim();
  useEffect(() => {
    if (search === "") return undefined;
    const abort = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const { rows } = await api.coverage({ search, limit: SHOWN }, { signal: abort.signal });
        setFound(nearest(rows, search));
      } catch {
        // A completion is an offer: without one the text can still be typed in full.
        if (!abort.signal.aborted) setFound([]);
      }
    };
    const timer = setTimeout(() => void ask(), TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [search]);
  return search === "" ? [] : found;
}

/** What is held of one symbol; null when nothing is. */
async function lookUp(symbol: string, signal: AbortSignal): Promise<CoverageView | null> {
  const page = await api.coverage({ search: symbol, limit: SHOWN }, { signal });
  const held = page.rows.find((row) => row.symbol === symbol);
  if (held !== undefined) return held;
  if (page.total <= page.rows.length) return null;
  try {
    return (await api.symbolDetail(symbol, { signal })).coverage;
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 404) return null;
    throw error;
  }
}

/** What is held of some symbols, a few asked for at a time. */
export async function lookUpAll(
  symbols: readonly string[],
  signal: AbortSignal,
): Promise<readonly CoverageView[]> {
  const found: CoverageView[] = [];
  const left = symbols.slice(0, LOOKED_UP);
  const work = async (): Promise<void> => {
    for (let symbol = left.shift(); symbol !== undefined; symbol = left.shift()) {
      const held = await lookUp(symbol, signal);
      if (held !== null) found.push(held);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return found;
}

/** What is held of a universe's first symbols; null until it is known. */
export function useHeld(universe: readonly string[]): readonly CoverageView[] | null {
  const version = useSignal(dataVersion);
  const key = universe.join(" ");
  const [found, setFound] = useState<
    { readonly key: string; readonly rows: readonly CoverageView[] } | null
  >(null);
  // Asked again when the data changed; what was found stays until the answer comes.
  const request = `${version} ${key}`;
  useEffect(() => {
    const abort = new AbortController();
    const symbols = request.split(" ").slice(1).filter((symbol) => symbol !== "");
    lookUpAll(symbols, abort.signal)
      .then((rows) => setFound({ key: symbols.join(" "), rows }))
      .catch(() => {
        // What is held is a hint beside the form; the server checks it again when the run starts.
        if (!abort.signal.aborted) setFound(null);
      });
    return () => abort.abort();
  }, [request]);
  return found?.key === key ? found.rows : null;
}
