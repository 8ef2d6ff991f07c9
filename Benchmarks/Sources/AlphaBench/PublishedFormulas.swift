import Factors

/// Ten of Z. Kakushadze's *101 Formulaic Alphas*, by the conventions `golden`.
enum PublishedFormulas {
  static let texts: [(number: Int, text: String)] = [
    (1, "rank(ts_argmax(signedpower(returns < 0 ? stddev(returns, 20) : close, 2), 5)) - 0.5"),
    (4, "-1 * ts_rank(rank(low), 9)"),
    (6, "-1 * correlation(open, volume, 10)"),
    (12, "sign(delta(volume, 1)) * (-1 * delta(close, 1))"),
    (33, "rank(-1 * (1 - open / close))"),
    (41, "(high * low)^0.5 - (high + low + close) / 3"),
    (53, "-1 * delta(((close - low) - (high - close)) / (close - low), 9)"),
    (54, "(-1 * ((low - close) * open^5)) / ((low - high) * close^5)"),
    (
      60,
      "-1 * (2 * scale(rank(((close - low) - (high - close)) / (high - low) * volume))"
        + " - scale(rank(ts_argmax(close, 10))))"
    ),
    (101, "(close - open) / (high - low + 0.001)"),
  ]

  static func ten() throws -> [(name: String, tree: FactorTree)] {
    try texts.map {
      (String($0.number), try FactorExpression(parsing: $0.text, conventions: .golden).tree)
    }
  }

  static func all() throws -> [(name: String, tree: FactorTree)] {
    try NamedFactor.library.filter { $0.group == .alpha101 }.map {
      ($0.name, try FactorExpression(parsing: $0.expression, conventions: $0.conventions).tree)
    }
  }
}
