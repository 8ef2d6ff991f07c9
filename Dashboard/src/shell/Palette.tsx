import { type KeyboardEvent, type ReactElement, useEffect, useId, useMemo, useRef, useState } from "react";
import { go } from "../lib/router.ts";
import { useSignal } from "../lib/signal.ts";
import { filtered } from "../lib/sorting.ts";
import { useResource } from "../state/resource.ts";
import { refusal, signOut, visitor } from "../state/session.ts";
import { desk, runs, strategies } from "../state/stores.ts";
import { useSymbolSearch } from "../state/symbols.ts";
import { complain } from "../state/toasts.ts";
import { haltDialog } from "./HaltControl.tsx";
import { pages } from "./pages.ts";

interface Command {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** Why it cannot be run; null when it can. */
  readonly reason: string | null;
  readonly run: () => void;
}

/** With more, the list says so and asks for another letter. */
const SHOWN = 60;

const entry = (
  id: string,
  label: string,
  hint: string,
  run: () => void,
  reason: string | null = null,
): Command => ({ id, label, hint, run, reason });

function useCommands(): readonly Command[] {
  const who = useSignal(visitor);
  const state = useSignal(desk).value?.tradingState;
  const plans = useResource(strategies).value;
  const results = useResource(runs).value;
  return useMemo(() => {
    return [
      ...pages.map((page) =>
        entry(
          `page-${page.id}`,
          `Go to ${page.title}`,
          `g ${page.key}`,
          () => go(page.id === "" ? [] : [page.id]),
        )
      ),
      state === "halted"
        ? entry(
          "resume",
          "RESUME trading",
          "action",
          () => haltDialog.set("resume"),
          refusal(who, "resume"),
        )
        : entry("halt", "HALT trading", "action", () => haltDialog.set("halt"), refusal(who, "halt")),
      entry(
        "ingest",
        "Ingest data",
        "action",
        () => go(["data"], { tab: "ingestion" }),
        refusal(who, "ingest"),
      ),
      entry("findings", "Look at the findings", "action", () => go(["data"], { tab: "findings" })),
      entry("console", "Open the SQL console", "action", () => go(["data"], { tab: "console" })),
      entry(
        "backtest",
        "Run a backtest",
        "action",
        () => go(["research"], { tab: "new" }),
        refusal(who, "backtest"),
      ),
      entry("start", "Start the desk", "action", () => go(["live"]), refusal(who, "trade")),
      entry("verify", "Verify the audit trail", "action", () => go(["governance"], { tab: "audit" })),
      entry("sign-out", "Sign out", "action", () => void signOut().catch(complain)),
      ...(plans ?? []).map((plan) =>
        entry(
          `strategy-${plan.hash}`,
          plan.name,
          "strategy",
          () => go(["research"], { tab: "new", strategy: plan.hash }),
        )
      ),
      ...(results ?? []).map((run) =>
        entry(
          `run-${run.id}`,
          `${run.name} ${run.from} to ${run.to}`,
          `run ${run.id.slice(0, 8)}`,
          () => go(["research", "run", run.id]),
        )
      ),
    ];
  }, [who, state, plans, results]);
}

/** Everything reachable, by its name. */
export function Palette(
  { isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void },
): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (isOpen && !element.open) element.showModal();
    if (!isOpen && element.open) element.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      aria-label="Command palette"
      className="glass m-auto mt-[12vh] w-[560px] max-w-[92vw] rounded-xl border border-white/12 p-0 text-ink shadow-2xl"
    >
      {isOpen ? <Search onClose={onClose} /> : null}
    </dialog>
  );
}

function Search({ onClose }: { readonly onClose: () => void }): ReactElement {
  const id = useId().replaceAll(":", "");
  const commands = useCommands();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const found = useSymbolSearch(query);
  const hits = useMemo(
    () => [
      ...filtered(commands, (each) => `${each.label} ${each.hint}`, query),
      ...found.map((held) =>
        entry(
          `symbol-${held.symbol}`,
          `${held.symbol} ${held.name}`,
          "symbol",
          () => go(["data", held.symbol]),
        )
      ),
    ],
    [commands, found, query],
  );
  const shown = hits.slice(0, SHOWN);

  const run = (command: Command | undefined): void => {
    if (command === undefined || command.reason !== null) return;
    onClose();
    command.run();
  };
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(shown.length - 1, to));
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") move(active + 1);
    else if (event.key === "ArrowUp") move(active - 1);
    else if (event.key === "Enter") run(shown[active]);
    else return;
    event.preventDefault();
  };
  const current = shown[active];
  return (
    <>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-label="Search pages, strategies, runs, symbols and actions"
        autoComplete="off"
        aria-activedescendant={current === undefined ? undefined : `${id}-${active}`}
        className="w-full border-b border-white/8 bg-transparent px-4 py-3.5 text-sm outline-none placeholder:text-ink-3"
        placeholder="A page, strategy, run, symbol or action"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={key}
      />
      <ul
        id={id}
        ref={list}
        role="listbox"
        aria-label="Commands"
        className="max-h-[52vh] overflow-auto p-1.5"
      >
        {shown.map((command, i) => (
          <li
            key={command.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === active}
            aria-disabled={command.reason !== null ? true : undefined}
            className={`flex cursor-pointer items-center justify-between gap-4 rounded-md px-3 py-1.5 text-body ${
              i === active ? "bg-accent/15 text-ink" : "text-ink-2"
            }`}
            onPointerEnter={() => setActive(i)}
            onPointerDown={(event) => {
              event.preventDefault();
              run(command);
            }}
          >
            <span className="min-w-0 truncate">
              {command.label}
              {command.reason === null
                ? null
                : <span className="ml-2 text-2xs text-ink-3">{command.reason}</span>}
            </span>
            <span className="num shrink-0 text-2xs text-ink-3">{command.hint}</span>
          </li>
        ))}
      </ul>
      <p role="status" className="border-t border-white/8 px-4 py-2 text-2xs text-ink-3">
        {shown.length === 0
          ? "Nothing has this name."
          : hits.length > SHOWN
          ? `${SHOWN} of ${hits.length}; type more to narrow.`
          : `${hits.length} found`}
      </p>
    </>
  );
}
