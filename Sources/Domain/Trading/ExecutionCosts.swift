/// What trading costs at the simulated venue, and how much of a bar it may take.
///
/// The first three members are zipline's and always there. The others are nil where they do not
/// apply; then they leave no trace in a specification's text or hash.
public struct ExecutionCosts: Hashable, Sendable, Codable {
  /// Charged for each share of each execution, in the account's currency; added to `commission`.
  public let commissionPerShare: Double
  /// How far a fill is from the close, against the order; one basis point is 0.0001 of the price.
  public let slippageBasisPoints: Double
  /// The fraction of a bar's volume that fills of one symbol may take together; nil ignores volume.
  public let volumeLimit: Double?
  /// A broker's schedule of commissions and fees; nil for the rate a share alone.
  public let commission: CommissionPlan?
  /// How far the order's own size moves the price, beyond `slippageBasisPoints`; nil for not at all.
  public let impact: ImpactModel?
  /// What a short position costs, and how large it may be; nil when shares are lent for nothing.
  public let borrow: BorrowTerms?
  /// Interest on cash; nil for none.
  public let financing: FinancingTerms?
  /// What the account may carry; nil when cash is never checked, as in zipline.
  public let margin: MarginTerms?

  public init(
    commissionPerShare: Double, slippageBasisPoints: Double, volumeLimit: Double?,
    commission: CommissionPlan? = nil, impact: ImpactModel? = nil, borrow: BorrowTerms? = nil,
    financing: FinancingTerms? = nil, margin: MarginTerms? = nil
  ) {
    self.commissionPerShare = commissionPerShare
    self.slippageBasisPoints = slippageBasisPoints
    self.volumeLimit = volumeLimit
    self.commission = commission
    self.impact = impact
    self.borrow = borrow
    self.financing = financing
    self.margin = margin
  }

  /// Whether these are zipline's costs and nothing else.
  public var isPlain: Bool {
    commission == nil && impact == nil && borrow == nil && financing == nil && margin == nil
  }

  /// Every number, in no particular order.
  package var numbers: [Double] {
    [commissionPerShare, slippageBasisPoints]
      + [
        volumeLimit, commission?.rate, commission?.minimum, commission?.maximumFraction,
        impact?.coefficient, impact?.volumeLimit, borrow?.annualRate, borrow?.volumeFraction,
        financing?.debitRate, financing?.creditRate, margin?.initial, margin?.maintenance,
      ].compactMap(\.self)
      + (borrow?.rates ?? [:]).values + (borrow?.locates ?? [:]).values
  }

  /// Returns the commission for `quantity` shares, rounded half to even at nine places.
  package func commission(for quantity: Quantity) -> Money {
    guard let perShare = Price(rounding: commissionPerShare) else {
      preconditionFailure("A commission per share is finite.")
    }
    return perShare * quantity.magnitude
  }

  /// Returns the price of a fill at a bar that closed at `close`; nil when it is not finite.
  ///
  /// zipline's `FixedBasisPointsSlippage`: close + close × (basis points / 10,000 × sign). `impact`,
  /// a fraction of the close, is added in the same direction.
  package func price(at close: Double, side: Side, impact: Double = 0) -> Price? {
    let sign: Double = side == .buy ? 1 : -1
    let slipped = close + close * (slippageBasisPoints / 10_000 * sign)
    return Price(rounding: impact == 0 ? slipped : slipped + close * (impact * sign))
  }
}

/// How far an order's own size moves its price.
public struct ImpactModel: Hashable, Sendable, Codable {
  /// The shapes.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// zipline's `VolumeShareSlippage`: coefficient × (share of the bar's volume)², of the close. Fills
    /// take at most `volumeLimit` of the bar, and none at a price worse than an order's limit.
    case volumeShare
    /// coefficient × σ × √(shares / V), of the close: σ is the standard deviation of daily log
    /// returns, V the mean daily volume of the `window` sessions before. Needs two returns: an order
    /// waits until there are any.
    case squareRoot
  }

  public let kind: Kind
  /// zipline's default for the volume share is 0.1; for the square root, 1 is usual.
  public let coefficient: Double
  /// The most of a bar's volume, for the volume share; nil for 0.025, zipline's default.
  public let volumeLimit: Double?
  /// Sessions of history for the square root; nil for 20.
  public let window: Int?

  public init(_ kind: Kind, coefficient: Double, volumeLimit: Double? = nil, window: Int? = nil) {
    self.kind = kind
    self.coefficient = coefficient
    self.volumeLimit = volumeLimit
    self.window = window
  }

  /// Sessions of history that it looks at.
  package var sessions: Int { window ?? 20 }

  /// The most of a bar's volume that its fills may take; nil for no limit of its own.
  package var share: Double? { kind == .volumeShare ? volumeLimit ?? 0.025 : nil }
}

/// What holding borrowed shares costs, and how many there are.
public struct BorrowTerms: Hashable, Sendable, Codable {
  /// For each year of 360 days, a fraction of the short position's market value.
  public let annualRate: Double
  /// Rates of single symbols in place of `annualRate`, by ticker.
  public let rates: [String: Double]?
  /// The most shares that may be short, as a fraction of the mean daily volume of the 20 sessions
  /// before; nil for no such limit.
  public let volumeFraction: Double?
  /// The most shares that may be short, by ticker; a symbol that is not listed cannot be borrowed.
  /// nil for no list.
  public let locates: [String: Double]?

  public init(
    annualRate: Double, rates: [String: Double]? = nil, volumeFraction: Double? = nil,
    locates: [String: Double]? = nil
  ) {
    self.annualRate = annualRate
    self.rates = rates
    self.volumeFraction = volumeFraction
    self.locates = locates
  }

  /// The rate of a symbol, a year.
  package func rate(of ticker: String) -> Double { rates?[ticker] ?? annualRate }
}

/// Interest on cash, each a fraction for a year of 360 days.
public struct FinancingTerms: Hashable, Sendable, Codable {
  /// Paid on negative cash.
  public let debitRate: Double
  /// Earned on positive cash, the proceeds of short sales included.
  public let creditRate: Double

  public init(debitRate: Double, creditRate: Double) {
    self.debitRate = debitRate
    self.creditRate = creditRate
  }
}

/// What an account may carry.
public struct MarginTerms: Hashable, Sendable, Codable {
  /// The kinds of account.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// No borrowing at all: a purchase needs its cash, a sale its shares.
    case cash
    /// Like Regulation T: what is opened needs `initial` of all positions' value in equity.
    case margin
  }

  public let kind: Kind
  /// Equity that an opening fill must leave, as a fraction of gross exposure; nil for 0.5.
  public let initial: Double?
  /// Equity below which a margin call follows at the close, as a fraction of gross exposure; nil
  /// for 0.25.
  public let maintenance: Double?
  /// Whether a call is met by cutting every position at the next bar until `initial` holds again;
  /// nil for no: the call is only noted.
  public let liquidates: Bool?

  public init(
    _ kind: Kind, initial: Double? = nil, maintenance: Double? = nil, liquidates: Bool? = nil
  ) {
    self.kind = kind
    self.initial = initial
    self.maintenance = maintenance
    self.liquidates = liquidates
  }

  /// The initial requirement in force.
  package var initialFraction: Double { initial ?? 0.5 }
  /// The maintenance requirement in force.
  package var maintenanceFraction: Double { maintenance ?? 0.25 }
}
