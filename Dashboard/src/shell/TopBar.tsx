import { type ReactElement, useEffect, useState } from "react";
import { duration, words } from "../lib/format.ts";
import { useSignal } from "../lib/signal.ts";
import { desk, status } from "../state/stores.ts";
import { connection, heardAt } from "../state/stream.ts";
import { Badge } from "../ui/Badge.tsx";
import { Icon } from "../ui/Icon.tsx";
import { HaltControl } from "./HaltControl.tsx";

export function TopBar(
  { title, onPalette }: { readonly title: string; readonly onPalette: () => void },
): ReactElement {
  const label = useSignal(status).value?.data.label;
  return (
    <header className="glass sticky top-0 z-20 flex h-(--top-bar) items-center gap-2.5 border-b border-white/7 px-4">
      <h1 className="truncate text-[15px] font-semibold">{title}</h1>
      <StreamState />
      <TradingState />
      {label == null ? null : (
        <span
          data-label=""
          className="min-w-0 truncate rounded-full border border-warn/30 bg-warn/8 px-2 py-px text-2xs font-medium text-warn"
          title={label}
        >
          {label}
        </span>
      )}
      <button
        type="button"
        onClick={onPalette}
        aria-label="Open the command palette"
        className="ml-auto flex h-[30px] min-w-0 shrink-0 items-center gap-2 rounded-lg border border-white/9 bg-white/3 px-2.5 text-xs text-ink-3 hover:border-white/20 xl:w-60"
      >
        <Icon name="search" size={14} />
        <span className="truncate max-xl:hidden">Search or run a command</span>
        <kbd className="num ml-auto text-2xs max-md:hidden">Ctrl K</kbd>
      </button>
      <HaltControl />
    </header>
  );
}

const states = {
  live: { tone: "up", text: "Live" },
  connecting: { tone: "warn", text: "Connecting" },
  reconnecting: { tone: "warn", text: "Reconnecting" },
} as const;

/** From this age on, the age of the figures is shown at every width. */
const STALE_SECONDS = 30;

/** Whether the stream is up, and how long ago the server was last heard. */
function StreamState(): ReactElement {
  const connected = useSignal(connection);
  const state = states[connected];
  const heard = useSignal(heardAt);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - heard) / 1000));
  const age = heard === 0
    ? "never heard"
    : seconds < 2
    ? "now"
    : `${seconds < 60 ? `${seconds} s` : duration(seconds)} ago`;
  const isFresh = connected === "live" && seconds < STALE_SECONDS;
  return (
    <span className="flex shrink-0 items-center gap-2">
      <span role="status" data-stream={state.text.toLowerCase()}>
        <Badge tone={state.tone}>
          <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
          {state.text}
        </Badge>
      </span>
      <span
        className={`num text-2xs text-ink-3 ${isFresh ? "max-lg:hidden" : ""}`}
        title="When the server was last heard"
      >
        {age}
      </span>
    </span>
  );
}

const tradingTones = { active: "up", reduceOnly: "warn", halted: "down" } as const;

function TradingState(): ReactElement | null {
  const view = useSignal(desk).value;
  if (view === null) return null;
  const why = view.stateReason == null ? undefined : `${view.stateBy ?? "someone"}: ${view.stateReason}`;
  return (
    <span data-trading={view.tradingState} className="shrink-0">
      <Badge tone={tradingTones[view.tradingState]} {...(why === undefined ? {} : { title: why })}>
        <span className="sr-only">{"Trading "}</span>
        {words(view.tradingState).toUpperCase()}
      </Badge>
    </span>
  );
}
