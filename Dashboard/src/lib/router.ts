import { Signal } from "./signal.ts";

/** A place in the application: the path's parts and its query. */
export interface Route {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

/** Reads a location's hash; anything unreadable is the first page. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "") continue;
    try {
      parts.push(decodeURIComponent(part));
    } catch {
      return { parts: [], query: new URLSearchParams() };
    }
  }
  return { parts, query: new URLSearchParams(query) };
}

/** The hash that leads to a place; parts are escaped. */
export function linkTo(parts: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const tail = new URLSearchParams(query).toString();
  return `#/${parts.map((part) => encodeURIComponent(part)).join("/")}${tail === "" ? "" : `?${tail}`}`;
}

const browser = typeof location !== "undefined" && typeof document !== "undefined";
export const route = new Signal<Route>(parseRoute(browser ? location.hash : ""));
if (browser) globalThis.addEventListener("hashchange", () => route.set(parseRoute(location.hash)));

export function go(parts: readonly string[], query: Readonly<Record<string, string>> = {}): void {
  location.hash = linkTo(parts, query);
}

/** Changes the query of the present place, without a new entry in the history. */
export function replaceQuery(change: Readonly<Record<string, string | null>>): void {
  const { parts, query } = route.get();
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
  }
  const hash = linkTo(parts, Object.fromEntries(next));
  history.replaceState(null, "", hash);
  route.set(parseRoute(hash));
}
