import Chronology

extension FMPService {
  /// Directories of what is no stock, and figures about companies' sizes.
  func otherMarkets(_ question: FMPQuestion) -> Content {
    switch question.endpoint {
    case "cryptocurrency-list":
      return .rows(
        Self.coins.map { code, name in
          [
            ("symbol", .text(code + "USD")), ("name", .text("\(name) USD")),
            ("exchange", .text("CCC")), ("icoDate", .null), ("circulatingSupply", .number(1e9)),
            ("totalSupply", .null),
          ]
        })
    case "forex-list":
      return .rows(
        Self.currencies.flatMap { from in
          Self.currencies.filter { $0.0 != from.0 }.map { to in
            [
              ("symbol", .text(from.0 + to.0)), ("fromCurrency", .text(from.0)),
              ("toCurrency", .text(to.0)), ("fromName", .text(from.1)), ("toName", .text(to.1)),
            ]
          }
        })
    case "index-list":
      return .rows([
        [
          ("symbol", .text("^GSPC")), ("name", .text("S&P 500")), ("exchange", .text("SNP")),
          ("currency", .text("USD")),
        ]
      ])
    case "commodities-list":
      return .rows([
        [
          ("symbol", .text("GCUSD")), ("name", .text("Gold Futures")), ("exchange", .null),
          ("tradeMonth", .text("Dec")), ("currency", .text("USD")),
        ]
      ])
    case "market-capitalization":
      guard let symbol = question.symbol else {
        return .refused("Query Error: Missing parameter symbol")
      }
      return .rows(capitalizations(of: [symbol]))
    case "market-capitalization-batch": return .rows(capitalizations(of: question.symbols))
    case "shares-float":
      guard let symbol = question.symbol else {
        return .refused("Query Error: Missing parameter symbol")
      }
      return .rows(floats(of: [symbol]))
    default: return .none
    }
  }

  private func capitalizations(of symbols: [String]) -> [FMPRows.Row] {
    symbols.compactMap { symbol in
      guard let index = market.index(of: symbol, through: through),
        market.listing(at: index, through: through).shares != nil
      else { return nil }
      return [
        ("symbol", .text(symbol)), ("date", .text(through.description)),
        ("marketCap", .number(marketCap(index))),
      ]
    }
  }

  private func floats(of symbols: [String]) -> [FMPRows.Row] {
    symbols.compactMap { symbol in
      guard let index = market.index(of: symbol, through: through),
        let shares = market.listing(at: index, through: through).shares
      else { return nil }
      return [
        ("symbol", .text(symbol)), ("date", .text("\(through) 16:00:00")),
        ("freeFloat", .number(75)), ("floatShares", .number((shares * 0.75).rounded())),
        ("outstandingShares", .number(shares)), ("source", .text("https://example.com")),
      ]
    }
  }

  private static let coins = [
    ("BTC", "Bitcoin"), ("ETH", "Ethereum"), ("SOL", "Solana"), ("ADA", "Cardano"),
    ("DOGE", "Dogecoin"), ("LTC", "Litecoin"),
  ]

  private static let currencies = [
    ("EUR", "Euro"), ("USD", "US Dollar"), ("GBP", "British Pound"), ("JPY", "Japanese Yen"),
    ("CHF", "Swiss Franc"), ("CAD", "Canadian Dollar"),
  ]
}
