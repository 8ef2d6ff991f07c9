import type { ReactElement } from "react";
import type { MonthReturn } from "../api/types.ts";
import { percentSigned } from "../lib/format.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** Months by year, newest year first. */
export function byYear(
  returns: readonly MonthReturn[],
): readonly (readonly [number, readonly (number | null)[]])[] {
  const years = new Map<number, (number | null)[]>();
  for (const each of returns) {
    const row = years.get(each.year) ?? Array.from<number | null>({ length: 12 }).fill(null);
    row[each.month - 1] = each.value;
    years.set(each.year, row);
  }
  return [...years].toSorted(([a], [b]) => b - a);
}

/** The return of the months that are there, compounded. */
export const compounded = (row: readonly (number | null)[]): number =>
  row.reduce<number>((value, month) => value * (1 + (month ?? 0)), 1) - 1;

/** A full shade at ten percent; the sign says the direction without the colour. */
const shade = (value: number): string => {
  const strength = Math.min(1, Math.abs(value) / 0.1) * 0.42;
  return value >= 0
    ? `rgb(61 220 151 / ${strength.toFixed(3)})`
    : `rgb(255 107 122 / ${strength.toFixed(3)})`;
};

export function MonthTable({ returns }: { readonly returns: readonly MonthReturn[] }): ReactElement {
  return (
    <div
      className="max-h-full overflow-auto px-4 pb-3"
      tabIndex={0}
      role="region"
      aria-label="Table of returns by month"
    >
      <table className="num w-full min-w-[600px] border-separate border-spacing-0.5 text-2xs">
        <thead>
          <tr className="text-ink-3">
            <th scope="col" className="px-1 py-1 text-left font-medium">Year</th>
            {months.map((month) => (
              <th key={month} scope="col" className="px-1 py-1 text-right font-medium">{month}</th>
            ))}
            <th scope="col" className="px-1 py-1 text-right font-medium">Year</th>
          </tr>
        </thead>
        <tbody>
          {byYear(returns).map(([year, row]) => (
            <tr key={year}>
              <th scope="row" className="px-1 py-1 text-left font-medium text-ink-2">{year}</th>
              {row.map((value, month) => (
                <td
                  key={months[month]}
                  className="rounded-sm px-0.5 py-1 text-right text-ink"
                  style={value === null ? undefined : { background: shade(value) }}
                >
                  {value === null ? "" : percentSigned(value, 1)}
                </td>
              ))}
              <td
                className="rounded-sm px-1 py-1 text-right font-medium text-ink"
                style={{ background: shade(compounded(row)) }}
              >
                {percentSigned(compounded(row), 1)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
