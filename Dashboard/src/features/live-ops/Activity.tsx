import { type ReactElement, useMemo, useState } from "react";
import * as api from "../../api/client.ts";
import type { LogLine, OrderStateWord, OrderView } from "../../api/types.ts";
import { dollarsExact, instant, integer, minute, price, words } from "../../lib/format.ts";
import { useSignal } from "../../lib/signal.ts";
import { filtered } from "../../lib/sorting.ts";
import { withOrder } from "../../state/reduce.ts";
import { useResource } from "../../state/resource.ts";
import { refusal, visitor } from "../../state/session.ts";
import { deskLog, orders } from "../../state/stores.ts";
import { announce } from "../../state/toasts.ts";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { FilterField } from "../../ui/Field.tsx";
import { Figure } from "../../ui/Figure.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { useAction } from "../../ui/useAction.ts";
import { Breaches } from "./Breaches.tsx";

export const stateTones: Readonly<Record<OrderStateWord, BadgeTone>> = {
  initialized: "plain",
  denied: "down",
  submitted: "accent",
  accepted: "accent",
  partiallyFilled: "warn",
  pendingCancel: "warn",
  filled: "up",
  cancelled: "plain",
  expired: "plain",
  rejected: "down",
};
const working: ReadonlySet<OrderStateWord> = new Set([
  "initialized",
  "submitted",
  "accepted",
  "partiallyFilled",
  "pendingCancel",
]);

const columns: readonly Column<OrderView>[] = [
  {
    key: "at",
    title: "Market time",
    width: "142px",
    cell: (row) => <span className="num text-ink-2">{minute(row.updatedAt)}</span>,
    sort: (row) => row.updatedAt,
  },
  {
    key: "symbol",
    title: "Symbol",
    width: "minmax(60px,0.7fr)",
    cell: (row) => <span className="font-semibold">{row.symbol}</span>,
    sort: (row) => row.symbol,
  },
  {
    key: "side",
    title: "Side",
    width: "56px",
    cell: (row) => <span className={row.side === "buy" ? "text-up" : "text-down"}>{row.side}</span>,
    sort: (row) => row.side,
  },
  { key: "kind", title: "Kind", width: "64px", cell: (row) => row.kind, sort: (row) => row.kind },
  {
    key: "state",
    title: "State",
    width: "minmax(110px,1fr)",
    cell: (row) => <Badge tone={stateTones[row.state]}>{words(row.state)}</Badge>,
    sort: (row) => row.state,
  },
  {
    key: "shares",
    title: "Shares",
    width: "minmax(64px,0.7fr)",
    isNumeric: true,
    cell: (row) => integer(row.shares),
    sort: (row) => row.shares,
  },
  {
    key: "filled",
    title: "Filled",
    width: "minmax(64px,0.7fr)",
    isNumeric: true,
    cell: (row) => integer(row.filled),
    sort: (row) => row.filled,
  },
  {
    key: "price",
    title: "Price",
    width: "minmax(70px,0.7fr)",
    isNumeric: true,
    cell: (row) => <Figure value={row.price} format={price} reason="A market order has no price" />,
    sort: (row) => row.price,
  },
  {
    key: "average",
    title: "Avg fill",
    width: "minmax(76px,0.8fr)",
    isNumeric: true,
    cell: (row) => <Figure value={row.averagePrice} format={price} reason="Nothing filled yet" />,
    sort: (row) => row.averagePrice,
  },
  {
    key: "cost",
    title: "Commission",
    width: "minmax(84px,0.8fr)",
    isNumeric: true,
    cell: (row) => dollarsExact(row.commission),
    sort: (row) => row.commission,
  },
  {
    key: "origin",
    title: "Origin",
    width: "minmax(90px,1fr)",
    cell: (row) => <span className="text-ink-2">{row.origin}</span>,
    sort: (row) => row.origin,
  },
  {
    key: "why",
    title: "Why refused",
    width: "minmax(120px,2fr)",
    cell: (row) => {
      const why = row.breaches.map((breach) => breach.explanation).join(" ");
      return <span className="text-down" title={why}>{why}</span>;
    },
  },
];

const refusals: ReadonlySet<OrderStateWord> = new Set(["denied", "rejected"]);

const isIn = (tab: string, order: OrderView): boolean =>
  tab === "working"
    ? working.has(order.state)
    : tab === "fills"
    ? order.filled > 0
    : refusals.has(order.state);

