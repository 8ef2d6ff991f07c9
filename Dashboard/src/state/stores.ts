import * as api from "../api/client.ts";
import type {
  CoverageView,
  DeskHistory,
  DeskView,
  FindingView,
  JobView,
  LogLine,
  OrderView,
  ProposalView,
  RunView,
  StatusView,
  StrategyView,
  UniverseView,
} from "../api/types.ts";
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
export const coverage = new Resource<readonly CoverageView[]>(() => api.coverage());
export const findings = new Resource<readonly FindingView[]>(() => api.findings());
export const universes = new Resource<readonly UniverseView[]>(() => api.universes());

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
const derived = [strategies, coverage, findings, universes] as unknown as readonly Resource<never>[];

/** Fetches again what the page has asked for before, from a server that may be another one by now. */
export function reloadAll(): void {
  for (const resource of [...live, ...derived]) {
    const held = resource.get();
    if (held.value !== null || held.trouble !== null) void resource.reload();
  }
}

/** Fetches again what an ended job may have changed. */
export function refetchAfter(kind: JobView["kind"]): void {
  const touched: readonly { refetch(): Promise<void> }[] = kind === "ingest"
    ? [coverage, findings, universes, status]
    : [runs, strategies];
  for (const resource of touched) void resource.refetch();
}

/** Forgets everything, so that the next account sees nothing of this one's. */
export function clearAll(): void {
  for (const resource of [...live, ...derived]) resource.clear();
}
