import { type ReactElement, useMemo } from "react";
import * as api from "../../api/client.ts";
import type { RunDetail } from "../../api/types.ts";
import { EquityChart } from "../../charts/EquityChart.tsx";
import { Histogram } from "../../charts/Histogram.tsx";
import { Legend, LinesChart } from "../../charts/LinesChart.tsx";
import { MonthTable } from "../../charts/MonthTable.tsx";
import { palette } from "../../charts/theme.ts";
import { decimal, integer, percent, times } from "../../lib/format.ts";
import { linkTo } from "../../lib/router.ts";
import { Resource, useResource } from "../../state/resource.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { Figure } from "../../ui/Figure.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { metricEntries } from "./figures.ts";
import { Provenance } from "./Provenance.tsx";
import { RunActions } from "./RunActions.tsx";
import { Trades } from "./Trades.tsx";

export function RunPage({ id }: { readonly id: string }): ReactElement {
  const resource = useMemo(() => new Resource(() => api.run(id)), [id]);
  const loaded = useResource(resource);
  if (loaded.value === null) {
    return (
      <div className="panel">
        <Loading loaded={loaded} retry={() => void resource.refetch()} rows={10}>{() => <span />}</Loading>
      </div>
    );
  }
  return <TearSheet detail={loaded.value} />;
}

function TearSheet({ detail }: { readonly detail: RunDetail }): ReactElement {
  const { run } = detail;
  const hasBenchmark = detail.benchmark.length > 0;
  const sharpe = useMemo(
    () => [{
      title: "Sharpe, one year",
      color: palette.accent,
      sessions: detail.sessions,
      values: detail.rollingSharpe,
    }],
    [detail],
  );
  const exposures = useMemo(() => [
    { title: "Gross", color: palette.accent, sessions: detail.sessions, values: detail.exposureGross },
    { title: "Net", color: palette.warn, sessions: detail.sessions, values: detail.exposureNet },
  ], [detail]);
  const hasSharpe = detail.rollingSharpe.some((value) => value != null);
  const equityLines = [
    { title: "Equity", color: palette.accent },
    ...(hasBenchmark ? [{ title: "Benchmark", color: palette.ink3 }] : []),
    { title: "Drawdown", color: palette.down },
  ];
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <a
          href={linkTo(["research"])}
          aria-label="Back to the runs"
          className="grid size-7 place-items-center rounded-md text-ink-3 hover:text-ink"
        >
          <Icon name="back" size={16} />
        </a>
        <div className="min-w-0">
          <h2 className="truncate text-[15px] font-semibold">{run.name}</h2>
          <p className="num text-2xs text-ink-3">
            {run.from} to {run.to} · {integer(detail.sessions.length)} sessions · trial {integer(run.trial)}
            {" "}
            · by {run.by}
          </p>
        </div>
        {run.dataLabel == null ? null : <Badge tone="warn">{run.dataLabel}</Badge>}
        <RunActions run={run} />
      </div>
      {run.caveats.length === 0 ? null : (
        <ul
          className="rounded-lg border border-warn/25 bg-warn/6 px-4 py-2 text-xs text-ink-2"
          aria-label="Caveats"
        >
          {run.caveats.map((caveat) => (
            <li key={caveat}>
              <span className="text-warn" aria-hidden="true">{"▲ "}</span>
              {caveat}
            </li>
          ))}
        </ul>
      )}
      <dl
        className="panel grid grid-cols-[repeat(auto-fill,minmax(132px,1fr))] gap-x-4 gap-y-3 px-4 py-3"
        aria-label="Figures of the run"
      >
        {metricEntries.map((entry) => {
          const value = run.metrics[entry.key];
          const tone = entry.isSigned !== true || value == null
            ? ""
            : value > 0
            ? "text-up"
            : value < 0
            ? "text-down"
            : "";
          return (
            <div key={entry.key} className="min-w-0">
              <dt className="truncate text-2xs text-ink-3">{entry.title}</dt>
              <dd className={`num truncate text-sm ${tone}`} data-metric={entry.key}>
                <Figure value={value} format={entry.format} reason={entry.reason} />
              </dd>
            </div>
          );
        })}
      </dl>
      <Panel title="Equity and drawdown" className="h-[400px]" aside={<Legend lines={equityLines} />}>
        {detail.sessions.length === 0
          ? <Empty title="No session">The range holds no session.</Empty>
          : <EquityChart curve={detail} label={`Equity of ${run.name}`} />}
      </Panel>
      <div className="grid grid-cols-2 gap-3 max-lg:grid-cols-1">
        <Panel title="Rolling Sharpe, one year" className="h-[240px]">
          {hasSharpe
            ? <LinesChart lines={sharpe} label="Rolling one-year Sharpe ratio" format={decimal} zero />
            : <Empty title="No rolling Sharpe">It needs a year of sessions.</Empty>}
        </Panel>
        <Panel title="Exposures" className="h-[240px]" aside={<Legend lines={exposures} />}>
          <LinesChart lines={exposures} label="Gross and net exposure of equity" format={times} zero />
        </Panel>
      </div>
      <div className="grid grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)] gap-3 max-lg:grid-cols-1">
        <Panel title="Monthly returns" className="max-h-[560px] min-h-[300px]">
          {detail.months.length === 0
            ? <Empty title="No month">The range holds no month.</Empty>
            : <MonthTable returns={detail.months} />}
        </Panel>
        <div className="grid grid-rows-[144px_auto] content-start gap-3">
          <Panel title="Daily returns" className="h-[144px]">
            {detail.histogramCounts.length === 0
              ? <Empty title="No distribution">Too few sessions.</Empty>
              : <Histogram edges={detail.histogramEdges} counts={detail.histogramCounts} />}
          </Panel>
          <Panel title="Worst drawdowns" className="min-h-[144px]">
            <WorstDrawdowns detail={detail} />
          </Panel>
        </div>
      </div>
      <Trades id={run.id} />
      <Provenance detail={detail} />
    </>
  );
}

function WorstDrawdowns({ detail }: { readonly detail: RunDetail }): ReactElement {
  if (detail.worstDrawdowns.length === 0) {
    return <Empty title="No drawdown">Equity never fell below a peak.</Empty>;
  }
  return (
    <div
      className="h-full overflow-auto px-4 pb-2"
      tabIndex={0}
      role="region"
      aria-label="List of worst drawdowns"
    >
      <table className="num w-full text-2xs">
        <thead>
          <tr className="text-left text-ink-3">
            <th scope="col" className="font-medium">Peak</th>
            <th scope="col" className="font-medium">Trough</th>
            <th scope="col" className="font-medium">Recovered</th>
            <th scope="col" className="text-right font-medium">Depth</th>
          </tr>
        </thead>
        <tbody>
          {detail.worstDrawdowns.map((fall) => (
            <tr key={`${fall.peak} ${fall.trough}`} className="border-t border-white/5">
              <td className="py-0.5">{fall.peak}</td>
              <td>{fall.trough}</td>
              <td>{fall.recovered ?? "not yet"}</td>
              <td className="text-right text-down">{percent(fall.depth)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
