import type { ReactElement } from "react";
import type { StatusView } from "../../api/types.ts";
import { instant, integer, latency } from "../../lib/format.ts";
import { useSignal } from "../../lib/signal.ts";
import { connection } from "../../state/stream.ts";

const dots = { up: "bg-up", down: "bg-down", off: "bg-ink-3" } as const;

export function Services({ view }: { readonly view: StatusView }): ReactElement {
  // Nobody can say how the services are while the server that watches them is away.
  const isAway = useSignal(connection) === "reconnecting";
  return (
    <div className="flex h-full flex-col px-4 pb-3" tabIndex={0} role="region" aria-label="List of services">
      <ul className="min-h-0 flex-1 space-y-2.5 overflow-auto">
        {view.services.map((service) => (
          <li key={service.name} className="text-xs">
            <div className="flex items-center gap-2">
              <span
                className={`size-1.5 shrink-0 rounded-full ${isAway ? dots.off : dots[service.state]}`}
                aria-hidden="true"
              />
              <span className="text-ink">{service.name}</span>
              <span className={!isAway && service.state === "down" ? "text-down" : "text-ink-3"}>
                {isAway ? `unknown, was ${service.state}` : service.state}
              </span>
              <span className="num ml-auto text-2xs text-ink-2">
                {isAway
                  ? ""
                  : service.latencyMilliseconds == null
                  ? "no answer time"
                  : latency(service.latencyMilliseconds)}
              </span>
            </div>
            <p
              className="truncate pl-3.5 text-2xs text-ink-3"
              title={`${service.address} ${service.detail}`}
            >
              {service.address === "" ? null : <span className="num">{`${service.address} · `}</span>}
              {service.detail}
            </p>
          </li>
        ))}
      </ul>
      <dl className="num mt-3 space-y-1 border-t border-white/6 pt-2.5 text-2xs text-ink-3">
        <Fact name="Data">{`${integer(view.data.symbols)} symbols, ${integer(view.data.bars)} bars`}</Fact>
        <Fact name="Sessions">
          {view.data.firstSession == null
            ? "none held"
            : `${view.data.firstSession} to ${view.data.lastSession ?? "?"}`}
        </Fact>
        <Fact name="Runs to deliver">{integer(view.trackingBacklog)}</Fact>
        <Fact name="Up since">{instant(view.startedAt)}</Fact>
        <Fact name="Engine">{view.engineVersion}</Fact>
      </dl>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: string }): ReactElement {
  return (
    <div className="flex justify-between gap-3">
      <dt>{name}</dt>
      <dd className="min-w-0 truncate text-ink-2">{children}</dd>
    </div>
  );
}
