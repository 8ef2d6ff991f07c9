import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { type Direction, sorted, type SortKey } from "../lib/sorting.ts";
import { rowsInSight, scrollFor } from "../lib/window.ts";

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  /** For a column whose controls speak for themselves; the title is then only read aloud. */
  readonly hidesTitle?: boolean;
  /** A grid track, such as `minmax(80px,1fr)`. */
  readonly width: string;
  readonly isNumeric?: boolean;
  readonly cell: (row: T) => ReactNode;
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

const ROW = 32;
const HEAD = 31;

/** A table of any length: only the rows in sight exist; sorted by its heads, walked with the keys. */
export function DataTable<T>({
  label,
  columns,
  rows,
  rowKey,
  minimumWidth = 0,
  initialSort,
  onOpen,
  isSelected,
  empty,
}: Props<T>): ReactElement {
  const id = useId().replaceAll(":", "");
  const scroll = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 400 });
  const [sort, setSort] = useState<readonly [string, Direction] | null>(initialSort ?? null);
  const [activeKey, setActiveKey] = useState<string | null>(null);

  const order = useMemo(() => {
    const column = columns.find((each) => each.key === sort?.[0]);
    return sort === null || column?.sort === undefined ? rows : sorted(rows, column.sort, sort[1]);
  }, [rows, columns, sort]);

  useEffect(() => {
    const element = scroll.current;
    if (element === null) return undefined;
    const read = (): void => setView({ top: element.scrollTop, height: element.clientHeight - HEAD });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener("scroll", read, { passive: true });
    read();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", read);
    };
  }, []);

  const found = activeKey === null ? -1 : order.findIndex((row) => rowKey(row) === activeKey);
  const active = found < 0 ? 0 : found;
  const { first, last } = rowsInSight(view.top, view.height, ROW, order.length);
  const isActiveInSight = order.length > 0 && active >= first && active < last;

  const activate = (index: number): void => {
    const at = Math.max(0, Math.min(order.length - 1, index));
    const row = order[at];
    if (row === undefined) return;
    setActiveKey(rowKey(row));
    const element = scroll.current;
    if (element !== null) {
      element.scrollTop = scrollFor(at, element.scrollTop, element.clientHeight - HEAD, ROW);
    }
  };
  const key = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor(view.height / ROW) - 1);
    const target: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: order.length - 1,
    };
    const next = target[event.key];
    const row = order[active];
    if (next !== undefined) activate(next);
    else if (event.key === "Enter" && onOpen !== undefined && row !== undefined) onOpen(row);
    else return;
    event.preventDefault();
  };
  const click = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    const row = order[Number(target.closest<HTMLElement>("[data-index]")?.dataset["index"] ?? -1)];
    if (row === undefined) return;
    setActiveKey(rowKey(row));
    if (target.closest("button, a, input") === null) onOpen?.(row);
  };
  const sortBy = (column: Column<T>): void => {
    const [sortedKey, direction] = sort ?? ["", "ascending"];
    if (sortedKey === column.key) {
      setSort([column.key, direction === "ascending" ? "descending" : "ascending"]);
    } else setSort([column.key, column.isNumeric === true ? "descending" : "ascending"]);
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
      aria-rowcount={order.length + 1}
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
                style={{ textAlign: column.isNumeric === true ? "right" : "left" }}
                aria-sort={isSorted ? sort[1] : undefined}
              >
                {column.sort === undefined
                  ? (
                    <span
                      className={column.hidesTitle === true ? "sr-only" : "text-2xs font-medium text-ink-3"}
                    >
                      {column.title}
                    </span>
                  )
                  : (
                    <button type="button" onClick={() => sortBy(column)}>
                      {column.title}
                      {isSorted
                        ? <span aria-hidden="true">{sort[1] === "ascending" ? " ▲" : " ▼"}</span>
                        : null}
                    </button>
                  )}
              </div>
            );
          })}
        </div>
      </div>
      {order.length === 0
        ? (
          <div role="rowgroup">
            <div role="row">
              <div role="gridcell">{empty}</div>
            </div>
          </div>
        )
        : (
          <div role="rowgroup" className="grid-body" style={{ height: order.length * ROW }}>
            {order.slice(first, last).map((row, i) => {
              const index = first + i;
              return (
                <div
                  key={rowKey(row)}
                  id={`${id}-${index}`}
                  role="row"
                  aria-rowindex={index + 2}
                  className="grid-row grid-line"
                  aria-selected={isSelected === undefined ? undefined : isSelected(row)}
                  data-active={index === active}
                  data-index={index}
                  data-open={onOpen !== undefined}
                  style={{ transform: `translateY(${index * ROW}px)` }}
                >
                  {columns.map((column) => (
                    <div
                      key={column.key}
                      role="gridcell"
                      className="grid-cell"
                      data-numeric={column.isNumeric === true}
                    >
                      {column.cell(row)}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        )}
    </div>
  );
}