/** The blotter, the fills, what was refused and why, and the log. */
export function Activity(): ReactElement {
  const book = useResource(orders);
  const log = useResource(deskLog);
  const [tab, setTab] = useState("orders");
  const [query, setQuery] = useState("");
  const [openId, setOpenId] = useState<string | null>(null);
  const all = book.value;
  const open = all?.find((order) => order.id === openId);
  const tabs = [
    { id: "orders", label: "Blotter", ...(all === null ? {} : { count: all.length }) },
    {
      id: "working",
      label: "Working",
      ...(all === null ? {} : { count: all.filter((order) => working.has(order.state)).length }),
    },
    {
      id: "fills",
      label: "Fills",
      ...(all === null ? {} : { count: all.filter((order) => order.filled > 0).length }),
    },
    {
      id: "refused",
      label: "Refused",
      ...(all === null ? {} : { count: all.filter((order) => refusals.has(order.state)).length }),
    },
    { id: "log", label: "Log", ...(log.value === null ? {} : { count: log.value.length }) },
  ];
  const rows = useMemo(() => {
    const chosen = (all ?? []).filter((order) => tab === "orders" || isIn(tab, order));
    return filtered(
      chosen,
      (order) => `${order.symbol} ${order.side} ${words(order.state)} ${order.origin} ${order.kind}`,
      query,
    );
  }, [all, tab, query]);
  const emptyTexts: Readonly<Record<string, string>> = {
    orders: "Orders of strategies and people appear here as the desk trades.",
    working: "No order waits for the market.",
    fills: "Nothing was executed yet.",
    refused: "Neither the risk gate nor the broker refused an order.",
  };
  return (
    <section className="panel relative h-[420px]" aria-label="Orders and log">
      <div className="absolute top-2 right-4 z-3 max-sm:hidden">
        <FilterField label="Filter orders and log" value={query} onChange={setQuery} />
      </div>
      <Tabs label="Orders and log" tabs={tabs} chosen={tab} onChoose={setTab} className="h-full">
        {tab === "log"
          ? (
            <Loading loaded={log} retry={() => void deskLog.refetch()}>
              {(lines) => <Log lines={filtered(lines, (line) => line.message, query)} />}
            </Loading>
          )
          : (
            <Loading loaded={book} retry={() => void orders.refetch()}>
              {() => (
                <DataTable
                  label="Orders"
                  columns={columns}
                  rows={rows}
                  rowKey={(row) => row.id}
                  minimumWidth={1080}
                  onOpen={(row) => setOpenId(row.id)}
                  empty={
                    <Empty title={query === "" ? "No orders" : "No order matches the filter"}>
                      {query === "" ? emptyTexts[tab] : "Clear the filter to see all."}
                    </Empty>
                  }
                />
              )}
            </Loading>
          )}
      </Tabs>
      <Dialog isOpen={open !== undefined} onClose={() => setOpenId(null)} title="The life of an order">
        {open === undefined ? null : <Life order={open} />}
      </Dialog>
    </section>
  );
}

const severities = { notice: "text-ink-3", warning: "text-warn", fault: "text-down" } as const;
const logColumns: readonly Column<LogLine>[] = [
  {
    key: "at",
    title: "Time",
    width: "170px",
    cell: (line) => <span className="num text-ink-3">{instant(line.at)}</span>,
    sort: (line) => line.at,
  },
  {
    key: "severity",
    title: "Severity",
    width: "80px",
    cell: (line) => <span className={severities[line.severity]}>{line.severity}</span>,
    sort: (line) => line.severity,
  },
  {
    key: "message",
    title: "Message",
    width: "minmax(320px,1fr)",
    cell: (line) => <span title={line.message}>{line.message}</span>,
  },
];

function Log({ lines }: { readonly lines: readonly LogLine[] }): ReactElement {
  const keyed = useMemo(() => lines.map((line, i) => ({ ...line, key: `${lines.length - i} ${line.at}` })), [
    lines,
  ]);
  return (
    <DataTable
      label="Log of the desk"
      columns={logColumns}
      rows={keyed}
      rowKey={(line) => (line as LogLine & { readonly key: string }).key}
      minimumWidth={600}
      empty={<Empty title="The log is empty">What the desk does is written here.</Empty>}
    />
  );
}

function Life({ order }: { readonly order: OrderView }): ReactElement {
  const who = useSignal(visitor);
  const { isBusy, run } = useAction();
  const isWorking = working.has(order.state);
  return (
    <div className="space-y-3 text-xs">
      <p className="text-body">
        <span className={order.side === "buy" ? "text-up" : "text-down"}>{order.side}</span>{" "}
        <span className="num">{integer(order.shares)}</span>{" "}
        <span className="font-semibold">{order.symbol}</span>, {order.kind}
        {order.price == null ? "" : (
          <>
            {" at "}
            <span className="num">{price(order.price)}</span>
          </>
        )}, by {order.origin}
      </p>
      <p className="num text-2xs text-ink-3">{order.id} · placed on {order.placedOn}</p>
      <ol className="space-y-1.5 border-l border-white/12 pl-4">
        {order.life.map((step, i) => (
          <li key={`${step.state} ${step.at} ${String(i)}`} className="flex items-center gap-2">
            <Badge tone={stateTones[step.state]}>{words(step.state)}</Badge>
            <span className="num text-2xs text-ink-3">{instant(step.at)}</span>
          </li>
        ))}
      </ol>
      <p>
        Filled <span className="num">{integer(order.filled)}</span> of{" "}
        <span className="num">{integer(order.shares)}</span> at{" "}
        <Figure value={order.averagePrice} format={price} reason="Nothing filled yet" />, commission{" "}
        <span className="num">{dollarsExact(order.commission)}</span>
      </p>
      <Breaches breaches={order.breaches} />
      <div className="flex justify-end">
        <Button
          variant="danger"
          isBusy={isBusy}
          reason={refusal(who, "trade") ??
            (isWorking ? null : `It is ${words(order.state)}; there is nothing to cancel.`)}
          onPress={() =>
            run(async () => {
              const answer = await api.cancelOrder(order.id);
              orders.change((held) => withOrder(held, answer));
              announce(
                `Order ${words(answer.state)}`,
                `${answer.side} ${integer(answer.shares)} ${answer.symbol}`,
              );
            })}
        >
          Cancel order
        </Button>
      </div>
    </div>
  );
}
