import * as api from "../api/client.ts";
import type {
  DeskHistory,
  DeskView,
  FindingTally,
  JobView,
  LogLine,
  OrderView,
  ProposalView,
  RunView,
  StatusView,
  StrategyView,
  UniverseView,
} from "../api/types.ts";
import { Signal } from "../lib/signal.ts";
import { KEPT, newerDesk } from "./reduce.ts";
import { Resource } from "./resource.ts";

const newest = { limit: KEPT };

export const status = new Resource<StatusView>(() => api.status());
export const desk = new Resource<DeskView>(() => api.desk(), newerDesk);
export const history = new Resource<DeskHistory>(() => api.deskHistory());
export const orders = new Resource<readonly OrderView[]>(() => api.orders(newest));
export const deskLog = new Resource<readonly LogLine[]>(() => api.deskLog(newest));
export const jobs = new Resource<readonly JobView[]>(() => api.jobs(newest));
export const runs = new Resource<readonly RunView[]>(() => api.runs(newest));
export const proposals = new Resource<readonly ProposalView[]>(() => api.proposals());
export const strategies = new Resource<readonly StrategyView[]>(() => api.strategies());
export const tally = new Resource<readonly FindingTally[]>(() => api.findingTally());
export const universes = new Resource<readonly UniverseView[]>(() => api.universes());

/** A question that was put to the console, and how it went. */
export interface AskedQuestion {
  readonly sql: string;
  readonly at: number;
  readonly outcome: string;
  readonly isBad: boolean;
}
/** The session's questions, newest first; kept in memory only. */
export const questions = new Signal<readonly AskedQuestion[]>([]);

/** What the stream keeps up to date; fetched again whenever events may have been missed. */
export const live: readonly Resource<never>[] = [
  status,
  desk,
  history,
  orders,
  deskLog,
  jobs,
  runs,
  proposals,
] as unknown as readonly Resource<never>[];
const derived = [strategies, tally, universes] as unknown as readonly Resource<never>[];

/** Rises when stored data may have changed; lists that are held in pages fetch what is in sight again. */
export const dataVersion = new Signal(0);
/** While an ingestion saves, the lists follow this often. */
const FOLLOW_MS = 5000;
let followedAt = 0;
/** What running ingestions had saved when the lists followed last. */
const saved = new Map<string, number>();

/** Lets the lists follow a running ingestion, but not with every batch. */
export function followIngestion(job: JobView, now: number): void {
  const count = job.ingestion?.saved ?? 0;
  if (count === (saved.get(job.id) ?? 0) || now - followedAt < FOLLOW_MS) return;
  saved.set(job.id, count);
  followedAt = now;
  dataVersion.update((version) => version + 1);
}

/** Says that stored data or what is thought of them changed. */
export function dataChanged(): void {
  dataVersion.update((version) => version + 1);
  const held = tally.get();
  if (held.value !== null || held.trouble !== null) void tally.refetch();
}

/** Fetches again what the page has asked for before, from a server that may be another one by now. */
export function reloadAll(): void {
  for (const resource of [...live, ...derived]) {
    const held = resource.get();
    if (held.value !== null || held.trouble !== null) void resource.reload();
  }
  dataVersion.update((version) => version + 1);
}

/** Fetches again what an ended job may have changed. */
export function refetchAfter(kind: JobView["kind"]): void {
  const isResearch = kind === "backtest" || kind === "reproduce";
  const touched: readonly { refetch(): Promise<void> }[] = isResearch
    ? [runs, strategies]
    : [universes, status];
  for (const resource of touched) void resource.refetch();
  if (!isResearch) dataChanged();
}

/** Forgets everything, so that the next account sees nothing of this one's. */
export function clearAll(): void {
  for (const resource of [...live, ...derived]) resource.clear();
  saved.clear();
  questions.set([]);
}
