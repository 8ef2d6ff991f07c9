import type { ReactElement } from "react";
import { integer } from "../lib/format.ts";
import { linkTo } from "../lib/router.ts";
import { useSignal } from "../lib/signal.ts";
import { signOut, visitor } from "../state/session.ts";
import { desk, status } from "../state/stores.ts";
import { complain } from "../state/toasts.ts";
import { Icon } from "../ui/Icon.tsx";
import { pages } from "./pages.ts";

export function SideBar({ page }: { readonly page: string }): ReactElement {
  return (
    <nav
      aria-label="Main"
      className="glass sticky top-0 z-20 flex h-screen w-(--side-bar) shrink-0 flex-col border-r border-white/7 px-3 py-4 max-lg:px-2"
    >
      <div className="mb-6 flex items-center gap-2.5 px-1.5">
        <span className="grid size-7 shrink-0 place-items-center rounded-lg border border-white/15 bg-white/5 text-accent">
          <Icon name="live" size={16} />
        </span>
        <span className="text-sm leading-none font-semibold max-lg:hidden">
          QS<span className="ml-1.5 font-normal text-ink-3">Mission Control</span>
        </span>
      </div>
      <ul className="space-y-0.5">
        {pages.map((entry) => (
          <li key={entry.id}>
            <a
              href={linkTo(entry.id === "" ? [] : [entry.id])}
              aria-current={page === entry.id ? "page" : undefined}
              title={entry.title}
              className={`group flex w-full items-center gap-3 rounded-lg px-2.5 py-2 text-body transition-colors ${
                page === entry.id ? "bg-white/8 text-ink" : "text-ink-2 hover:bg-white/4 hover:text-ink"
              }`}
            >
              <span className={page === entry.id ? "text-accent" : "text-ink-3 group-hover:text-ink-2"}>
                <Icon name={entry.icon} />
              </span>
              <span className="max-lg:sr-only">{entry.title}</span>
              <kbd
                aria-hidden="true"
                className="num ml-auto text-2xs text-ink-3 opacity-0 group-hover:opacity-100 max-lg:hidden"
              >
                g {entry.key}
              </kbd>
            </a>
          </li>
        ))}
      </ul>
      <div className="mt-auto space-y-3 text-2xs text-ink-3">
        <Environment />
        <Account />
      </div>
    </nav>
  );
}

function Environment(): ReactElement {
  const view = useSignal(status).value;
  const broker = useSignal(desk).value?.broker;
  return (
    <div className="rounded-lg border border-white/8 bg-white/3 p-3 max-lg:hidden">
      <p className="eyebrow">Environment</p>
      <p className="mt-1 text-xs text-ink">{broker === undefined ? "Desk unknown" : `Broker ${broker}`}</p>
      <p className="num mt-1.5 leading-4">
        {view === null ? "status unknown" : (
          <>
            {integer(view.data.symbols)} symbols<br />
            {integer(view.data.bars)} bars<br />QS {view.version}
          </>
        )}
      </p>
    </div>
  );
}

function Account(): ReactElement | null {
  const who = useSignal(visitor);
  if (who.kind !== "account") return null;
  return (
    <div className="flex items-center gap-2 px-1.5 max-lg:justify-center max-lg:px-0">
      <div className="min-w-0 max-lg:hidden">
        <p className="truncate text-xs text-ink">{who.session.account}</p>
        <p>{who.session.role}</p>
      </div>
      <button
        type="button"
        onClick={() => void signOut().catch(complain)}
        aria-label="Sign out"
        title={`Sign out ${who.session.account}`}
        className="ml-auto grid size-8 place-items-center rounded-lg text-ink-3 hover:bg-white/5 hover:text-ink max-lg:ml-0"
      >
        <Icon name="leave" size={16} />
      </button>
    </div>
  );
}
