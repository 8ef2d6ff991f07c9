import { type ReactElement, useState } from "react";
import * as api from "../../api/client.ts";
import type { FactView } from "../../api/types.ts";
import { decimal, words } from "../../lib/format.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { Choice } from "../../ui/Field.tsx";
import { useData } from "./hub.ts";

const statements = [
  ["", "Every statement"],
  ["income", "Income"],
  ["balance", "Balance sheet"],
  ["cashFlow", "Cash flow"],
  ["ratios", "Ratios"],
  ["keyMetrics", "Key metrics"],
] as const;

const columns: readonly Column<FactView>[] = [
  {
    key: "knownOn",
    title: "Known on",
    width: "96px",
    cell: (row) => <span className="num text-ink-2">{row.knownOn}</span>,
    sort: (row) => row.knownOn,
  },
  {
    key: "period",
    title: "Period",
    width: "88px",
    cell: (row) => <span className="num">{row.fiscalYear} {row.period}</span>,
    sort: (row) => `${row.fiscalYear} ${row.period}`,
  },
  {
    key: "end",
    title: "Ended",
    width: "96px",
    cell: (row) => <span className="num text-ink-2">{row.periodEnd}</span>,
    sort: (row) => row.periodEnd,
  },
  {
    key: "statement",
    title: "Statement",
    width: "88px",
    cell: (row) => <span className="text-ink-2">{words(row.statement)}</span>,
    sort: (row) => row.statement,
  },
  {
    key: "item",
    title: "Item",
    width: "minmax(140px,1fr)",
    cell: (row) => <span title={row.item}>{words(row.item)}</span>,
    sort: (row) => row.item,
  },
  {
    key: "value",
    title: "Value",
    width: "minmax(120px,0.8fr)",
    isNumeric: true,
    cell: (row) => decimal(row.value, Math.abs(row.value) >= 1000 ? 0 : 4),
    sort: (row) => row.value,
  },
];

/** Figures of a company's reports, as they were known on a date. */
export function Facts({ symbol, asOf }: { readonly symbol: string; readonly asOf: string }): ReactElement {
  const [statement, setStatement] = useState("");
  const [loaded, resource] = useData(
    () =>
      api.facts(symbol, {
        ...(asOf === "" ? {} : { asOf }),
        ...(statement === "" ? {} : { statement }),
      }),
    [symbol, asOf, statement],
  );
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex items-center gap-3 px-4 py-1.5">
        <Choice
          label="Statement"
          value={statement}
          onChange={setStatement}
          options={statements.map(([value, label]) => ({ value, label }))}
        />
        <p className="text-2xs text-ink-3">
          {asOf === "" ? "As known today" : `As known on ${asOf}`}; a restatement counts from the day it
          became public.
        </p>
      </div>
      <div className="min-h-0 flex-1">
        <Loading loaded={loaded} retry={() => void resource.refetch()}>
          {(rows) => (
            <DataTable
              label={`Facts of ${symbol}`}
              columns={columns}
              rows={rows}
              rowKey={(row) => `${row.statement} ${row.item} ${row.periodEnd} ${row.period} ${row.knownOn}`}
              minimumWidth={660}
              initialSort={["knownOn", "descending"]}
              empty={
                <Empty title="No fact is held">
                  Ingest company reports of this symbol; only a provider with them has them.
                </Empty>
              }
            />
          )}
        </Loading>
      </div>
    </div>
  );
}
