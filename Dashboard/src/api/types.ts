// Written by `qs schema --write` from the server's declarations. Do not edit.

export type AdjustmentWord = "raw" | "splits" | "totalReturn";

/** Every word of `AdjustmentWord`, in order. */
export const allAdjustmentWord: readonly AdjustmentWord[] = ["raw", "splits", "totalReturn"];

export type CredentialWord = "session" | "token";

/** Every word of `CredentialWord`, in order. */
export const allCredentialWord: readonly CredentialWord[] = ["session", "token"];

export type DeskPhase = "idle" | "replaying" | "paused" | "finished";

/** Every word of `DeskPhase`, in order. */
export const allDeskPhase: readonly DeskPhase[] = ["idle", "replaying", "paused", "finished"];

export type EventTopic = "job" | "desk" | "order" | "equity" | "log" | "run" | "proposal" | "status";

/** Every word of `EventTopic`, in order. */
export const allEventTopic: readonly EventTopic[] = ["job", "desk", "order", "equity", "log", "run", "proposal", "status"];

export type FindingStateWord = "open" | "accepted" | "quarantined" | "resolved";

/** Every word of `FindingStateWord`, in order. */
export const allFindingStateWord: readonly FindingStateWord[] = ["open", "accepted", "quarantined", "resolved"];

export type IngestRoute = "automatic" | "market" | "symbols";

/** Every word of `IngestRoute`, in order. */
export const allIngestRoute: readonly IngestRoute[] = ["automatic", "market", "symbols"];

export type IngestWhat = "bars" | "reference" | "fundamentals";

/** Every word of `IngestWhat`, in order. */
export const allIngestWhat: readonly IngestWhat[] = ["bars", "reference", "fundamentals"];

export type IntervalWord = "1min" | "5min" | "15min" | "30min" | "1hour" | "4hour";

/** Every word of `IntervalWord`, in order. */
export const allIntervalWord: readonly IntervalWord[] = ["1min", "5min", "15min", "30min", "1hour", "4hour"];

export type JobKind = "ingest" | "health" | "import" | "export" | "backup" | "backtest" | "reproduce";

/** Every word of `JobKind`, in order. */
export const allJobKind: readonly JobKind[] = ["ingest", "health", "import", "export", "backup", "backtest", "reproduce"];

export type JobState = "waiting" | "running" | "paused" | "done" | "failed" | "cancelled" | "interrupted";

/** Every word of `JobState`, in order. */
export const allJobState: readonly JobState[] = ["waiting", "running", "paused", "done", "failed", "cancelled", "interrupted"];

export type OrderKindWord = "market" | "limit" | "stop";

/** Every word of `OrderKindWord`, in order. */
export const allOrderKindWord: readonly OrderKindWord[] = ["market", "limit", "stop"];

export type OrderStateWord = "initialized" | "denied" | "submitted" | "accepted" | "partiallyFilled" | "pendingCancel" | "filled" | "cancelled" | "expired" | "rejected";

/** Every word of `OrderStateWord`, in order. */
export const allOrderStateWord: readonly OrderStateWord[] = ["initialized", "denied", "submitted", "accepted", "partiallyFilled", "pendingCancel", "filled", "cancelled", "expired", "rejected"];

export type Permission = "open" | "read" | "ingest" | "repair" | "query" | "backtest" | "propose" | "approve" | "trade" | "halt" | "resume" | "administer";

/** Every word of `Permission`, in order. */
export const allPermission: readonly Permission[] = ["open", "read", "ingest", "repair", "query", "backtest", "propose", "approve", "trade", "halt", "resume", "administer"];

export type PriceBasisWord = "raw" | "adjustedClose" | "index";

/** Every word of `PriceBasisWord`, in order. */
export const allPriceBasisWord: readonly PriceBasisWord[] = ["raw", "adjustedClose", "index"];

export type ProposalState = "open" | "approved" | "refused" | "withdrawn" | "expired";

/** Every word of `ProposalState`, in order. */
export const allProposalState: readonly ProposalState[] = ["open", "approved", "refused", "withdrawn", "expired"];

export type ProviderWord = "sample" | "fmp" | "alpaca";

/** Every word of `ProviderWord`, in order. */
export const allProviderWord: readonly ProviderWord[] = ["sample", "fmp", "alpaca"];

