import type { ReactElement } from "react";
import { EquityChart } from "../../charts/EquityChart.tsx";
import { Legend } from "../../charts/LinesChart.tsx";
import { palette } from "../../charts/theme.ts";
import { integer } from "../../lib/format.ts";
import { useResource } from "../../state/resource.ts";
import { history } from "../../state/stores.ts";
import { Loading } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";

/** The desk's equity against its benchmark, with the drawdown below. */
export function EquityPanel(
  { className, empty }: { readonly className: string; readonly empty: ReactElement },
): ReactElement {
  const loaded = useResource(history);
  const curve = loaded.value;
  const hasBenchmark = curve !== null && curve.benchmark.length > 0;
  const lines = [
    { title: "Equity", color: palette.accent },
    ...(hasBenchmark ? [{ title: "Benchmark", color: palette.ink3 }] : []),
    { title: "Drawdown", color: palette.down },
  ];
  return (
    <Panel
      title="Equity and drawdown"
      className={className}
      aside={curve === null || curve.sessions.length === 0 ? null : (
        <>
          <Legend lines={lines} />
          <span className="num text-2xs" data-sessions={curve.sessions.length}>
            {integer(curve.sessions.length)} sessions
          </span>
        </>
      )}
    >
      <Loading loaded={loaded} retry={() => void history.refetch()} rows={6}>
        {(
          value,
        ) => (value.sessions.length === 0 ? empty : <EquityChart curve={value} label="The desk's equity" />)}
      </Loading>
    </Panel>
  );
}
