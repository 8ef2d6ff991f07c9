import type { ReactElement } from "react";
import { useSignal } from "../lib/signal.ts";
import { dismiss, toasts } from "../state/toasts.ts";
import { Copy } from "./Copy.tsx";
import { Icon } from "./Icon.tsx";

/** What the server confirmed or refused, in the lower right corner. */
export function Toasts(): ReactElement {
  const all = useSignal(toasts);
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-50 flex w-[380px] max-w-[92vw] flex-col gap-2"
    >
      {all.map((toast) => (
        <div
          key={toast.id}
          data-tone={toast.tone}
          className={`toast glass pointer-events-auto flex gap-3 rounded-lg border px-4 py-3 shadow-2xl ${
            toast.tone === "good" ? "border-up/30" : "border-down/40"
          }`}
        >
          <span className={toast.tone === "good" ? "text-up" : "text-down"}>
            <Icon name={toast.tone === "good" ? "check" : "stop"} size={16} />
          </span>
          <div className="min-w-0 flex-1 text-xs">
            <p className="font-semibold text-ink">{toast.title}</p>
            {toast.detail === "" ? null : <p className="mt-0.5 break-words text-ink-2">{toast.detail}</p>}
            {toast.remedy === "" ? null : <p className="mt-0.5 break-words text-ink-3">{toast.remedy}</p>}
            {toast.request === null ? null : (
              <p className="num mt-1 flex items-center text-2xs text-ink-3">
                request {toast.request}
                <Copy text={toast.request} label="Copy the request's id" />
              </p>
            )}
          </div>
          <button
            type="button"
            onClick={() => dismiss(toast.id)}
            aria-label="Dismiss"
            className="grid size-6 place-items-center rounded-md text-ink-3 hover:text-ink"
          >
            <Icon name="close" size={13} />
          </button>
        </div>
      ))}
    </section>
  );
}
