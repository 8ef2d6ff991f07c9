import { eventsUrl } from "../api/client.ts";
import type { EventPayloads, JobView } from "../api/types.ts";
import { Signal } from "../lib/signal.ts";
import { newerDesk, startedAnew, upsert, withJob, withLine, withOrder, withPoint } from "./reduce.ts";
import { recall } from "./session.ts";
import {
  desk,
  deskLog,
  followIngestion,
  history,
  jobs,
  live,
  orders,
  proposals,
  refetchAfter,
  reloadAll,
  runs,
  status,
} from "./stores.ts";

export type Connection = "connecting" | "live" | "reconnecting";
export const connection = new Signal<Connection>("connecting");
/** When the server was last heard, in milliseconds since the epoch; 0 before. */
export const heardAt = new Signal(0);

/** A browser gives up on a refused stream; the page does not. */
const RETRY_MS = 2000;
/** With no event for so long, the status is asked for, so that a silent death shows. */
const QUIET_MS = 15_000;
/** Figures change at most ten times a second: faster is unreadable and only costs paint. */
const FLUSH_MS = 100;
/** Pages in the background get no animation frames. */
const HIDDEN_FLUSH_MS = 500;

const topics: readonly Topic[] = ["job", "desk", "order", "equity", "log", "run", "proposal", "status"];
type Topic = keyof EventPayloads;
/** One message of the stream, with the payload that belongs to its topic. */
export type Message = {
  readonly [T in Topic]: { readonly topic: T; readonly payload: EventPayloads[T] };
}[Topic];

/** Changes the stores by one message. */
export function apply(message: Message): void {
  switch (message.topic) {
    case "desk":
      desk.change((held) => newerDesk(held, message.payload));
      break;
    case "order":
      orders.change((held) => withOrder(held, message.payload));
      break;
    case "equity":
      history.change((held) => withPoint(held, message.payload));
      break;
    case "log":
      deskLog.change((held) => withLine(held, message.payload));
      break;
    case "run":
      runs.change((held) => upsert(held, message.payload, (run) => run.id));
      break;
    case "proposal":
      proposals.change((held) => upsert(held, message.payload, (proposal) => proposal.id));
      break;
    case "status":
      status.change(() => message.payload);
      break;
    case "job":
      applyJob(message.payload);
      break;
  }
}

function applyJob(job: JobView): void {
  const before = jobs.get().value?.find((each) => each.id === job.id);
  jobs.change((held) => withJob(held, job));
  if (job.finishedAt != null && before?.finishedAt == null) refetchAfter(job.kind);
  else if (job.kind === "ingest") followIngestion(job, Date.now());
}

/** Keeps one event stream open for as long as somebody is signed in. */
export function openStream(): () => void {
  let source: EventSource | null = null;
  let queue: Message[] = [];
  let frame = 0;
  let planned: ReturnType<typeof setTimeout> | undefined;
  let flushedAt = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let mayHaveMissed = false;

  const flush = (): void => {
    clearTimeout(planned);
    planned = undefined;
    frame = 0;
    flushedAt = performance.now();
    const messages = queue;
    queue = [];
    for (const message of messages) {
      const before = desk.get().value;
      apply(message);
      // A desk that starts anew, here or in another tab, has a curve and orders of its own.
      if (message.topic !== "desk" || !startedAnew(before, desk.get().value)) continue;
      for (const resource of [history, orders, deskLog]) void resource.refetch();
    }
  };

  const enqueue = (topic: Topic, data: string): void => {
    heardAt.set(Date.now());
    // The topic names the payload's type; the server writes both from one declaration.
    queue.push({ topic, payload: JSON.parse(data) } as Message);
    if (planned !== undefined || frame !== 0) return;
    if (document.hidden) {
      planned = setTimeout(flush, HIDDEN_FLUSH_MS);
      return;
    }
    const wait = Math.max(0, FLUSH_MS - (performance.now() - flushedAt));
    planned = setTimeout(() => {
      planned = undefined;
      if (document.hidden) flush();
      else frame = requestAnimationFrame(flush);
    }, wait);
  };

  const open = (): void => {
    source = new EventSource(eventsUrl());
    source.addEventListener("open", () => {
      heardAt.set(Date.now());
      connection.set("live");
      // Snapshots from before the stream began may lack what happened in between.
      if (mayHaveMissed) reloadAll();
      else for (const resource of live) void resource.refetch();
      mayHaveMissed = false;
    });
    source.addEventListener("error", () => {
      connection.set("reconnecting");
      mayHaveMissed = true;
      if (source?.readyState !== EventSource.CLOSED) return;
      // Refused rather than interrupted: perhaps the session ended.
      void recall();
      retry = setTimeout(open, RETRY_MS);
    });
    source.addEventListener("reset", () => {
      heardAt.set(Date.now());
      queue = [];
      reloadAll();
    });
    for (const topic of topics) {
      source.addEventListener(topic, (event: MessageEvent<string>) => enqueue(topic, event.data));
    }
  };

  const watch = setInterval(() => {
    if (connection.get() !== "live" || Date.now() - heardAt.get() < QUIET_MS) return;
    void status.refetch().then(() => {
      if (status.get().trouble === null) heardAt.set(Date.now());
    });
  }, 5000);

  // A frame asked for just before the page was hidden would wait until it is shown again.
  const onHide = (): void => {
    if (!document.hidden || frame === 0) return;
    cancelAnimationFrame(frame);
    flush();
  };
  document.addEventListener("visibilitychange", onHide);

  open();
  return () => {
    source?.close();
    clearTimeout(retry);
    clearTimeout(planned);
    clearInterval(watch);
    document.removeEventListener("visibilitychange", onHide);
    cancelAnimationFrame(frame);
    connection.set("connecting");
  };
}
