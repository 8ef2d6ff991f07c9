import { type ReactElement, type ReactNode, useMemo, useState } from "react";
import { type Direction, sorted, type SortKey } from "../lib/sorting.ts";
import { Grid, type GridColumn } from "./Grid.tsx";

export interface Column<T> extends GridColumn<T> {
  readonly sort?: (row: T) => SortKey;
}

interface Props<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** Below this width, in pixels, the table scrolls inside its own box. */
  readonly minimumWidth?: number;
  readonly initialSort?: readonly [key: string, direction: Direction];
  readonly onOpen?: ((row: T) => void) | undefined;
  readonly isSelected?: (row: T) => boolean;
  readonly empty: ReactNode;
}

/** A table of rows that the page holds: sorted here, and its active row stays the same through a new order. */
export function DataTable<T>(
  { columns, rows, rowKey, initialSort, isSelected, ...rest }: Props<T>,
): ReactElement {
  const [sort, setSort] = useState<readonly [string, Direction] | null>(initialSort ?? null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const order = useMemo(() => {
    const column = columns.find((each) => each.key === sort?.[0]);
    return sort === null || column?.sort === undefined ? rows : sorted(rows, column.sort, sort[1]);
  }, [rows, columns, sort]);
  const found = activeKey === null ? -1 : order.findIndex((row) => rowKey(row) === activeKey);
  return (
    <Grid<T, Column<T>>
      {...rest}
      columns={columns}
      count={order.length}
      row={(index) => order[index]}
      rowKey={rowKey}
      canSort={(column) => column.sort !== undefined}
      sort={sort}
      onSort={(key, direction) => setSort([key, direction])}
      active={Math.max(0, found)}
      onActive={(index) => {
        const row = order[index];
        if (row !== undefined) setActiveKey(rowKey(row));
      }}
      isSelected={isSelected}
    />
  );
}
