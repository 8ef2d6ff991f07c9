import type { ReactElement } from "react";
import * as api from "../../api/client.ts";
import type { JobKind, JobState, JobView } from "../../api/types.ts";
import { instant } from "../../lib/format.ts";
import { linkTo } from "../../lib/router.ts";
import { useSignal } from "../../lib/signal.ts";
import { withJob } from "../../state/reduce.ts";
import { useResource } from "../../state/resource.ts";
import { refusal, visitor } from "../../state/session.ts";
import { jobs } from "../../state/stores.ts";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { Progress } from "../../ui/Progress.tsx";
import { useAction } from "../../ui/useAction.ts";

const tones: Readonly<Record<JobState, BadgeTone>> = {
  waiting: "plain",
  running: "accent",
  done: "up",
  failed: "down",
  cancelled: "warn",
  interrupted: "down",
};
const isRunning = (job: JobView): boolean => job.state === "waiting" || job.state === "running";
/** The list is for a glance; the command line has all of them. */
const SHOWN = 50;

/** Long work: what runs with its progress and a way to cancel it, and how the rest ended. */
export function JobList(
  { kinds, onlyRunning = false }: { readonly kinds: readonly JobKind[]; readonly onlyRunning?: boolean },
): ReactElement | null {
  const loaded = useResource(jobs);
  const chosen = (loaded.value ?? []).filter((job) =>
    kinds.includes(job.kind) && (!onlyRunning || isRunning(job))
  ).slice(0, SHOWN);
  if (onlyRunning && chosen.length === 0) return null;
  return (
    <Loading loaded={loaded} retry={() => void jobs.refetch()}>
      {() => (chosen.length === 0
        ? <Empty title="No jobs yet">Ingestion and backtests appear here with their progress.</Empty>
        : <ul className="divide-y divide-white/5">{chosen.map((job) => <Job key={job.id} job={job} />)}</ul>)}
    </Loading>
  );
}

function Job({ job }: { readonly job: JobView }): ReactElement {
  const who = useSignal(visitor);
  const { isBusy, run } = useAction();
  return (
    <li className="flex items-center gap-4 px-4 py-2.5" data-job={job.state}>
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 text-xs">
          <Badge tone={tones[job.state]}>{job.state}</Badge>
          <span className="truncate text-ink" title={job.title}>{job.title}</span>
        </p>
        <p className="num mt-0.5 text-2xs text-ink-3">
          {job.by} · {instant(job.finishedAt ?? job.createdAt)}
        </p>
        {isRunning(job)
          ? (
            <div className="mt-1.5">
              <Progress job={job} />
            </div>
          )
          : null}
        <p
          className={`mt-0.5 text-2xs break-words ${
            job.state === "failed" || job.state === "interrupted" ? "text-down" : "text-ink-3"
          }`}
        >
          {job.message}
        </p>
      </div>
      {isRunning(job)
        ? (
          <Button
            reason={refusal(who, "backtest")}
            isBusy={isBusy}
            onPress={() =>
              run(async () => {
                const answer = await api.cancelJob(job.id);
                jobs.change((held) => withJob(held, answer));
              })}
          >
            Cancel
          </Button>
        )
        : job.result != null && job.kind !== "ingest"
        ? (
          <a
            className="shrink-0 text-xs text-accent underline-offset-2 hover:underline"
            href={linkTo(["research", "run", job.result])}
          >
            Open the run
          </a>
        )
        : null}
    </li>
  );
}
