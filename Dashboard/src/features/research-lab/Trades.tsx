import { type ReactElement, useMemo, useState } from "react";
import * as api from "../../api/client.ts";
import type { TradeView } from "../../api/types.ts";
import { dollarsExact, integer, price } from "../../lib/format.ts";
import { filtered } from "../../lib/sorting.ts";
import { Resource, useResource } from "../../state/resource.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { FilterField } from "../../ui/Field.tsx";
import { Panel } from "../../ui/Panel.tsx";

type Row = TradeView & { readonly number: number };

const columns: readonly Column<Row>[] = [
  {
    key: "number",
    title: "#",
    width: "56px",
    isNumeric: true,
    cell: (row) => integer(row.number),
    sort: (row) => row.number,
  },
  {
    key: "session",
    title: "Session",
    width: "110px",
    cell: (row) => <span className="num text-ink-2">{row.session}</span>,
    sort: (row) => row.session,
  },
  {
    key: "symbol",
    title: "Symbol",
    width: "minmax(70px,1fr)",
    cell: (row) => <span className="font-semibold">{row.symbol}</span>,
    sort: (row) => row.symbol,
  },
  {
    key: "side",
    title: "Side",
    width: "60px",
    cell: (row) => (
      <span className={row.shares > 0 ? "text-up" : "text-down"}>{row.shares > 0 ? "buy" : "sell"}</span>
    ),
    sort: (row) => Math.sign(row.shares),
  },
  {
    key: "shares",
    title: "Shares",
    width: "minmax(80px,1fr)",
    isNumeric: true,
    cell: (row) => integer(row.shares),
    sort: (row) => row.shares,
  },
  {
    key: "price",
    title: "Price",
    width: "minmax(80px,1fr)",
    isNumeric: true,
    cell: (row) => price(row.price),
    sort: (row) => row.price,
  },
  {
    key: "commission",
    title: "Commission",
    width: "minmax(80px,1fr)",
    isNumeric: true,
    cell: (row) => dollarsExact(row.commission),
    sort: (row) => row.commission,
  },
  {
    key: "order",
    title: "Order",
    width: "minmax(110px,1fr)",
    cell: (row) => <span className="num text-2xs text-ink-3" title={row.order}>{row.order}</span>,
    sort: (row) => row.order,
  },
];

export function Trades({ id }: { readonly id: string }): ReactElement {
  const resource = useMemo(() => new Resource(() => api.trades(id)), [id]);
  const loaded = useResource(resource);
  const [query, setQuery] = useState("");
  const all = useMemo(() => (loaded.value ?? []).map((trade, i): Row => ({ ...trade, number: i + 1 })), [
    loaded.value,
  ]);
  const rows = useMemo(() => filtered(all, (row) => `${row.session} ${row.symbol} ${row.order}`, query), [
    all,
    query,
  ]);
  return (
    <Panel
      title="Executions"
      className="h-[320px]"
      aside={
        <>
          <FilterField label="Filter executions" value={query} onChange={setQuery} />
          <span className="num text-2xs">{integer(rows.length)} of {integer(all.length)}</span>
        </>
      }
    >
      <Loading loaded={loaded} retry={() => void resource.refetch()}>
        {() => (
          <DataTable
            label="Executions"
            columns={columns}
            rows={rows}
            rowKey={(row) => String(row.number)}
            minimumWidth={680}
            empty={
              <Empty title={query === "" ? "No execution" : "No execution matches the filter"}>
                {query === "" ? "The strategy never traded in this range." : "Clear the filter to see all."}
              </Empty>
            }
          />
        )}
      </Loading>
    </Panel>
  );
}
