import type { ReactElement } from "react";
import { integer, percent } from "../lib/format.ts";

/** Counts of returns between edges; each bar's upper edge is given. */
export function Histogram(
  { edges, counts }: { readonly edges: readonly number[]; readonly counts: readonly number[] },
): ReactElement {
  const most = Math.max(1, ...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    <div className="flex h-full flex-col px-4 pb-3">
      <svg
        viewBox={`0 0 ${counts.length} 100`}
        preserveAspectRatio="none"
        className="min-h-0 w-full flex-1"
        role="img"
        aria-label={`Distribution of ${integer(total)} daily returns from ${percent(edges[0])} to ${
          percent(edges.at(-1))
        }.`}
      >
        {counts.map((count, i) => (
          <rect
            // The position is the bar's identity.
            key={edges[i] ?? i}
            x={i + 0.08}
            width={0.84}
            y={100 - (count / most) * 100}
            height={(count / most) * 100}
            className={(edges[i] ?? 0) <= 0 ? "fill-down/60" : "fill-up/60"}
          >
            <title>{`up to ${percent(edges[i])}: ${integer(count)}`}</title>
          </rect>
        ))}
      </svg>
      <p className="num mt-1 flex justify-between text-2xs text-ink-3">
        <span>{percent(edges[0], 1)}</span>
        <span>{integer(total)} sessions</span>
        <span>{percent(edges.at(-1), 1)}</span>
      </p>
    </div>
  );
}
