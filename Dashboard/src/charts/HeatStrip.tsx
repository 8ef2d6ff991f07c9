import { type KeyboardEvent, type ReactElement, useMemo, useState } from "react";
import type { CoverageStrip } from "../api/types.ts";
import { integer, percent } from "../lib/format.ts";
import {
  allFullness,
  cellAt,
  monthsOf,
  outline,
  overall,
  type StripMonth,
  yearsOf,
  yearTicks,
} from "../lib/strip.ts";
import { Empty } from "../ui/Empty.tsx";

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A share that never reads as full while something is missing. */
function shareText(month: StripMonth): string {
  if (month.share === null) return "nothing expected";
  const text = percent(month.share, 1);
  return text === "100.0%" && month.held < month.expected ? "99.9%" : text;
}

function readout(month: StripMonth): string {
  const findings = month.findings === 0
    ? "no finding"
    : month.findings === 1
    ? "1 finding"
    : `${integer(month.findings)} findings`;
  return month.share === null
    ? `${month.month}: nothing expected, ${findings}`
    : `${month.month}: ${shareText(month)}, ${integer(month.held)} of ${
      integer(month.expected)
    } held, ${findings}`;
}

/** How full each month is, as one strip; walked with the arrow keys, and there as a table too. */
export function HeatStrip({ strip, label, isTable = false }: {
  readonly strip: CoverageStrip;
  readonly label: string;
  readonly isTable?: boolean;
}): ReactElement {
  const months = useMemo(() => monthsOf(strip), [strip]);
  const [at, setAt] = useState<number | null>(null);
  const [isRead, setRead] = useState(false);
  if (months.length === 0) {
    return <Empty title="No month is covered">Ingest bars; each month then shows how much is held.</Empty>;
  }
  if (isTable) return <StripTable months={months} label={label} />;
  const chosen = Math.min(at ?? months.length - 1, months.length - 1);
  const month = months[chosen];
  const key = (event: KeyboardEvent): void => {
    const target: Readonly<Record<string, number>> = {
      ArrowLeft: chosen - 1,
      ArrowDown: chosen - 1,
      ArrowRight: chosen + 1,
      ArrowUp: chosen + 1,
      PageUp: chosen - 12,
      PageDown: chosen + 12,
      Home: 0,
      End: months.length - 1,
    };
    const next = target[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(months.length - 1, next)));
  };
  return (
    <div className="px-4 pb-3">
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${label}, by month`}
        aria-valuemin={1}
        aria-valuemax={months.length}
        aria-valuenow={chosen + 1}
        aria-valuetext={month === undefined ? "" : readout(month)}
        className="relative cursor-crosshair touch-pan-y"
        onKeyDown={key}
        onFocus={() => setRead(true)}
        onBlur={() => setRead(false)}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setAt(cellAt(event.clientX - box.left, box.width, months.length));
          setRead(true);
        }}
        onPointerLeave={() => setRead(false)}
        data-strip={months.length}
      >
        <Cells months={months} />
        {isRead
          ? (
            <span
              aria-hidden="true"
              className="pointer-events-none absolute inset-y-0 border border-ink/80 bg-ink/15"
              style={{
                left: `${(chosen / months.length) * 100}%`,
                width: `max(3px, ${100 / months.length}%)`,
              }}
            />
          )
          : null}
      </div>
      <Ticks months={months} />
      <p className="num mt-1 flex flex-wrap justify-between gap-x-4 text-2xs text-ink-2" data-readout="">
        <span className={isRead ? "text-ink" : ""}>{month === undefined ? "" : readout(month)}</span>
        <span className="text-ink-3">
          {percent(overall(months), 2)} of everything expected, {months[0]?.month} to {months.at(-1)?.month}
        </span>
      </p>
    </div>
  );
}

function Cells({ months }: { readonly months: readonly StripMonth[] }): ReactElement {
  const most = useMemo(() => Math.max(1, ...months.map((month) => month.findings)), [months]);
  const paths = useMemo(() => allFullness.map((each) => [each, outline(months, each)] as const), [months]);
  return (
    <svg
      viewBox={`0 0 ${months.length} 1`}
      preserveAspectRatio="none"
      className="block h-9 w-full"
      aria-hidden="true"
      shapeRendering="crispEdges"
    >
      <g transform="translate(0 .28) scale(1 .72)">
        {paths.map(([each, path]) =>
          path === "" ? null : <path key={each} d={path} className={`strip-${each}`} />
        )}
      </g>
      {months.map((month, at) => {
        if (month.findings === 0) return null;
        const height = 0.07 + 0.17 * Math.sqrt(month.findings / most);
        return (
          <rect
            key={month.month}
            x={at}
            y={0.24 - height}
            width={1}
            height={height}
            className="strip-finding"
          />
        );
      })}
    </svg>
  );
}

function Ticks({ months }: { readonly months: readonly StripMonth[] }): ReactElement {
  return (
    <div className="num relative mt-0.5 h-4 overflow-hidden text-2xs text-ink-3" aria-hidden="true">
      {yearTicks(months, 14).filter((tick) => tick.at / months.length < 0.96).map((tick) => (
        <span key={tick.year} className="absolute" style={{ left: `${(tick.at / months.length) * 100}%` }}>
          {tick.year}
        </span>
      ))}
    </div>
  );
}

const tint = (share: number): string =>
  share >= 0.98
    ? `rgb(61 220 151 / ${share >= 0.999 ? 0.3 : 0.16})`
    : share >= 0.8
    ? "rgb(245 184 75 / 0.28)"
    : "rgb(255 107 122 / 0.32)";

function StripTable(
  { months, label }: { readonly months: readonly StripMonth[]; readonly label: string },
): ReactElement {
  return (
    <div
      className="max-h-64 overflow-auto px-4 pb-3"
      tabIndex={0}
      role="region"
      aria-label={`${label} as a table`}
    >
      <table className="num w-full min-w-[640px] border-separate border-spacing-0.5 text-2xs">
        <thead>
          <tr className="text-ink-3">
            <th scope="col" className="px-1 py-1 text-left font-medium">Year</th>
            {monthNames.map((name) => (
              <th key={name} scope="col" className="px-1 py-1 text-right font-medium">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {yearsOf(months).map(([year, row]) => (
            <tr key={year}>
              <th scope="row" className="px-1 py-1 text-left font-medium text-ink-2">{year}</th>
              {row.map((month, i) => (
                <td
                  key={monthNames[i]}
                  className="rounded-sm px-1 py-0.5 text-right text-ink"
                  style={month === null || month.share === null
                    ? undefined
                    : { background: tint(month.share) }}
                  title={month === null ? undefined : readout(month)}
                >
                  {month === null ? "" : month.share === null ? "none" : shareText(month)}
                  {month === null || month.findings === 0 ? null : (
                    <span className="block text-warn">
                      {integer(month.findings)}
                      <span className="sr-only">{month.findings === 1 ? " finding" : " findings"}</span>
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
