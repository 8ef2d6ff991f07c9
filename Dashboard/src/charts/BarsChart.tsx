import {
  type CandlePoint,
  CandlestickSeries,
  type Chart,
  createChart,
  createSeriesMarkers,
  type GapPoint,
  HistogramSeries,
  LineSeries,
  type Marker,
  type Series,
  type SeriesKind,
} from "lightweight-charts";
import { type ReactElement, useEffect, useRef } from "react";
import type { ActionView, BarsView, FindingView } from "../api/types.ts";
import { price } from "../lib/format.ts";
import { points } from "./columns.ts";
import { chartTheme, palette } from "./theme.ts";

/** Candles where all four prices exist; elsewhere a gap. */
export function candles(bars: BarsView): (CandlePoint | GapPoint)[] {
  return bars.sessions.map((time, i) => {
    const open = bars.open[i];
    const high = bars.high[i];
    const low = bars.low[i];
    const close = bars.close[i];
    return open == null || high == null || low == null || close == null
      ? { time }
      : { time, open, high, low, close };
  });
}

export const isClosesOnly = (bars: BarsView): boolean => bars.open.every((value) => value == null);

/** Splits and dividends as marks, on sessions that the chart has. */
export function marks(actions: readonly ActionView[], sessions: readonly string[]): Marker[] {
  const held = new Set(sessions);
  return actions
    .filter((action) => held.has(action.session))
    .map((action) =>
      action.kind === "split"
        ? {
          time: action.session,
          position: "aboveBar",
          shape: "square",
          color: palette.accent,
          text: `Split ${action.value}`,
        }
        : { time: action.session, position: "belowBar", shape: "circle", color: palette.warn, text: "D" }
    );
}

/** Open findings as marks, one a session, on sessions that the chart has; the list below says which. */
export function findingMarks(findings: readonly FindingView[], sessions: readonly string[]): Marker[] {
  const held = new Set(sessions);
  const bySession = new Map<string, FindingView[]>();
  for (const finding of findings) {
    if (!held.has(finding.session)) continue;
    bySession.set(finding.session, [...bySession.get(finding.session) ?? [], finding]);
  }
  return [...bySession].map(([time, all]) => ({
    time,
    position: "aboveBar",
    shape: "arrowDown",
    color: all.some((each) => each.severity === "fault") ? palette.down : palette.warn,
    text: all.length === 1 ? "!" : `! ${all.length}`,
  }));
}

/** Marks in the order of their sessions, as the chart wants them. */
export const inOrder = (all: readonly Marker[]): readonly Marker[] =>
  all.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));

function addPrices(chart: Chart, bars: BarsView): Series<SeriesKind> {
  const priceFormat = { type: "custom", formatter: price, minMove: 0.01 } as const;
  if (isClosesOnly(bars)) {
    const line = chart.addSeries(LineSeries, {
      color: palette.accent,
      lineWidth: 1,
      priceFormat,
      priceLineVisible: false,
    });
    line.setData(points(bars.sessions, bars.close));
    return line;
  }
  const series = chart.addSeries(CandlestickSeries, {
    upColor: palette.up,
    downColor: palette.down,
    borderVisible: false,
    wickUpColor: palette.up,
    wickDownColor: palette.down,
    priceFormat,
    priceLineVisible: false,
  });
  series.setData(candles(bars));
  return series;
}

function addVolume(chart: Chart, bars: BarsView): void {
  if (bars.volume.every((value) => value == null)) return;
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: "volume",
    priceFormat: { type: "volume" },
    lastValueVisible: false,
    priceLineVisible: false,
  });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
  volume.setData(bars.sessions.map((time, i) => {
    const value = bars.volume[i];
    const rises = (bars.close[i] ?? 0) >= (bars.open[i] ?? 0);
    return value == null
      ? { time }
      : { time, value, color: rises ? "rgba(61,220,151,0.32)" : "rgba(255,107,122,0.32)" };
  }));
}

const noFinding: readonly FindingView[] = [];

/** Daily bars of one symbol with volume, corporate actions and findings; a line where only closes are held. */
export function BarsChart({ bars, findings = noFinding }: {
  readonly bars: BarsView;
  readonly findings?: readonly FindingView[] | undefined;
}): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return undefined;
    const chart = createChart(host.current, chartTheme);
    const series = addPrices(chart, bars);
    addVolume(chart, bars);
    createSeriesMarkers(
      series,
      inOrder([...marks(bars.actions, bars.sessions), ...findingMarks(findings, bars.sessions)]),
    );
    const count = bars.sessions.length;
    if (count > 400) chart.timeScale().setVisibleLogicalRange({ from: count - 260, to: count + 3 });
    else chart.timeScale().fitContent();
    return () => chart.remove();
  }, [bars, findings]);
  const label = `Daily ${isClosesOnly(bars) ? "closes" : "bars"} of ${bars.symbol}, ${
    bars.sessions[0] ?? "no session"
  } to ${
    bars.sessions.at(-1) ?? "none"
  }, ${bars.actions.length} corporate actions, ${findings.length} open findings.`;
  return <div ref={host} className="h-full w-full" role="img" aria-label={label} />;
}
