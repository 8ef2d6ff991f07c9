import type { ReactElement } from "react";
import type { JobView } from "../api/types.ts";
import { duration, integer } from "../lib/format.ts";

/** A running job: bar, count, rate and time left, as the server sent them. */
export function Progress({ job }: { readonly job: JobView }): ReactElement {
  const share = job.total > 0 ? Math.min(1, job.completed / job.total) : 0;
  // The figures of the last moment before a pause say nothing about the rest.
  const isPaused = job.state === "paused";
  const rate = isPaused || job.rate == null ? null : `${integer(job.rate)} ${job.unit}/s`;
  const left = isPaused || job.secondsLeft == null ? null : `${duration(job.secondsLeft)} left`;
  return (
    <div className="min-w-0">
      <div
        className="h-1.5 overflow-hidden rounded-full bg-white/7"
        role="progressbar"
        aria-label={job.title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
      >
        <div
          className={`h-full origin-left rounded-full ${job.state === "failed" ? "bg-down" : "bg-accent"}`}
          style={{ transform: `scaleX(${share.toFixed(3)})` }}
        />
      </div>
      <p className="num mt-1 truncate text-2xs text-ink-3">
        {[`${integer(job.completed)} of ${integer(job.total)} ${job.unit}`, rate, left].filter((part) =>
          part !== null
        ).join(" · ")}
      </p>
    </div>
  );
}
