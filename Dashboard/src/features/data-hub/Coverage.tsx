import { type ReactElement, useEffect, useState } from "react";
import * as api from "../../api/client.ts";
import {
  allProviderWord,
  allSeverity,
  type CoverageView,
  type FindingTally,
  type Severity,
} from "../../api/types.ts";
import { HeatStrip } from "../../charts/HeatStrip.tsx";
import { DASH, integer, minute } from "../../lib/format.ts";
import { go, linkTo, replaceQuery } from "../../lib/router.ts";
import { useSignal } from "../../lib/signal.ts";
import type { Direction } from "../../lib/sorting.ts";
import { useResource } from "../../state/resource.ts";
import { tally, universes } from "../../state/stores.ts";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { Choice, FilterField } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { type PagedColumn, PagedTable } from "../../ui/PagedTable.tsx";
import { type CoverageFilter, filterOf, isFiltered, queryOf } from "./filters.ts";
import { priceBases, providerNames, useData, useDataRows } from "./hub.ts";

export const severityTones: Readonly<Record<Severity, BadgeTone>> = {
  notice: "plain",
  warning: "warn",
  fault: "down",
};
const TYPING_MS = 220;

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
    width: "92px",
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

function Strip({ universe }: { readonly universe: string }): ReactElement {
  const [isTable, setTable] = useState(false);
  const [loaded, resource] = useData(
    () => api.coverageStrip(universe === "" ? {} : { universe }),
    [universe],
  );
  const named = useResource(universes).value?.find((each) => each.name === universe)?.title;
  const label = `Coverage of ${named ?? (universe === "" ? "everything held" : universe)}`;
  return (
    <section aria-label="Coverage over time" className="border-b border-white/6 pt-2">
      <div className="flex items-center gap-3 px-4 pb-1.5 text-2xs text-ink-3">
        <h2 className="font-medium text-ink-2">{label}</h2>
        <StripLegend />
        <button
          type="button"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
          className="ml-auto inline-flex items-center gap-1 rounded px-1.5 py-0.5 text-ink-3 hover:text-ink aria-pressed:text-ink"
        >
          <Icon name="table" size={13} /> As a table
        </button>
      </div>
      <div className="min-h-[84px]">
        <Loading loaded={loaded} retry={() => void resource.refetch()} rows={2}>
          {(strip) => <HeatStrip strip={strip} label={label} isTable={isTable} />}
        </Loading>
      </div>
    </section>
  );
}

const legend = [
  ["full", "full"],
  ["most", "from 98%"],
  ["some", "from 80%"],
  ["little", "less"],
] as const;

/** What the colours of a strip mean. */
export function StripLegend(): ReactElement {
  return (
    <ul className="flex flex-wrap items-center gap-x-2.5 max-md:hidden">
      {legend.map(([fullness, text]) => (
        <li key={fullness} className="flex items-center gap-1">
          <svg width="9" height="9" aria-hidden="true">
            <rect width="9" height="9" rx="1.5" className={`strip-${fullness}`} />
          </svg>
          {text}
        </li>
      ))}
      <li className="flex items-center gap-1">
        <svg width="4" height="9" aria-hidden="true">
          <rect width="4" height="9" className="strip-finding" />
        </svg>
        findings
      </li>
    </ul>
  );
}

