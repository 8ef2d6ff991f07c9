import type { ReactElement } from "react";
import { clock } from "../lib/format.ts";
import { useSignal } from "../lib/signal.ts";
import { connection, heardAt } from "../state/stream.ts";

/** Says that the figures are old while the server does not answer. */
export function StaleNotice(): ReactElement | null {
  const state = useSignal(connection);
  const heard = useSignal(heardAt);
  if (state !== "reconnecting") return null;
  return (
    <p role="status" className="border-b border-warn/25 bg-warn/8 px-4 py-1.5 text-xs text-warn">
      The server does not answer. What you see is as of{" "}
      <span className="num">{clock(heard === 0 ? null : heard)}</span> UTC; the page reconnects by itself.
    </p>
  );
}
