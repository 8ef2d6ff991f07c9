// Typings for the part of Lightweight Charts 5.2 that the dashboard uses. Times are dates, YYYY-MM-DD.
export type Time = string;
export interface ValuePoint {
  time: Time;
  value: number;
  color?: string;
}
export interface GapPoint {
  time: Time;
}
export interface CandlePoint {
  time: Time;
  open: number;
  high: number;
  low: number;
  close: number;
}

export interface AxisOptions {
  borderVisible: boolean;
  visible: boolean;
  scaleMargins: { top: number; bottom: number };
  minimumWidth: number;
  entireTextOnly: boolean;
}
export interface TimeAxisOptions {
  borderVisible: boolean;
  timeVisible: boolean;
  rightOffset: number;
  minBarSpacing: number;
  fixLeftEdge: boolean;
  fixRightEdge: boolean;
  visible: boolean;
}
export interface CrosshairLine {
  color: string;
  width: 1 | 2 | 3 | 4;
  style: number;
  labelBackgroundColor: string;
}
export interface ChartOptions {
  autoSize: boolean;
  layout: Partial<{
    background: { type: "solid"; color: string };
    textColor: string;
    fontSize: number;
    fontFamily: string;
    attributionLogo: boolean;
    panes: Partial<{ separatorColor: string; separatorHoverColor: string; enableResize: boolean }>;
  }>;
  grid: { vertLines: { color: string }; horzLines: { color: string } };
  rightPriceScale: Partial<AxisOptions>;
  timeScale: Partial<TimeAxisOptions>;
  crosshair: Partial<{ mode: number; vertLine: Partial<CrosshairLine>; horzLine: Partial<CrosshairLine> }>;
  handleScroll: Partial<{ mouseWheel: boolean; vertTouchDrag: boolean }>;
  handleScale: Partial<{ mouseWheel: boolean }>;
  localization: Partial<{ locale: string; dateFormat: string }>;
}
export type PriceFormat =
  | { type: "price"; precision: number; minMove: number }
  | { type: "volume" }
  | { type: "custom"; formatter: (value: number) => string; minMove?: number };
export interface CommonSeriesOptions {
  priceScaleId: string;
  title: string;
  lastValueVisible: boolean;
  priceLineVisible: boolean;
  priceFormat: PriceFormat;
  visible: boolean;
  autoscaleInfoProvider: (
    base: () => { priceRange: { minValue: number; maxValue: number } } | null,
  ) => { priceRange: { minValue: number; maxValue: number } } | null;
}
export interface CandleOptions extends CommonSeriesOptions {
  upColor: string;
  downColor: string;
  borderVisible: boolean;
  wickUpColor: string;
  wickDownColor: string;
}
export interface LineOptions extends CommonSeriesOptions {
  color: string;
  lineWidth: 1 | 2 | 3 | 4;
  lineStyle: number;
  crosshairMarkerVisible: boolean;
}
export interface AreaOptions extends CommonSeriesOptions {
  lineColor: string;
  topColor: string;
  bottomColor: string;
  lineWidth: 1 | 2 | 3 | 4;
  invertFilledArea: boolean;
}
export interface HistogramOptions extends CommonSeriesOptions {
  color: string;
  base: number;
}
interface Kind<K extends string> {
  readonly type: K;
}
export declare const CandlestickSeries: Kind<"Candlestick">;
export declare const LineSeries: Kind<"Line">;
export declare const AreaSeries: Kind<"Area">;
export declare const HistogramSeries: Kind<"Histogram">;
interface OptionsOf {
  Candlestick: CandleOptions;
  Line: LineOptions;
  Area: AreaOptions;
  Histogram: HistogramOptions;
}
interface PointOf {
  Candlestick: CandlePoint | GapPoint;
  Line: ValuePoint | GapPoint;
  Area: ValuePoint | GapPoint;
  Histogram: ValuePoint | GapPoint;
}
export type SeriesKind = keyof PointOf;
export interface Series<K extends SeriesKind> {
  setData(points: readonly PointOf[K][]): void;
  update(point: PointOf[K]): void;
  applyOptions(options: Partial<OptionsOf[K]>): void;
  priceScale(): { applyOptions(options: Partial<AxisOptions>): void };
  createPriceLine(options: {
    price: number;
    color: string;
    lineWidth?: 1 | 2;
    lineStyle?: number;
    axisLabelVisible?: boolean;
    title?: string;
  }): object;
}
export interface Marker {
  time: Time;
  position: "aboveBar" | "belowBar" | "inBar";
  shape: "circle" | "square" | "arrowUp" | "arrowDown";
  color: string;
  text?: string;
}
export declare function createSeriesMarkers<K extends SeriesKind>(
  series: Series<K>,
  markers: readonly Marker[],
): { setMarkers(markers: readonly Marker[]): void };
export interface CrosshairEvent {
  time?: Time;
  seriesData: ReadonlyMap<object, CandlePoint | ValuePoint | GapPoint>;
}
export interface Chart {
  addSeries<K extends SeriesKind>(kind: Kind<K>, options?: Partial<OptionsOf[K]>, pane?: number): Series<K>;
  removeSeries(series: object): void;
  panes(): readonly { setStretchFactor(factor: number): void }[];
  timeScale(): {
    fitContent(): void;
    subscribeSizeChange(listener: () => void): void;
    setVisibleLogicalRange(range: { from: number; to: number }): void;
  };
  applyOptions(options: Partial<ChartOptions>): void;
  subscribeCrosshairMove(listener: (event: CrosshairEvent) => void): void;
  remove(): void;
}
export declare function createChart(container: HTMLElement, options?: Partial<ChartOptions>): Chart;
