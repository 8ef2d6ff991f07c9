import Chronology
import Contract
import HTTPTypes
import Market
import Warehouse
import Wire

/// Asks each service whether it is well, and measures how long its answer takes.
actor ServiceProbe {
  private static let timeout: Duration = .seconds(2)
  /// Answers are kept so long: many dashboards ask at once.
  private static let freshness: Duration = .seconds(3)

  /// A service with a health address.
  struct Target: Sendable {
    let name: String
    /// Host and port; nil when it is switched off.
    let authority: String?
    let path: String
    /// What to say when it is off, and what to do when it does not answer.
    let whenOff: String
    let remedy: String
  }

  private let targets: [Target]
  private let warehouse: Warehouse
  private let transport: any HTTPTransport
  private let clock: any WallClock
  private var last: (at: Timestamp, views: [ServiceView])?

  init(
    targets: [Target], warehouse: Warehouse, transport: any HTTPTransport, clock: any WallClock
  ) {
    self.targets = targets
    self.warehouse = warehouse
    self.transport = transport
    self.clock = clock
  }

  /// The services, in a fixed order.
  func services() async -> [ServiceView] {
    if let last, last.at.advanced(by: Self.freshness) > clock.now { return last.views }
    let views = await withTaskGroup(of: (Int, ServiceView).self) { group in
      for (index, target) in targets.enumerated() {
        group.addTask { (index, await self.view(of: target)) }
      }
      group.addTask { (Int.max, await self.warehouseView()) }
      var views: [(Int, ServiceView)] = []
      while let view = await group.next() { views.append(view) }
      return views
    }.sorted { $0.0 < $1.0 }.map(\.1)
    last = (clock.now, views)
    return views
  }

  private nonisolated func view(of target: Target) async -> ServiceView {
    guard let authority = target.authority else {
      return ServiceView(
        name: target.name, state: .off, latencyMilliseconds: nil, address: "",
        detail: target.whenOff)
    }
    let begun = clock.now
    do {
      let answer = try await transport.exchange(
        HTTPExchangeRequest(
          head: HTTPRequest(
            method: .get, scheme: "http", authority: authority, path: target.path),
          timeout: Self.timeout, maximumResponseBytes: 1 << 16))
      let isWell = answer.head.status.kind == .successful
      return ServiceView(
        name: target.name, state: isWell ? .up : .down,
        latencyMilliseconds: milliseconds(since: begun), address: authority,
        detail: isWell
          ? "Answers." : "Answers with status \(answer.head.status.code). \(target.remedy)")
    } catch {
      return ServiceView(
        name: target.name, state: .down, latencyMilliseconds: nil, address: authority,
        detail: "Does not answer. \(target.remedy)")
    }
  }

  private nonisolated func warehouseView() async -> ServiceView {
    let begun = clock.now
    do {
      _ = try await warehouse.trialCount()
      return ServiceView(
        name: "warehouse", state: .up, latencyMilliseconds: milliseconds(since: begun),
        address: warehouse.path, detail: "DuckDB \(warehouse.libraryVersion).")
    } catch {
      return ServiceView(
        name: "warehouse", state: .down, latencyMilliseconds: nil, address: warehouse.path,
        detail: "\(error.message) \(error.remedy)")
    }
  }

  private nonisolated func milliseconds(since begun: Timestamp) -> Double {
    Double(clock.now.nanoseconds - begun.nanoseconds) / 1e6
  }
}
