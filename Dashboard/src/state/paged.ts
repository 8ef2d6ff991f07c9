import { isUnauthorized, type Trouble, troubleOf, unauthorized } from "../lib/problem.ts";
import { Signal } from "../lib/signal.ts";

/** A part of a long list, and how long the whole list is. */
export interface Page<T> {
  readonly total: number;
  readonly rows: readonly T[];
}
export type FetchPage<T> = (offset: number, limit: number, signal: AbortSignal) => Promise<Page<T>>;

export interface PagedState {
  /** Rows in all; null before the first answer. */
  readonly total: number | null;
  readonly trouble: Trouble | null;
  readonly isLoading: boolean;
  /** Rises with every answer, so that a view knows when to read its rows again. */
  readonly version: number;
}

interface Held<T> {
  readonly rows: readonly T[];
  readonly isStale: boolean;
}

/**
 * A long list of the server, held in pages that are fetched as they come into view.
 *
 * The page after those in view is fetched in the direction of travel. A request whose page left the
 * view is ended. Stale pages stay in sight until their successors come.
 */
export class PagedRows<T> extends Signal<PagedState> {
  readonly #fetch: FetchPage<T>;
  readonly #size: number;
  readonly #kept: number;
  readonly #pages = new Map<number, Held<T>>();
  readonly #running = new Map<number, AbortController>();
  readonly #failed = new Set<number>();
  #view = { first: 0, last: 1 };
  #isDown = true;

  constructor(fetch: FetchPage<T>, size = 200, kept = 50) {
    super({ total: null, trouble: null, isLoading: false, version: 0 });
    this.#fetch = fetch;
    this.#size = size;
    this.#kept = kept;
  }

  /** The row at a place, or undefined while it is on its way. */
  row(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / this.#size))?.rows[index % this.#size];
  }

  /** Says which rows are in sight: first (inclusive) to last (exclusive). */
  look(first: number, last: number): void {
    if (first !== this.#view.first) this.#isDown = first > this.#view.first;
    this.#view = { first, last: Math.max(first + 1, last) };
    this.#work();
  }

  /** Marks everything as stale and fetches what is in sight again. */
  refresh(): void {
    for (const [page, held] of this.#pages) this.#pages.set(page, { ...held, isStale: true });
    for (const abort of this.#running.values()) abort.abort();
    this.#running.clear();
    this.retry();
  }

  /** Fetches again what failed. */
  retry(): void {
    this.#failed.clear();
    this.set({ ...this.get(), trouble: null });
    this.#work();
  }

  /** Ends what is on its way; the list can still be looked at again. */
  dispose(): void {
    for (const abort of this.#running.values()) abort.abort();
    this.#running.clear();
  }

  /** The pages in view, then the one that comes next. */
  #wanted(): readonly number[] {
    const total = this.get().total;
    const end = total === null ? 1 : Math.ceil(total / this.#size);
    const from = Math.floor(this.#view.first / this.#size);
    const to = Math.floor((this.#view.last - 1) / this.#size);
    const pages: number[] = [];
    for (let page = from; page <= to; page += 1) pages.push(page);
    pages.push(this.#isDown ? to + 1 : from - 1);
    return pages.filter((page) => page === 0 || (page > 0 && page < end));
  }

  #work(): void {
    const wanted = this.#wanted();
    for (const [page, abort] of this.#running) {
      if (wanted.includes(page)) continue;
      abort.abort();
      this.#running.delete(page);
    }
    for (const page of wanted) {
      if (this.#running.has(page) || this.#failed.has(page)) continue;
      const held = this.#pages.get(page);
      if (held !== undefined && !held.isStale) continue;
      const abort = new AbortController();
      this.#running.set(page, abort);
      void this.#load(page, abort);
    }
    this.#settle();
  }

  async #load(page: number, abort: AbortController): Promise<void> {
    try {
      const { total, rows } = await this.#fetch(page * this.#size, this.#size, abort.signal);
      if (this.#running.get(page) !== abort) return;
      this.#running.delete(page);
      this.#pages.delete(page);
      this.#pages.set(page, { rows, isStale: false });
      this.#forget(total);
      this.set({ total, trouble: this.get().trouble, isLoading: true, version: this.get().version + 1 });
      this.#work();
    } catch (error) {
      if (this.#running.get(page) !== abort) return;
      this.#running.delete(page);
      this.#failed.add(page);
      if (isUnauthorized(error)) unauthorized.update((count) => count + 1);
      this.set({ ...this.get(), trouble: troubleOf(error) });
      this.#settle();
    }
  }

  /** Drops pages beyond the end, and those that were fetched longest ago. */
  #forget(total: number): void {
    for (const page of this.#pages.keys()) {
      if (page * this.#size >= total && page > 0) this.#pages.delete(page);
    }
    const wanted = this.#wanted();
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= this.#kept) break;
      if (!wanted.includes(page)) this.#pages.delete(page);
    }
  }

  #settle(): void {
    const isLoading = this.#running.size > 0;
    if (this.get().isLoading !== isLoading) this.set({ ...this.get(), isLoading });
  }
}

/** Gives a list without a total one: a full page promises one row more, which fetches the next page. */
export function withoutTotal<T>(
  fetch: (offset: number, limit: number, signal: AbortSignal) => Promise<readonly T[]>,
): FetchPage<T> {
  return async (offset, limit, signal) => {
    const rows = await fetch(offset, limit, signal);
    return { total: offset + rows.length + (rows.length === limit ? 1 : 0), rows };
  };
}
