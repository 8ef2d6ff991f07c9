// Written by `qs schema --write` from the server's declarations. Do not edit.
import type {
  AccountChange,
  AccountView,
  AuditVerdict,
  AuditView,
  BacktestRequest,
  BarsView,
  CoveragePage,
  CoverageStrip,
  CredentialView,
  DataChangeView,
  DeskHistory,
  DeskStart,
  DeskView,
  Done,
  ExportRequest,
  FactView,
  FileView,
  FindingPage,
  FindingTally,
  HealthView,
  ImportReport,
  ImportRequest,
  IngestPlanView,
  IngestRequest,
  JobFault,
  JobView,
  LogLine,
  MembersView,
  NewAccount,
  NewDecision,
  NewProposal,
  NewToken,
  OrderPreview,
  OrderTicket,
  OrderView,
  Problem,
  ProposalView,
  QuarantineView,
  Reason,
  RepairRequest,
  RepairView,
  RunDetail,
  RunView,
  SQLAnswer,
  SQLRequest,
  SessionView,
  SignIn,
  SpecificationCheck,
  SpecificationText,
  SpeedChange,
  StatusView,
  StrategyView,
  SymbolDetail,
  SymbolList,
  TableView,
  TokenGrant,
  TradeView,
  TrialView,
  UniverseView,
  WatchedSymbol,
} from "./types.ts";

/** An answer that says what went wrong and what to do about it. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail === "" ? problem.title : problem.detail);
    this.name = "ApiProblem";
    this.problem = problem;
  }
}

export interface CallOptions {
  /** Ends the call early; it then rejects with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

type QueryValue = string | number | undefined;

function url(path: string, query: Readonly<Record<string, QueryValue>> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "title" in value && "code" in value && "remedy" in value;
}

function local(status: number, code: string, title: string, detail: string, remedy: string): ApiProblem {
  return new ApiProblem({ type: "about:blank", title, status, detail, code, remedy, request: "" });
}

async function failure(response: Response): Promise<ApiProblem> {
  try {
    const value: unknown = await response.json();
    if (isProblem(value)) return new ApiProblem(value);
  } catch {
    // Not JSON: something between us and the server answered; the status is all there is.
  }
  return local(
    response.status,
    "answer.unexpected",
    "The server gave an unexpected answer",
    `Status ${response.status} without an explanation.`,
    "Reload the page; when it stays, look at the server's log.",
  );
}

async function call<Answer>(method: string, address: string, body: unknown, options: CallOptions): Promise<Answer> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      body: body === undefined ? null : JSON.stringify(body),
      signal: options.signal ?? null,
    });
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    throw local(0, "server.unreachable", "The server does not answer", "No answer came.", "Check that it runs: qs doctor.");
  }
  if (!response.ok) throw await failure(response);
  return (await response.json()) as Answer;
}

/** Says that the server lives, and nothing else. Needs the permission `open`. */
export function health(options: CallOptions = {}): Promise<HealthView> {
  return call<HealthView>("GET", url("/api/health"), undefined, options);
}

/** Begins a session and sets its cookie. Needs the permission `open`. */
export function signIn(body: SignIn, options: CallOptions = {}): Promise<SessionView> {
  return call<SessionView>("POST", url("/api/session"), body, options);
}

/** Says who is signed in. Needs the permission `read`. */
export function session(options: CallOptions = {}): Promise<SessionView> {
  return call<SessionView>("GET", url("/api/session"), undefined, options);
}

/** Ends the session. Needs the permission `read`. */
export function signOut(options: CallOptions = {}): Promise<Done> {
  return call<Done>("DELETE", url("/api/session"), undefined, options);
}

/** Lists one's own sessions and tokens. Needs the permission `read`. */
export function credentials(options: CallOptions = {}): Promise<readonly CredentialView[]> {
  return call<readonly CredentialView[]>("GET", url("/api/credentials"), undefined, options);
}

/** Makes a bearer token of one's own for a program. Needs the permission `read`. */
export function createToken(body: NewToken, options: CallOptions = {}): Promise<TokenGrant> {
  return call<TokenGrant>("POST", url("/api/credentials"), body, options);
}

/** Revokes one of one's own sessions or tokens. Needs the permission `read`. */
export function revokeCredential(id: string, options: CallOptions = {}): Promise<Done> {
  return call<Done>("DELETE", url(`/api/credentials/${encodeURIComponent(id)}`), undefined, options);
}

