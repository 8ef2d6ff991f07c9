import { type ReactElement, type RefObject, useEffect, useRef } from "react";
import { DASH, type Figure as Value, type Formatter } from "../lib/format.ts";

const FLASH_MS = 320;

/** Marks an element for a moment when its figure changes; with no animation, so with no extra frames. */
export function useFlash<E extends HTMLElement>(value: Value, text: string): RefObject<E> {
  const element = useRef<E>(null);
  const before = useRef({ value, text });
  useEffect(() => {
    const { value: old, text: shown } = before.current;
    before.current = { value, text };
    const target = element.current;
    if (target === null || shown === text || old == null || value == null) return undefined;
    target.dataset["flash"] = value > old ? "up" : "down";
    const timer = setTimeout(() => delete target.dataset["flash"], FLASH_MS);
    return () => {
      clearTimeout(timer);
      delete target.dataset["flash"];
    };
  }, [value, text]);
  return element;
}

/** A figure, or a dash that says why there is none. */
export function Figure({ value, format, reason }: {
  readonly value: Value;
  readonly format: Formatter;
  readonly reason: string;
}): ReactElement {
  if (value == null) {
    return (
      <span className="text-ink-3" title={reason}>
        <span aria-hidden="true">{DASH}</span>
        <span className="sr-only">Not available: {reason}</span>
      </span>
    );
  }
  return <span className="num">{format(value)}</span>;
}

export type Tone = "up" | "down" | "ink";
export const toneOf = (
  value: Value,
): Tone => (value == null || value === 0 ? "ink" : value > 0 ? "up" : "down");
export const toneClass: Readonly<Record<Tone, string>> = {
  up: "text-up",
  down: "text-down",
  ink: "text-ink",
};

/** A gain or loss: its sign says what its colour says. */
export function Change({ value, format, reason }: {
  readonly value: Value;
  readonly format: Formatter;
  readonly reason: string;
}): ReactElement {
  return (
    <span className={toneClass[toneOf(value)]}>
      <Figure value={value} format={format} reason={reason} />
    </span>
  );
}
