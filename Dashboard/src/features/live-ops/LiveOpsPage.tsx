import type { ReactElement } from "react";
import { linkTo } from "../../lib/router.ts";
import { useResource } from "../../state/resource.ts";
import { desk } from "../../state/stores.ts";
import { Empty, Failed, Skeleton } from "../../ui/Empty.tsx";
import { Meter } from "../../ui/Meter.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { KeyFigures } from "../dashboard/KeyFigures.tsx";
import { Activity } from "./Activity.tsx";
import { DeskControl } from "./DeskControl.tsx";
import { EquityPanel } from "./EquityPanel.tsx";
import { OrderForm } from "./OrderForm.tsx";
import { Positions } from "./Positions.tsx";
import { RollingReturns } from "./RollingReturns.tsx";

export function LiveOpsPage(): ReactElement {
  const { value: view, trouble } = useResource(desk);
  if (view === null && trouble !== null) {
    return (
      <div className="panel">
        <Failed trouble={trouble} retry={() => void desk.refetch()} />
      </div>
    );
  }
  if (view === null) {
    return (
      <div className="panel">
        <Skeleton rows={8} />
      </div>
    );
  }
  const isIdle = view.phase === "idle";
  return (
    <>
      <DeskControl view={view} />
      {isIdle ? null : <KeyFigures view={view} />}
      <div className="grid grid-cols-[minmax(0,1fr)_320px] gap-3 max-xl:grid-cols-1">
        <EquityPanel
          className="h-[340px]"
          empty={
            <Empty title="No session traded yet">
              {isIdle
                ? "Start the desk above; the curve grows with every session."
                : "The first session has not closed."}
            </Empty>
          }
        />
        <Panel title="Risk against limits" className="xl:h-[340px]">
          <div
            className="h-full space-y-2.5 overflow-auto px-4 pb-3"
            tabIndex={0}
            role="region"
            aria-label="Limits"
          >
            {view.limits.length === 0
              ? <Empty title="No limits in force">The desk has not started.</Empty>
              : view.limits.map((limit) => (
                <Meter
                  key={limit.rule}
                  title={limit.title}
                  observed={limit.observed}
                  limit={limit.limit}
                  unit={limit.unit}
                />
              ))}
          </div>
        </Panel>
      </div>
      {isIdle ? null : <RollingReturns view={view} />}
      <div className="grid grid-cols-[minmax(0,1fr)_320px] gap-3 max-xl:grid-cols-1">
        <Panel title="Active weights" className="h-[400px]">
          <Positions
            view={view}
            empty={
              <Empty title="No open position">
                {isIdle
                  ? (
                    <>
                      The desk has not started. Approved strategies come from{" "}
                      <a className="text-accent underline" href={linkTo(["governance"])}>Governance</a>.
                    </>
                  )
                  : "The desk holds cash only; orders that were refused stand below with the reason."}
              </Empty>
            }
          />
        </Panel>
        <Panel title="Order ticket" className="xl:h-[400px]">
          <OrderForm view={view} />
        </Panel>
      </div>
      <Activity />
    </>
  );
}
