import { type ReactElement, useCallback, useEffect, useRef, useState } from "react";
import { DashboardPage } from "../features/dashboard/DashboardPage.tsx";
import { DataHubPage } from "../features/data-hub/DataHubPage.tsx";
import { SymbolPage } from "../features/data-hub/SymbolPage.tsx";
import { GovernancePage } from "../features/governance/GovernancePage.tsx";
import { LiveOpsPage } from "../features/live-ops/LiveOpsPage.tsx";
import { ComparePage } from "../features/research-lab/ComparePage.tsx";
import { ResearchLabPage } from "../features/research-lab/ResearchLabPage.tsx";
import { RunPage } from "../features/research-lab/RunPage.tsx";
import { SettingsPage } from "../features/settings/SettingsPage.tsx";
import { linkTo, type Route, route } from "../lib/router.ts";
import { useSignal } from "../lib/signal.ts";
import { desk } from "../state/stores.ts";
import { openStream } from "../state/stream.ts";
import { Empty } from "../ui/Empty.tsx";
import { Toasts } from "../ui/Toasts.tsx";
import { HaltDialogs } from "./HaltControl.tsx";
import { Palette } from "./Palette.tsx";
import { pages } from "./pages.ts";
import { SideBar } from "./SideBar.tsx";
import { StaleNotice } from "./StaleNotice.tsx";
import { TopBar } from "./TopBar.tsx";
import { useShortcuts } from "./shortcuts.ts";

function pageFor({ parts, query }: Route): ReactElement {
  const [page = "", second, third] = parts;
  if (page === "") return <DashboardPage />;
  if (page === "live") return <LiveOpsPage />;
  if (page === "research" && second === "run" && third !== undefined) {
    return <RunPage key={third} id={third} />;
  }
  if (page === "research" && second === "compare") {
    return <ComparePage ids={(query.get("runs") ?? "").split(",").filter((id) => id !== "")} />;
  }
  if (page === "research") {
    return <ResearchLabPage tab={query.get("tab") ?? "runs"} strategy={query.get("strategy")} />;
  }
  if (page === "governance") return <GovernancePage tab={query.get("tab") ?? "proposals"} />;
  if (page === "data" && second !== undefined) return <SymbolPage key={second} symbol={second} />;
  if (page === "data") return <DataHubPage query={query} />;
  if (page === "settings") return <SettingsPage />;
  return (
    <div className="panel">
      <Empty
        title="There is no such page"
        action={<a className="text-xs text-accent underline" href={linkTo([])}>Go to the Dashboard</a>}
      >
        The address names nothing here.
      </Empty>
    </div>
  );
}

/** The frame around every page, and the one event stream of the tab. */
export function Shell(): ReactElement {
  const place = useSignal(route);
  const state = useSignal(desk).value?.tradingState;
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const openPalette = useCallback(() => setPaletteOpen(true), []);
  useShortcuts(openPalette);
  useEffect(() => openStream(), []);

  const page = place.parts[0] ?? "";
  const title = pages.find((each) => each.id === page)?.title ?? "Mission Control";
  useEffect(() => {
    document.title = `${state === "halted" ? "HALTED · " : ""}${title} · QS`;
  }, [title, state]);

  const main = useRef<HTMLElement>(null);
  const address = place.parts.join("/");
  const before = useRef(address);
  useEffect(() => {
    if (before.current === address) return;
    before.current = address;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [address]);

  return (
    <div className="relative z-1 flex">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded focus:bg-panel focus:px-3 focus:py-2"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to content
      </a>
      <SideBar page={page} />
      <div className="flex min-h-screen min-w-0 flex-1 flex-col">
        <TopBar title={title} onPalette={openPalette} />
        <StaleNotice />
        <main ref={main} id="main" tabIndex={-1} className="flex-1 space-y-3 p-4 outline-none">
          {pageFor(place)}
        </main>
        <footer className="px-4 pb-3 text-2xs text-ink-3">
          Charts:{" "}
          <a
            className="text-ink-2 underline decoration-white/20 underline-offset-2 hover:text-ink"
            href="https://www.tradingview.com/"
            rel="noreferrer"
            target="_blank"
          >
            TradingView Lightweight Charts™
          </a>. Times are UTC; figures are in US dollars.
        </footer>
      </div>
      <Palette isOpen={isPaletteOpen} onClose={() => setPaletteOpen(false)} />
      <HaltDialogs />
      <Toasts />
    </div>
  );
}
