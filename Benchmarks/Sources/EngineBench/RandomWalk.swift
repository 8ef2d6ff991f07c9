import Chronology
import Kernels
import Market

/// A made-up market of one symbol: one-minute bars of a seeded random walk.
enum RandomWalk {
  static let minutesPerSession = 390

  /// Returns `bars` bars from 2000 on; the same seed gives the same bars on every machine.
  static func frame(bars: Int, seed: UInt64) -> MarketFrame {
    var generator = SeededGenerator(seed: seed)
    var columns = [[Double]](repeating: [], count: 5)
    for column in columns.indices { columns[column].reserveCapacity(bars) }
    var instants: [Timestamp] = []
    var sessions: [SessionDate] = []
    instants.reserveCapacity(bars)
    sessions.reserveCapacity(bars)
    let calendar = TradingCalendar.xnys
    var session = SessionDate(day: 10_957)  // 2000-01-01
    var minute = minutesPerSession
    var opens: Int64 = 0
    var price = 100.0
    for _ in 0..<bars {
      if minute == minutesPerSession {
        guard let next = calendar.session(after: session), let instant = calendar.opensAt(next)
        else { preconditionFailure("The calendar is long enough.") }
        session = next
        opens = instant.nanoseconds
        minute = 0
      }
      minute += 1
      let open = price
      // The sum of four uniforms has a standard deviation of 0.577; steps are about 4 basis points.
      let draw =
        generator.uniform() + generator.uniform() + generator.uniform() + generator.uniform() - 2
      price = ((price * (1 + 0.0007 * draw)) * 1000).rounded() / 1000
      if price < 1 { price = 1 }
      columns[0].append(open)
      columns[1].append(max(open, price))
      columns[2].append(min(open, price))
      columns[3].append(price)
      columns[4].append((50_000 + 100_000 * generator.uniform()).rounded())
      instants.append(Timestamp(nanoseconds: opens + Int64(minute) * 60_000_000_000))
      sessions.append(session)
    }
    return MarketFrame(
      symbols: ["WALK"], interval: .minutes(1), closesAt: instants, sessions: sessions,
      open: columns[0], high: columns[1], low: columns[2], close: columns[3], volume: columns[4])
  }
}
