public import ArgumentParser
public import Contract
import Foundation

extension SideWord: ExpressibleByArgument {}

/// Stops the desk at once.
struct Halt: ServerCommand {
  static let configuration = CommandConfiguration(
    abstract: "Stop sending orders at once and cancel the working ones.",
    discussion: "The halt holds through a crash and a restart; a risk officer resumes.")
  @OptionGroup var connection: ConnectionOptions
  @Option(name: .customLong("because"), help: "Why.") var reason: String

  func run(through courier: any Courier, to terminal: Terminal) async throws {
    let desk = try await courier.one(DeskView.self, "halt", sending: Reason(reason: reason))
    terminal.show(desk, as: DeskText.state)
  }
}

/// Lets the desk trade again.
struct Resume: ServerCommand {
  static let configuration = CommandConfiguration(abstract: "Let the desk trade again.")
  @OptionGroup var connection: ConnectionOptions
  @Option(name: .customLong("because"), help: "Why.") var reason: String

  func run(through courier: any Courier, to terminal: Terminal) async throws {
    let desk = try await courier.one(DeskView.self, "resume", sending: Reason(reason: reason))
    terminal.show(desk, as: DeskText.state)
  }
}

/// The desk: what it trades, holds and has ordered.
struct Trade: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The desk: start, watch, order.",
    subcommands: [
      Status.self, Start.self, Stop.self, Speed.self, Order.self, Cancel.self, Orders.self,
      Log.self,
    ], defaultSubcommand: Status.self)

  struct Status: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show money, positions, risk and state.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      terminal.show(try await courier.one(DeskView.self, "desk"), as: DeskText.page)
    }
  }

  struct Start: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trade an approved strategy over a replay of sessions.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The approved strategy's name, or its hash or the beginning of it.")
    var strategy: String
    @Option(help: "First session, YYYY-MM-DD.") var from: String
    @Option(help: "Last session, YYYY-MM-DD.") var to: String
    @Option(help: "Sessions a second; 0.1 to 1000.") var speed = 5.0
    @Option(help: "US dollars deposited at the start.") var capital = 1_000_000.0
    @Flag(help: "Stay until the replay ends; Ctrl-C stops it.") var wait = false

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      guard let from = try Typed.date(from, "--from"), let to = try Typed.date(to, "--to") else {
        preconditionFailure("Both options are required.")
      }
      guard wait || !courier.isLocal else {
        throw CommandFailure.usage(
          "No server runs, so the replay would end with this command.",
          remedy: "Start the server with qs up, or stay with --wait.")
      }
      let hash = try await approvedHash(courier)
      let start = DeskStart(
        specificationHash: hash, from: from, to: to, speed: speed, capital: capital)
      var desk = try await courier.one(DeskView.self, "startDesk", sending: start)
      if wait { desk = try await DeskFollower(courier: courier).follow() }
      terminal.show(desk, as: DeskText.page)
    }

    private func approvedHash(_ courier: any Courier) async throws -> String {
      let approved = try await courier.many(ProposalView.self, "proposals").value
        .filter { $0.state == .approved }
      let found = Set(
        approved.filter {
          $0.specificationName == strategy || $0.specificationHash.hasPrefix(strategy)
        }.map(\.specificationHash))
      if let hash = found.first, found.count == 1 { return hash }
      guard found.isEmpty else {
        throw CommandFailure.usage(
          "\(found.count) approved specifications are called \(strategy).",
          remedy: "Name one by its hash; qs proposals shows them.")
      }
      throw CommandFailure(
        .refused, "governance.unapproved", "No approved strategy is called \(strategy).",
        remedy: "Have it approved: qs propose RUN --because …, then qs approve by another account.")
    }
  }

  struct Stop: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "End the replay; positions stay as they are.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      terminal.show(try await courier.one(DeskView.self, "stopDesk"), as: DeskText.state)
    }
  }

  struct Speed: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Change the replay's speed.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Sessions a second; 0.1 to 1000.") var speed: Double

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let desk = try await courier.one(
        DeskView.self, "changeSpeed", sending: SpeedChange(speed: speed))
      terminal.show(desk, as: DeskText.state)
    }
  }

  struct Order: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Pass an order through the risk gate to the broker.",
      discussion: "A market order unless --limit or --stop names a price.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "buy or sell.") var side: SideWord
    @Argument var symbol: String
    @Argument(help: "Whole shares.") var shares: Int
    @Option(help: "Not worse than this price, in US dollars.") var limit: Double?
    @Option(help: "Once this price is reached, in US dollars.") var stop: Double?
    @Flag(help: "Judge the order without sending it.") var preview = false
    @Option(help: "Makes the same order once, however often this is sent.") var key: String?

    mutating func validate() throws {
      guard limit == nil || stop == nil else {
        throw ValidationError("Give --limit or --stop, not both.")
      }
      guard shares > 0 else { throw ValidationError("Shares are counted from 1.") }
    }

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let kind: OrderKindWord = limit != nil ? .limit : stop != nil ? .stop : .market
      let ticket = OrderTicket(
        symbol: symbol.uppercased(), side: side, shares: shares, kind: kind, price: limit ?? stop,
        idempotencyKey: key ?? UUID().uuidString.lowercased())
      if preview { return try await self.preview(ticket, courier, terminal) }
      let order = try await courier.one(OrderView.self, "placeOrder", sending: ticket)
      terminal.show(order, as: DeskText.order)
      if [.denied, .rejected].contains(order.value.state) {
        throw DeskText.refusal(
          order.value.breaches, of: "The order was \(order.value.state.rawValue)")
      }
    }

    private func preview(
      _ ticket: OrderTicket, _ courier: any Courier, _ terminal: Terminal
    ) async throws {
      let verdict = try await courier.one(OrderPreview.self, "previewOrder", sending: ticket)
      terminal.show(verdict, as: DeskText.preview)
      if !verdict.value.isAdmitted {
        throw DeskText.refusal(verdict.value.breaches, of: "The order would be denied")
      }
    }
  }

  struct Cancel: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Cancel a working order.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var order: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let answer = try await courier.one(OrderView.self, "cancelOrder", path: ["id": order])
      terminal.show(answer, as: DeskText.order)
    }
  }

  struct Orders: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "List the blotter, newest first.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "At most so many.") var limit = 50

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let orders = try await courier.many(OrderView.self, "orders", query: [("limit", "\(limit)")])
      terminal.show(orders, as: DeskText.blotter)
    }
  }

  struct Log: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Show the desk's log, newest first.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "At most so many.") var limit = 50

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let lines = try await courier.many(LogLine.self, "deskLog", query: [("limit", "\(limit)")])
      terminal.show(lines) { lines in
        lines.isEmpty
          ? "The desk has logged nothing yet."
          : lines.map { "\(Figures.instant($0.at))  \($0.severity.rawValue)  \($0.message)" }
            .joined(separator: "\n")
      }
    }
  }
}

/// Waits for a replay's end; Ctrl-C stops it.
private struct DeskFollower {
  let courier: any Courier

  private static let pause = Duration.milliseconds(250)

  func follow() async throws -> Answer<DeskView> {
    let interruption = Interruption()
    defer { interruption.end() }
    var lastShown = -1
    while true {
      let desk = try await courier.one(DeskView.self, "desk")
      guard desk.value.phase == .replaying || desk.value.phase == .paused else { return desk }
      if interruption.isRequested {
        return try await courier.one(DeskView.self, "stopDesk")
      }
      let done = desk.value.sessionsDone
      if done != lastShown, Terminal.isWatched || done.isMultiple(of: 100) {
        lastShown = done
        Terminal.complain(
          "\(desk.value.session ?? ""): session \(done) of \(desk.value.sessionsTotal), equity "
            + Figures.money(desk.value.equity))
      }
      try await Task.sleep(for: Self.pause)
    }
  }
}
