import type { ReactElement } from "react";
import { DASH, inUnit } from "../lib/format.ts";

/** How much of a limit is used. */
export function Meter({ title, observed, limit, unit }: {
  readonly title: string;
  readonly observed: number | null | undefined;
  readonly limit: number;
  readonly unit: string;
}): ReactElement {
  const used = observed == null || limit <= 0 ? null : Math.abs(observed) / limit;
  const color = used === null ? "bg-white/20" : used >= 1 ? "bg-down" : used > 0.75 ? "bg-warn" : "bg-accent";
  const share = used === null ? "no figure yet" : `${Math.round(used * 100)} % used`;
  return (
    <div>
      <div className="flex items-baseline justify-between gap-2 text-xs">
        <span className="min-w-0 truncate text-ink-2" title={title}>{title}</span>
        <span className="num shrink-0 text-ink">
          {observed == null
            ? <span title="No figure yet" className="text-ink-3">{DASH}</span>
            : inUnit(observed, unit)}
          <span className="text-ink-3">{` / ${inUnit(limit, unit)}`}</span>
        </span>
      </div>
      <div
        className="mt-1 h-1.5 overflow-hidden rounded-full bg-white/7"
        role="meter"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round((used ?? 0) * 100))}
        aria-valuetext={share}
      >
        <div
          className={`h-full origin-left rounded-full ${color}`}
          style={{ transform: `scaleX(${Math.min(1, used ?? 0).toFixed(3)})` }}
        />
      </div>
    </div>
  );
}
