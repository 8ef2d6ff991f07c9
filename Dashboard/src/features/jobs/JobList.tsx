import type { ReactElement } from "react";
import * as api from "../../api/client.ts";
import type { JobKind, JobState, JobView } from "../../api/types.ts";
import { duration, instant } from "../../lib/format.ts";
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
import { IngestionControls, IngestionFigures } from "./IngestionDetail.tsx";

const tones: Readonly<Record<JobState, BadgeTone>> = {
  waiting: "plain",
  running: "accent",
  paused: "warn",
  done: "up",
  failed: "down",
  cancelled: "warn",
  interrupted: "down",
};
const isUnderWay = (job: JobView): boolean => job.finishedAt == null;
/** The list is for a glance; the command line has all of them. */
const SHOWN = 50;

/** Long work: what runs with its progress and a way to cancel it, and how the rest ended. */
export function JobList({ kinds, onlyRunning = false, empty }: {
  readonly kinds: readonly JobKind[];
  readonly onlyRunning?: boolean;
  /** What brings a job into this list. */
  readonly empty?: string;
}): ReactElement | null {
  const loaded = useResource(jobs);
  const chosen = (loaded.value ?? []).filter((job) =>
    kinds.includes(job.kind) && (!onlyRunning || isUnderWay(job))
  ).slice(0, SHOWN);
  if (onlyRunning && chosen.length === 0) return null;
  return (
    <Loading loaded={loaded} retry={() => void jobs.refetch()}>
      {() => (chosen.length === 0
        ? (
          <Empty title="No jobs yet">
            {empty ?? "Ingestion and backtests appear here with their progress."}
          </Empty>
        )
        : <ul className="divide-y divide-white/5">{chosen.map((job) => <Job key={job.id} job={job} />)}</ul>)}
    </Loading>
  );
}

/** Running work in one line each, for pages that are about something else. */
export function RunningJobs({ kinds, link }: {
  readonly kinds: readonly JobKind[];
  /** Where they are shown in full. */
  readonly link: string;
}): ReactElement | null {
  const held = useResource(jobs).value ?? [];
  const running = held.filter((job) => kinds.includes(job.kind) && isUnderWay(job));
  if (running.length === 0) return null;
  return (
    <ul aria-label="Running jobs" className="panel divide-y divide-white/5">
      {running.slice(0, 3).map((job) => (
        <li
          key={job.id}
          data-job={job.state}
          className="flex items-center gap-3 px-4 py-2 text-xs max-md:flex-wrap"
        >
          <Badge tone={tones[job.state]}>{job.state}</Badge>
          <a className="min-w-0 shrink truncate text-ink hover:underline" href={link} title={job.message}>
            {job.title}
          </a>
          <div className="ml-auto w-[46%] min-w-48 max-md:w-full">
            <Progress job={job} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Job({ job }: { readonly job: JobView }): ReactElement {
  const isBad = job.state === "failed" || job.state === "interrupted";
  // It came to its end, but not all came in.
  const isPartial = job.state === "done" && (job.ingestion?.failed ?? 0) > 0;
  return (
    <li className="px-4 py-2.5" data-job={job.state} data-kind={job.kind}>
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-2 text-xs">
            <Badge tone={isPartial ? "warn" : tones[job.state]}>
              {isPartial ? "done in part" : job.state}
            </Badge>
            <span className="truncate text-ink" title={job.title}>{job.title}</span>
          </p>
          <p className="num mt-0.5 text-2xs text-ink-3">
            {job.by} · {instant(job.finishedAt ?? job.createdAt)}
            {job.finishedAt == null ? null : ` · took ${duration((job.finishedAt - job.createdAt) / 1000)}`}
          </p>
        </div>
        <div className="flex shrink-0 flex-wrap justify-end gap-2">
          <IngestionControls job={job} />
          {isUnderWay(job) ? <Cancel job={job} /> : <Outcome job={job} />}
        </div>
      </div>
      {isUnderWay(job)
        ? (
          <div className="mt-1.5">
            <Progress job={job} />
          </div>
        )
        : null}
      <p className={`mt-0.5 text-2xs break-words ${isBad ? "text-down" : "text-ink-3"}`}>{job.message}</p>
      {job.ingestion == null
        ? null
        : <IngestionFigures detail={job.ingestion} isUnderWay={isUnderWay(job)} />}
    </li>
  );
}

function Cancel({ job }: { readonly job: JobView }): ReactElement {
  const who = useSignal(visitor);
  const { isBusy, run } = useAction();
  return (
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
  );
}

/** What a finished job left behind. */
function Outcome({ job }: { readonly job: JobView }): ReactElement | null {
  if (job.result == null) return null;
  if (job.kind === "backtest" || job.kind === "reproduce") {
    return (
      <a
        className="shrink-0 text-xs text-accent underline-offset-2 hover:underline"
        href={linkTo(["research", "run", job.result])}
      >
        Open the run
      </a>
    );
  }
  if (job.kind === "ingest" || job.kind === "health") return null;
  return <span className="num max-w-64 truncate text-2xs text-ink-3" title={job.result}>{job.result}</span>;
}
