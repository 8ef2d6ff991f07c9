import { type ReactElement, useMemo, useState } from "react";
import * as api from "../../api/client.ts";
import type { TrialView } from "../../api/types.ts";
import { decimal, instant, integer, shortHash } from "../../lib/format.ts";
import { go } from "../../lib/router.ts";
import { filtered } from "../../lib/sorting.ts";
import { Resource, useResource } from "../../state/resource.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { FilterField } from "../../ui/Field.tsx";
import { Figure } from "../../ui/Figure.tsx";

const columns: readonly Column<TrialView>[] = [
  {
    key: "number",
    title: "Trial",
    width: "70px",
    isNumeric: true,
    cell: (row) => integer(row.number),
    sort: (row) => row.number,
  },
  {
    key: "at",
    title: "Counted",
    width: "190px",
    cell: (row) => <span className="num text-ink-2">{instant(row.at)}</span>,
    sort: (row) => row.at,
  },
  { key: "by", title: "By", width: "minmax(90px,1fr)", cell: (row) => row.by, sort: (row) => row.by },
  {
    key: "sharpe",
    title: "Sharpe",
    width: "90px",
    isNumeric: true,
    cell: (row) => (
      <Figure value={row.sharpe} format={decimal} reason="Undefined: too few sessions or no variance" />
    ),
    sort: (row) => row.sharpe,
  },
  {
    key: "spec",
    title: "Specification",
    width: "minmax(110px,1fr)",
    cell: (row) => (
      <span className="num text-2xs text-ink-2" title={row.specificationHash}>
        {shortHash(row.specificationHash)}
      </span>
    ),
    sort: (row) => row.specificationHash,
  },
  {
    key: "run",
    title: "Run",
    width: "minmax(110px,1fr)",
    cell: (row) => <span className="num text-2xs text-ink-2" title={row.run}>{shortHash(row.run)}</span>,
    sort: (row) => row.run,
  },
];

/** Every run ever counted; the deflated Sharpe ratio pays for each of them. */
export function Trials(): ReactElement {
  const resource = useMemo(() => new Resource(() => api.trials({ limit: 1000 })), []);
  const loaded = useResource(resource);
  const [query, setQuery] = useState("");
  const rows = useMemo(
    () =>
      filtered(
        loaded.value ?? [],
        (row) => `${row.number} ${row.by} ${row.specificationHash} ${row.run}`,
        query,
      ),
    [loaded.value, query],
  );
  return (
    <div>
      <div className="flex flex-wrap items-center gap-3 px-4 py-2.5">
        <p className="text-xs text-ink-3">
          Append-only: every backtest counts as a trial, also the ones that nobody liked.
        </p>
        <span className="ml-auto">
          <FilterField label="Filter trials" value={query} onChange={setQuery} />
        </span>
      </div>
      <div className="h-[calc(100vh-var(--top-bar)-190px)] min-h-[340px]">
        <Loading loaded={loaded} retry={() => void resource.refetch()} rows={8}>
          {() => (
            <DataTable
              label="Trial ledger"
              columns={columns}
              rows={rows}
              rowKey={(row) => String(row.number)}
              minimumWidth={680}
              initialSort={["number", "descending"]}
              onOpen={(row) => go(["research", "run", row.run])}
              empty={
                <Empty title={query === "" ? "No trial yet" : "No trial matches the filter"}>
                  {query === "" ? "The first backtest will be trial 1." : "Clear the filter to see all."}
                </Empty>
              }
            />
          )}
        </Loading>
      </div>
    </div>
  );
}