export type RepairWord = "refetch" | "quarantine" | "accept" | "reopen";

/** Every word of `RepairWord`, in order. */
export const allRepairWord: readonly RepairWord[] = ["refetch", "quarantine", "accept", "reopen"];

export type RoleWord = "viewer" | "researcher" | "trader" | "risk" | "admin";

/** Every word of `RoleWord`, in order. */
export const allRoleWord: readonly RoleWord[] = ["viewer", "researcher", "trader", "risk", "admin"];

export type ServiceState = "up" | "down" | "off";

/** Every word of `ServiceState`, in order. */
export const allServiceState: readonly ServiceState[] = ["up", "down", "off"];

export type Severity = "notice" | "warning" | "fault";

/** Every word of `Severity`, in order. */
export const allSeverity: readonly Severity[] = ["notice", "warning", "fault"];

export type SideWord = "buy" | "sell";

/** Every word of `SideWord`, in order. */
export const allSideWord: readonly SideWord[] = ["buy", "sell"];

export type TrackingState = "delivered" | "waiting" | "off";

/** Every word of `TrackingState`, in order. */
export const allTrackingState: readonly TrackingState[] = ["delivered", "waiting", "off"];

export type TradingStateWord = "active" | "reduceOnly" | "halted";

/** Every word of `TradingStateWord`, in order. */
export const allTradingStateWord: readonly TradingStateWord[] = ["active", "reduceOnly", "halted"];

/** Sent to `PATCH /api/accounts/{name}`. */
export interface AccountChange {
  readonly role?: RoleWord | null;
  readonly isEnabled?: boolean | null;
  readonly password?: string | null;
}

/** Listed by `GET /api/accounts`. Answers `POST /api/accounts`. Answers `PATCH /api/accounts/{name}`. */
export interface AccountView {
  readonly name: string;
  readonly role: RoleWord;
  readonly isEnabled: boolean;
  readonly createdAt: number;
}

export interface ActionView {
  readonly session: string;
  readonly kind: string;
  readonly value: string;
}

/** Answers `GET /api/audit/verification`. */
export interface AuditVerdict {
  readonly isIntact: boolean;
  readonly entries: number;
  readonly head: string | null;
  readonly brokenAt: number | null;
  readonly reason: string | null;
}

/** Listed by `GET /api/audit`. */
export interface AuditView {
  readonly sequence: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly rationale: string;
  readonly details: string;
  readonly hash: string;
}

/** Sent to `POST /api/backtests`. */
export interface BacktestRequest {
  readonly specification: string;
  readonly from: string;
  readonly to: string;
  readonly seed: number;
}

/** Answers `GET /api/data/bars/{symbol}`. */
export interface BarsView {
  readonly symbol: string;
  readonly adjustment: AdjustmentWord;
  readonly sessions: readonly string[];
  readonly open: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly close: readonly (number | null)[];
  readonly volume: readonly (number | null)[];
  readonly actions: readonly ActionView[];
}

export interface BreachView {
  readonly rule: string;
  readonly observed: number | null;
  readonly limit: number | null;
  readonly explanation: string;
}

export interface ColumnView {
  readonly name: string;
  readonly type: string;
}

/** Answers `GET /api/data/coverage`. */
export interface CoveragePage {
  readonly total: number;
  readonly rows: readonly CoverageView[];
}

/** Answers `GET /api/data/coverage/strip`. */
export interface CoverageStrip {
  readonly months: readonly string[];
  readonly expected: readonly number[];
  readonly held: readonly number[];
  readonly findings: readonly number[];
}

export interface CoverageView {
  readonly symbol: string;
  readonly name: string;
  readonly provider: string;
  readonly prices: PriceBasisWord;
  readonly first: string | null;
  readonly last: string | null;
  readonly bars: number;
  readonly missing: number;
  readonly findings: number;
  readonly worst: Severity | null;
  readonly updatedAt: number | null;
  readonly delistedOn: string | null;
}

/** Listed by `GET /api/credentials`. */
export interface CredentialView {
  readonly id: string;
  readonly kind: CredentialWord;
  readonly label: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly isCurrent: boolean;
}

/** Listed by `GET /api/data/changes`. */
export interface DataChangeView {
  readonly symbol: string;
  readonly session: string;
  readonly cause: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly provider: string;
  readonly at: number;
}

