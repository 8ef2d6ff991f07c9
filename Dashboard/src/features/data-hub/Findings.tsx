import { type ReactElement, useState } from "react";
import * as api from "../../api/client.ts";
import {
  allFindingStateWord,
  allSeverity,
  type FindingStateWord,
  type FindingView,
} from "../../api/types.ts";
import { counted } from "../../lib/format.ts";
import { replaceQuery } from "../../lib/router.ts";
import { useSignal } from "../../lib/signal.ts";
import type { PagedRows } from "../../state/paged.ts";
import { useResource } from "../../state/resource.ts";
import { refusal, visitor } from "../../state/session.ts";
import { jobs, tally } from "../../state/stores.ts";
import { withJob } from "../../state/reduce.ts";
import { announce } from "../../state/toasts.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Choice } from "../../ui/Field.tsx";
import { type PagedColumn, PagedTable } from "../../ui/PagedTable.tsx";
import { useAction } from "../../ui/useAction.ts";
import { SearchField } from "./CoverageFilters.tsx";
import { type FindingFilter, findingFilterOf } from "./filters.ts";
import { FindingDialog } from "./FindingDialog.tsx";
import { useDataRows } from "./hub.ts";
import { severityTones, stateTones } from "./tones.ts";

const columns: readonly PagedColumn<FindingView>[] = [
  {
    key: "severity",
    title: "Severity",
    width: "88px",
    cell: (row) => <Badge tone={severityTones[row.severity]}>{row.severity}</Badge>,
  },
  {
    key: "symbol",
    title: "Symbol",
    width: "minmax(84px,0.5fr)",
    cell: (row) => <span className="font-semibold">{row.symbol}</span>,
  },
  {
    key: "session",
    title: "Session",
    width: "96px",
    cell: (row) => <span className="num text-ink-2">{row.session}</span>,
  },
  {
    key: "rule",
    title: "Rule",
    width: "minmax(150px,0.9fr)",
    cell: (row) => <span className="num text-2xs" title={row.rule}>{row.rule}</span>,
  },
  {
    key: "evidence",
    title: "Evidence",
    width: "minmax(170px,2.4fr)",
    cell: (row) => <span className="text-ink-2" title={row.evidence}>{row.evidence}</span>,
  },
  {
    key: "repair",
    title: "Suggested",
    width: "88px",
    cell: (row) => <span className="text-ink-2">{row.repair}</span>,
  },
  {
    key: "state",
    title: "State",
    width: "100px",
    cell: (row) => <Badge tone={stateTones[row.state]}>{row.state}</Badge>,
  },
];

/** On the page of one symbol its name in each row says nothing. */
const ofOneSymbol = columns.filter((column) => column.key !== "symbol");

const stateTexts: Readonly<Record<FindingStateWord | "all", string>> = {
  open: "Open",
  accepted: "Accepted",
  quarantined: "Quarantined",
  resolved: "Resolved",
  all: "Every state",
};

/** What the health rules found, with what can be done about it. */
export function Findings({ query }: { readonly query: URLSearchParams }): ReactElement {
  const filter = findingFilterOf(query);
  const tallied = useResource(tally).value ?? [];
  const rules = [...new Set([...tallied.map((each) => each.rule), filter.rule])].filter((rule) =>
    rule !== ""
  );
  const rows = useFindingRows(filter);
  const { total } = useSignal(rows);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 px-4 py-1.5">
        <SearchField
          search={query.get("search") ?? ""}
          label="Symbol of the findings"
          placeholder="Symbol  /"
        />
        <Choice
          label="Rule"
          value={filter.rule}
          onChange={(rule) => replaceQuery({ rule })}
          options={[
            { value: "", label: "Any rule" },
            ...rules.toSorted().map((rule) => ({ value: rule, label: rule })),
          ]}
        />
        <Choice
          label="Severity"
          value={filter.severity}
          onChange={(severity) => replaceQuery({ severity })}
          options={[
            { value: "", label: "Any severity" },
            ...allSeverity.map((word) => ({ value: word, label: word })),
          ]}
        />
        <div role="group" aria-label="State" className="flex rounded-md border border-white/12 p-0.5">
          {[...allFindingStateWord, "all" as const].map((word) => (
            <button
              key={word}
              type="button"
              aria-pressed={filter.state === word}
              onClick={() => replaceQuery({ state: word === "open" ? null : word })}
              className="rounded px-2 py-0.5 text-2xs text-ink-3 hover:text-ink aria-pressed:bg-white/8 aria-pressed:text-ink"
            >
              {stateTexts[word]}
            </button>
          ))}
        </div>
        <span className="ml-auto" />
        <CheckButton />
      </div>
      <div className="min-h-0 flex-1">
        <FindingsTable
          rows={rows}
          empty={<NoFinding filter={filter} />}
        />
      </div>
      <p className="num shrink-0 border-t border-white/6 px-4 py-1 text-2xs text-ink-3" role="status">
        {total === null ? "Asking…" : counted(total, "finding")}
      </p>
    </div>
  );
}

export function useFindingRows(filter: FindingFilter): PagedRows<FindingView> {
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
  return useDataRows(
    (offset, limit, signal) => api.findings({ ...asked, offset, limit }, { signal }),
    [JSON.stringify(asked)],
  );
}

function NoFinding({ filter }: { readonly filter: FindingFilter }): ReactElement {
  const isNarrow = filter.symbol !== "" || filter.rule !== "" || filter.severity !== "";
  if (isNarrow) {
    return (
      <Empty title="No finding matches the filters">
        Drop a filter, or choose another state; the symbol must be written in full.
      </Empty>
    );
  }
  return filter.state === "open"
    ? (
      <Empty title="No finding is open">
        The health rules found nothing that waits for a decision. They run after each ingestion.
      </Empty>
    )
    : <Empty title="No finding is in this state">Decisions about findings appear here.</Empty>;
}

/** Findings in a table; opening one shows what can be done about it. */
export function FindingsTable(
  { rows, empty, isOfOneSymbol = false }: {
    readonly rows: PagedRows<FindingView>;
    readonly empty: ReactElement;
    readonly isOfOneSymbol?: boolean;
  },
): ReactElement {
  const [open, setOpen] = useState<FindingView | null>(null);
  return (
    <>
      <PagedTable
        label="Health findings"
        columns={isOfOneSymbol ? ofOneSymbol : columns}
        rows={rows}
        minimumWidth={isOfOneSymbol ? 700 : 860}
        onOpen={setOpen}
        empty={empty}
      />
      <FindingDialog finding={open} onClose={() => setOpen(null)} onChange={setOpen} />
    </>
  );
}

function CheckButton(): ReactElement {
  const who = useSignal(visitor);
  const { isBusy, run } = useAction();
  return (
    <Button
      icon="shield"
      reasonBelow
      isBusy={isBusy}
      reason={refusal(who, "ingest")}
      onPress={() =>
        run(async () => {
          const job = await api.checkHealth();
          jobs.change((held) => withJob(held, job));
          announce("The check has begun", job.title);
        })}
    >
      Check now
    </Button>
  );
}
