import type { KeyboardEvent, ReactElement, ReactNode } from "react";
import { integer } from "../lib/format.ts";

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly count?: number;
}

/** A row of tabs with the arrow keys, and the panel of the chosen one. */
export function Tabs({ label, tabs, chosen, onChoose, children, className = "" }: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly children: ReactNode;
  readonly className?: string;
}): ReactElement {
  const key = (event: KeyboardEvent<HTMLButtonElement>): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex((tab) => tab.id === chosen);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next.id);
    const row = event.currentTarget.parentElement;
    row?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div className={`flex min-h-0 flex-col ${className}`}>
      <div
        role="tablist"
        aria-label={label}
        className="flex h-10 shrink-0 items-end gap-5 overflow-x-auto overflow-y-hidden border-b border-white/6 px-4"
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`tab-${label}-${tab.id}`.replaceAll(" ", "-")}
            data-tab={tab.id}
            type="button"
            role="tab"
            aria-selected={tab.id === chosen}
            aria-controls={`panel-${label}`.replaceAll(" ", "-")}
            tabIndex={tab.id === chosen ? 0 : -1}
            onClick={() => onChoose(tab.id)}
            onKeyDown={key}
            className={`shrink-0 border-b-2 pb-2 text-body font-semibold whitespace-nowrap ${
              tab.id === chosen ? "border-accent text-ink" : "border-transparent text-ink-3 hover:text-ink-2"
            }`}
          >
            {tab.label}
            {tab.count === undefined
              ? null
              : <span className="num ml-1.5 text-2xs font-normal text-ink-3">{integer(tab.count)}</span>}
          </button>
        ))}
      </div>
      <div
        id={`panel-${label}`.replaceAll(" ", "-")}
        role="tabpanel"
        aria-labelledby={`tab-${label}-${chosen}`.replaceAll(" ", "-")}
        className="min-h-0 flex-1"
      >
        {children}
      </div>
    </div>
  );
}