export interface DataSummary {
  readonly symbols: number;
  readonly bars: number;
  readonly firstSession: string | null;
  readonly lastSession: string | null;
  readonly label: string | null;
}

/** Answers `GET /api/desk/history`. */
export interface DeskHistory {
  readonly sessions: readonly string[];
  readonly equity: readonly number[];
  readonly drawdown: readonly number[];
  readonly benchmark: readonly number[];
}

/** Sent to `POST /api/desk/start`. */
export interface DeskStart {
  readonly specificationHash: string;
  readonly from: string;
  readonly to: string;
  readonly speed: number;
  readonly capital: number;
}

/** Answers `GET /api/desk`. Answers `POST /api/desk/start`. Answers `POST /api/desk/stop`. Answers `POST /api/desk/speed`. Answers `POST /api/desk/halt`. Answers `POST /api/desk/resume`. */
export interface DeskView {
  readonly tradingState: TradingStateWord;
  readonly stateReason: string | null;
  readonly stateBy: string | null;
  readonly stateAt: number | null;
  readonly phase: DeskPhase;
  readonly broker: string;
  readonly specificationHash: string | null;
  readonly specificationName: string | null;
  readonly session: string | null;
  readonly sessionsDone: number;
  readonly sessionsTotal: number;
  readonly speed: number | null;
  readonly equity: number | null;
  readonly cash: number | null;
  readonly deposited: number | null;
  readonly dayProfit: number | null;
  readonly dayReturn: number | null;
  readonly drawdown: number | null;
  readonly exposureGross: number | null;
  readonly exposureNet: number | null;
  readonly valueAtRisk95: number | null;
  readonly expectedShortfall95: number | null;
  readonly riskSessions: number;
  readonly sharpe: number | null;
  readonly beta: number | null;
  readonly positions: readonly PositionView[];
  readonly limits: readonly LimitView[];
  readonly revision: number;
}

/** Answers `DELETE /api/session`. Answers `DELETE /api/credentials/{id}`. Answers `PUT /api/data/watchlist/{symbol}`. Answers `DELETE /api/data/watchlist/{symbol}`. */
export interface Done {
  readonly message: string;
}

export interface DrawdownView {
  readonly peak: string;
  readonly trough: string;
  readonly recovered: string | null;
  readonly depth: number;
}

export interface EquityPoint {
  readonly session: string;
  readonly equity: number;
  readonly drawdown: number;
  readonly benchmark: number | null;
}

/** Sent to `POST /api/data/exports`. */
export interface ExportRequest {
  readonly table: string;
}

/** Listed by `GET /api/data/symbols/{symbol}/facts`. */
export interface FactView {
  readonly statement: string;
  readonly item: string;
  readonly periodEnd: string;
  readonly fiscalYear: number;
  readonly period: string;
  readonly value: number;
  readonly knownOn: string;
}

/** Listed by `GET /api/data/inbox`. Listed by `GET /api/data/exports`. Listed by `GET /api/data/backups`. */
export interface FileView {
  readonly name: string;
  readonly bytes: number;
  readonly at: number;
}

/** Answers `GET /api/data/findings`. */
export interface FindingPage {
  readonly total: number;
  readonly rows: readonly FindingView[];
}

/** Listed by `GET /api/data/findings/tally`. */
export interface FindingTally {
  readonly rule: string;
  readonly meaning: string;
  readonly severity: Severity;
  readonly findings: number;
  readonly symbols: number;
}

export interface FindingView {
  readonly id: string;
  readonly symbol: string;
  readonly session: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly evidence: string;
  readonly repair: RepairWord;
  readonly state: FindingStateWord;
  readonly foundAt: number;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  readonly reason: string | null;
}

/** Answers `GET /api/health`. */
export interface HealthView {
  readonly status: string;
}

export interface ImportFault {
  readonly line: number;
  readonly column: string;
  readonly message: string;
}

export interface ImportMapping {
  readonly symbol: string | null;
  readonly symbolOfFile: string | null;
  readonly date: string | null;
  readonly dateFormat: string | null;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly close: string | null;
  readonly volume: string | null;
}

