import { useSyncExternalStore } from "react";

type Listener = () => void;

/** One observable value outside React: writers call `set`, React reads it with `useSignal`. */
export class Signal<T> {
  #value: T;
  readonly #listeners = new Set<Listener>();

  constructor(initial: T) {
    this.#value = initial;
  }

  readonly get = (): T => this.#value;

  /** Stores a value and tells the listeners, unless it is the value already held. */
  set(next: T): void {
    if (Object.is(next, this.#value)) return;
    this.#value = next;
    // A set bears that a listener leaves while it is told.
    for (const listener of this.#listeners) listener();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  readonly subscribe = (listener: Listener): () => void => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
}

export function useSignal<T>(signal: Signal<T>): T {
  return useSyncExternalStore(signal.subscribe, signal.get);
}
