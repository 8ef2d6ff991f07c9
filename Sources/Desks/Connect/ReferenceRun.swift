public import Chronology
import Executors
import Kernels
public import Logging
public import Market
public import Wire

/// Brings in what is known of instruments beside their prices: symbol changes, delistings, profiles
/// and the memberships of the indexes.
///
/// Each part is saved as it comes. A part that fails is reported and costs the others nothing; a
/// refused key or a used-up allowance ends the run, for the others would meet the same.
public actor ReferenceRun {
  /// What is fetched in one piece. In this order: a renamed instrument must have its new name before
  /// anything else is said of it.
  public enum Part: String, Hashable, Sendable, Codable, CaseIterable {
    case symbolChanges, delistings, profiles, sp500, nasdaq, dowjones
  }

  /// What became of a part.
  public struct PartOutcome: Hashable, Sendable {
    public let part: Part
    /// Rows fetched and saved; of symbol changes, those that renamed a stored instrument.
    public let rows: Int
    /// Why it failed; nil when it did not.
    public let failure: String?
  }

  /// Where a run stands.
  public struct Progress: Hashable, Sendable {
    public let planned: Int
    public let done: Int
    /// The part being fetched; nil after the last.
    public let part: Part?
    public let rows: Int
    public let failed: Int
    public let calls: Int
    public let bytes: Int
  }

  /// How a run ended.
  public struct Report: Hashable, Sendable {
    public let ending: IngestionReport.Ending
    /// The parts that were asked for, in their order.
    public let parts: [PartOutcome]
  }

  /// Progress after every part; ends with the run.
  public nonisolated let progress: AsyncStream<Progress>

  private let parts: [Part]
  private let provider: any ReferenceProvider
  private let store: any ReferenceStore
  private let clock: any WallClock
  private let retrier: Retrier
  private let root: SeededGenerator
  private let meter: TrafficMeter?
  private let logger: Logger
  private let continuation: AsyncStream<Progress>.Continuation
  private var outcomes: [PartOutcome] = []
  /// What was renamed, for the parts that follow.
  private var changes: [SymbolChange] = []
  private var work: Task<Report, any Error>?
  private var isCancelled = false

  /// Creates a run that has not begun.
  ///
  /// - Parameters:
  ///   - parts: Those wanted; fetched in the order of `Part`.
  ///   - seed: Seed of the waits between attempts.
  public init(
    parts: Set<Part> = Set(Part.allCases), provider: any ReferenceProvider,
    store: any ReferenceStore, clock: any WallClock, seed: UInt64, limiter: RateLimiter? = nil,
    meter: TrafficMeter? = nil, logger: Logger = Logger(label: "connect.reference")
  ) {
    self.parts = Part.allCases.filter { parts.contains($0) }
    self.provider = provider
    self.store = store
    self.clock = clock
    retrier = Retrier(clock: clock, limiter: limiter)
    root = SeededGenerator(seed: seed)
    self.meter = meter
    self.logger = logger
    (progress, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
  }

  /// Fetches and saves the parts, once.
  ///
  /// - Throws: What the store throws; what was saved before stays.
  public func run() async throws -> Report {
    precondition(work == nil, "A run is carried out once.")
    defer { continuation.finish() }
    let work = Task(executorPreference: BackgroundWork.executor) {
      try await self.fetchParts()
    }
    self.work = work
    if isCancelled { work.cancel() }
    return try await withTaskCancellationHandler {
      try await work.value
    } onCancel: {
      work.cancel()
    }
  }

  /// Stops after the part that is being saved.
  public func cancel() {
    isCancelled = true
    work?.cancel()
  }

  private func fetchParts() async throws -> Report {
    for (index, part) in parts.enumerated() {
      publish(part)
      guard !isCancelled, !Task.isCancelled else { return report(.cancelled) }
      switch await fetch(part, generator: root.fork(stream: UInt64(index))) {
      case .success(let rows): outcomes.append(PartOutcome(part: part, rows: rows, failure: nil))
      case .failure(.source(let error)):
        if error.code == .cancelled { return report(.cancelled) }
        if let payload = error.quarantine {
          try await store.save(quarantine: [payload], provider: provider.name, at: clock.now)
        }
        outcomes.append(PartOutcome(part: part, rows: 0, failure: error.message))
        logger.warning(
          "Reference part failed", metadata: ["part": "\(part)", "error": "\(error.message)"])
        if error.code == .unauthorized || error.code == .throttled {
          publish(nil)
          return report(.stopped(error))
        }
      case .failure(.store(let error)): throw error
      }
    }
    publish(nil)
    return report(.complete)
  }

  private enum Failure: Error {
    case source(MarketDataError)
    case store(StoreError)
  }

  private func report(_ ending: IngestionReport.Ending) -> Report {
    Report(ending: ending, parts: outcomes)
  }

  private func publish(_ part: Part?) {
    let traffic = meter?.reading ?? TrafficMeter.Reading()
    continuation.yield(
      Progress(
        planned: parts.count, done: outcomes.count, part: part,
        rows: outcomes.reduce(0) { $0 + $1.rows },
        failed: outcomes.count { $0.failure != nil }, calls: traffic.calls,
        bytes: traffic.bytes))
  }

  /// What a provider says of one part.
  private enum Content: Sendable {
    case changes([SymbolChange])
    case delistings([Delisting])
    case profiles([InstrumentProfile])
    case memberships([IndexMembership], StockIndex)
  }

  private func fetch(_ part: Part, generator: SeededGenerator) async -> Result<Int, Failure> {
    let provider = provider
    let answer = await retrier.ask(part.rawValue, generator: generator) {
      do throws(MarketDataError) {
        return .success(try await Self.content(of: part, from: provider))
      } catch {
        return .failure(error)
      }
    }
    switch answer {
    case .failure(let error): return .failure(.source(error))
    case .success(let content):
      do throws(StoreError) {
        return .success(try await save(content))
      } catch {
        return .failure(.store(error))
      }
    }
  }

  private static func content(
    of part: Part, from provider: any ReferenceProvider
  ) async throws(MarketDataError) -> Content {
    switch part {
    case .symbolChanges: .changes(try await provider.symbolChanges())
    case .delistings: .delistings(try await provider.delistings())
    case .profiles: .profiles(try await provider.profiles())
    case .sp500: .memberships(try await provider.memberships(of: .sp500), .sp500)
    case .nasdaq: .memberships(try await provider.memberships(of: .nasdaq), .nasdaq)
    case .dowjones: .memberships(try await provider.memberships(of: .dowjones), .dowjones)
    }
  }

  /// Days between the end of a name and what a source calls its delisting.
  private static let renamingDays = 10

  /// Leaves out names that ended because their company took another: it trades on, and noted as gone
  /// it would become a second company.
  private static func withoutRenamed(
    _ delistings: [Delisting], _ changes: [SymbolChange]
  ) -> [Delisting] {
    let ends = Dictionary(grouping: changes, by: \.old)
    return delistings.filter { delisting in
      !(ends[delisting.symbol] ?? []).contains {
        abs($0.on.days(to: delisting.delistedOn)) <= renamingDays
      }
    }
  }

  private func save(_ content: Content) async throws(StoreError) -> Int {
    let (name, now) = (provider.name, clock.now)
    switch content {
    case .changes(let rows):
      changes = rows
      return try await store.apply(symbolChanges: rows, provider: name, at: now).count
    case .delistings(let all):
      let rows = Self.withoutRenamed(all, changes)
      try await store.save(delistings: rows, provider: name, at: now)
      return rows.count
    case .profiles(let rows):
      try await store.save(profiles: rows, provider: name, at: now)
      return rows.count
    case .memberships(let rows, let index):
      try await store.save(memberships: rows, of: index, provider: name, at: now)
      return rows.count
    }
  }
}
