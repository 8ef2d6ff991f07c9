import { type ReactElement, useMemo, useState } from "react";
import type { CoverageView } from "../../api/types.ts";
import { DASH, integer } from "../../lib/format.ts";
import { go } from "../../lib/router.ts";
import { filtered } from "../../lib/sorting.ts";
import { useResource } from "../../state/resource.ts";
import { coverage, findings } from "../../state/stores.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { FilterField } from "../../ui/Field.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { JobList } from "../jobs/JobList.tsx";
import { Findings } from "./Findings.tsx";
import { IngestForm } from "./IngestForm.tsx";

/** What the words of a price basis mean to a reader. */
export const priceBases = {
  raw: "raw OHLCV",
  adjustedClose: "adjusted closes",
  index: "index level",
} as const;

const flagged = (count: number): ReactElement => (
  <span className={count > 0 ? "text-warn" : "text-ink-3"}>{integer(count)}</span>
);

const columns: readonly Column<CoverageView>[] = [
  {
    key: "symbol",
    title: "Symbol",
    width: "92px",
    cell: (row) => <span className="font-semibold">{row.symbol}</span>,
    sort: (row) => row.symbol,
  },
  {
    key: "name",
    title: "Name",
    width: "minmax(120px,1fr)",
    cell: (row) => <span className="text-ink-2" title={row.name}>{row.name}</span>,
    sort: (row) => row.name,
  },
  {
    key: "provider",
    title: "Provider",
    width: "64px",
    cell: (row) => row.provider,
    sort: (row) => row.provider,
  },
  {
    key: "prices",
    title: "Prices",
    width: "104px",
    cell: (row) => <span className="text-ink-2">{priceBases[row.prices]}</span>,
    sort: (row) => row.prices,
  },
  {
    key: "first",
    title: "First",
    width: "88px",
    cell: (row) => <span className="num text-ink-2">{row.first ?? DASH}</span>,
    sort: (row) => row.first,
  },
  {
    key: "last",
    title: "Last",
    width: "88px",
    cell: (row) => <span className="num text-ink-2">{row.last ?? DASH}</span>,
    sort: (row) => row.last,
  },
  {
    key: "bars",
    title: "Bars",
    width: "66px",
    isNumeric: true,
    cell: (row) => integer(row.bars),
    sort: (row) => row.bars,
  },
  {
    key: "missing",
    title: "Missing",
    width: "66px",
    isNumeric: true,
    cell: (row) => flagged(row.missing),
    sort: (row) => row.missing,
  },
  {
    key: "findings",
    title: "Findings",
    width: "66px",
    isNumeric: true,
    cell: (row) => flagged(row.findings),
    sort: (row) => row.findings,
  },
];

export function DataHubPage(): ReactElement {
  const held = useResource(coverage);
  const found = useResource(findings);
  const [tab, setTab] = useState("coverage");
  const [query, setQuery] = useState("");
  const rows = useMemo(
    () =>
      filtered(
        held.value ?? [],
        (row) => `${row.symbol} ${row.name} ${row.provider} ${priceBases[row.prices]}`,
        query,
      ),
    [held.value, query],
  );
  const tabs = [
    { id: "coverage", label: "Coverage", ...(held.value === null ? {} : { count: held.value.length }) },
    {
      id: "findings",
      label: "Health findings",
      ...(found.value === null ? {} : { count: found.value.length }),
    },
  ];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_330px] gap-3 max-xl:grid-cols-1">
      <section
        className="panel relative h-[calc(100vh-var(--top-bar)-72px)] min-h-[420px] max-xl:order-2 max-xl:h-[560px]"
        aria-label="Data"
      >
        <div className="absolute top-2 right-4 z-3">
          <FilterField label="Filter data" value={query} onChange={setQuery} />
        </div>
        <Tabs label="Data" tabs={tabs} chosen={tab} onChoose={setTab} className="h-full">
          {tab === "findings"
            ? <Findings query={query} />
            : (
              <Loading loaded={held} retry={() => void coverage.refetch()} rows={8}>
                {(all) => (
                  <DataTable
                    label="Coverage by symbol"
                    columns={columns}
                    rows={rows}
                    rowKey={(row) => row.symbol}
                    minimumWidth={820}
                    initialSort={["symbol", "ascending"]}
                    onOpen={(row) => go(["data", row.symbol])}
                    empty={all.length === 0
                      ? (
                        <Empty title="No data is held yet">
                          Ingest the sample pack: real daily bars that need no key. It takes seconds.
                        </Empty>
                      )
                      : <Empty title="No symbol matches the filter">Clear the filter to see all.</Empty>}
                  />
                )}
              </Loading>
            )}
        </Tabs>
      </section>
      <div className="space-y-3 max-xl:order-1">
        <Panel title="Ingestion">
          <IngestForm />
        </Panel>
        <Panel title="Jobs" className="xl:max-h-[calc(100vh-var(--top-bar)-450px)] xl:min-h-[220px]">
          <div
            className="h-full max-h-[320px] overflow-auto"
            tabIndex={0}
            role="region"
            aria-label="Ingestion jobs"
          >
            <JobList kinds={["ingest"]} />
          </div>
        </Panel>
      </div>
    </div>
  );
}
