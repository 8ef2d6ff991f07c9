import type { ReactElement } from "react";
import type { DeskView } from "../../api/types.ts";
import { useSignal } from "../../lib/signal.ts";
import { useResource } from "../../state/resource.ts";
import { desk, history, status } from "../../state/stores.ts";
import { Empty, Failed, Loading, Skeleton } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { EquityPanel } from "../live-ops/EquityPanel.tsx";
import { Positions } from "../live-ops/Positions.tsx";
import { FirstSteps } from "./FirstSteps.tsx";
import { KeyFigures } from "./KeyFigures.tsx";
import { Services } from "./Services.tsx";

export function DashboardPage(): ReactElement {
  const view = useResource(desk);
  const state = useResource(status);
  useResource(history);
  if (view.value === null && view.trouble !== null) {
    return (
      <div className="panel">
        <Failed trouble={view.trouble} retry={() => void desk.refetch()} />
      </div>
    );
  }
  return (
    <>
      {view.value === null
        ? (
          <div className="panel">
            <Skeleton rows={3} />
          </div>
        )
        : <KeyFigures view={view.value} />}
      <div className="grid grid-cols-[minmax(0,1fr)_320px] gap-3 max-xl:grid-cols-1">
        <EquityPanel className="h-[360px]" empty={<FirstSteps />} />
        <Panel title="Services" className="xl:h-[360px]">
          <Loading loaded={state} retry={() => void status.refetch()}>
            {(value) => <Services view={value} />}
          </Loading>
        </Panel>
      </div>
      {view.value === null ? null : <PositionsPanel view={view.value} />}
    </>
  );
}

function PositionsPanel({ view }: { readonly view: DeskView }): ReactElement {
  const session = useSignal(desk).value?.session;
  return (
    <Panel
      title="Positions"
      className="h-[max(296px,calc(100vh-604px))]"
      aside={session == null ? null : <span className="num">after {session}</span>}
    >
      <Positions
        view={view}
        empty={
          <Empty title="No open position">
            {view.phase === "idle" ? "The desk has not started." : "The desk holds cash only."}
          </Empty>
        }
      />
    </Panel>
  );
}
