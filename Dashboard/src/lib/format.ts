/** What a figure that does not exist looks like; never zero, never blank. */
export const DASH = "—";
const MINUS = "\u2212";

/** A figure as the API sends it: absent and null both mean that it does not exist. */
export type Figure = number | null | undefined;
export type Formatter = (value: Figure) => string;

const grouped = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const whole = grouped(0);
const cents = grouped(2);

/** Writes the absolute value and sets a true minus sign before it, except where it rounds to zero. */
function signed(value: Figure, write: (absolute: number) => string, plus = false): string {
  if (value == null || Number.isNaN(value)) return DASH;
  const text = write(Math.abs(value));
  const isZero = !/[1-9∞]/.test(text);
  if (isZero) return text;
  if (value < 0) return MINUS + text;
  return plus ? `+${text}` : text;
}

export const integer: Formatter = (value) => signed(value, (v) => whole.format(v));
/** A number of things, with their name in the right number. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${integer(value)} ${value === 1 ? one : many}`;
export const decimal = (value: Figure, digits = 2): string => signed(value, (v) => grouped(digits).format(v));
export const decimalSigned = (value: Figure, digits = 2): string =>
  signed(value, (v) => grouped(digits).format(v), true);
export const price: Formatter = (value) => signed(value, (v) => cents.format(v));
export const dollars: Formatter = (value) => signed(value, (v) => `$${whole.format(v)}`);
export const dollarsSigned: Formatter = (value) => signed(value, (v) => `$${whole.format(v)}`, true);
export const dollarsExact: Formatter = (value) => signed(value, (v) => `$${cents.format(v)}`);
export const times: Formatter = (value) => signed(value, (v) => `${v.toFixed(2)}×`);

/** Dollars with three significant figures and a unit, such as $15.5M. */
export const dollarsShort: Formatter = (value) =>
  signed(value, (v) => {
    const [scaled, unit] = v >= 1e9
      ? [v / 1e9, "B"]
      : v >= 1e6
      ? [v / 1e6, "M"]
      : v >= 1e3
      ? [v / 1e3, "K"]
      : [v, ""];
    return `$${scaled.toFixed(scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2)}${unit}`;
  });

/** A fraction as a percentage: 0.05 is 5.00%. */
export const percent = (value: Figure, digits = 2): string =>
  signed(value, (v) => `${(v * 100).toFixed(digits)}%`);
export const percentSigned = (value: Figure, digits = 2): string =>
  signed(value, (v) => `${(v * 100).toFixed(digits)}%`, true);

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
/** `2026-11-22 16:40:05 UTC`, from milliseconds since the epoch. */
export const instant = (milliseconds: Figure): string =>
  milliseconds == null ? DASH : `${iso(milliseconds).slice(0, 10)} ${iso(milliseconds).slice(11, 19)} UTC`;
export const minute = (milliseconds: Figure): string =>
  milliseconds == null ? DASH : `${iso(milliseconds).slice(0, 10)} ${iso(milliseconds).slice(11, 16)}`;
export const clock = (milliseconds: Figure): string =>
  milliseconds == null ? DASH : iso(milliseconds).slice(11, 19);
export const date = (milliseconds: Figure): string =>
  milliseconds == null ? DASH : iso(milliseconds).slice(0, 10);

/** A length of time in its two largest units, such as `3 min 20 s`. */
export function duration(seconds: Figure): string {
  if (seconds == null || !Number.isFinite(seconds)) return DASH;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

export const latency = (milliseconds: Figure): string =>
  milliseconds == null
    ? DASH
    : milliseconds < 10
    ? `${milliseconds.toFixed(1)} ms`
    : `${Math.round(milliseconds)} ms`;

/** Bytes in decimal units, such as `12.4 MB`. */
export const bytes: Formatter = (value) =>
  signed(value, (v) => {
    const [scaled, unit] = v >= 1e9
      ? [v / 1e9, "GB"]
      : v >= 1e6
      ? [v / 1e6, "MB"]
      : v >= 1e3
      ? [v / 1e3, "kB"]
      : [v, "B"];
    return `${unit === "B" ? whole.format(scaled) : scaled.toFixed(scaled >= 100 ? 0 : 1)} ${unit}`;
  });

/** The first digits of a hash, enough to tell two apart. */
export const shortHash = (
  hash: string | null | undefined,
): string => (hash == null ? DASH : hash.slice(0, 10));

/** A value in the unit of its limit. */
export function inUnit(value: Figure, unit: string): string {
  switch (unit) {
    case "USD":
      return dollarsShort(value);
    case "fraction":
      return percent(value);
    case "seconds":
      return duration(value);
    case "shares":
    case "count":
      return integer(value);
    default:
      return decimal(value);
  }
}

/** `reduceOnly` as words: `reduce only`. */
export const words = (camel: string): string => camel.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