/** Lists the accounts. Needs the permission `administer`. */
export function accounts(options: CallOptions = {}): Promise<readonly AccountView[]> {
  return call<readonly AccountView[]>("GET", url("/api/accounts"), undefined, options);
}

/** Makes an account. Needs the permission `administer`. */
export function createAccount(body: NewAccount, options: CallOptions = {}): Promise<AccountView> {
  return call<AccountView>("POST", url("/api/accounts"), body, options);
}

/** Changes an account's role, password or whether it may sign in. Needs the permission `administer`. */
export function changeAccount(name: string, body: AccountChange, options: CallOptions = {}): Promise<AccountView> {
  return call<AccountView>("PATCH", url(`/api/accounts/${encodeURIComponent(name)}`), body, options);
}

/** Says what runs, what is held and how fresh it is. Needs the permission `read`. */
export function status(options: CallOptions = {}): Promise<StatusView> {
  return call<StatusView>("GET", url("/api/status"), undefined, options);
}

/** Lists jobs, newest first. Needs the permission `read`. */
export function jobs(query: { readonly limit?: number | undefined; readonly offset?: number | undefined } = {}, options: CallOptions = {}): Promise<readonly JobView[]> {
  return call<readonly JobView[]>("GET", url("/api/jobs", query), undefined, options);
}

/** Shows one job. Needs the permission `read`. */
export function job(id: string, options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("GET", url(`/api/jobs/${encodeURIComponent(id)}`), undefined, options);
}

/** Asks a job to stop; what it committed stays. Needs the permission `backtest`. */
export function cancelJob(id: string, options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("DELETE", url(`/api/jobs/${encodeURIComponent(id)}`), undefined, options);
}

/** Holds an ingestion; what is in the air still comes in. Needs the permission `ingest`. */
export function pauseJob(id: string, options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("POST", url(`/api/jobs/${encodeURIComponent(id)}/pause`), undefined, options);
}

/** Lets a paused ingestion go on. Needs the permission `ingest`. */
export function resumeJob(id: string, options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("POST", url(`/api/jobs/${encodeURIComponent(id)}/resume`), undefined, options);
}

/** Begins the ingestion again for the symbols that failed in it. Needs the permission `ingest`. */
export function retryJob(id: string, options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("POST", url(`/api/jobs/${encodeURIComponent(id)}/retry`), undefined, options);
}

/** Moves symbols to the front of a running ingestion. Needs the permission `ingest`. */
export function firstInJob(id: string, body: SymbolList, options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("POST", url(`/api/jobs/${encodeURIComponent(id)}/first`), body, options);
}

/** Lists what failed in an ingestion. Needs the permission `read`. */
export function jobFaults(id: string, query: { readonly limit?: number | undefined; readonly offset?: number | undefined } = {}, options: CallOptions = {}): Promise<readonly JobFault[]> {
  return call<readonly JobFault[]>("GET", url(`/api/jobs/${encodeURIComponent(id)}/faults`, query), undefined, options);
}

/** Streams changes: job, desk, order, equity, log, run, proposal, status. Needs the permission `read`. */
export function eventsUrl(query: { readonly topics?: string | undefined } = {}): string {
  return url("/api/events", query);
}

/** A page of what is held of each symbol. Needs the permission `read`. */
export function coverage(query: { readonly search?: string | undefined; readonly provider?: string | undefined; readonly universe?: string | undefined; readonly rule?: string | undefined; readonly severity?: string | undefined; readonly sort?: string | undefined; readonly order?: string | undefined; readonly limit?: number | undefined; readonly offset?: number | undefined } = {}, options: CallOptions = {}): Promise<CoveragePage> {
  return call<CoveragePage>("GET", url("/api/data/coverage", query), undefined, options);
}

/** How much is held, month by month. Needs the permission `read`. */
export function coverageStrip(query: { readonly universe?: string | undefined } = {}, options: CallOptions = {}): Promise<CoverageStrip> {
  return call<CoverageStrip>("GET", url("/api/data/coverage/strip", query), undefined, options);
}

/** A page of what the health rules found, worst first. Needs the permission `read`. */
export function findings(query: { readonly symbol?: string | undefined; readonly rule?: string | undefined; readonly severity?: string | undefined; readonly state?: string | undefined; readonly limit?: number | undefined; readonly offset?: number | undefined } = {}, options: CallOptions = {}): Promise<FindingPage> {
  return call<FindingPage>("GET", url("/api/data/findings", query), undefined, options);
}

