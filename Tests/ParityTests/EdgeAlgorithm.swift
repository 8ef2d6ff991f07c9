import Market
import Strategies
import Trading

/// The golden runs' scripted algorithm: single orders on given sessions of the simulation.
struct EdgeAlgorithm: Strategy {
  var warmUpBars: Int { 80 }
  private var session = -1

  mutating func observe(_ slice: MarketSlice) {}

  mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    session += 1
    func order(_ index: Int, _ shares: Double, _ kind: OrderKind = .market) {
      intents.append(.order(symbolIndex: index, shares: shares, kind: kind))
    }
    func cents(_ index: Int, _ factor: Double) -> Price {
      Price(nanos: Int128((slice.close(index) * factor * 100).rounded()) * 10_000_000)
    }
    switch session {
    case 0:
      order(0, 1001)
      order(1, 700)
      order(2, 12000)
      order(3, -9000)
      order(4, 999)
    case 9: order(0, 101)
    case 30: order(4, 400, .limit(cents(4, 0.985)))
    case 45: order(1, -300, .stop(cents(1, 0.97)))
    case 60:
      if slice.close(5).isFinite { intents.append(.targetWeight(symbolIndex: 5, weight: 0.2)) }
    case 75: order(1, 250, .stopLimit(stop: cents(1, 1.004), limit: cents(1, 1.01)))
    case 120: order(2, -6000)
    case 138: order(3, 100_000)
    case 170: intents.append(.targetShares(symbolIndex: 0, shares: 0))
    case 200: intents.append(.targetWeight(symbolIndex: 1, weight: -0.15))
    default: break
    }
  }
}
