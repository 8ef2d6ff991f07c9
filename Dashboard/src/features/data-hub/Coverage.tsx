import type { ReactElement } from "react";
import * as api from "../../api/client.ts";
import type { CoverageView } from "../../api/types.ts";
import { counted, DASH, integer, minute } from "../../lib/format.ts";
import { go, linkTo, replaceQuery } from "../../lib/router.ts";
import { useSignal } from "../../lib/signal.ts";
import type { Direction } from "../../lib/sorting.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { type PagedColumn, PagedTable } from "../../ui/PagedTable.tsx";
import { Filters } from "./CoverageFilters.tsx";
import { Strip } from "./CoverageStrip.tsx";
import { ByFinding } from "./FindingRules.tsx";
import { type CoverageFilter, filterOf, isFiltered, queryOf } from "./filters.ts";
import { priceBases, useDataRows } from "./hub.ts";
import { severityTones } from "./tones.ts";

const flagged = (count: number): ReactElement => (
  <span className={count > 0 ? "text-warn" : "text-ink-3"}>{integer(count)}</span>
);

const columns: readonly PagedColumn<CoverageView>[] = [
  {
    key: "symbol",
    title: "Symbol",
    width: "104px",
    cell: (row) => <span className="font-semibold">{row.symbol}</span>,
    order: "symbol",
  },
  {
    key: "name",
    title: "Name",
    width: "minmax(140px,1fr)",
    cell: (row) => (
      <span className="text-ink-2" title={row.name}>
        {row.name}
        {row.delistedOn === null
          ? null
          : <span className="text-ink-3">{` · delisted ${row.delistedOn}`}</span>}
      </span>
    ),
    order: "name",
  },
  {
    key: "worst",
    title: "Worst",
    width: "84px",
    cell: (row) =>
      row.worst === null
        ? <span className="text-ink-3">none</span>
        : <Badge tone={severityTones[row.worst]}>{row.worst}</Badge>,
  },
  {
    key: "findings",
    title: "Findings",
    width: "76px",
    isNumeric: true,
    cell: (row) => flagged(row.findings),
    order: "findings",
  },
  {
    key: "missing",
    title: "Missing",
    width: "72px",
    isNumeric: true,
    cell: (row) => flagged(row.missing),
    order: "missing",
  },
  {
    key: "bars",
    title: "Bars",
    width: "72px",
    isNumeric: true,
    cell: (row) => integer(row.bars),
    order: "bars",
  },
  {
    key: "first",
    title: "First",
    width: "104px",
    cell: (row) => <span className="num text-ink-2">{row.first ?? DASH}</span>,
    order: "first",
  },
  {
    key: "last",
    title: "Last",
    width: "92px",
    cell: (row) => <span className="num text-ink-2">{row.last ?? DASH}</span>,
    order: "last",
  },
  {
    key: "provider",
    title: "Provider",
    width: "72px",
    cell: (row) => row.provider,
    order: "provider",
  },
  {
    key: "prices",
    title: "Prices",
    width: "108px",
    cell: (row) => <span className="text-ink-2">{priceBases[row.prices]}</span>,
  },
  {
    key: "updated",
    title: "Changed",
    width: "132px",
    cell: (row) => <span className="num text-2xs text-ink-3">{minute(row.updatedAt)}</span>,
    order: "updated",
  },
];

/** Everything held: how full each month is, and every symbol with its holes and findings. */
export function Coverage({ query }: { readonly query: URLSearchParams }): ReactElement {
  const filter = filterOf(query);
  const isGrouped = query.get("view") === "findings";
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Strip universe={filter.universe} />
      <Filters filter={filter} isGrouped={isGrouped} />
      <div className="min-h-0 flex-1">
        {isGrouped ? <ByFinding /> : <Symbols filter={filter} />}
      </div>
    </div>
  );
}

function Symbols({ filter }: { readonly filter: CoverageFilter }): ReactElement {
  const asked = queryOf(filter);
  const key = JSON.stringify(asked);
  const rows = useDataRows(
    (offset, limit, signal) => api.coverage({ ...asked, offset, limit }, { signal }),
    [key],
  );
  const { total, version } = useSignal(rows);
  const direction: Direction = filter.order === "falling" ? "descending" : "ascending";
  return (
    <div className="flex h-full min-h-0 flex-col" data-rows={total ?? ""} data-version={version}>
      <div className="min-h-0 flex-1">
        <PagedTable
          key={key}
          label="Coverage by symbol"
          columns={columns}
          rows={rows}
          minimumWidth={1072}
          sort={[filter.sort, direction]}
          onSort={(sort, next) => replaceQuery({ sort, order: next === "descending" ? "falling" : "rising" })}
          onOpen={(row) => go(["data", row.symbol])}
          memory={`coverage ${key}`}
          empty={isFiltered(filter)
            ? <Empty title="No symbol matches the filters">Drop a filter to see more.</Empty>
            : (
              <Empty
                title="No data is held yet"
                action={
                  <a
                    className="text-xs text-accent underline"
                    href={linkTo(["data"], { tab: "ingestion" })}
                  >
                    Go to the ingestion
                  </a>
                }
              >
                Ingest the sample pack: real daily bars that need no key. It takes seconds.
              </Empty>
            )}
        />
      </div>
      <p className="num shrink-0 border-t border-white/6 px-4 py-1 text-2xs text-ink-3" role="status">
        {total === null
          ? "Asking…"
          : `${counted(total, "symbol")}${isFiltered(filter) ? total === 1 ? " matches" : " match" : ""}`}
      </p>
    </div>
  );
}