/** Answers `POST /api/data/import`. */
export interface ImportReport {
  readonly file: string;
  readonly lines: number;
  readonly bars: number;
  readonly symbols: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly columns: readonly string[];
  readonly unused: readonly string[];
  readonly faults: readonly ImportFault[];
  readonly faultCount: number;
  readonly isSaved: boolean;
}

/** Sent to `POST /api/data/import`. */
export interface ImportRequest {
  readonly file: string;
  readonly mapping?: ImportMapping | null;
  readonly source: string;
  readonly prices?: PriceBasisWord | null;
  readonly isDryRun: boolean;
  readonly isSecondSource?: boolean | null;
}

/** Answers `POST /api/ingest/plan`. */
export interface IngestPlanView {
  readonly provider: string;
  readonly route: IngestRoute;
  readonly reason: string;
  readonly symbols: number;
  readonly sessions: number;
  readonly calls: number;
  readonly minutes: number | null;
  readonly upToDate: number;
  readonly skipped: number;
  readonly unlisted: readonly string[];
}

/** Sent to `POST /api/ingest`. Sent to `POST /api/ingest/plan`. */
export interface IngestRequest {
  readonly provider: ProviderWord;
  readonly symbols?: readonly string[] | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly what?: IngestWhat | null;
  readonly route?: IngestRoute | null;
  readonly isReload?: boolean | null;
  readonly first?: readonly string[] | null;
  readonly interval?: IntervalWord | null;
}

export interface IngestionDetail {
  readonly provider: string;
  readonly route: IngestRoute;
  readonly bars: number;
  readonly saved: number;
  readonly failed: number;
  readonly empty: number;
  readonly changed: number;
  readonly calls: number;
  readonly callsLeft: number | null;
  readonly bytes: number;
}

/** Listed by `GET /api/jobs/{id}/faults`. */
export interface JobFault {
  readonly symbol: string;
  readonly message: string;
  readonly at: number;
}

/** Listed by `GET /api/jobs`. Answers `GET /api/jobs/{id}`. Answers `DELETE /api/jobs/{id}`. Answers `POST /api/jobs/{id}/pause`. Answers `POST /api/jobs/{id}/resume`. Answers `POST /api/jobs/{id}/retry`. Answers `POST /api/jobs/{id}/first`. Answers `POST /api/data/health`. Answers `POST /api/ingest`. Answers `POST /api/data/exports`. Answers `POST /api/data/backups`. Answers `POST /api/backtests`. Answers `POST /api/runs/{id}/again`. */
export interface JobView {
  readonly id: string;
  readonly kind: JobKind;
  readonly title: string;
  readonly state: JobState;
  readonly by: string;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly completed: number;
  readonly total: number;
  readonly unit: string;
  readonly rate: number | null;
  readonly secondsLeft: number | null;
  readonly message: string;
  readonly result: string | null;
  readonly ingestion: IngestionDetail | null;
  readonly isPausable: boolean;
}

export interface LimitView {
  readonly rule: string;
  readonly title: string;
  readonly unit: string;
  readonly observed: number | null;
  readonly limit: number;
}

/** Listed by `GET /api/desk/log`. */
export interface LogLine {
  readonly at: number;
  readonly severity: Severity;
  readonly message: string;
}

/** Answers `GET /api/data/members/{index}`. */
export interface MembersView {
  readonly name: string;
  readonly on: string;
  readonly symbols: readonly string[];
}

export interface MinuteHoldingView {
  readonly minutes: number;
  readonly bars: number;
  readonly first: number;
  readonly last: number;
}

export interface MonthReturn {
  readonly year: number;
  readonly month: number;
  readonly value: number;
}

export interface NameSpan {
  readonly symbol: string;
  readonly from: string | null;
  readonly until: string | null;
}

/** Sent to `POST /api/accounts`. */
export interface NewAccount {
  readonly name: string;
  readonly role: RoleWord;
  readonly password: string;
}

/** Sent to `POST /api/proposals/{id}/decision`. */
export interface NewDecision {
  readonly approve: boolean;
  readonly rationale: string;
  readonly days: number;
}

/** Sent to `POST /api/proposals`. */
export interface NewProposal {
  readonly run: string;
  readonly rationale: string;
}

/** Sent to `POST /api/credentials`. */
export interface NewToken {
  readonly label: string;
  readonly days: number;
}

