import type { ReactElement } from "react";
import { go } from "../../lib/router.ts";
import { useResource } from "../../state/resource.ts";
import { runs } from "../../state/stores.ts";
import { Tabs } from "../../ui/Tabs.tsx";
import { NewRun } from "./NewRun.tsx";
import { RunsTable } from "./RunsTable.tsx";
import { Trials } from "./Trials.tsx";

export function ResearchLabPage(
  { tab, strategy }: { readonly tab: string; readonly strategy: string | null },
): ReactElement {
  const count = useResource(runs).value?.length;
  const tabs = [
    { id: "runs", label: "Runs", ...(count === undefined ? {} : { count }) },
    { id: "new", label: "New backtest" },
    { id: "trials", label: "Trial ledger" },
  ];
  const chosen = tabs.some((each) => each.id === tab) ? tab : "runs";
  return (
    <section className="panel" aria-label="Research">
      <Tabs label="Research" tabs={tabs} chosen={chosen} onChoose={(id) => go(["research"], { tab: id })}>
        {chosen === "runs" ? <RunsTable /> : chosen === "new" ? <NewRun strategy={strategy} /> : <Trials />}
      </Tabs>
    </section>
  );
}
