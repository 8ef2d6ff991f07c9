import type { ReactElement } from "react";
import { go } from "../../lib/router.ts";
import { useResource } from "../../state/resource.ts";
import { proposals } from "../../state/stores.ts";
import { Tabs } from "../../ui/Tabs.tsx";
import { Trials } from "../research-lab/Trials.tsx";
import { Audit } from "./Audit.tsx";
import { Proposals } from "./Proposals.tsx";

export function GovernancePage({ tab }: { readonly tab: string }): ReactElement {
  const count = useResource(proposals).value?.filter((each) => each.state === "open").length;
  const tabs = [
    { id: "proposals", label: "Proposals", ...(count === undefined || count === 0 ? {} : { count }) },
    { id: "audit", label: "Audit trail" },
    { id: "trials", label: "Trial ledger" },
  ];
  const chosen = tabs.some((each) => each.id === tab) ? tab : "proposals";
  return (
    <section className="panel" aria-label="Governance">
      <Tabs label="Governance" tabs={tabs} chosen={chosen} onChoose={(id) => go(["governance"], { tab: id })}>
        {chosen === "proposals" ? <Proposals /> : chosen === "audit" ? <Audit /> : <Trials />}
      </Tabs>
    </section>
  );
}