/** Answers `POST /api/desk/orders/preview`. */
export interface OrderPreview {
  readonly isAdmitted: boolean;
  readonly breaches: readonly BreachView[];
  readonly referencePrice: number | null;
  readonly orderValue: number | null;
  readonly exposureGrossBefore: number;
  readonly exposureGrossAfter: number | null;
  readonly valueAtRiskBefore: number | null;
  readonly valueAtRiskAfter: number | null;
}

export interface OrderStep {
  readonly state: OrderStateWord;
  readonly at: number;
}

/** Sent to `POST /api/desk/orders/preview`. Sent to `POST /api/desk/orders`. */
export interface OrderTicket {
  readonly symbol: string;
  readonly side: SideWord;
  readonly shares: number;
  readonly kind: OrderKindWord;
  readonly price?: number | null;
  readonly idempotencyKey: string;
}

/** Listed by `GET /api/desk/orders`. Answers `POST /api/desk/orders`. Answers `DELETE /api/desk/orders/{id}`. */
export interface OrderView {
  readonly id: string;
  readonly symbol: string;
  readonly side: SideWord;
  readonly shares: number;
  readonly filled: number;
  readonly kind: OrderKindWord;
  readonly price: number | null;
  readonly state: OrderStateWord;
  readonly averagePrice: number | null;
  readonly commission: number;
  readonly origin: string;
  readonly placedOn: string;
  readonly updatedAt: number;
  readonly breaches: readonly BreachView[];
  readonly life: readonly OrderStep[];
}

export interface PositionView {
  readonly symbol: string;
  readonly shares: number;
  readonly averageCost: number;
  readonly price: number | null;
  readonly value: number | null;
  readonly weight: number | null;
  readonly unrealizedProfit: number | null;
  readonly dayProfit: number | null;
  readonly trend: readonly number[];
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly remedy: string;
  readonly request: string;
}

/** Listed by `GET /api/proposals`. Answers `POST /api/proposals`. Answers `POST /api/proposals/{id}/decision`. Answers `DELETE /api/proposals/{id}`. */
export interface ProposalView {
  readonly id: string;
  readonly specificationHash: string;
  readonly specificationName: string;
  readonly run: string;
  readonly proposedBy: string;
  readonly proposedAt: number;
  readonly rationale: string;
  readonly state: ProposalState;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  readonly decisionRationale: string | null;
  readonly expiresAt: number | null;
  readonly metrics: RunMetrics;
}

/** Listed by `GET /api/data/quarantine`. */
export interface QuarantineView {
  readonly id: string;
  readonly provider: string;
  readonly subject: string;
  readonly reason: string;
  readonly excerpt: string;
  readonly bytes: number;
  readonly at: number;
}

/** Sent to `POST /api/desk/halt`. Sent to `POST /api/desk/resume`. */
export interface Reason {
  readonly reason: string;
}

/** Sent to `POST /api/data/findings/{id}/repair`. */
export interface RepairRequest {
  readonly action: RepairWord;
  readonly reason?: string | null;
}

/** Answers `POST /api/data/findings/{id}/repair`. */
export interface RepairView {
  readonly finding: FindingView;
  readonly job: JobView | null;
}

/** Answers `GET /api/runs/{id}`. */
export interface RunDetail {
  readonly run: RunView;
  readonly specification: string;
  readonly sessions: readonly string[];
  readonly equity: readonly number[];
  readonly benchmark: readonly number[];
  readonly drawdown: readonly number[];
  readonly exposureGross: readonly number[];
  readonly exposureNet: readonly number[];
  readonly rollingSharpe: readonly (number | null)[];
  readonly months: readonly MonthReturn[];
  readonly worstDrawdowns: readonly DrawdownView[];
  readonly histogramEdges: readonly number[];
  readonly histogramCounts: readonly number[];
}

export interface RunMetrics {
  readonly totalReturn: number | null;
  readonly annualReturn: number | null;
  readonly annualVolatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly maximumDrawdown: number | null;
  readonly calmar: number | null;
  readonly alpha: number | null;
  readonly beta: number | null;
  readonly valueAtRisk95: number | null;
  readonly expectedShortfall95: number | null;
  readonly pValue: number | null;
  readonly deflatedSharpe: number | null;
  readonly finalEquity: number | null;
  readonly turnoverAnnual: number | null;
  readonly costs: number | null;
  readonly trades: number;
}

