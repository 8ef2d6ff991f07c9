extension HealthFinding.Rule {
  /// What the rule checks, in a sentence.
  public var meaning: String {
    switch self {
    case .missingSession: "Every session between the first and the last bar has a bar."
    case .staleSeries: "A series that still trades ends at the newest session or just before it."
    case .closedDay: "No bar is of a day on which the exchange was closed or that is to come."
    case .badValue: "Prices are finite and above zero, volumes finite and not below it."
    case .priceOrder: "Open and close lie between low and high."
    case .unexplainedJump:
      "A close far from the one before has a split or a dividend to explain it."
    case .splitWithoutJump: "The prices show every split where it is dated."
    case .impossibleAction: "Splits and dividends can be applied to the prices."
    case .duplicateSession: "A session has one bar."
    case .oddVolume: "A stock's bar has a volume, and one that can be."
    case .adjustmentDisagreement:
      "Raw prices with their corporate actions give the returns of the source's adjusted prices."
    case .delistedWithoutLastPrice: "A delisted series ends at its delisting."
    case .sourceDisagreement: "Two sources agree on a close to half a percent."
    case .oddAnswer: "The provider's answer was as documented."
    case .thinCoverage: "Of a universe's symbols that trade, 95 percent have a bar."
    }
  }
}
