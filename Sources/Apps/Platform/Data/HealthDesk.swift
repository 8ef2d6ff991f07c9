import Chronology
import Connect
import Market

/// What the health rules found in the warehouse; read once and kept until the data change.
actor HealthDesk {
  private static let symbolsAtOnce = 200
  private let bars: any BarStore
  private let calendar: TradingCalendar
  private let clock: any WallClock
  private var reading: Task<[HealthFinding], any Error>?
  /// The last closed session that `reading` was made for.
  private var through: SessionDate?

  init(bars: any BarStore, calendar: TradingCalendar, clock: any WallClock) {
    self.bars = bars
    self.calendar = calendar
    self.clock = clock
  }

  /// Forgets what was found: the data changed.
  func forget() { reading = nil }

  /// Every finding, by symbol, then session.
  func findings() async throws -> [HealthFinding] {
    guard let last = calendar.lastClosedSession(at: clock.now) else { return [] }
    if let reading, through == last {
      return try await reading.value
    }
    through = last
    let health = DataHealth(calendar: calendar, through: last)
    let bars = bars
    let task = Task { try await Self.read(bars, health) }
    reading = task
    do {
      return try await task.value
    } catch {
      if reading == task { reading = nil }
      throw error
    }
  }

  private static func read(
    _ bars: any BarStore, _ health: DataHealth
  ) async throws -> [HealthFinding] {
    var findings: [HealthFinding] = []
    let held = try await bars.coverage().filter { $0.bars > 0 }.map(\.symbol)
    for start in stride(from: 0, to: held.count, by: symbolsAtOnce) {
      let symbols = Array(held[start..<min(start + symbolsAtOnce, held.count)])
      let snapshot = try await bars.snapshot(
        of: symbols, over: SessionDate(day: -25_567)...SessionDate(day: 47_481))
      for (series, instrument) in zip(snapshot.series, snapshot.instruments) {
        findings += health.findings(in: series, of: instrument, actions: snapshot.actions)
      }
    }
    return findings
  }
}
