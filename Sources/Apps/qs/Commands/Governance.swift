import ArgumentParser
import Contract

/// Puts a run's strategy forward.
struct Propose: ServerCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put a run's strategy forward for approval by a second person.")
  @OptionGroup var connection: ConnectionOptions
  @Argument var run: String
  @Option(name: .customLong("because"), help: "Why it should trade.") var rationale: String

  func run(through courier: any Courier, to terminal: Terminal) async throws {
    let proposal = try await courier.one(
      ProposalView.self, "propose", sending: NewProposal(run: run, rationale: rationale))
    terminal.show(proposal, as: ProposalText.sentence)
  }
}

/// Approves another person's proposal.
struct Approve: ServerCommand {
  static let configuration = CommandConfiguration(abstract: "Approve another person's proposal.")
  @OptionGroup var connection: ConnectionOptions
  @Argument var proposal: String
  @Option(name: .customLong("because"), help: "Why it may trade.") var rationale: String
  @Option(help: "Days that the approval holds; 1 to 365.") var days = 30

  func run(through courier: any Courier, to terminal: Terminal) async throws {
    let decision = NewDecision(approve: true, rationale: rationale, days: days)
    let answer = try await courier.one(
      ProposalView.self, "decide", path: ["id": proposal], sending: decision)
    terminal.show(answer, as: ProposalText.sentence)
  }
}

/// Refuses another person's proposal.
struct Refuse: ServerCommand {
  static let configuration = CommandConfiguration(abstract: "Refuse another person's proposal.")
  @OptionGroup var connection: ConnectionOptions
  @Argument var proposal: String
  @Option(name: .customLong("because"), help: "Why it must not trade.") var rationale: String

  func run(through courier: any Courier, to terminal: Terminal) async throws {
    let decision = NewDecision(approve: false, rationale: rationale, days: 1)
    let answer = try await courier.one(
      ProposalView.self, "decide", path: ["id": proposal], sending: decision)
    terminal.show(answer, as: ProposalText.sentence)
  }
}

/// Proposals and what became of them.
struct Proposals: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Proposals and what became of them.", subcommands: [List.self, Withdraw.self],
    defaultSubcommand: List.self)

  struct List: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "List the proposals, newest first.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      terminal.show(try await courier.many(ProposalView.self, "proposals")) { proposals in
        var table = Table(
          .text("proposal"), .text("state"), .text("strategy"), .text("hash"), .text("run"),
          .text("by"), .text("decided by"), .text("ends"))
        for proposal in proposals {
          table.add(
            proposal.id, proposal.state.rawValue, proposal.specificationName,
            Figures.short(proposal.specificationHash), proposal.run, proposal.proposedBy,
            proposal.decidedBy ?? Figures.absent, Figures.instant(proposal.expiresAt))
        }
        return table.text(whenEmpty: "Nothing has been proposed yet.")
      }
    }
  }

  struct Withdraw: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Withdraw one's own open proposal.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var proposal: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let answer = try await courier.one(ProposalView.self, "withdraw", path: ["id": proposal])
      terminal.show(answer, as: ProposalText.sentence)
    }
  }
}

/// Proposals in words.
private enum ProposalText {
  static func sentence(_ proposal: ProposalView) -> String {
    let subject = "Proposal \(proposal.id) (\(proposal.specificationName))"
    switch proposal.state {
    case .open: return "\(subject) is open; another account must decide it."
    case .approved: return "\(subject) is approved until \(Figures.instant(proposal.expiresAt))."
    case .refused: return "\(subject) is refused."
    case .withdrawn: return "\(subject) is withdrawn."
    case .expired: return "\(subject) has expired."
    }
  }
}

/// Who decided what, when and why.
struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The audit trail: who decided what, when and why.",
    subcommands: [List.self, Verify.self], defaultSubcommand: List.self)

  struct List: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "List the entries, newest first.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "At most so many.") var limit = 50

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let entries = try await courier.many(AuditView.self, "audit", query: [("limit", "\(limit)")])
      terminal.show(entries) { entries in
        var table = Table(
          .figure("entry"), .text("at"), .text("who"), .text("what"), .text("on"), .text("why"),
          .text("hash"))
        for entry in entries {
          table.add(
            "\(entry.sequence)", Figures.instant(entry.at), entry.actor, entry.action,
            entry.subject, entry.rationale, Figures.short(entry.hash))
        }
        return table.text(whenEmpty: "The audit trail is empty.")
      }
    }
  }

  struct Verify: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Recompute the hash chain; fails when a byte was changed.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let verdict = try await courier.one(AuditVerdict.self, "verifyAudit")
      terminal.show(verdict) { verdict in
        verdict.isIntact
          ? "All \(Figures.count(Int(verdict.entries))) entries hold; the head is "
            + "\(verdict.head ?? Figures.absent)."
          : "The chain is broken at entry \(verdict.brokenAt.map { "\($0)" } ?? Figures.absent)."
      }
      if !verdict.value.isIntact {
        throw CommandFailure(
          .failed, "audit.broken", verdict.value.reason ?? "The audit trail was changed.",
          remedy: "Keep the database file as it is, and compare it with a backup.")
      }
    }
  }
}
