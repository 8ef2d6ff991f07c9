import type { ReactElement, ReactNode } from "react";
import type { DeskView, PositionView } from "../../api/types.ts";
import { dollars, dollarsSigned, integer, percent, price } from "../../lib/format.ts";
import { go } from "../../lib/router.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Change, Figure, useFlash } from "../../ui/Figure.tsx";
import { Sparkline } from "../../ui/Sparkline.tsx";

const unpriced = "No price for this session";

function Last({ value }: { readonly value: number | null | undefined }): ReactElement {
  const element = useFlash<HTMLSpanElement>(value, price(value));
  return (
    <span ref={element} className="grid-cell">
      <Figure value={value} format={price} reason={unpriced} />
    </span>
  );
}

const columns: readonly Column<PositionView>[] = [
  {
    key: "symbol",
    title: "Symbol",
    width: "minmax(64px,0.8fr)",
    cell: (row) => <span className="font-semibold">{row.symbol}</span>,
    sort: (row) => row.symbol,
  },
  {
    key: "weight",
    title: "Weight",
    width: "minmax(70px,0.8fr)",
    isNumeric: true,
    cell: (row) => <Figure value={row.weight} format={percent} reason={unpriced} />,
    sort: (row) => row.weight,
  },
  {
    key: "trend",
    title: "Trend",
    width: "104px",
    cell: (row) => (row.trend.length < 2 ? null : <Sparkline values={row.trend} width={84} height={20} />),
  },
  {
    key: "shares",
    title: "Shares",
    width: "minmax(70px,0.8fr)",
    isNumeric: true,
    cell: (row) => integer(row.shares),
    sort: (row) => row.shares,
  },
  {
    key: "cost",
    title: "Avg cost",
    width: "minmax(74px,0.8fr)",
    isNumeric: true,
    cell: (row) => price(row.averageCost),
    sort: (row) => row.averageCost,
  },
  {
    key: "price",
    title: "Last",
    width: "minmax(80px,0.9fr)",
    isNumeric: true,
    cell: (row) => <Last value={row.price} />,
    sort: (row) => row.price,
  },
  {
    key: "value",
    title: "Value",
    width: "minmax(84px,1fr)",
    isNumeric: true,
    cell: (row) => <Figure value={row.value} format={dollars} reason={unpriced} />,
    sort: (row) => row.value,
  },
  {
    key: "day",
    title: "Day P&L",
    width: "minmax(80px,0.9fr)",
    isNumeric: true,
    cell: (row) => <Change value={row.dayProfit} format={dollarsSigned} reason={unpriced} />,
    sort: (row) => row.dayProfit,
  },
  {
    key: "open",
    title: "Unrealized",
    width: "minmax(84px,1fr)",
    isNumeric: true,
    cell: (row) => <Change value={row.unrealizedProfit} format={dollarsSigned} reason={unpriced} />,
    sort: (row) => row.unrealizedProfit,
  },
];

/** What the desk holds: weight, trend and profit of each position. */
export function Positions(
  { view, empty }: { readonly view: DeskView; readonly empty: ReactNode },
): ReactElement {
  return (
    <DataTable
      label="Open positions"
      columns={columns}
      rows={view.positions}
      rowKey={(row) => row.symbol}
      minimumWidth={720}
      initialSort={["symbol", "ascending"]}
      onOpen={(row) => go(["data", row.symbol])}
      empty={empty}
    />
  );
}
