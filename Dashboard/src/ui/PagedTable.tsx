import { type ReactElement, type ReactNode, useCallback, useEffect, useState } from "react";
import { useSignal } from "../lib/signal.ts";
import type { Direction } from "../lib/sorting.ts";
import type { PagedRows } from "../state/paged.ts";
import { Button } from "./Button.tsx";
import { Failed, Skeleton } from "./Empty.tsx";
import { Grid, type GridColumn } from "./Grid.tsx";

export interface PagedColumn<T> extends GridColumn<T> {
  /** The server's word for an order by this column; absent where it offers none. */
  readonly order?: string;
}

interface Props<T> {
  readonly label: string;
  readonly columns: readonly PagedColumn<T>[];
  readonly rows: PagedRows<T>;
  readonly minimumWidth?: number;
  readonly sort?: readonly [key: string, direction: Direction] | null;
  readonly onSort?: (key: string, direction: Direction) => void;
  readonly onOpen?: ((row: T) => void) | undefined;
  readonly isSelected?: (row: T) => boolean;
  /** Under this name the place in the list is found again when the page is opened again. */
  readonly memory?: string;
  readonly empty: ReactNode;
}

const places = new Map<string, { readonly top: number; readonly active: number }>();
const nothing = (): void => {};

/** A table of any length whose rows are fetched page by page as they come into view. */
export function PagedTable<T>(
  { rows, sort = null, onSort = nothing, memory, isSelected, ...rest }: Props<T>,
): ReactElement {
  const state = useSignal(rows);
  const place = memory === undefined ? undefined : places.get(memory);
  const [active, setActive] = useState(place?.active ?? 0);
  useEffect(() => {
    rows.look(0, 1);
    return () => rows.dispose();
  }, [rows]);
  const look = useCallback((first: number, last: number) => rows.look(first, last), [rows]);
  const note = (part: { readonly top?: number; readonly active?: number }): void => {
    if (memory !== undefined) {
      places.set(memory, { top: 0, active: 0, ...places.get(memory), ...part });
    }
  };
  if (state.total === null) {
    return state.trouble === null
      ? <Skeleton rows={8} />
      : <Failed trouble={state.trouble} retry={() => rows.retry()} />;
  }
  const count = state.total;
  return (
    <div className="relative h-full">
      <Grid<T, PagedColumn<T>>
        {...rest}
        count={count}
        row={(index) => rows.row(index)}
        canSort={(column) => column.order !== undefined}
        sort={sort}
        onSort={onSort}
        active={Math.max(0, Math.min(active, count - 1))}
        onActive={(index) => {
          setActive(index);
          note({ active: index });
        }}
        onLook={look}
        isSelected={isSelected}
        startAt={place?.top ?? 0}
        onScroll={(top) => note({ top })}
      />
      {state.trouble === null ? null : (
        <div
          role="alert"
          className="glass absolute inset-x-3 bottom-3 z-3 flex items-center gap-3 rounded-lg border border-down/40 px-3 py-2 text-xs"
        >
          <span className="min-w-0 flex-1 truncate">
            <span className="font-semibold text-down">{state.trouble.title}.</span>{" "}
            <span className="text-ink-2">{state.trouble.detail} {state.trouble.remedy}</span>
          </span>
          <Button onPress={() => rows.retry()}>Try again</Button>
        </div>
      )}
    </div>
  );
}
