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

  /// Returns `sessions` daily bars of `symbols` random walks from 2000 on, each with a seed of its own.
  static func market(symbols: Int, sessions count: Int, seed: UInt64) -> MarketFrame {
    let calendar = TradingCalendar.xnys
    var sessions: [SessionDate] = []
    var instants: [Timestamp] = []
    var session = SessionDate(day: 10_957)  // 2000-01-01
    while sessions.count < count {
      guard let next = calendar.session(after: session), let instant = calendar.closesAt(next)
      else { preconditionFailure("The calendar is long enough.") }
      session = next
      sessions.append(next)
      instants.append(instant)
    }
    var close = [Double](repeating: 0, count: count * symbols)
    var volume = close
    for symbol in 0..<symbols {
      var generator = SeededGenerator(seed: seed &+ UInt64(symbol))
      var price = 20 + 80 * generator.uniform()
      for row in 0..<count {
        let draw = generator.uniform() + generator.uniform() - 1
        price = max(1, (price * (1 + 0.04 * draw) * 100).rounded() / 100)
        close[row * symbols + symbol] = price
        volume[row * symbols + symbol] = (1e6 + 2e6 * generator.uniform()).rounded()
      }
    }
    return MarketFrame(
      symbols: (0..<symbols).map { Symbol("W\($0)") }, interval: .day, closesAt: instants,
      sessions: sessions, open: close, high: close, low: close, close: close, volume: volume)
  }
}
