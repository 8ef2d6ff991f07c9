export type SortKey = number | string | null | undefined;
export type Direction = "ascending" | "descending";

/** Sorts a copy by a key, stably; rows without the figure come last in either direction. */
export function sorted<T>(rows: readonly T[], key: (row: T) => SortKey, direction: Direction): T[] {
  const sign = direction === "ascending" ? 1 : -1;
  return rows.toSorted((a, b) => {
    const x = key(a);
    const y = key(b);
    if (x == null || y == null) return x == null ? (y == null ? 0 : 1) : -1;
    return x < y ? -sign : x > y ? sign : 0;
  });
}

/** Keeps the rows whose text holds every word of the query, in any order and case. */
export function filtered<T>(rows: readonly T[], text: (row: T) => string, query: string): readonly T[] {
  const wanted = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (wanted.length === 0) return rows;
  return rows.filter((row) => {
    const content = text(row).toLowerCase();
    return wanted.every((word) => content.includes(word));
  });
}
