import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Direction } from "../lib/sorting.ts";
import { rowsInSight, scrollFor } from "../lib/window.ts";

export interface GridColumn<T> {
  readonly key: string;
  readonly title: string;
  /** For a column whose controls speak for themselves; the title is then only read aloud. */
  readonly hidesTitle?: boolean;
  /** A grid track, such as `minmax(80px,1fr)`. */
  readonly width: string;
  readonly isNumeric?: boolean;
  readonly cell: (row: T) => ReactNode;
}

interface Props<T, C extends GridColumn<T>> {
  readonly label: string;
  readonly columns: readonly C[];
  readonly count: number;
  /** The row at a place; undefined while it is on its way. */
  readonly row: (index: number) => T | undefined;
  readonly rowKey?: (row: T, index: number) => string;
  readonly canSort: (column: C) => boolean;
  readonly sort: readonly [key: string, direction: Direction] | null;
  readonly onSort: (key: string, direction: Direction) => void;
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly onOpen?: ((row: T) => void) | undefined;
  readonly onLook?: ((first: number, last: number) => void) | undefined;
  readonly isSelected?: ((row: T) => boolean) | undefined;
  /** Where to begin, in pixels from the top. */
  readonly startAt?: number;
  readonly onScroll?: ((top: number) => void) | undefined;
  /** Below this width, in pixels, the table scrolls inside its own box. */
  readonly minimumWidth?: number;
  readonly empty: ReactNode;
}

export const ROW = 32;
const HEAD = 31;
/** The window moves in steps of so many rows, so that most scroll events change nothing. */
const STEP = 4;
/** A move over more rows than these is a jump; its rows are asked for when it rests for so long. */
const FAR = 400;
const REST_MS = 80;

