import type { ReactElement } from "react";
import { JobList } from "../jobs/JobList.tsx";
import { IngestForm } from "./IngestForm.tsx";

/** What brings data in: the order on the left, the jobs that carry it out on the right. */
export function Ingestion(): ReactElement {
  return (
    <div className="grid h-full min-h-0 grid-cols-[380px_minmax(0,1fr)] overflow-auto max-lg:block lg:overflow-hidden">
      <section
        aria-label="New ingestion"
        className="min-h-0 overflow-auto border-r border-white/6 p-4 max-lg:overflow-visible max-lg:border-r-0 max-lg:border-b"
      >
        <IngestForm />
      </section>
      <section
        aria-label="Ingestion jobs"
        tabIndex={0}
        className="min-h-0 overflow-auto max-lg:overflow-visible"
      >
        <JobList
          kinds={["ingest", "health"]}
          empty="Plan an ingestion and start it; it appears here with its progress, and stays with what failed."
        />
      </section>
    </div>
  );
}
