public import ArgumentParser
public import Contract

extension Severity: ExpressibleByArgument {}

extension DataCommand {
  struct Check: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check what changed since the last check.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let job = try await courier.one(JobView.self, "checkHealth")
      let end = try await JobFollower(courier: courier).follow(job.value)
      terminal.show(end) { "\($0.title): \($0.message)" }
    }
  }

  struct Tally: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Count the open findings of each rule.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      terminal.show(try await courier.many(FindingTally.self, "findingTally")) { tally in
        var table = Table(
          .text("rule"), .text("severity"), .figure("findings"), .figure("symbols"),
          .text("meaning"))
        for count in tally {
          table.add(
            count.rule, count.severity.rawValue, Figures.count(count.findings),
            Figures.count(count.symbols), count.meaning)
        }
        return table.text(whenEmpty: "No finding is open.")
      }
    }
  }

  struct Findings: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what the health rules found in the data, worst first.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Only of this symbol.") var symbol: String?
    @Option(help: "Only of this rule, such as missing-session.") var rule: String?
    @Option(help: "notice, warning or fault.") var severity: Severity?
    @Option(help: "open, accepted, quarantined, resolved or all.") var state = "open"
    @Option(help: "At most so many, 1 to 1000.") var limit = 200
    @Option(help: "Skip so many.") var offset = 0

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let findings = try await courier.one(
        FindingPage.self, "findings",
        query: [
          ("symbol", symbol?.uppercased()), ("rule", rule), ("severity", severity?.rawValue),
          ("state", state), ("limit", "\(limit)"), ("offset", "\(offset)"),
        ])
      terminal.show(findings, as: Self.table)
      if findings.value.rows.count < findings.value.total {
        terminal.note(
          "\(Figures.count(findings.value.rows.count)) of \(Figures.count(findings.value.total));"
            + " go on with --offset \(offset + findings.value.rows.count).")
      }
    }

    static func table(_ page: FindingPage) -> String {
      var table = Table(
        .text("finding"), .text("symbol"), .text("session"), .text("severity"), .text("rule"),
        .text("state"), .text("repair"), .text("evidence"))
      for finding in page.rows {
        table.add(
          finding.id, finding.symbol, finding.session, finding.severity.rawValue, finding.rule,
          finding.state.rawValue, finding.repair.rawValue, finding.evidence)
      }
      return table.text(whenEmpty: "The health rules found nothing of this kind.")
    }
  }

  struct Repair: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decide about a finding, or fetch its symbol again.",
      discussion: "Every repair is noted in the audit trail with the account and the reason.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The finding, as listed by qs data findings.") var finding: String
    @Option(help: ArgumentHelp("The data are right, and why.", valueName: "reason"))
    var accept: String?
    @Option(help: ArgumentHelp("Take the bar out of the data, and why.", valueName: "reason"))
    var quarantine: String?
    @Option(help: ArgumentHelp("Undo the decision, and why.", valueName: "reason"))
    var reopen: String?
    @Flag(help: "Fetch the symbol's whole history again.") var refetch = false

    mutating func validate() throws {
      let reasons = [accept, quarantine, reopen].compactMap { $0 }
      guard reasons.count + (refetch ? 1 : 0) == 1 else {
        throw ValidationError("Give one of --accept, --quarantine, --reopen and --refetch.")
      }
      guard reasons.allSatisfy({ $0.count >= 3 }) else {
        throw ValidationError("A reason has at least three letters.")
      }
    }

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let answer = try await courier.one(
        RepairView.self, "repair", path: ["id": finding], sending: request)
      if let job = answer.value.job {
        let end = try await JobFollower(courier: courier).follow(job)
        return terminal.show(end) { "\($0.title): \($0.message)" }
      }
      terminal.show(answer) { answer in
        "\(answer.finding.rule) of \(answer.finding.symbol) on \(answer.finding.session) is "
          + "\(answer.finding.state.rawValue)."
      }
    }

    /// What is asked of the API.
    var request: RepairRequest {
      if let accept { return RepairRequest(action: .accept, reason: accept) }
      if let quarantine { return RepairRequest(action: .quarantine, reason: quarantine) }
      if let reopen { return RepairRequest(action: .reopen, reason: reopen) }
      return RepairRequest(action: .refetch)
    }
  }

  struct Quarantine: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List answers of providers that broke their schema, newest first.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "At most so many, 1 to 1000.") var limit = 50

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let answers = try await courier.many(
        QuarantineView.self, "quarantine", query: [("limit", "\(limit)")])
      terminal.show(answers) { answers in
        var table = Table(
          .text("seen"), .text("provider"), .text("asked"), .text("wrong"), .figure("bytes"))
        for answer in answers {
          table.add(
            Figures.instant(answer.at), answer.provider, answer.subject, answer.reason,
            Figures.count(answer.bytes))
        }
        return table.text(whenEmpty: "No answer broke its schema.")
      }
    }
  }
}
