import { type ReactElement, useMemo, useState } from "react";
import type { RunView } from "../../api/types.ts";
import { decimal, duration, integer, minute, percent, percentSigned, shortHash } from "../../lib/format.ts";
import { go, linkTo } from "../../lib/router.ts";
import { filtered } from "../../lib/sorting.ts";
import { useResource } from "../../state/resource.ts";
import { runs } from "../../state/stores.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { FilterField } from "../../ui/Field.tsx";
import { Change, Figure } from "../../ui/Figure.tsx";
import { JobList } from "../jobs/JobList.tsx";

/** More curves than so many cannot be told apart. */
export const COMPARED = 4;
const few = "Undefined: too few sessions or no variance";

const columns: readonly Column<RunView>[] = [
  {
    key: "name",
    title: "Strategy",
    width: "minmax(150px,1.8fr)",
    cell: (run) => <span className="font-semibold" title={run.name}>{run.name}</span>,
    sort: (run) => run.name,
  },
  {
    key: "range",
    title: "Range",
    width: "160px",
    cell: (run) => <span className="num text-2xs text-ink-2">{run.from} {run.to}</span>,
    sort: (run) => run.from,
  },
  {
    key: "total",
    title: "Return",
    width: "minmax(76px,0.8fr)",
    isNumeric: true,
    cell: (run) => <Change value={run.metrics.totalReturn} format={percentSigned} reason={few} />,
    sort: (run) => run.metrics.totalReturn,
  },
  {
    key: "annual",
    title: "A year",
    width: "minmax(70px,0.8fr)",
    isNumeric: true,
    cell: (run) => <Change value={run.metrics.annualReturn} format={percentSigned} reason={few} />,
    sort: (run) => run.metrics.annualReturn,
  },
  {
    key: "sharpe",
    title: "Sharpe",
    width: "minmax(62px,0.7fr)",
    isNumeric: true,
    cell: (run) => <Figure value={run.metrics.sharpe} format={decimal} reason={few} />,
    sort: (run) => run.metrics.sharpe,
  },
  {
    key: "drawdown",
    title: "Max DD",
    width: "minmax(70px,0.8fr)",
    isNumeric: true,
    cell: (run) => <Figure value={run.metrics.maximumDrawdown} format={percent} reason={few} />,
    sort: (run) => run.metrics.maximumDrawdown,
  },
  {
    key: "beta",
    title: "Beta",
    width: "minmax(56px,0.6fr)",
    isNumeric: true,
    cell: (run) => (
      <Figure
        value={run.metrics.beta}
        format={decimal}
        reason="Undefined without a benchmark"
      />
    ),
    sort: (run) => run.metrics.beta,
  },
  {
    key: "p",
    title: "p-value",
    width: "minmax(62px,0.7fr)",
    isNumeric: true,
    cell: (run) => <Figure value={run.metrics.pValue} format={(v) => decimal(v, 3)} reason={few} />,
    sort: (run) => run.metrics.pValue,
  },
  {
    key: "dsr",
    title: "Deflated",
    width: "minmax(66px,0.7fr)",
    isNumeric: true,
    cell: (run) => <Figure value={run.metrics.deflatedSharpe} format={(v) => decimal(v, 3)} reason={few} />,
    sort: (run) => run.metrics.deflatedSharpe,
  },
  {
    key: "trial",
    title: "Trial",
    width: "56px",
    isNumeric: true,
    cell: (run) => integer(run.trial),
    sort: (run) => run.trial,
  },
  {
    key: "time",
    title: "Took",
    width: "64px",
    isNumeric: true,
    cell: (run) => duration(run.seconds),
    sort: (run) => run.seconds,
  },
  {
    key: "tracking",
    title: "Tracker",
    width: "88px",
    cell: (run) => (
      <Badge tone={run.tracking === "delivered" ? "up" : run.tracking === "waiting" ? "warn" : "plain"}>
        {run.tracking}
      </Badge>
    ),
    sort: (run) => run.tracking,
  },
  {
    key: "created",
    title: "Made",
    width: "128px",
    cell: (run) => (
      <span className="num text-2xs text-ink-2" title={`by ${run.by}`}>{minute(run.createdAt)}</span>
    ),
    sort: (run) => run.createdAt,
  },
];

/** The boxes that mark runs for a comparison. */
const markColumn = (
  chosen: readonly string[],
  choose: (ids: readonly string[]) => void,
): Column<RunView> => ({
  key: "mark",
  title: "Compare",
  hidesTitle: true,
  width: "32px",
  cell: (run) => (
    <input
      type="checkbox"
      aria-label={`Compare ${run.name}, ${shortHash(run.id)}`}
      checked={chosen.includes(run.id)}
      className="accent-accent"
      disabled={!chosen.includes(run.id) && chosen.length >= COMPARED}
      title={chosen.length >= COMPARED ? `At most ${COMPARED} runs can be compared` : undefined}
      onChange={(event) =>
        choose(event.target.checked ? [...chosen, run.id] : chosen.filter((id) => id !== run.id))}
    />
  ),
});

export function RunsTable(): ReactElement {
  const loaded = useResource(runs);
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const all = loaded.value;
  const rows = useMemo(
    () =>
      filtered(
        all ?? [],
        (run) => `${run.name} ${run.from} ${run.to} ${run.by} ${run.id} ${run.specificationHash}`,
        query,
      ),
    [all, query],
  );
  const marked = useMemo(() => [markColumn(chosen, setChosen), ...columns], [chosen]);
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2.5 px-4 py-2.5">
        <p className="text-xs text-ink-3">
          {chosen.length === 0 ? `Mark up to ${COMPARED} runs to compare them.` : `${chosen.length} marked`}
        </p>
        <span className="ml-auto" />
        <FilterField label="Filter runs" value={query} onChange={setQuery} />
        <Button
          reason={chosen.length < 2 ? "Mark at least two runs." : null}
          onPress={() => go(["research", "compare"], { runs: chosen.join(",") })}
        >
          Compare
        </Button>
        <a
          href={linkTo(["research"], { tab: "new" })}
          className="inline-flex h-[30px] items-center rounded-lg bg-accent px-3 text-xs font-semibold text-night hover:brightness-110"
        >
          New backtest
        </a>
      </div>
      <JobList kinds={["backtest", "reproduce"]} onlyRunning />
      <div className="h-[calc(100vh-var(--top-bar)-190px)] min-h-[340px]">
        <Loading loaded={loaded} retry={() => void runs.refetch()} rows={8}>
          {() => (
            <DataTable
              label="Backtest runs"
              columns={marked}
              rows={rows}
              rowKey={(run) => run.id}
              minimumWidth={1080}
              initialSort={["created", "descending"]}
              isSelected={(run) => chosen.includes(run.id)}
              onOpen={(run) => go(["research", "run", run.id])}
              empty={query === ""
                ? (
                  <Empty title="No backtest yet">
                    Choose New backtest; each run is counted in the trial ledger and kept with everything that
                    is needed to repeat it.
                  </Empty>
                )
                : <Empty title="No run matches the filter">Clear the filter to see all.</Empty>}
            />
          )}
        </Loading>
      </div>
    </div>
  );
}
