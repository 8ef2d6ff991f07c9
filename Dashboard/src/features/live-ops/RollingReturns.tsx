import { type ReactElement, useMemo } from "react";
import type { DeskView } from "../../api/types.ts";
import { integer, percentSigned } from "../../lib/format.ts";
import { rollingReturns } from "../../lib/rolling.ts";
import { useResource } from "../../state/resource.ts";
import { history } from "../../state/stores.ts";
import { Change } from "../../ui/Figure.tsx";
import { Panel } from "../../ui/Panel.tsx";

/** The desk's returns over its last sessions, beside the benchmark's. */
export function RollingReturns({ view }: { readonly view: DeskView }): ReactElement | null {
  const curve = useResource(history).value;
  const all = useMemo(
    () => rollingReturns(curve?.equity ?? [], curve?.benchmark ?? [], view.deposited),
    [curve, view.deposited],
  );
  if (curve === null || curve.sessions.length === 0) return null;
  const rows = [
    { title: "Desk", of: "desk" },
    { title: "Benchmark", of: "benchmark" },
    { title: "Difference", of: "excess" },
  ] as const;
  return (
    <Panel
      title="Rolling returns"
      aside={<span className="num text-2xs">to {curve.sessions.at(-1)}</span>}
    >
      <div className="overflow-x-auto px-4 pb-3" tabIndex={0} role="region" aria-label="Returns by window">
        <table className="num w-full min-w-[600px] table-fixed text-xs">
          <thead>
            <tr className="text-2xs text-ink-3">
              <th scope="col" className="py-1 text-left font-medium">Ending now</th>
              {all.map((each) => (
                <th key={each.title} scope="col" className="py-1 text-right font-medium">{each.title}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.of} className="border-t border-white/5">
                <th scope="row" className="py-1 text-left font-sans font-medium text-ink-2">{row.title}</th>
                {all.map((each) => (
                  <td key={each.title} className="py-1 text-right">
                    <Change
                      value={each[row.of]}
                      format={percentSigned}
                      reason={each.desk === null
                        ? `Fewer than ${integer(each.sessions)} sessions traded`
                        : "No benchmark"}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
