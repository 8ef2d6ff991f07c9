/** Rows first (inclusive) to last (exclusive) of a long list. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/** Which rows of a virtualised list are in sight, with a few more on either side. */
export function rowsInSight(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
  overscan = 6,
): RowRange {
  const first = Math.max(0, Math.floor(Math.max(0, scrollTop) / rowHeight) - overscan);
  const last = Math.min(
    count,
    Math.ceil((Math.max(0, scrollTop) + Math.max(0, height)) / rowHeight) + overscan,
  );
  return { first: Math.min(first, count), last: Math.max(Math.min(first, count), last) };
}

/** The scroll position that brings a row into sight, or the present one when it is in sight already. */
export function scrollFor(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height;
  return scrollTop;
}
