import { useEffect } from "react";
import { isUnauthorized, type Trouble, troubleOf, unauthorized } from "../lib/problem.ts";
import { Signal, useSignal } from "../lib/signal.ts";

/** A snapshot of the server: its newest value, and what went wrong with the newest request. */
export interface Loaded<T> {
  readonly value: T | null;
  readonly trouble: Trouble | null;
  readonly isLoading: boolean;
  /** When the value came, in milliseconds since the epoch; 0 before. */
  readonly at: number;
}

/**
 * A snapshot that can be fetched again and changed by stream events in between.
 *
 * Fetching while a fetch runs starts one more after it, never two at once, so that a late answer
 * cannot replace a newer one.
 */
export class Resource<T> extends Signal<Loaded<T>> {
  readonly #fetch: () => Promise<T>;
  readonly #merge: (held: T, fresh: T) => T;
  #running: Promise<void> | null = null;
  #isStale = false;
  #replaces = false;

  constructor(fetch: () => Promise<T>, merge: (held: T, fresh: T) => T = (_, fresh) => fresh) {
    super({ value: null, trouble: null, isLoading: false, at: 0 });
    this.#fetch = fetch;
    this.#merge = merge;
  }

  refetch(): Promise<void> {
    if (this.#running !== null) {
      this.#isStale = true;
      return this.#running;
    }
    this.set({ ...this.get(), isLoading: true });
    this.#running = this.#load();
    return this.#running;
  }

  /**
   * Fetches what may come from a server that began anew, whose counters began anew too: the answer
   * replaces the held value, unless an event changed that in the meantime.
   */
  reload(): Promise<void> {
    this.#replaces = true;
    return this.refetch();
  }

  async #load(): Promise<void> {
    do {
      this.#isStale = false;
      const replaces = this.#replaces;
      const before = this.get().value;
      this.#replaces = false;
      try {
        const fresh = await this.#fetch();
        const held = this.get().value;
        const value = held === null || (replaces && held === before) ? fresh : this.#merge(held, fresh);
        this.set({ value, trouble: null, isLoading: false, at: Date.now() });
      } catch (error) {
        this.#replaces ||= replaces;
        if (isUnauthorized(error)) unauthorized.update((count) => count + 1);
        this.set({ ...this.get(), trouble: troubleOf(error), isLoading: false });
      }
    } while (this.#isStale);
    this.#running = null;
  }

  /** Changes the held value; without one there is nothing to change and the next fetch brings all. */
  change(next: (value: T) => T): void {
    const held = this.get();
    if (held.value === null) return;
    const value = next(held.value);
    if (value !== held.value) this.set({ ...held, value, at: Date.now() });
  }

  clear(): void {
    this.set({ value: null, trouble: null, isLoading: false, at: 0 });
  }
}

/** Reads a resource and fetches it when it was never fetched. */
export function useResource<T>(resource: Resource<T>): Loaded<T> {
  const loaded = useSignal(resource);
  useEffect(() => {
    const held = resource.get();
    if (held.value === null && !held.isLoading && held.trouble === null) void resource.refetch();
  }, [resource]);
  return loaded;
}
