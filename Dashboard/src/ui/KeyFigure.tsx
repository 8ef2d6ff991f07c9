import type { ReactElement } from "react";
import { DASH, type Figure as Value, type Formatter } from "../lib/format.ts";
import { type Tone, toneClass, useFlash } from "./Figure.tsx";
import { Sparkline } from "./Sparkline.tsx";

interface Props {
  readonly label: string;
  readonly value: Value;
  readonly format: Formatter;
  /** Why there is no figure, when there is none. */
  readonly reason: string;
  readonly note?: string;
  readonly tone?: Tone;
  readonly trend?: readonly number[];
}

/** One figure that matters, large. */
export function KeyFigure(
  { label, value, format, reason, note = "", tone = "ink", trend }: Props,
): ReactElement {
  const text = format(value);
  const element = useFlash<HTMLParagraphElement>(value, text);
  return (
    <section className="panel min-w-0 overflow-hidden px-4 py-3" aria-label={label}>
      <h2 className="eyebrow truncate">{label}</h2>
      <p
        ref={element}
        className={`num mt-1 truncate text-figure font-medium tracking-tight ${toneClass[tone]}`}
      >
        {value == null
          ? (
            <>
              <span aria-hidden="true" className="text-ink-3">{DASH}</span>
              <span className="sr-only">Not available.</span>
            </>
          )
          : text}
      </p>
      <div className="mt-0.5 flex h-6 items-end justify-between gap-3">
        <span
          className={`min-w-0 truncate text-2xs text-ink-3 ${value == null ? "" : "shrink-0"}`}
          title={value == null ? reason : note}
        >
          {value == null ? reason : note}
        </span>
        {trend === undefined || value == null ? null : <Sparkline values={trend} width={96} height={24} />}
      </div>
    </section>
  );
}
