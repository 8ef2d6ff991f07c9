import type { DeskHistory, DeskView, EquityPoint, JobView, LogLine, OrderView } from "../api/types.ts";

/** How many rows of a growing list the page keeps. */
export const KEPT = 1000;

/** Puts a row in the place of the one with its key, or before all others. */
export function upsert<T>(rows: readonly T[], row: T, key: (row: T) => string | number): readonly T[] {
  const id = key(row);
  const at = rows.findIndex((each) => key(each) === id);
  if (at < 0) return [row, ...rows].slice(0, KEPT);
  return rows.with(at, row);
}

/** Keeps the desk with the higher revision: an event may be older than the snapshot held. */
export function newerDesk(held: DeskView, other: DeskView): DeskView {
  return other.revision >= held.revision ? other : held;
}

const isUnderWay = (desk: DeskView): boolean => desk.phase === "replaying" || desk.phase === "paused";

/** Whether the later of two views is of another replay, whose curve and orders are all new. */
export function startedAnew(before: DeskView | null, after: DeskView | null): boolean {
  if (before === null || after === null || !isUnderWay(after)) return false;
  return !isUnderWay(before) || after.sessionsDone < before.sessionsDone ||
    after.specificationHash !== before.specificationHash;
}

const ended = (job: JobView): boolean => job.finishedAt != null;

/** A job that ended never runs again, and its progress never goes back. */
export function newerJob(held: JobView, other: JobView): JobView {
  if (ended(held) !== ended(other)) return ended(held) ? held : other;
  return other.completed >= held.completed ? other : held;
}

export function withJob(jobs: readonly JobView[], job: JobView): readonly JobView[] {
  const held = jobs.find((each) => each.id === job.id);
  return upsert(jobs, held === undefined ? job : newerJob(held, job), (each) => each.id);
}

/** An order's life only grows, so the longer one is the newer. */
export function withOrder(orders: readonly OrderView[], order: OrderView): readonly OrderView[] {
  const held = orders.find((each) => each.id === order.id);
  const isOlder = held !== undefined &&
    (order.life.length < held.life.length ||
      (order.life.length === held.life.length && order.filled < held.filled));
  return isOlder ? orders : upsert(orders, order, (each) => each.id);
}

/** Appends a session to the curve, or corrects the last one; older points are known already. */
export function withPoint(history: DeskHistory, point: EquityPoint): DeskHistory {
  const last = history.sessions.at(-1);
  if (last !== undefined && point.session < last) return history;
  const end = last === point.session ? -1 : history.sessions.length;
  const benchmark = point.benchmark == null || history.benchmark.length < history.sessions.length
    ? history.benchmark
    : [...history.benchmark.slice(0, end), point.benchmark];
  return {
    sessions: [...history.sessions.slice(0, end), point.session],
    equity: [...history.equity.slice(0, end), point.equity],
    drawdown: [...history.drawdown.slice(0, end), point.drawdown],
    benchmark,
  };
}

/** Puts a line before the others unless the snapshot held it already. */
export function withLine(lines: readonly LogLine[], line: LogLine): readonly LogLine[] {
  const isKnown = lines.slice(0, 100).some((each) => each.at === line.at && each.message === line.message);
  return isKnown ? lines : [line, ...lines].slice(0, KEPT);
}
