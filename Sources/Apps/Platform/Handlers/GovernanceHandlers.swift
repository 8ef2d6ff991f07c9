import Contract
import Governance
import Oversight
import Warehouse

extension Platform {
  /// Proposals, decisions and the audit trail.
  static let governanceHandlers: [Handler] = [
    .many("proposals") { platform, _ in
      var views: [ProposalView] = []
      for proposal in try await platform.governance.proposals() {
        views.append(try await platform.view(of: proposal))
      }
      return views
    },
    .one("propose", taking: NewProposal.self) { platform, call, body in
      let account = try await platform.account(of: try call.signedIn())
      return try await platform.announced(
        try await platform.governance.propose(
          run: body.run, by: account, because: body.rationale, at: platform.clock.now))
    },
    .one("decide", taking: NewDecision.self) { platform, call, body in
      let account = try await platform.account(of: try call.signedIn())
      return try await platform.announced(
        try await platform.governance.decide(
          try call.id(), isApproval: body.approve, by: account, because: body.rationale,
          days: body.days, at: platform.clock.now))
    },
    .one("withdraw") { platform, call in
      let account = try await platform.account(of: try call.signedIn())
      return try await platform.announced(
        try await platform.governance.withdraw(
          try call.id(), by: account, at: platform.clock.now))
    },
    .many("audit") { platform, call in
      let page = try call.page()
      return try await platform.warehouse.auditEntries(limit: page.limit, offset: page.offset)
        .map(AuditView.init)
    },
    .one("verifyAudit") { platform, _ in
      AuditVerdict(try await platform.warehouse.verifyAudit())
    },
  ]
}
