import { AreaSeries, type Chart, createChart, LineSeries, type Series } from "lightweight-charts";
import { type ReactElement, useEffect, useRef } from "react";
import { dollarsShort, percent, percentSigned } from "../lib/format.ts";
import { growth, points } from "./columns.ts";
import { keepFitted } from "./fit.ts";
import { chartTheme, palette } from "./theme.ts";

export interface EquityCurve {
  readonly sessions: readonly string[];
  readonly equity: readonly number[];
  readonly drawdown: readonly number[];
  /** As long as the sessions, or empty. */
  readonly benchmark: readonly number[];
}

interface Parts {
  readonly chart: Chart;
  readonly fit: () => void;
  readonly equity: Series<"Area">;
  readonly benchmark: Series<"Line">;
  readonly drawdown: Series<"Area">;
}

function build(host: HTMLElement): Parts {
  const chart = createChart(host, chartTheme);
  const money = { type: "custom", formatter: dollarsShort, minMove: 1 } as const;
  const equity = chart.addSeries(AreaSeries, {
    lineColor: palette.accent,
    topColor: "rgba(122,167,255,0.28)",
    bottomColor: "rgba(122,167,255,0.02)",
    lineWidth: 2,
    priceFormat: money,
    priceLineVisible: false,
  });
  const benchmark = chart.addSeries(LineSeries, {
    color: palette.ink3,
    lineWidth: 1,
    priceFormat: money,
    priceLineVisible: false,
    lastValueVisible: false,
    crosshairMarkerVisible: false,
  });
  const drawdown = chart.addSeries(AreaSeries, {
    lineColor: palette.down,
    topColor: "rgba(255,107,122,0.04)",
    bottomColor: "rgba(255,107,122,0.34)",
    invertFilledArea: true,
    lineWidth: 1,
    priceLineVisible: false,
    priceFormat: { type: "custom", formatter: (v) => percent(v, 1), minMove: 0.0001 },
    // From zero down, and by one percent at least, so that no drawdown looks like none.
    autoscaleInfoProvider: (base) => ({
      priceRange: { minValue: Math.min(-0.01, base()?.priceRange.minValue ?? 0), maxValue: 0 },
    }),
  }, 1);
  const [upper, lower] = chart.panes();
  upper?.setStretchFactor(3);
  lower?.setStretchFactor(1);
  return { fit: keepFitted(chart, host), chart, equity, benchmark, drawdown };
}

/** What a reader who does not see the curve is told. */
export function summary(curve: EquityCurve): string {
  const first = curve.equity[0];
  const last = curve.equity.at(-1);
  if (first === undefined || last === undefined) return "No session yet.";
  const worst = Math.min(0, ...curve.drawdown);
  return `${curve.sessions[0]} to ${curve.sessions.at(-1)}: from ${dollarsShort(first)} to ${
    dollarsShort(last)
  } ` +
    `(${percentSigned(last / first - 1)}), worst drawdown ${percent(worst)}.`;
}

/** Equity against the benchmark, with the drawdown below. New sessions are added, not redrawn. */
export function EquityChart(
  { curve, label }: { readonly curve: EquityCurve; readonly label: string },
): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const parts = useRef<Parts | null>(null);
  const shown = useRef<readonly string[]>([]);

  useEffect(() => {
    if (host.current === null) return undefined;
    const made = build(host.current);
    parts.current = made;
    shown.current = [];
    return () => {
      parts.current = null;
      made.chart.remove();
    };
  }, []);

  useEffect(() => {
    const made = parts.current;
    if (made === null) return;
    const { sessions } = curve;
    const hasBenchmark = curve.benchmark.length === sessions.length;
    const change = growth(shown.current, sessions);
    shown.current = sessions;
    const from = change.kind === "grown" ? change.from : 0;
    const added = sessions.slice(from);
    const equity = points(added, curve.equity.slice(from));
    const drawdown = points(added, curve.drawdown.slice(from));
    const benchmark = hasBenchmark ? points(added, curve.benchmark.slice(from)) : [];
    if (change.kind === "grown" && added.length < 200) {
      for (const point of equity) made.equity.update(point);
      for (const point of drawdown) made.drawdown.update(point);
      for (const point of benchmark) made.benchmark.update(point);
    } else {
      made.equity.setData(points(sessions, curve.equity));
      made.drawdown.setData(points(sessions, curve.drawdown));
      made.benchmark.setData(hasBenchmark ? points(sessions, curve.benchmark) : []);
    }
    made.fit();
  }, [curve]);

  return <div ref={host} className="h-full w-full" role="img" aria-label={`${label}. ${summary(curve)}`} />;
}
