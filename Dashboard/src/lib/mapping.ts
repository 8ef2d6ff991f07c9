import type { ImportMapping } from "../api/types.ts";

/** The fields of a bar that a file's columns may hold. */
export const barFields = ["symbol", "date", "open", "high", "low", "close", "volume"] as const;
export type BarField = typeof barFields[number];

export const dateFormats = ["yyyy-MM-dd", "MM/dd/yyyy", "dd/MM/yyyy", "dd.MM.yyyy", "yyyyMMdd"] as const;

/** What a person chose; the empty text is no choice. */
export type MappingDraft = Readonly<Record<BarField, string>> & {
  readonly symbolOfFile: string;
  readonly dateFormat: string;
};

export const noMapping: MappingDraft = {
  symbol: "",
  date: "",
  open: "",
  high: "",
  low: "",
  close: "",
  volume: "",
  symbolOfFile: "",
  dateFormat: "",
};

/** Other names that vendors give the fields, best first. */
const names: Readonly<Record<BarField, readonly string[]>> = {
  symbol: ["symbol", "ticker", "instrument", "code", "name"],
  date: ["date", "session", "day", "tradingday", "time", "timestamp"],
  open: ["open", "openprice", "o", "first"],
  high: ["high", "highprice", "h", "max"],
  low: ["low", "lowprice", "l", "min"],
  close: ["close", "closeprice", "c", "last", "price", "px"],
  volume: ["volume", "vol", "v", "qty", "shares"],
};

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, "");

/** Chooses columns by their names; a column is never chosen twice. */
export function guessMapping(columns: readonly string[]): MappingDraft {
  const taken = new Set<string>();
  const draft: Record<BarField, string> = { ...noMapping };
  for (const field of barFields) {
    for (const name of names[field]) {
      const column = columns.find((each) => plain(each) === name && !taken.has(each));
      if (column === undefined) continue;
      taken.add(column);
      draft[field] = column;
      break;
    }
  }
  return { ...noMapping, ...draft };
}

const chosen = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** The mapping as the server takes it; null when nothing is chosen. */
export function mappingOf(draft: MappingDraft): ImportMapping | null {
  const mapping: ImportMapping = {
    symbol: draft.symbolOfFile.trim() === "" ? chosen(draft.symbol) : null,
    symbolOfFile: chosen(draft.symbolOfFile.toUpperCase()),
    date: chosen(draft.date),
    dateFormat: chosen(draft.dateFormat),
    open: chosen(draft.open),
    high: chosen(draft.high),
    low: chosen(draft.low),
    close: chosen(draft.close),
    volume: chosen(draft.volume),
  };
  return Object.values(mapping).every((value) => value === null) ? null : mapping;
}

/** Why a source's name would be refused; null when it would not. */
export const sourceFault = (name: string): string | null =>
  /^[a-z0-9-]+$/.test(name) ? null : "The source's name has lower-case letters, digits and - only.";
