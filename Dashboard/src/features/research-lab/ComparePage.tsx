import { type ReactElement, useMemo } from "react";
import * as api from "../../api/client.ts";
import type { RunDetail } from "../../api/types.ts";
import { Legend, LinesChart } from "../../charts/LinesChart.tsx";
import { palette, seriesColors } from "../../charts/theme.ts";
import { percent } from "../../lib/format.ts";
import { linkTo } from "../../lib/router.ts";
import { Resource, useResource } from "../../state/resource.ts";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { Figure } from "../../ui/Figure.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { metricEntries } from "./figures.ts";
import { COMPARED } from "./RunsTable.tsx";

const titleOf = (detail: RunDetail): string => `${detail.run.name} · trial ${detail.run.trial}`;

/** Equity as a multiple of the first session's, so that runs of different capital share a scale. */
export function rebased(equity: readonly number[]): (number | null)[] {
  const first = equity[0];
  return equity.map((value) => (first === undefined || first <= 0 ? null : value / first));
}

export function ComparePage({ ids }: { readonly ids: readonly string[] }): ReactElement {
  const key = ids.slice(0, COMPARED).join(",");
  const resource = useMemo(
    () => new Resource(() => Promise.all(key.split(",").filter((id) => id !== "").map((id) => api.run(id)))),
    [key],
  );
  const loaded = useResource(resource);
  return (
    <>
      <p className="text-xs">
        <a href={linkTo(["research"])} className="inline-flex items-center gap-1 text-ink-2 hover:text-ink">
          <Icon name="back" size={14} />All runs
        </a>
      </p>
      {loaded.value === null
        ? (
          <div className="panel">
            <Loading loaded={loaded} retry={() => void resource.refetch()} rows={8}>{() => <span />}</Loading>
          </div>
        )
        : <Comparison details={loaded.value} />}
    </>
  );
}

function Comparison({ details }: { readonly details: readonly RunDetail[] }): ReactElement {
  const growth = useMemo(
    () =>
      details.map((detail, i) => ({
        title: titleOf(detail),
        color: seriesColors[i] ?? palette.ink2,
        sessions: detail.sessions,
        values: rebased(detail.equity),
      })),
    [details],
  );
  const falls = useMemo(() => growth.map((line, i) => ({ ...line, values: details[i]?.drawdown ?? [] })), [
    growth,
    details,
  ]);
  if (details.length < 2) {
    return (
      <div className="panel">
        <Empty title="Nothing to compare">Mark at least two runs in the list of runs.</Empty>
      </div>
    );
  }
  return (
    <>
      <Panel title="Growth of one dollar" className="h-[380px]" aside={<Legend lines={growth} />}>
        <LinesChart
          lines={growth}
          label={`Growth of one dollar: ${growth.map((line) => line.title).join(", ")}`}
          format={multiple}
        />
      </Panel>
      <Panel title="Drawdown" className="h-[220px]">
        <LinesChart lines={falls} label="Drawdowns of the compared runs" format={percent} zero />
      </Panel>
      <Panel title="Figures">
        <div
          className="overflow-x-auto px-4 pb-4"
          tabIndex={0}
          role="region"
          aria-label="Figures of the compared runs"
        >
          <table className="w-full min-w-[560px] text-xs">
            <thead>
              <tr className="border-b border-white/8 text-left">
                <th scope="col" className="py-1.5 pr-3 text-2xs font-medium text-ink-3">Figure</th>
                {details.map((detail, i) => (
                  <th key={detail.run.id} scope="col" className="py-1.5 pl-3 text-right font-semibold">
                    <a
                      className="underline-offset-2 hover:underline"
                      href={linkTo(["research", "run", detail.run.id])}
                    >
                      <span
                        className="mr-1.5 inline-block size-2 rounded-full"
                        style={{ background: seriesColors[i] }}
                        aria-hidden="true"
                      />
                      {titleOf(detail)}
                    </a>
                    <span className="num block text-2xs font-normal text-ink-3">
                      {detail.run.from} to {detail.run.to}
                    </span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {metricEntries.map((entry) => (
                <tr key={entry.key} className="border-b border-white/4">
                  <th scope="row" className="py-1 pr-3 text-left font-normal text-ink-2">{entry.title}</th>
                  {details.map((detail) => (
                    <td key={detail.run.id} className="py-1 pl-3 text-right">
                      <Figure
                        value={detail.run.metrics[entry.key]}
                        format={entry.format}
                        reason={entry.reason}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </>
  );
}

const multiple = (value: number | null | undefined): string => (value == null ? "—" : `${value.toFixed(2)}×`);
