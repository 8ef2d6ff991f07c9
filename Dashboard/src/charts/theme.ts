import type { ChartOptions } from "lightweight-charts";

/** The tokens again, in concrete form: style variables do not reach a canvas. */
export const palette = {
  up: "#3ddc97",
  down: "#ff6b7a",
  accent: "#7aa7ff",
  warn: "#f5b84b",
  violet: "#c4a2ff",
  ink2: "#b4b4be",
  ink3: "#8e8e99",
} as const;

/** The colours of up to four runs beside each other. */
export const seriesColors = [palette.accent, palette.warn, palette.up, palette.violet] as const;

const crosshair = {
  color: "rgba(122,167,255,0.55)",
  width: 1,
  style: 2,
  labelBackgroundColor: "#26314a",
} as const;

export const chartTheme: Partial<ChartOptions> = {
  autoSize: true,
  layout: {
    background: { type: "solid", color: "transparent" },
    textColor: palette.ink3,
    fontSize: 11,
    fontFamily: "'JetBrains Mono', monospace",
    // The page's foot names TradingView with a link, as its licence asks.
    attributionLogo: false,
    panes: {
      separatorColor: "rgba(255,255,255,0.10)",
      separatorHoverColor: "rgba(122,167,255,0.25)",
      enableResize: true,
    },
  },
  grid: { vertLines: { color: "rgba(255,255,255,0.045)" }, horzLines: { color: "rgba(255,255,255,0.045)" } },
  rightPriceScale: { borderVisible: false, entireTextOnly: true, minimumWidth: 64 },
  timeScale: { borderVisible: false, timeVisible: false, rightOffset: 2, minBarSpacing: 0.02 },
  crosshair: { mode: 0, vertLine: crosshair, horzLine: crosshair },
  // The wheel belongs to the page; dragging and pinching still move the chart.
  handleScroll: { mouseWheel: false, vertTouchDrag: false },
  handleScale: { mouseWheel: false },
  localization: { locale: "en-US", dateFormat: "yyyy-MM-dd" },
};
