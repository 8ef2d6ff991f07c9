import type { RunMetrics } from "../../api/types.ts";
import { decimal, dollars, type Formatter, integer, percent, percentSigned } from "../../lib/format.ts";

export interface MetricEntry {
  readonly key: keyof RunMetrics;
  readonly title: string;
  readonly format: Formatter;
  /** Why it may not exist. */
  readonly reason: string;
  readonly isSigned?: boolean;
}

const few = "Undefined: too few sessions or no variance";
const alone = "Undefined without a benchmark";

/** Every figure of a run, in the order in which a reader asks. */
export const metricEntries: readonly MetricEntry[] = [
  { key: "totalReturn", title: "Total return", format: percentSigned, reason: few, isSigned: true },
  { key: "annualReturn", title: "Return a year", format: percentSigned, reason: few, isSigned: true },
  { key: "annualVolatility", title: "Volatility a year", format: percent, reason: few },
  { key: "sharpe", title: "Sharpe", format: decimal, reason: few },
  { key: "sortino", title: "Sortino", format: decimal, reason: few },
  { key: "maximumDrawdown", title: "Maximum drawdown", format: percent, reason: few },
  { key: "calmar", title: "Calmar", format: decimal, reason: "Undefined without a drawdown" },
  { key: "alpha", title: "Alpha", format: percentSigned, reason: alone, isSigned: true },
  { key: "beta", title: "Beta", format: decimal, reason: alone },
  { key: "valueAtRisk95", title: "VaR 95, one day", format: percent, reason: few },
  { key: "expectedShortfall95", title: "Expected shortfall", format: percent, reason: few },
  { key: "pValue", title: "p-value", format: (v) => decimal(v, 3), reason: few },
  {
    key: "deflatedSharpe",
    title: "Deflated Sharpe",
    format: (v) => decimal(v, 3),
    reason: "Undefined: needs variance and counted trials",
  },
  { key: "finalEquity", title: "Final equity", format: dollars, reason: few },
  {
    key: "turnoverAnnual",
    title: "Turnover a year",
    format: (v) => (v == null ? percent(v) : `${decimal(v)}×`),
    reason: few,
  },
  { key: "costs", title: "Costs", format: dollars, reason: "Not recorded" },
  { key: "trades", title: "Executions", format: integer, reason: "Not recorded" },
];
