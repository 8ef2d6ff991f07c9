import { type ReactElement, useEffect } from "react";
import { go, linkTo } from "../../lib/router.ts";
import { useResource } from "../../state/resource.ts";
import { tally } from "../../state/stores.ts";
import { Tabs } from "../../ui/Tabs.tsx";
import { RunningJobs } from "../jobs/JobList.tsx";
import { Changes } from "./Changes.tsx";
import { Console } from "./Console.tsx";
import { Coverage } from "./Coverage.tsx";
import { Files } from "./Files.tsx";
import { Findings } from "./Findings.tsx";
import { leave } from "./hub.ts";
import { Ingestion } from "./Ingestion.tsx";

/** The data desk: what is held, what is wrong with it, and what brings more of it. */
export function DataHubPage({ query }: { readonly query: URLSearchParams }): ReactElement {
  const counted = useResource(tally).value;
  const open = counted?.reduce((sum, each) => sum + each.findings, 0);
  const tabs = [
    { id: "coverage", label: "Coverage" },
    { id: "findings", label: "Findings", ...(open === undefined ? {} : { count: open }) },
    { id: "ingestion", label: "Ingestion" },
    { id: "changes", label: "Changes" },
    { id: "console", label: "SQL console" },
    { id: "files", label: "Files" },
  ];
  const tab = query.get("tab");
  const chosen = tabs.some((each) => each.id === tab) ? tab : "coverage";
  useEffect(() => leave(query), [query]);
  return (
    <div className="flex min-h-[calc(100vh-var(--top-bar)-72px)] flex-col gap-3">
      {chosen === "ingestion"
        ? null
        : <RunningJobs kinds={["ingest", "health"]} link={linkTo(["data"], { tab: "ingestion" })} />}
      <section className="panel min-h-[560px] flex-1 basis-0" aria-label="Data">
        <Tabs
          label="Data"
          tabs={tabs}
          chosen={chosen ?? "coverage"}
          onChoose={(id) => go(["data"], id === "coverage" ? {} : { tab: id })}
          className="absolute inset-0"
        >
          {chosen === "findings"
            ? <Findings query={query} />
            : chosen === "ingestion"
            ? <Ingestion />
            : chosen === "changes"
            ? <Changes />
            : chosen === "console"
            ? <Console />
            : chosen === "files"
            ? <Files />
            : <Coverage query={query} />}
        </Tabs>
      </section>
    </div>
  );
}
