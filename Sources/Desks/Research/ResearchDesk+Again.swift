import Chronology
import Market
import Strategies

/// What running a saved run again gave.
public struct Reproduction: Hashable, Sendable {
  public let run: String
  public let digestThen: String
  public let digestNow: String
  /// What differs, one sentence each; empty when every byte is the same.
  public let differences: [String]

  /// True when every byte is the same.
  public var isIdentical: Bool { digestThen == digestNow && differences.isEmpty }
}

extension ResearchDesk {
  /// Runs a saved run again from its record alone and compares the bytes.
  ///
  /// Nothing is saved or counted: it is the same trial.
  ///
  /// - Throws: `store` when the run is unknown, `unreadable` when its record or report is damaged,
  ///   and whatever `backtest` throws.
  public func again(
    _ id: String, progress: @Sendable @escaping (ResearchProgress) -> Void
  ) async throws(ResearchError) -> Reproduction {
    let record: RunRecord
    let saved: [UInt8]
    do throws(StoreError) {
      record = try await store.run(id)
      saved = try await store.report(of: id)
    } catch {
      throw ResearchError(error)
    }
    let digest = BacktestReport.digest(of: saved)
    guard digest == record.digest else {
      throw ResearchError(
        .unreadable, "The saved report of run \(id) has digest \(digest), not \(record.digest).",
        remedy: "The store was changed from outside; restore it from a backup.")
    }
    let (then, specification) = try Self.read(record, saved)
    let settings = BacktestSettings(
      specification: specification, from: record.from, to: record.to, seed: record.seed,
      by: record.by)
    let study = BacktestStudy(
      settings: settings, replications: then.origin.replications, calendar: calendar, pool: pool)
    // The run that an opening of the vault led to tells nothing new when it is made again.
    let opening = try await vault().openings.first { $0.run == id }
    let snapshot = try await study.read(from: bars(opened: opening), progress)
    let now = try await study.report(of: snapshot, progress: progress)
    let bytes = try Self.bytes(of: now)
    let differences = bytes == saved ? [] : now.differences(from: then)
    return Reproduction(
      run: id, digestThen: record.digest, digestNow: BacktestReport.digest(of: bytes),
      differences: differences)
  }

  private static func read(
    _ record: RunRecord, _ saved: [UInt8]
  ) throws(ResearchError) -> (BacktestReport, StrategySpecification) {
    let remedy = "It was written by another version of QS; use that version to repeat it."
    let report: BacktestReport
    do {
      report = try CanonicalJSON.value(BacktestReport.self, from: saved)
    } catch {
      throw ResearchError(
        .unreadable, "The saved report of run \(record.id) cannot be read: \(error)",
        remedy: remedy)
    }
    do throws(SpecificationError) {
      return (report, try StrategySpecification(parsing: record.specification))
    } catch {
      throw ResearchError(
        .unreadable,
        "The specification of run \(record.id) cannot be read: "
          + error.faults.joined(separator: " "),
        remedy: remedy)
    }
  }
}

extension BacktestReport {
  /// Returns what differs from an earlier report of the same run, causes first.
  func differences(from earlier: BacktestReport) -> [String] {
    var found: [String] = []
    func compare(_ what: String, _ then: some CustomStringConvertible, _ now: String) {
      if then.description != now { found.append("\(what): \(then) then, \(now) now.") }
    }
    compare("Engine version", earlier.origin.engineVersion, origin.engineVersion)
    compare("Market data snapshot", earlier.origin.snapshot, origin.snapshot.description)
    compare("Specification", earlier.origin.specificationHash, origin.specificationHash)
    compare("Sessions", earlier.sessions.count, "\(sessions.count)")
    compare("Orders", earlier.orders.count, "\(orders.count)")
    compare("Fills", earlier.fills.count, "\(fills.count)")
    if let (then, now) = zip(earlier.fills, fills).first(where: { $0 != $1 }) {
      found.append(
        "First fill that differs: \(then.symbol) on \(then.session) at \(then.price) then, "
          + "\(now.symbol) on \(now.session) at \(now.price) now.")
    }
    let both = zip(zip(earlier.equity, equity), sessions)
    if let ((then, now), session) = both.first(where: { $0.0.0 != $0.0.1 }) {
      found.append("First equity that differs: \(session), \(then) then, \(now) now.")
    }
    if earlier.significance != significance { found.append("The significance figures differ.") }
    if earlier.caveats != caveats { found.append("The caveats differ.") }
    if found.isEmpty { found.append("The bytes differ in a part that is not compared by name.") }
    return found
  }
}