/** Listed by `GET /api/runs`. */
export interface RunView {
  readonly id: string;
  readonly name: string;
  readonly specificationHash: string;
  readonly snapshot: string;
  readonly engineVersion: string;
  readonly seed: number;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly createdAt: number;
  readonly seconds: number;
  readonly trial: number;
  readonly metrics: RunMetrics;
  readonly digest: string;
  readonly tracking: TrackingState;
  readonly trackingLink: string | null;
  readonly dataLabel: string | null;
  readonly caveats: readonly string[];
}

/** Answers `POST /api/data/query`. */
export interface SQLAnswer {
  readonly columns: readonly ColumnView[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly isCut: boolean;
  readonly milliseconds: number;
}

/** Sent to `POST /api/data/query`. */
export interface SQLRequest {
  readonly sql: string;
  readonly limit?: number | null;
  readonly seconds?: number | null;
}

export interface ServiceView {
  readonly name: string;
  readonly state: ServiceState;
  readonly latencyMilliseconds: number | null;
  readonly address: string;
  readonly detail: string;
}

/** Answers `POST /api/session`. Answers `GET /api/session`. */
export interface SessionView {
  readonly account: string;
  readonly role: RoleWord;
  readonly expiresAt: number;
  readonly permissions: readonly string[];
}

/** Sent to `POST /api/session`. */
export interface SignIn {
  readonly name: string;
  readonly password: string;
}

/** Answers `POST /api/strategies/check`. */
export interface SpecificationCheck {
  readonly hash: string | null;
  readonly faults: readonly string[];
}

/** Sent to `POST /api/strategies/check`. */
export interface SpecificationText {
  readonly specification: string;
}

/** Sent to `POST /api/desk/speed`. */
export interface SpeedChange {
  readonly speed: number;
}

/** Answers `GET /api/status`. */
export interface StatusView {
  readonly version: string;
  readonly engineVersion: string;
  readonly startedAt: number;
  readonly now: number;
  readonly services: readonly ServiceView[];
  readonly data: DataSummary;
  readonly trackingBacklog: number;
}

/** Listed by `GET /api/strategies`. */
export interface StrategyView {
  readonly name: string;
  readonly hash: string;
  readonly specification: string;
  readonly summary: string;
}

/** Answers `GET /api/data/symbols/{symbol}`. */
export interface SymbolDetail {
  readonly coverage: CoverageView;
  readonly names: readonly NameSpan[];
  readonly kind: string | null;
  readonly exchange: string | null;
  readonly currency: string | null;
  readonly country: string | null;
  readonly sector: string | null;
  readonly industry: string | null;
  readonly listedOn: string | null;
  readonly delistedOn: string | null;
  readonly isWatched: boolean;
  readonly strip: CoverageStrip;
  readonly secondSource: string | null;
  readonly minutes: readonly MinuteHoldingView[];
}

/** Sent to `POST /api/jobs/{id}/first`. */
export interface SymbolList {
  readonly symbols: readonly string[];
}

/** Listed by `GET /api/data/tables`. */
export interface TableView {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ColumnView[];
}

/** Answers `POST /api/credentials`. */
export interface TokenGrant {
  readonly token: string;
  readonly label: string;
  readonly expiresAt: number;
}

/** Listed by `GET /api/runs/{id}/trades`. */
export interface TradeView {
  readonly session: string;
  readonly symbol: string;
  readonly shares: number;
  readonly price: number;
  readonly commission: number;
  readonly order: string;
}

/** Listed by `GET /api/trials`. */
export interface TrialView {
  readonly number: number;
  readonly at: number;
  readonly by: string;
  readonly run: string;
  readonly specificationHash: string;
  readonly sharpe: number | null;
}

/** Listed by `GET /api/data/universes`. */
export interface UniverseView {
  readonly name: string;
  readonly title: string;
  readonly symbols: readonly string[];
}

/** Listed by `GET /api/data/watchlist`. */
export interface WatchedSymbol {
  readonly symbol: string;
}

/** The data of a stream event, by its topic. */
export interface EventPayloads {
  readonly job: JobView;
  readonly desk: DeskView;
  readonly order: OrderView;
  readonly equity: EquityPoint;
  readonly log: LogLine;
  readonly run: RunView;
  readonly proposal: ProposalView;
  readonly status: StatusView;
}