function Filters(
  { filter, isGrouped }: { readonly filter: CoverageFilter; readonly isGrouped: boolean },
): ReactElement {
  const named = useResource(universes).value ?? [];
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 px-4 py-1.5" data-filters="">
      <SearchField search={filter.search} />
      <Choice
        label="Provider"
        value={filter.provider}
        onChange={(provider) => replaceQuery({ provider })}
        options={[
          { value: "", label: "Any provider" },
          ...allProviderWord.map((word) => ({ value: word, label: providerNames[word] })),
        ]}
      />
      <Choice
        label="Universe"
        value={filter.universe}
        onChange={(universe) => replaceQuery({ universe })}
        options={[
          { value: "", label: "Everything held" },
          ...named.map((each) => ({ value: each.name, label: each.title })),
        ]}
      />
      <Choice
        label="Severity"
        value={filter.severity}
        onChange={(severity) => replaceQuery({ severity })}
        options={[
          { value: "", label: "Any severity" },
          ...allSeverity.map((word) => ({ value: word, label: `With a ${word}` })),
        ]}
      />
      {filter.rule === ""
        ? null
        : (
          <Chip name="Rule" value={filter.rule} onRemove={() => replaceQuery({ rule: null })}>
            <a
              className="text-accent underline-offset-2 hover:underline"
              href={linkTo(["data"], { tab: "findings", rule: filter.rule })}
            >
              findings
            </a>
          </Chip>
        )}
      {isFiltered(filter)
        ? (
          <button
            type="button"
            className="rounded px-1.5 py-0.5 text-2xs text-ink-3 hover:text-ink"
            onClick={() =>
              replaceQuery({ search: null, provider: null, universe: null, severity: null, rule: null })}
          >
            Clear all
          </button>
        )
        : null}
      <div role="group" aria-label="Rows" className="ml-auto flex rounded-md border border-white/12 p-0.5">
        {([["symbols", "Symbols"], ["findings", "By finding"]] as const).map(([id, text]) => (
          <button
            key={id}
            type="button"
            aria-pressed={isGrouped === (id === "findings")}
            onClick={() => replaceQuery({ view: id === "findings" ? id : null })}
            className="rounded px-2 py-0.5 text-2xs text-ink-3 hover:text-ink aria-pressed:bg-white/8 aria-pressed:text-ink"
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}

/** A filter that is set, and a way to drop it. */
export function Chip({ name, value, onRemove, children }: {
  readonly name: string;
  readonly value: string;
  readonly onRemove: () => void;
  readonly children?: ReactElement;
}): ReactElement {
  return (
    <span className="inline-flex items-center gap-1.5 rounded-full border border-accent/30 bg-accent/10 py-px pr-1 pl-2 text-2xs text-ink">
      <span className="text-ink-3">{name}</span> <span className="num">{value}</span>
      {children}
      <button
        type="button"
        aria-label={`Drop the filter ${name} ${value}`}
        onClick={onRemove}
        className="grid size-6 place-items-center rounded-full text-ink-3 hover:text-ink"
      >
        <Icon name="close" size={11} />
      </button>
    </span>
  );
}

/** Asks the server a moment after the typing stops. */
export function SearchField({ search, label = "Filter data", placeholder = "Symbol or name  /" }: {
  readonly search: string;
  readonly label?: string;
  readonly placeholder?: string;
}): ReactElement {
  const [text, setText] = useState(search);
  const [sent, setSent] = useState(search);
  if (search !== sent) {
    // Changed from elsewhere: by a link or by another control.
    setSent(search);
    setText(search);
  }
  useEffect(() => {
    if (text === search) return undefined;
    const timer = setTimeout(() => {
      setSent(text);
      replaceQuery({ search: text });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, search]);
  return <FilterField label={label} value={text} onChange={setText} placeholder={placeholder} />;
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
          minimumWidth={1060}
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
        {total === null ? "Asking…" : `${integer(total)} symbols${isFiltered(filter) ? " match" : ""}`}
      </p>
    </div>
  );
}

const ruleColumns: readonly Column<FindingTally>[] = [
  {
    key: "severity",
    title: "Severity",
    width: "92px",
    cell: (row) => <Badge tone={severityTones[row.severity]}>{row.severity}</Badge>,
    sort: (row) => allSeverity.indexOf(row.severity),
  },
  {
    key: "rule",
    title: "Rule",
    width: "minmax(170px,0.8fr)",
    cell: (row) => <span className="num font-medium">{row.rule}</span>,
    sort: (row) => row.rule,
  },
  {
    key: "meaning",
    title: "What it checks",
    width: "minmax(220px,2fr)",
    cell: (row) => <span className="text-ink-2" title={row.meaning}>{row.meaning}</span>,
  },
  {
    key: "findings",
    title: "Open findings",
    width: "104px",
    isNumeric: true,
    cell: (row) => integer(row.findings),
    sort: (row) => row.findings,
  },
  {
    key: "symbols",
    title: "Symbols",
    width: "84px",
    isNumeric: true,
    cell: (row) => integer(row.symbols),
    sort: (row) => row.symbols,
  },
  {
    key: "links",
    title: "Findings of the rule",
    hidesTitle: true,
    width: "84px",
    cell: (row) => (
      <a
        className="text-accent underline-offset-2 hover:underline"
        href={linkTo(["data"], { tab: "findings", rule: row.rule, severity: row.severity })}
        aria-label={`Findings of ${row.rule}`}
      >
        findings
      </a>
    ),
  },
];

/** The rules that found something; opening one lists its symbols. */
function ByFinding(): ReactElement {
  const loaded = useResource(tally);
  return (
    <Loading loaded={loaded} retry={() => void tally.refetch()} rows={6}>
      {(rows) => (
        <DataTable
          label="Open findings by rule"
          columns={ruleColumns}
          rows={rows}
          rowKey={(row) => `${row.rule} ${row.severity}`}
          minimumWidth={760}
          initialSort={["severity", "descending"]}
          onOpen={(row) => replaceQuery({ view: null, rule: row.rule, severity: row.severity })}
          empty={
            <Empty title="Nothing is open">
              The health rules found nothing that waits for a decision. They run after each ingestion.
            </Empty>
          }
        />
      )}
    </Loading>
  );
}