/** A grid of any length: only the rows in sight exist; walked with the keys, sorted by its heads. */
export function Grid<T, C extends GridColumn<T>>({
  label,
  columns,
  count,
  row,
  rowKey,
  canSort,
  sort,
  onSort,
  active,
  onActive,
  onOpen,
  onLook,
  isSelected,
  startAt = 0,
  onScroll,
  minimumWidth = 0,
  empty,
}: Props<T, C>): ReactElement {
  const id = useId().replaceAll(":", "");
  const scroll = useRef<HTMLDivElement>(null);
  const start = useRef(startAt);
  const told = useRef(onScroll);
  useLayoutEffect(() => {
    told.current = onScroll;
  });
  const [view, setView] = useState({ top: 0, height: 400 });

  useEffect(() => {
    const element = scroll.current;
    if (element === null) return undefined;
    const read = (): void => {
      const top = Math.floor(element.scrollTop / (STEP * ROW)) * STEP * ROW;
      const height = element.clientHeight - HEAD + STEP * ROW;
      setView((held) => held.top === top && held.height === height ? held : { top, height });
      told.current?.(element.scrollTop);
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener("scroll", read, { passive: true });
    if (start.current > 0) element.scrollTop = start.current;
    read();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", read);
    };
  }, []);

  const { first, last } = rowsInSight(view.top, view.height, ROW, count);
  const looked = useRef(0);
  useEffect(() => {
    if (onLook === undefined) return undefined;
    const look = (): void => {
      looked.current = first;
      onLook(first, last);
    };
    if (Math.abs(first - looked.current) <= FAR) {
      look();
      return undefined;
    }
    // The bar is being dragged: rows that only fly past are not asked for.
    const timer = setTimeout(look, REST_MS);
    return () => clearTimeout(timer);
  }, [onLook, first, last]);
  const isActiveInSight = count > 0 && active >= first && active < last;

  const activate = (index: number): void => {
    const at = Math.max(0, Math.min(count - 1, index));
    if (count === 0) return;
    onActive(at);
    const element = scroll.current;
    if (element !== null) {
      element.scrollTop = scrollFor(at, element.scrollTop, element.clientHeight - HEAD, ROW);
    }
  };
  const key = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor(view.height / ROW) - STEP - 1);
    const target: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1,
    };
    const next = target[event.key];
    const chosen = row(active);
    if (next !== undefined) activate(next);
    else if (event.key === "Enter" && onOpen !== undefined && chosen !== undefined) onOpen(chosen);
    else return;
    event.preventDefault();
  };
  const click = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    const index = Number(target.closest<HTMLElement>("[data-index]")?.dataset["index"] ?? -1);
    const chosen = index < 0 ? undefined : row(index);
    if (chosen === undefined) return;
    onActive(index);
    if (target.closest("button, a, input") === null) onOpen?.(chosen);
  };
  const sortBy = (column: C): void => {
    const [sortedKey, direction] = sort ?? ["", "ascending"];
    if (sortedKey === column.key) {
      onSort(column.key, direction === "ascending" ? "descending" : "ascending");
    } else onSort(column.key, column.isNumeric === true ? "descending" : "ascending");
  };

  const style = {
    "--columns": columns.map((column) => column.width).join(" "),
    "--grid-width": `${minimumWidth}px`,
  } as CSSProperties;
  return (
    <div
      ref={scroll}
      className="grid-scroll"
      role="grid"
      aria-label={label}
      tabIndex={0}
      onKeyDown={key}
      onClick={click}
      style={style}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={isActiveInSight ? `${id}-${active}` : undefined}
    >
      <div role="rowgroup" className="grid-head">
        <div role="row" aria-rowindex={1} className="grid-line">
          {columns.map((column) => {
            const isSorted = sort?.[0] === column.key;
            return (
              <div
                key={column.key}
                role="columnheader"
                className="grid-cell"
                data-numeric={column.isNumeric === true}
                aria-sort={isSorted ? sort[1] : undefined}
              >
                {canSort(column)
                  ? (
                    <button type="button" onClick={() => sortBy(column)}>
                      {column.title}
                      {isSorted
                        ? <span aria-hidden="true">{sort[1] === "ascending" ? " ▲" : " ▼"}</span>
                        : null}
                    </button>
                  )
                  : (
                    <span
                      className={column.hidesTitle === true ? "sr-only" : "text-2xs font-medium text-ink-3"}
                    >
                      {column.title}
                    </span>
                  )}
              </div>
            );
          })}
        </div>
      </div>
      {count === 0
        ? (
          <div role="rowgroup">
            <div role="row">
              <div role="gridcell">{empty}</div>
            </div>
          </div>
        )
        : (
          <div role="rowgroup" className="grid-body" style={{ height: count * ROW }}>
            {Array.from({ length: last - first }, (_, i) => {
              const index = first + i;
              const value = row(index);
              return (
                <Line
                  key={value === undefined || rowKey === undefined ? index : rowKey(value, index)}
                  id={`${id}-${index}`}
                  index={index}
                  row={value}
                  columns={columns as readonly GridColumn<unknown>[]}
                  isActive={index === active}
                  isSelected={value === undefined ? undefined : isSelected?.(value)}
                  canOpen={onOpen !== undefined}
                />
              );
            })}
          </div>
        )}
    </div>
  );
}

interface LineProps {
  readonly id: string;
  readonly index: number;
  readonly row: unknown;
  readonly columns: readonly GridColumn<unknown>[];
  readonly isActive: boolean;
  readonly isSelected: boolean | undefined;
  readonly canOpen: boolean;
}

/** One row; written anew only when it, or its place, changes. */
const Line = memo(function Line(
  { id, index, row, columns, isActive, isSelected, canOpen }: LineProps,
): ReactElement {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      className="grid-row grid-line"
      aria-selected={isSelected}
      aria-busy={row === undefined ? true : undefined}
      data-active={isActive}
      data-index={index}
      data-open={canOpen && row !== undefined}
      style={{ transform: `translateY(${index * ROW}px)` }}
    >
      {columns.map((column) => (
        <div
          key={column.key}
          role="gridcell"
          className="grid-cell"
          data-numeric={column.isNumeric === true}
        >
          {row === undefined ? <span className="grid-wait" /> : column.cell(row)}
        </div>
      ))}
    </div>
  );
});
