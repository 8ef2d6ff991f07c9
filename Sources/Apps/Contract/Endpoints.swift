extension Endpoint {
  private static let page = [
    QueryParameter("limit", .integer, "At most so many, newest first; 1 to 1000, 200 by default."),
    QueryParameter("offset", .integer, "Skips so many; 0 by default."),
  ]

  /// Every operation of the API.
  public static let all: [Endpoint] = [
    // Sessions and accounts
    Endpoint(
      "health", .get, "/api/health", .open, in: "Status",
      "Says that the server lives, and nothing else.", answers: .one(HealthView.self)),
    Endpoint(
      "signIn", .post, "/api/session", .open, in: "Session",
      "Begins a session and sets its cookie.", takes: SignIn.self, answers: .one(SessionView.self)),
    Endpoint(
      "session", .get, "/api/session", .read, in: "Session",
      "Says who is signed in.", answers: .one(SessionView.self)),
    Endpoint(
      "signOut", .delete, "/api/session", .read, in: "Session",
      "Ends the session.", answers: .one(Done.self)),
    Endpoint(
      "credentials", .get, "/api/credentials", .read, in: "Session",
      "Lists one's own sessions and tokens.", answers: .many(CredentialView.self)),
    Endpoint(
      "createToken", .post, "/api/credentials", .read, in: "Session",
      "Makes a bearer token of one's own for a program.", takes: NewToken.self,
      answers: .one(TokenGrant.self)),
    Endpoint(
      "revokeCredential", .delete, "/api/credentials/{id}", .read, in: "Session",
      "Revokes one of one's own sessions or tokens.", answers: .one(Done.self)),
    Endpoint(
      "accounts", .get, "/api/accounts", .administer, in: "Accounts",
      "Lists the accounts.", answers: .many(AccountView.self)),
    Endpoint(
      "createAccount", .post, "/api/accounts", .administer, in: "Accounts",
      "Makes an account.", takes: NewAccount.self, answers: .one(AccountView.self)),
    Endpoint(
      "changeAccount", .patch, "/api/accounts/{name}", .administer, in: "Accounts",
      "Changes an account's role, password or whether it may sign in.", takes: AccountChange.self,
      answers: .one(AccountView.self)),

    // Status and jobs
    Endpoint(
      "status", .get, "/api/status", .read, in: "Status",
      "Says what runs, what is held and how fresh it is.", answers: .one(StatusView.self)),
    Endpoint(
      "jobs", .get, "/api/jobs", .read, in: "Jobs",
      "Lists jobs, newest first.", query: page, answers: .many(JobView.self)),
    Endpoint(
      "job", .get, "/api/jobs/{id}", .read, in: "Jobs", "Shows one job.",
      answers: .one(JobView.self)),
    Endpoint(
      "cancelJob", .delete, "/api/jobs/{id}", .backtest, in: "Jobs",
      "Asks a job to stop; what it committed stays.", answers: .one(JobView.self)),
    Endpoint(
      "pauseJob", .post, "/api/jobs/{id}/pause", .ingest, in: "Jobs",
      "Holds an ingestion; what is in the air still comes in.", answers: .one(JobView.self)),
    Endpoint(
      "resumeJob", .post, "/api/jobs/{id}/resume", .ingest, in: "Jobs",
      "Lets a paused ingestion go on.", answers: .one(JobView.self)),
    Endpoint(
      "retryJob", .post, "/api/jobs/{id}/retry", .ingest, in: "Jobs",
      "Begins the ingestion again for the symbols that failed in it.",
      answers: .one(JobView.self)),
    Endpoint(
      "firstInJob", .post, "/api/jobs/{id}/first", .ingest, in: "Jobs",
      "Moves symbols to the front of a running ingestion.", takes: SymbolList.self,
      answers: .one(JobView.self)),
    Endpoint(
      "jobFaults", .get, "/api/jobs/{id}/faults", .read, in: "Jobs",
      "Lists what failed in an ingestion.", query: page, answers: .many(JobFault.self)),
    Endpoint(
      "events", .get, "/api/events", .read, in: "Events",
      "Streams changes: job, desk, order, equity, log, run, proposal, status.",
      query: [QueryParameter("topics", .text, "Comma-separated topics; all by default.")],
      answers: .stream),

    // Data
    Endpoint(
      "coverage", .get, "/api/data/coverage", .read, in: "Data",
      "A page of what is held of each symbol.",
      query: [
        QueryParameter("search", .text, "Only symbols and names with this text."),
        QueryParameter("provider", .text, "Only of this provider."),
        QueryParameter("universe", .text, "Only of this universe."),
        QueryParameter("rule", .text, "Only with open findings of this rule."),
        QueryParameter("severity", .text, "Only with open findings of this severity."),
        QueryParameter("sort", .text, "A column; symbol by default."),
        QueryParameter("order", .text, "rising (default) or falling."),
      ] + page, answers: .one(CoveragePage.self)),
    Endpoint(
      "coverageStrip", .get, "/api/data/coverage/strip", .read, in: "Data",
      "How much is held, month by month.",
      query: [QueryParameter("universe", .text, "Only of this universe; everything by default.")],
      answers: .one(CoverageStrip.self)),
    Endpoint(
      "findings", .get, "/api/data/findings", .read, in: "Data",
      "A page of what the health rules found, worst first.",
      query: [
        QueryParameter("symbol", .text, "Only of this symbol."),
        QueryParameter("rule", .text, "Only of this rule."),
        QueryParameter("severity", .text, "notice, warning or fault."),
        QueryParameter("state", .text, "open (default), accepted, quarantined, resolved or all."),
      ] + page, answers: .one(FindingPage.self)),
    Endpoint(
      "findingTally", .get, "/api/data/findings/tally", .read, in: "Data",
      "Counts the open findings of each rule.", answers: .many(FindingTally.self)),
    Endpoint(
      "repair", .post, "/api/data/findings/{id}/repair", .repair, in: "Data",
      "Fetches again, quarantines, accepts with a reason, or reopens; noted in the audit trail.",
      takes: RepairRequest.self, answers: .one(RepairView.self)),
    Endpoint(
      "checkHealth", .post, "/api/data/health", .ingest, in: "Data",
      "Begins to check what changed since the last check.", answers: .one(JobView.self)),
    Endpoint(
      "symbolDetail", .get, "/api/data/symbols/{symbol}", .read, in: "Data",
      "Names, profile, coverage and strip of one instrument.",
      answers: .one(SymbolDetail.self)),
    Endpoint(
      "facts", .get, "/api/data/symbols/{symbol}/facts", .read, in: "Data",
      "Figures of its reports as they were known on a date.",
      query: [
        QueryParameter("asOf", .date, "The date; today by default."),
        QueryParameter("statement", .text, "income, balance, cashFlow, ratios or keyMetrics."),
      ], answers: .many(FactView.self)),
    Endpoint(
      "members", .get, "/api/data/members/{index}", .read, in: "Data",
      "Members of sp500, nasdaq or dowjones, or all listed symbols, on a date.",
      query: [QueryParameter("on", .date, "The date; the last closed session by default.")],
      answers: .one(MembersView.self)),
    Endpoint(
      "dataChanges", .get, "/api/data/changes", .read, in: "Data",
      "Lists stored values that a provider changed, newest first.",
      query: [QueryParameter("symbol", .text, "Only of this symbol.")] + page,
      answers: .many(DataChangeView.self)),
    Endpoint(
      "quarantine", .get, "/api/data/quarantine", .read, in: "Data",
      "Lists answers that broke their schema, newest first.", query: page,
      answers: .many(QuarantineView.self)),
    Endpoint(
      "watchlist", .get, "/api/data/watchlist", .read, in: "Data",
      "Lists the symbols that are fetched first.", answers: .many(WatchedSymbol.self)),
    Endpoint(
      "watch", .put, "/api/data/watchlist/{symbol}", .ingest, in: "Data",
      "Fetches a symbol before others.", answers: .one(Done.self)),
    Endpoint(
      "unwatch", .delete, "/api/data/watchlist/{symbol}", .ingest, in: "Data",
      "Takes a symbol off the list.", answers: .one(Done.self)),
    Endpoint(
      "universes", .get, "/api/data/universes", .read, in: "Data",
      "Lists the named universes.", answers: .many(UniverseView.self)),
    Endpoint(
      "bars", .get, "/api/data/bars/{symbol}", .read, in: "Data",
      "Daily bars of a symbol, adjusted as asked.",
      query: [
        QueryParameter("from", .date, "First session; all by default."),
        QueryParameter("to", .date, "Last session; all by default."),
        QueryParameter("adjustment", .text, "raw, splits (default) or totalReturn."),
        QueryParameter("asOf", .date, "As it was known at the end of this date; now by default."),
      ], answers: .one(BarsView.self)),
    Endpoint(
      "ingest", .post, "/api/ingest", .ingest, in: "Data",
      "Begins to ingest what is missing.", takes: IngestRequest.self, answers: .one(JobView.self)),
    Endpoint(
      "planIngest", .post, "/api/ingest/plan", .ingest, in: "Data",
      "Says what an ingestion would fetch and cost, and fetches no bars.",
      takes: IngestRequest.self, answers: .one(IngestPlanView.self)),
    Endpoint(
      "tables", .get, "/api/data/tables", .query, in: "Data",
      "Lists the tables that the console may read, with their columns.",
      answers: .many(TableView.self)),
    Endpoint(
      "ask", .post, "/api/data/query", .query, in: "Data",
      "Answers one SELECT, within limits of rows and time.", takes: SQLRequest.self,
      answers: .one(SQLAnswer.self)),
    Endpoint(
      "inbox", .get, "/api/data/inbox", .read, in: "Data",
      "Lists the files that wait to be taken in.", answers: .many(FileView.self)),
    Endpoint(
      "takeIn", .post, "/api/data/import", .ingest, in: "Data",
      "Takes a file of bars in, or only checks it.", takes: ImportRequest.self,
      answers: .one(ImportReport.self)),
    Endpoint(
      "exports", .get, "/api/data/exports", .query, in: "Data",
      "Lists the tables written as files.", answers: .many(FileView.self)),
    Endpoint(
      "exportTable", .post, "/api/data/exports", .query, in: "Data",
      "Writes a table as a Parquet file; its job's result is the file.",
      takes: ExportRequest.self, answers: .one(JobView.self)),
    Endpoint(
      "backups", .get, "/api/data/backups", .administer, in: "Data",
      "Lists the backups.", answers: .many(FileView.self)),
    Endpoint(
      "backUp", .post, "/api/data/backups", .administer, in: "Data",
      "Begins a backup of the whole warehouse; its job's result is its folder.",
      answers: .one(JobView.self)),

    // Research
    Endpoint(
      "strategies", .get, "/api/strategies", .read, in: "Research",
      "Lists the specifications shipped with QS and those kept from runs.",
      answers: .many(StrategyView.self)),
    Endpoint(
      "checkSpecification", .post, "/api/strategies/check", .read, in: "Research",
      "Checks a specification and answers its hash.", takes: SpecificationText.self,
      answers: .one(SpecificationCheck.self)),
    Endpoint(
      "backtest", .post, "/api/backtests", .backtest, in: "Research",
      "Begins a backtest; its job's result is the run.", takes: BacktestRequest.self,
      answers: .one(JobView.self)),
    Endpoint(
      "runs", .get, "/api/runs", .read, in: "Research", "Lists runs, newest first.",
      query: page, answers: .many(RunView.self)),
    Endpoint(
      "run", .get, "/api/runs/{id}", .read, in: "Research",
      "Shows a run with its curves.", answers: .one(RunDetail.self)),
    Endpoint(
      "trades", .get, "/api/runs/{id}/trades", .read, in: "Research",
      "Lists a run's executions.", answers: .many(TradeView.self)),
    Endpoint(
      "tearSheet", .get, "/api/runs/{id}/tearsheet.html", .read, in: "Research",
      "A run's tear sheet as one self-contained page.", answers: .file("text/html")),
    Endpoint(
      "reproduce", .post, "/api/runs/{id}/again", .backtest, in: "Research",
      "Runs it again from its record and compares every byte.", answers: .one(JobView.self)),
    Endpoint(
      "trials", .get, "/api/trials", .read, in: "Research",
      "Lists the trial ledger, newest first.", query: page, answers: .many(TrialView.self)),

    // Governance
    Endpoint(
      "proposals", .get, "/api/proposals", .read, in: "Governance",
      "Lists proposals, newest first.", answers: .many(ProposalView.self)),
    Endpoint(
      "propose", .post, "/api/proposals", .propose, in: "Governance",
      "Puts a run's strategy forward.", takes: NewProposal.self, answers: .one(ProposalView.self)),
    Endpoint(
      "decide", .post, "/api/proposals/{id}/decision", .approve, in: "Governance",
      "Approves or refuses another account's proposal.", takes: NewDecision.self,
      answers: .one(ProposalView.self)),
    Endpoint(
      "withdraw", .delete, "/api/proposals/{id}", .propose, in: "Governance",
      "Withdraws one's own open proposal.", answers: .one(ProposalView.self)),
    Endpoint(
      "audit", .get, "/api/audit", .read, in: "Governance",
      "Lists the audit trail, newest first.", query: page, answers: .many(AuditView.self)),
    Endpoint(
      "verifyAudit", .get, "/api/audit/verification", .read, in: "Governance",
      "Recomputes the audit trail's hash chain.", answers: .one(AuditVerdict.self)),

    // Desk
    Endpoint(
      "desk", .get, "/api/desk", .read, in: "Desk",
      "Shows the desk: money, positions, risk, state.", answers: .one(DeskView.self)),
    Endpoint(
      "deskHistory", .get, "/api/desk/history", .read, in: "Desk",
      "The desk's equity curve.", answers: .one(DeskHistory.self)),
    Endpoint(
      "orders", .get, "/api/desk/orders", .read, in: "Desk",
      "The blotter, newest first.", query: page, answers: .many(OrderView.self)),
    Endpoint(
      "deskLog", .get, "/api/desk/log", .read, in: "Desk",
      "The desk's log, newest first.", query: page, answers: .many(LogLine.self)),
    Endpoint(
      "startDesk", .post, "/api/desk/start", .trade, in: "Desk",
      "Trades an approved strategy over a replay of sessions.", takes: DeskStart.self,
      answers: .one(DeskView.self)),
    Endpoint(
      "stopDesk", .post, "/api/desk/stop", .trade, in: "Desk",
      "Ends the replay; positions stay as they are.", answers: .one(DeskView.self)),
    Endpoint(
      "changeSpeed", .post, "/api/desk/speed", .trade, in: "Desk",
      "Changes the replay's speed.", takes: SpeedChange.self, answers: .one(DeskView.self)),
    Endpoint(
      "halt", .post, "/api/desk/halt", .halt, in: "Desk",
      "Stops sending orders at once and cancels the working ones.", takes: Reason.self,
      answers: .one(DeskView.self)),
    Endpoint(
      "resume", .post, "/api/desk/resume", .resume, in: "Desk",
      "Lets the desk trade again.", takes: Reason.self, answers: .one(DeskView.self)),
    Endpoint(
      "previewOrder", .post, "/api/desk/orders/preview", .trade, in: "Desk",
      "Judges an order without sending it.", takes: OrderTicket.self,
      answers: .one(OrderPreview.self)),
    Endpoint(
      "placeOrder", .post, "/api/desk/orders", .trade, in: "Desk",
      "Passes an order through the risk gate to the broker.", takes: OrderTicket.self,
      answers: .one(OrderView.self)),
    Endpoint(
      "cancelOrder", .delete, "/api/desk/orders/{id}", .trade, in: "Desk",
      "Cancels a working order.", answers: .one(OrderView.self)),
  ]
}