/** Counts the open findings of each rule. Needs the permission `read`. */
export function findingTally(options: CallOptions = {}): Promise<readonly FindingTally[]> {
  return call<readonly FindingTally[]>("GET", url("/api/data/findings/tally"), undefined, options);
}

/** Fetches again, quarantines, accepts with a reason, or reopens; noted in the audit trail. Needs the permission `repair`. */
export function repair(id: string, body: RepairRequest, options: CallOptions = {}): Promise<RepairView> {
  return call<RepairView>("POST", url(`/api/data/findings/${encodeURIComponent(id)}/repair`), body, options);
}

/** Begins to check what changed since the last check. Needs the permission `ingest`. */
export function checkHealth(options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("POST", url("/api/data/health"), undefined, options);
}

/** Names, profile, coverage and strip of one instrument. Needs the permission `read`. */
export function symbolDetail(symbol: string, options: CallOptions = {}): Promise<SymbolDetail> {
  return call<SymbolDetail>("GET", url(`/api/data/symbols/${encodeURIComponent(symbol)}`), undefined, options);
}

/** Figures of its reports as they were known on a date. Needs the permission `read`. */
export function facts(symbol: string, query: { readonly asOf?: string | undefined; readonly statement?: string | undefined } = {}, options: CallOptions = {}): Promise<readonly FactView[]> {
  return call<readonly FactView[]>("GET", url(`/api/data/symbols/${encodeURIComponent(symbol)}/facts`, query), undefined, options);
}

/** Members of sp500, nasdaq or dowjones, or all listed symbols, on a date. Needs the permission `read`. */
export function members(index: string, query: { readonly on?: string | undefined } = {}, options: CallOptions = {}): Promise<MembersView> {
  return call<MembersView>("GET", url(`/api/data/members/${encodeURIComponent(index)}`, query), undefined, options);
}

/** Lists stored values that a provider changed, newest first. Needs the permission `read`. */
export function dataChanges(query: { readonly symbol?: string | undefined; readonly limit?: number | undefined; readonly offset?: number | undefined } = {}, options: CallOptions = {}): Promise<readonly DataChangeView[]> {
  return call<readonly DataChangeView[]>("GET", url("/api/data/changes", query), undefined, options);
}

/** Lists answers that broke their schema, newest first. Needs the permission `read`. */
export function quarantine(query: { readonly limit?: number | undefined; readonly offset?: number | undefined } = {}, options: CallOptions = {}): Promise<readonly QuarantineView[]> {
  return call<readonly QuarantineView[]>("GET", url("/api/data/quarantine", query), undefined, options);
}

/** Lists the symbols that are fetched first. Needs the permission `read`. */
export function watchlist(options: CallOptions = {}): Promise<readonly WatchedSymbol[]> {
  return call<readonly WatchedSymbol[]>("GET", url("/api/data/watchlist"), undefined, options);
}

/** Fetches a symbol before others. Needs the permission `ingest`. */
export function watch(symbol: string, options: CallOptions = {}): Promise<Done> {
  return call<Done>("PUT", url(`/api/data/watchlist/${encodeURIComponent(symbol)}`), undefined, options);
}

/** Takes a symbol off the list. Needs the permission `ingest`. */
export function unwatch(symbol: string, options: CallOptions = {}): Promise<Done> {
  return call<Done>("DELETE", url(`/api/data/watchlist/${encodeURIComponent(symbol)}`), undefined, options);
}

/** Lists the named universes. Needs the permission `read`. */
export function universes(options: CallOptions = {}): Promise<readonly UniverseView[]> {
  return call<readonly UniverseView[]>("GET", url("/api/data/universes"), undefined, options);
}

/** Daily bars of a symbol, adjusted as asked. Needs the permission `read`. */
export function bars(symbol: string, query: { readonly from?: string | undefined; readonly to?: string | undefined; readonly adjustment?: string | undefined; readonly asOf?: string | undefined } = {}, options: CallOptions = {}): Promise<BarsView> {
  return call<BarsView>("GET", url(`/api/data/bars/${encodeURIComponent(symbol)}`, query), undefined, options);
}

/** Begins to ingest what is missing. Needs the permission `ingest`. */
export function ingest(body: IngestRequest, options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("POST", url("/api/ingest"), body, options);
}

/** Says what an ingestion would fetch and cost, and fetches no bars. Needs the permission `ingest`. */
export function planIngest(body: IngestRequest, options: CallOptions = {}): Promise<IngestPlanView> {
  return call<IngestPlanView>("POST", url("/api/ingest/plan"), body, options);
}

