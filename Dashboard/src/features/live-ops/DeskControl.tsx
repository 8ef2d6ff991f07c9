import { type ReactElement, useState } from "react";
import * as api from "../../api/client.ts";
import type { DeskView } from "../../api/types.ts";
import { decimal, integer, shortHash } from "../../lib/format.ts";
import { useSignal } from "../../lib/signal.ts";
import { showDesk } from "../../state/desk-state.ts";
import { refusal, visitor } from "../../state/session.ts";
import { announce } from "../../state/toasts.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { useAction } from "../../ui/useAction.ts";
import { StartForm } from "./StartForm.tsx";

const phases = {
  idle: { tone: "plain", text: "Idle" },
  replaying: { tone: "up", text: "Replaying" },
  paused: { tone: "warn", text: "Paused" },
  finished: { tone: "accent", text: "Finished" },
} as const;

/** Start, speed and stop of the desk, and where its replay is. */
export function DeskControl({ view }: { readonly view: DeskView }): ReactElement {
  const phase = phases[view.phase];
  const isRunning = view.phase === "replaying" || view.phase === "paused";
  const aside = (
    <>
      <span className="num">broker {view.broker}</span>
      <span data-phase={view.phase}>
        <Badge tone={phase.tone}>{phase.text}</Badge>
      </span>
    </>
  );
  return (
    <Panel title="Desk" aside={aside}>
      <div className="space-y-3 px-4 pb-4">
        {view.specificationHash == null ? null : <Replay view={view} isRunning={isRunning} />}
        {isRunning ? null : <StartForm />}
      </div>
    </Panel>
  );
}

function Replay({ view, isRunning }: { readonly view: DeskView; readonly isRunning: boolean }): ReactElement {
  const share = view.sessionsTotal > 0 ? view.sessionsDone / view.sessionsTotal : 0;
  return (
    <div className="flex flex-wrap items-end gap-x-5 gap-y-3">
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-xs">
          <span className="font-semibold text-ink">{view.specificationName ?? "Unnamed strategy"}</span>
          <span className="num text-2xs text-ink-3" title={view.specificationHash ?? ""}>
            {shortHash(view.specificationHash)}
          </span>
          <span className="num ml-auto text-2xs text-ink-2">
            {view.session ?? "before the first session"}
          </span>
        </p>
        <div
          className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-white/7"
          role="progressbar"
          aria-label="Sessions replayed"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
        >
          <div
            className="h-full origin-left rounded-full bg-accent"
            style={{ transform: `scaleX(${Math.min(1, share).toFixed(4)})` }}
          />
        </div>
        <p className="num mt-1 text-2xs text-ink-3">
          {integer(view.sessionsDone)} of {integer(view.sessionsTotal)}{" "}
          sessions{view.speed == null ? "" : ` · ${decimal(view.speed, view.speed < 10 ? 1 : 0)} a second`}
        </p>
      </div>
      {isRunning ? <Controls view={view} /> : null}
    </div>
  );
}

function Controls({ view }: { readonly view: DeskView }): ReactElement {
  const who = useSignal(visitor);
  const [speed, setSpeed] = useState(String(view.speed ?? 10));
  const change = useAction();
  const stop = useAction();
  const wanted = Number(speed);
  const fault = !(wanted >= 0.1 && wanted <= 1000) ? "From 0.1 to 1000 sessions a second." : null;
  return (
    <div className="flex items-end gap-2">
      <TextField
        label="Sessions a second"
        type="number"
        min={0.1}
        max={1000}
        step="any"
        value={speed}
        onChange={setSpeed}
        className="w-32"
      />
      <Button
        reason={refusal(who, "trade") ?? fault}
        isBusy={change.isBusy}
        onPress={() => change.run(async () => showDesk(await api.changeSpeed({ speed: wanted })))}
      >
        Set speed
      </Button>
      <Button
        reason={refusal(who, "trade")}
        isBusy={stop.isBusy}
        onPress={() =>
          stop.run(async () => {
            const answer = await api.stopDesk();
            showDesk(answer);
            announce(
              "The replay was stopped",
              `After ${answer.session ?? "no session"}; positions stay as they are.`,
            );
          })}
      >
        Stop
      </Button>
    </div>
  );
}
