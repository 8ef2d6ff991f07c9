import { type ReactElement, useMemo } from "react";
import { sparkPath } from "../lib/spark.ts";

/** The shape of the newest values; green when it ends above its beginning, red below. */
export function Sparkline({ values, width = 80, height = 20 }: {
  readonly values: readonly number[];
  readonly width?: number;
  readonly height?: number;
}): ReactElement {
  const path = useMemo(() => sparkPath(values, width, height), [values, width, height]);
  const change = (values.at(-1) ?? 0) - (values[0] ?? 0);
  const tone = change > 0 ? "text-up" : change < 0 ? "text-down" : "text-ink-3";
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      preserveAspectRatio="none"
      className={`max-w-full min-w-0 ${tone}`}
      aria-hidden="true"
    >
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