/** Lists the tables that the console may read, with their columns. Needs the permission `query`. */
export function tables(options: CallOptions = {}): Promise<readonly TableView[]> {
  return call<readonly TableView[]>("GET", url("/api/data/tables"), undefined, options);
}

/** Answers one SELECT, within limits of rows and time. Needs the permission `query`. */
export function ask(body: SQLRequest, options: CallOptions = {}): Promise<SQLAnswer> {
  return call<SQLAnswer>("POST", url("/api/data/query"), body, options);
}

/** Lists the files that wait to be taken in. Needs the permission `read`. */
export function inbox(options: CallOptions = {}): Promise<readonly FileView[]> {
  return call<readonly FileView[]>("GET", url("/api/data/inbox"), undefined, options);
}

/** Takes a file of bars in, or only checks it. Needs the permission `ingest`. */
export function takeIn(body: ImportRequest, options: CallOptions = {}): Promise<ImportReport> {
  return call<ImportReport>("POST", url("/api/data/import"), body, options);
}

/** Lists the tables written as files. Needs the permission `query`. */
export function exports(options: CallOptions = {}): Promise<readonly FileView[]> {
  return call<readonly FileView[]>("GET", url("/api/data/exports"), undefined, options);
}

/** Writes a table as a Parquet file; its job's result is the file. Needs the permission `query`. */
export function exportTable(body: ExportRequest, options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("POST", url("/api/data/exports"), body, options);
}

/** Lists the backups. Needs the permission `administer`. */
export function backups(options: CallOptions = {}): Promise<readonly FileView[]> {
  return call<readonly FileView[]>("GET", url("/api/data/backups"), undefined, options);
}

/** Begins a backup of the whole warehouse; its job's result is its folder. Needs the permission `administer`. */
export function backUp(options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("POST", url("/api/data/backups"), undefined, options);
}

/** Lists the specifications shipped with QS and those kept from runs. Needs the permission `read`. */
export function strategies(options: CallOptions = {}): Promise<readonly StrategyView[]> {
  return call<readonly StrategyView[]>("GET", url("/api/strategies"), undefined, options);
}

/** Checks a specification and answers its hash. Needs the permission `read`. */
export function checkSpecification(body: SpecificationText, options: CallOptions = {}): Promise<SpecificationCheck> {
  return call<SpecificationCheck>("POST", url("/api/strategies/check"), body, options);
}

/** Begins a backtest; its job's result is the run. Needs the permission `backtest`. */
export function backtest(body: BacktestRequest, options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("POST", url("/api/backtests"), body, options);
}

/** Lists runs, newest first. Needs the permission `read`. */
export function runs(query: { readonly limit?: number | undefined; readonly offset?: number | undefined } = {}, options: CallOptions = {}): Promise<readonly RunView[]> {
  return call<readonly RunView[]>("GET", url("/api/runs", query), undefined, options);
}

/** Shows a run with its curves. Needs the permission `read`. */
export function run(id: string, options: CallOptions = {}): Promise<RunDetail> {
  return call<RunDetail>("GET", url(`/api/runs/${encodeURIComponent(id)}`), undefined, options);
}

/** Lists a run's executions. Needs the permission `read`. */
export function trades(id: string, options: CallOptions = {}): Promise<readonly TradeView[]> {
  return call<readonly TradeView[]>("GET", url(`/api/runs/${encodeURIComponent(id)}/trades`), undefined, options);
}

/** A run's tear sheet as one self-contained page. Needs the permission `read`. */
export function tearSheetUrl(id: string): string {
  return url(`/api/runs/${encodeURIComponent(id)}/tearsheet.html`);
}

/** Runs it again from its record and compares every byte. Needs the permission `backtest`. */
export function reproduce(id: string, options: CallOptions = {}): Promise<JobView> {
  return call<JobView>("POST", url(`/api/runs/${encodeURIComponent(id)}/again`), undefined, options);
}

/** Lists the trial ledger, newest first. Needs the permission `read`. */
export function trials(query: { readonly limit?: number | undefined; readonly offset?: number | undefined } = {}, options: CallOptions = {}): Promise<readonly TrialView[]> {
  return call<readonly TrialView[]>("GET", url("/api/trials", query), undefined, options);
}

/** Lists proposals, newest first. Needs the permission `read`. */
export function proposals(options: CallOptions = {}): Promise<readonly ProposalView[]> {
  return call<readonly ProposalView[]>("GET", url("/api/proposals"), undefined, options);
}

