import type { SQLAnswer, TableView } from "../api/types.ts";

/** What a name in a completion is. */
export interface Offer {
  readonly label: string;
  readonly type: "keyword" | "class" | "property" | "function";
  readonly detail?: string;
}
export interface Completion {
  /** Where the word begins that an offer replaces. */
  readonly from: number;
  readonly offers: readonly Offer[];
}

/** What the editor's own list of standard words lacks. */
const keywords =
  "SELECT FROM WHERE GROUP BY ORDER HAVING LIMIT OFFSET AS AND OR NOT IN IS NULL BETWEEN LIKE ILIKE DISTINCT JOIN LEFT RIGHT FULL INNER CROSS ASOF ON USING UNION ALL EXCEPT INTERSECT WITH RECURSIVE CASE WHEN THEN ELSE END ASC DESC OVER PARTITION ROWS RANGE PRECEDING FOLLOWING QUALIFY WINDOW FILTER EXISTS DATE INTERVAL TRUE FALSE NULLS FIRST LAST SAMPLE PIVOT UNPIVOT"
    .split(" ");
const functions =
  "count sum avg min max median stddev_samp var_samp corr covar_samp regr_slope quantile_cont mode any_value arg_min arg_max first last list string_agg lag lead row_number rank dense_rank ntile first_value last_value abs round floor ceil exp ln log10 sqrt power sign greatest least coalesce nullif cast try_cast date_trunc date_part date_diff year month day dayofweek strftime strptime lower upper trim substr length replace concat split_part regexp_matches contains starts_with"
    .split(" ");

const word = /[A-Za-z_][A-Za-z0-9_]*$/;

/** The name that an alias stands for in the question, or the name itself. */
function tableOf(name: string, sql: string, tables: readonly TableView[]): TableView | undefined {
  const direct = tables.find((table) => table.name === name);
  if (direct !== undefined) return direct;
  return tables.find((table) => new RegExp(`\\b${table.name}\\s+(?:as\\s+)?${name}\\b`, "i").test(sql));
}

const columnsOf = (table: TableView): readonly Offer[] =>
  table.columns.map((column) => ({
    label: column.name,
    type: "property",
    detail: `${column.type.toLowerCase()} of ${table.name}`,
  }));

/**
 * What may stand at a place of a question: after a dot the columns of that table, elsewhere columns of
 * the tables that are named (of all while none is), tables, functions and keywords.
 */
export function complete(
  sql: string,
  at: number,
  tables: readonly TableView[],
  isAsked: boolean,
): Completion | null {
  const before = sql.slice(0, at);
  const typed = word.exec(before)?.[0] ?? "";
  const from = at - typed.length;
  const owner = /([A-Za-z_][A-Za-z0-9_]*)\.$/.exec(before.slice(0, from))?.[1];
  if (owner !== undefined) {
    const table = tableOf(owner, sql, tables);
    return table === undefined ? null : { from, offers: columnsOf(table) };
  }
  if (typed === "" && !isAsked) return null;
  const named = tables.filter((table) => new RegExp(`\\b${table.name}\\b`, "i").test(sql));
  const seen = new Set<string>();
  const columns = (named.length === 0 ? tables : named).flatMap(columnsOf).filter((offer) => {
    const isNew = !seen.has(offer.label);
    seen.add(offer.label);
    return isNew;
  });
  return {
    from,
    offers: [
      ...columns,
      ...tables.map((table): Offer => ({ label: table.name, type: "class", detail: "table" })),
      ...functions.map((label): Offer => ({ label, type: "function", detail: "function" })),
      ...keywords.map((label): Offer => ({ label, type: "keyword" })),
    ],
  };
}

/** Where a refusal points to. */
export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** From the beginning of the question. */
  readonly offset: number;
}

/** Reads the place from the database's words: `LINE 2: text` with a caret under the spot. */
export function placeOf(message: string, sql: string): Place | null {
  const found = /LINE (\d+): (.*)\n([ \t]*)\^/.exec(message);
  if (found === null) return null;
  const [, number = "", shown = "", indent = ""] = found;
  const lines = sql.split("\n");
  const line = Number(number);
  const text = lines[line - 1];
  if (text === undefined) return null;
  // Long lines are shown in part, with dots at the ends that were cut.
  const isCut = shown.startsWith("...");
  const part = shown.replace(/^\.\.\./, "").replace(/\.\.\.$/, "");
  const start = isCut ? text.indexOf(part) : 0;
  const inShown = indent.length - `LINE ${number}: `.length - (isCut ? 3 : 0);
  const column = Math.max(0, Math.min(text.length, Math.max(0, start) + inShown));
  const offset = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column;
  return { line, column: column + 1, offset };
}

const numeric =
  /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|FLOAT|DOUBLE|DECIMAL)/;
export const isNumericType = (type: string): boolean => numeric.test(type.toUpperCase());

const quoted = (
  value: string,
): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** An answer as comma-separated values; what does not exist is an empty field. */
export function csvOf(answer: SQLAnswer): string {
  const lines = [
    answer.columns.map((column) => quoted(column.name)),
    ...answer.rows.map((row) => row.map((value) => (value === null ? "" : quoted(value)))),
  ];
  return lines.map((line) => line.join(",")).join("\r\n") + "\r\n";
}

/** How wide a column must be for its name and the first values, in characters. */
export function widthOf(answer: SQLAnswer, column: number): number {
  let width = (answer.columns[column]?.name.length ?? 0) + 2;
  for (const row of answer.rows.slice(0, 100)) width = Math.max(width, row[column]?.length ?? 0);
  return Math.min(48, Math.max(6, width));
}
