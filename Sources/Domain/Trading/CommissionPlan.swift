import Chronology

/// What a broker charges for executions, where a plain rate a share does not say it.
///
/// Commission belongs to an order: a minimum is charged with its first fill, and later fills add
/// only what exceeds it. What an order costs in all is the rate's sum, raised to `minimum`, then cut
/// to `maximumFraction` of what was traded: a small order never pays more than that part of it.
public struct CommissionPlan: Hashable, Sendable, Codable {
  /// How the commission is counted, and which fees come with it.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// `rate` US dollars for each share.
    case perShare
    /// `rate` US dollars for each order that fills.
    case perTrade
    /// `rate` basis points of what is traded.
    case basisPoints
    /// No commission; the regulatory fees on sales are passed on.
    case zero
    /// Interactive Brokers, fixed pricing: 0.005 a share, at least 1, at most 1% of the value; with the
    /// regulatory fees.
    case ibkrFixed
    /// Interactive Brokers, tiered pricing: 0.0035 a share for the first 300,000 of a month, 0.002 to
    /// 3 million, 0.0015 to 20 million, 0.001 to 100 million, then 0.0005; at least 0.35, at most 1%
    /// of the value; with the regulatory fees, 0.0002 a share for clearing and 0.003 a share to the
    /// exchange for taking liquidity.
    case ibkrTiered
  }

  public let kind: Kind
  /// US dollars a share or an order, or basis points; nil for the kinds that fix their own.
  public let rate: Double?
  /// The least an order costs in US dollars; nil for no minimum beyond the kind's own.
  public let minimum: Double?
  /// The most an order costs, as a fraction of its value; nil for no maximum beyond the kind's own.
  public let maximumFraction: Double?

  public init(
    _ kind: Kind, rate: Double? = nil, minimum: Double? = nil, maximumFraction: Double? = nil
  ) {
    self.kind = kind
    self.rate = rate
    self.minimum = minimum
    self.maximumFraction = maximumFraction
  }

  /// Shares of a month and the rate for each up to there.
  private static let tiers: [(upTo: Double, rate: Double)] = [
    (300_000, 0.0035), (3_000_000, 0.002), (20_000_000, 0.0015), (100_000_000, 0.001),
    (.infinity, 0.0005),
  ]

  /// What `shares` cost by the rate alone; `before` shares were traded this month already.
  func gross(shares: Double, value: Double, isFirst: Bool, before: Double) -> Double {
    switch kind {
    case .perShare: return shares * (rate ?? 0)
    case .perTrade: return isFirst ? rate ?? 0 : 0
    case .basisPoints: return value * (rate ?? 0) / 10_000
    case .zero: return 0
    case .ibkrFixed: return shares * 0.005
    case .ibkrTiered:
      var sum = 0.0
      var from = before
      for tier in Self.tiers where from < tier.upTo && from < before + shares {
        let to = min(before + shares, tier.upTo)
        sum += (to - from) * tier.rate
        from = to
      }
      return sum
    }
  }

  /// The least and the most an order of `value` costs.
  func bounds(of value: Double) -> (least: Double, most: Double) {
    let own: (least: Double, fraction: Double?) =
      switch kind {
      case .perShare, .perTrade, .basisPoints, .zero: (0, nil)
      case .ibkrFixed: (1, 0.01)
      case .ibkrTiered: (0.35, 0.01)
      }
    let fraction = maximumFraction ?? own.fraction
    return (minimum ?? own.least, fraction.map { $0 * value } ?? .infinity)
  }

  /// Fees of regulators, clearing and exchange for one execution, in US dollars.
  func fees(shares: Double, value: Double, side: Side, on session: SessionDate) -> Double {
    switch kind {
    case .perShare, .perTrade, .basisPoints: 0
    case .zero, .ibkrFixed:
      side == .sell ? RegulatoryFees.onSale(shares: shares, value: value, session: session) : 0
    case .ibkrTiered:
      shares * 0.0032
        + (side == .sell ? RegulatoryFees.onSale(shares: shares, value: value, session: session) : 0)
    }
  }
}

/// What United States regulators take of a sale of shares.
///
/// - The Securities and Exchange Commission's fee under Section 31 of the Exchange Act, US dollars
///   for each million sold: 22.10 from 2014-03-18, 18.40 from 2015-02-14, 21.80 from 2016-02-16, 23.10
///   from 2017-07-04, 13.00 from 2018-05-22, 20.70 from 2019-04-16, 22.10 from 2020-02-18, 5.10 from
///   2021-02-25, 22.90 from 2022-05-14, 8.00 from 2023-02-27, 27.80 from 2024-05-22, none from
///   2025-05-14.
/// - The trading activity fee of the self-regulatory organisation (FINRA), US dollars a share with a
///   most for each execution: 0.000119 and 5.95 from 2012-07-01, 0.00013 and 6.49 from 2022-01-01,
///   0.000145 and 7.27 from 2023-01-01, 0.000166 and 8.30 from 2024-01-01.
///
/// Each is rounded up to the cent, as brokers pass them on. Sessions before the first date take the
/// first rate, sessions after the last one the last.
enum RegulatoryFees {
  private static let section31: [(from: Int32, rate: Double)] = [
    (20_140_318, 22.10), (20_150_214, 18.40), (20_160_216, 21.80), (20_170_704, 23.10),
    (20_180_522, 13), (20_190_416, 20.70), (20_200_218, 22.10), (20_210_225, 5.10),
    (20_220_514, 22.90), (20_230_227, 8), (20_240_522, 27.80), (20_250_514, 0),
  ]
  private static let activity: [(from: Int32, rate: Double, most: Double)] = [
    (20_120_701, 0.000119, 5.95), (20_220_101, 0.00013, 6.49), (20_230_101, 0.000145, 7.27),
    (20_240_101, 0.000166, 8.30),
  ]

  /// Both fees of one execution, in US dollars.
  static func onSale(shares: Double, value: Double, session: SessionDate) -> Double {
    let civil = session.civil
    let date = Int32(civil.year * 10_000 + civil.month * 100 + civil.day)
    let sec = section31.last { $0.from <= date } ?? section31[0]
    let taf = activity.last { $0.from <= date } ?? activity[0]
    return cents(value * sec.rate / 1e6) + min(cents(shares * taf.rate), taf.most)
  }

  /// Rounds up to whole cents; a remainder that only binary fractions make does not count.
  private static func cents(_ amount: Double) -> Double {
    (amount * 100 - 1e-9).rounded(.up) / 100
  }
}