/** Puts a run's strategy forward. Needs the permission `propose`. */
export function propose(body: NewProposal, options: CallOptions = {}): Promise<ProposalView> {
  return call<ProposalView>("POST", url("/api/proposals"), body, options);
}

/** Approves or refuses another account's proposal. Needs the permission `approve`. */
export function decide(id: string, body: NewDecision, options: CallOptions = {}): Promise<ProposalView> {
  return call<ProposalView>("POST", url(`/api/proposals/${encodeURIComponent(id)}/decision`), body, options);
}

/** Withdraws one's own open proposal. Needs the permission `propose`. */
export function withdraw(id: string, options: CallOptions = {}): Promise<ProposalView> {
  return call<ProposalView>("DELETE", url(`/api/proposals/${encodeURIComponent(id)}`), undefined, options);
}

/** Lists the audit trail, newest first. Needs the permission `read`. */
export function audit(query: { readonly limit?: number | undefined; readonly offset?: number | undefined } = {}, options: CallOptions = {}): Promise<readonly AuditView[]> {
  return call<readonly AuditView[]>("GET", url("/api/audit", query), undefined, options);
}

/** Recomputes the audit trail's hash chain. Needs the permission `read`. */
export function verifyAudit(options: CallOptions = {}): Promise<AuditVerdict> {
  return call<AuditVerdict>("GET", url("/api/audit/verification"), undefined, options);
}

/** Shows the desk: money, positions, risk, state. Needs the permission `read`. */
export function desk(options: CallOptions = {}): Promise<DeskView> {
  return call<DeskView>("GET", url("/api/desk"), undefined, options);
}

/** The desk's equity curve. Needs the permission `read`. */
export function deskHistory(options: CallOptions = {}): Promise<DeskHistory> {
  return call<DeskHistory>("GET", url("/api/desk/history"), undefined, options);
}

/** The blotter, newest first. Needs the permission `read`. */
export function orders(query: { readonly limit?: number | undefined; readonly offset?: number | undefined } = {}, options: CallOptions = {}): Promise<readonly OrderView[]> {
  return call<readonly OrderView[]>("GET", url("/api/desk/orders", query), undefined, options);
}

/** The desk's log, newest first. Needs the permission `read`. */
export function deskLog(query: { readonly limit?: number | undefined; readonly offset?: number | undefined } = {}, options: CallOptions = {}): Promise<readonly LogLine[]> {
  return call<readonly LogLine[]>("GET", url("/api/desk/log", query), undefined, options);
}

/** Trades an approved strategy over a replay of sessions. Needs the permission `trade`. */
export function startDesk(body: DeskStart, options: CallOptions = {}): Promise<DeskView> {
  return call<DeskView>("POST", url("/api/desk/start"), body, options);
}

/** Ends the replay; positions stay as they are. Needs the permission `trade`. */
export function stopDesk(options: CallOptions = {}): Promise<DeskView> {
  return call<DeskView>("POST", url("/api/desk/stop"), undefined, options);
}

/** Changes the replay's speed. Needs the permission `trade`. */
export function changeSpeed(body: SpeedChange, options: CallOptions = {}): Promise<DeskView> {
  return call<DeskView>("POST", url("/api/desk/speed"), body, options);
}

/** Stops sending orders at once and cancels the working ones. Needs the permission `halt`. */
export function halt(body: Reason, options: CallOptions = {}): Promise<DeskView> {
  return call<DeskView>("POST", url("/api/desk/halt"), body, options);
}

/** Lets the desk trade again. Needs the permission `resume`. */
export function resume(body: Reason, options: CallOptions = {}): Promise<DeskView> {
  return call<DeskView>("POST", url("/api/desk/resume"), body, options);
}

/** Judges an order without sending it. Needs the permission `trade`. */
export function previewOrder(body: OrderTicket, options: CallOptions = {}): Promise<OrderPreview> {
  return call<OrderPreview>("POST", url("/api/desk/orders/preview"), body, options);
}

/** Passes an order through the risk gate to the broker. Needs the permission `trade`. */
export function placeOrder(body: OrderTicket, options: CallOptions = {}): Promise<OrderView> {
  return call<OrderView>("POST", url("/api/desk/orders"), body, options);
}

/** Cancels a working order. Needs the permission `trade`. */
export function cancelOrder(id: string, options: CallOptions = {}): Promise<OrderView> {
  return call<OrderView>("DELETE", url(`/api/desk/orders/${encodeURIComponent(id)}`), undefined, options);
}
