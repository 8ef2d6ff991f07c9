import { createChart, LineSeries } from "lightweight-charts";
import { type ReactElement, useEffect, useRef } from "react";
import type { Formatter } from "../lib/format.ts";
import { points } from "./columns.ts";
import { keepFitted } from "./fit.ts";
import { chartTheme } from "./theme.ts";

export interface Line {
  readonly title: string;
  readonly color: string;
  readonly sessions: readonly string[];
  readonly values: readonly (number | null)[];
}

/** One or more curves on one scale. */
export function LinesChart({ lines, label, format, zero = false }: {
  readonly lines: readonly Line[];
  readonly label: string;
  readonly format: Formatter;
  /** Draws a line at zero. */
  readonly zero?: boolean;
}): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return undefined;
    const chart = createChart(host.current, chartTheme);
    for (const [i, line] of lines.entries()) {
      const series = chart.addSeries(LineSeries, {
        color: line.color,
        lineWidth: 1,
        priceLineVisible: false,
        lastValueVisible: lines.length <= 4,
        crosshairMarkerVisible: true,
        priceFormat: { type: "custom", formatter: (value) => format(value), minMove: 0.0001 },
      });
      series.setData(points(line.sessions, line.values));
      if (zero && i === 0) {
        series.createPriceLine({
          price: 0,
          color: "rgba(255,255,255,0.25)",
          lineWidth: 1,
          lineStyle: 2,
          axisLabelVisible: false,
        });
      }
    }
    keepFitted(chart, host.current)();
    return () => chart.remove();
  }, [lines, format, zero]);
  return <div ref={host} className="h-full w-full" role="img" aria-label={label} />;
}

/** Names the curves beside their colours. */
export function Legend(
  { lines }: { readonly lines: readonly { readonly title: string; readonly color: string }[] },
): ReactElement {
  return (
    <ul className="flex flex-wrap items-center gap-3 text-2xs text-ink-2">
      {lines.map((line) => (
        <li key={line.title} className="flex items-center gap-1.5">
          <span className="h-0.5 w-3.5 rounded" style={{ background: line.color }} aria-hidden="true" />
          {line.title}
        </li>
      ))}
    </ul>
  );
}
