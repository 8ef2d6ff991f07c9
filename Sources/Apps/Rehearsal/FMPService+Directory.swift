import Chronology
import Market

extension FMPService {
  /// Listings that trade on the evening shown, with their numbers.
  func traded() -> [Int] {
    let through = self.through
    return (0..<market.listingCount).filter {
      guard let life = market.life(at: $0, through: through) else { return false }
      return life.last == nil
    }
  }

  /// Lists, searches, the screener and profiles.
  func directory(_ question: FMPQuestion) -> Content {
    switch question.endpoint {
    case "stock-list": return .written(names("companyName"))
    case "actively-trading-list": return .written(names("name"))
    case "financial-statement-symbol-list": return .rows(reporting())
    case "etf-list":
      return .rows(
        listings { $0.kind == .etf }.map {
          [("symbol", .text($0.ticker)), ("name", .text($0.name))]
        })
    case "symbol-change": return .rows(question.page(changes(), size: 1_000_000))
    case "available-exchanges": return .rows(exchanges())
    case "available-sectors": return .rows(distinct("sector") { $0.sector })
    case "available-industries": return .rows(distinct("industry") { $0.industry })
    case "available-countries": return .rows(distinct("country") { $0.country })
    case "search-symbol", "search-name": return .rows(search(question))
    case "search-cik", "search-cusip", "search-isin": return .rows(searchNumber(question))
    case "cik-list":
      return .rows(
        question.page(listings { $0.shares != nil }, size: 1000).map {
          [("cik", .text(FMPIdentity.cik($0))), ("companyName", .text($0.name))]
        })
    case "company-screener": return .rows(screener(question))
    case "profile":
      guard let symbol = question.symbol else {
        return .refused("Query Error: Missing parameter symbol")
      }
      guard let index = market.index(of: symbol, through: through) else { return .rows([]) }
      return .rows([profile(index)])
    case "profile-bulk": return profiles(question)
    default: return .none
    }
  }

  /// Rows of a bulk profile in one part.
  static let profilesPerPart = 10_000

  private func profiles(_ question: FMPQuestion) -> Content {
    guard let part = question.number("part"), part >= 0 else {
      return .refused("Query Error: Missing parameter part")
    }
    let all = traded()
    let first = part * Self.profilesPerPart
    guard first < all.count else { return .refused("Query Error: Invalid part") }
    let rows = all[first..<min(first + Self.profilesPerPart, all.count)].map(profile)
    return .table(rows, header: [])
  }

  private func listings(_ isWanted: (RehearsedListing) -> Bool) -> [RehearsedListing] {
    traded().map { market.listing(at: $0, through: through) }.filter(isWanted)
  }

  private func names(_ field: String) -> RehearsalAnswer {
    let through = self.through
    var out = ByteWriter(capacity: 64 + market.listingCount * 80)
    out.put(UInt8(0x5B))
    let all = traded()
    for index in all {
      let listing = market.listing(at: index, through: through)
      out.put("{\"symbol\":")
      out.put(quoted: listing.ticker)
      out.put(UInt8(0x2C))
      out.put(quoted: field)
      out.put(UInt8(0x3A))
      out.put(quoted: listing.name)
      out.put("},")
    }
    if !all.isEmpty { out.dropLast() }
    out.put(UInt8(0x5D))
    return .json(out.bytes())
  }

  private func reporting() -> [FMPRows.Row] {
    listings { $0.shares != nil }.map {
      [
        ("symbol", .text($0.ticker)), ("companyName", .text($0.name)),
        ("tradingCurrency", .text($0.currency)), ("reportingCurrency", .text($0.currency)),
      ]
    }
  }

  private func changes() -> [FMPRows.Row] {
    market.symbolChanges(through: through).reversed().map {
      [
        ("date", .text($0.on.description)), ("companyName", .text($0.name)),
        ("oldSymbol", .text($0.old.ticker)), ("newSymbol", .text($0.new.ticker)),
      ]
    }
  }

  private func exchanges() -> [FMPRows.Row] {
    var seen: Set<String> = []
    return listings { seen.insert($0.exchange.0).inserted }.map { own in
      let suffix = own.ticker.firstIndex(of: ".").map { String(own.ticker[$0...]) }
      return [
        ("exchange", .text(own.exchange.0)), ("name", .text(own.exchange.1)),
        ("countryName", .text(own.country)), ("countryCode", .text(own.country)),
        ("symbolSuffix", .text(suffix ?? "N/A")), ("delay", .text("Real-time")),
      ]
    }
  }

  private func distinct(_ field: String, _ value: (RehearsedListing) -> String) -> [FMPRows.Row] {
    var seen: Set<String> = []
    for listing in listings({ _ in true }) where !value(listing).isEmpty {
      seen.insert(value(listing))
    }
    return seen.sorted().map { [(field, .text($0))] }
  }

  private func search(_ question: FMPQuestion) -> [FMPRows.Row] {
    let words = (question.request.value("query") ?? "").lowercased()
    let isName = question.endpoint == "search-name"
    let exchange = question.request.value("exchange")
    let found = listings { listing in
      let text = (isName ? listing.name : listing.ticker).lowercased()
      let fits = isName ? text.contains(words) : text.hasPrefix(words)
      return fits && (exchange.map { $0 == listing.exchange.0 } ?? true)
    }
    return question.page(found, size: 50).map {
      [
        ("symbol", .text($0.ticker)), ("name", .text($0.name)), ("currency", .text($0.currency)),
        ("exchangeFullName", .text($0.exchange.1)), ("exchange", .text($0.exchange.0)),
      ]
    }
  }

  private func searchNumber(_ question: FMPQuestion) -> [FMPRows.Row] {
    let field = String(question.endpoint.dropFirst("search-".count))
    let wanted = question.request.value(field) ?? ""
    return traded().compactMap { index -> FMPRows.Row? in
      let listing = market.listing(at: index, through: through)
      guard listing.shares != nil else { return nil }
      let value = FMPIdentity.number(field, of: listing)
      guard value == wanted else { return nil }
      let head: FMPRows.Row = [
        ("symbol", .text(listing.ticker)),
        (field == "isin" ? "name" : "companyName", .text(listing.name)), (field, .text(value)),
      ]
      if field == "cik" {
        return head + [
          ("exchangeFullName", .text(listing.exchange.1)), ("exchange", .text(listing.exchange.0)),
          ("currency", .text(listing.currency)),
        ]
      }
      return head + [("marketCap", .number(marketCap(index)))]
    }
  }

  /// The newest close of a listing; nil before its first bar.
  func lastBar(_ index: Int) -> (day: Int32, close: Double, volume: Double)? {
    let through = self.through
    let bars = market.bars(at: index, over: through.advanced(by: -14)...through, through: through)
    guard let row = bars.close.indices.last else { return nil }
    return (bars.days[row], bars.close[row], bars.volume[row])
  }

  /// Shares outstanding times the newest close, in the listing's currency.
  func marketCap(_ index: Int) -> Double {
    let shares = market.listing(at: index, through: through).shares ?? 0
    return ((lastBar(index)?.close ?? 0) * shares).rounded()
  }

  private func screener(_ question: FMPQuestion) -> [FMPRows.Row] {
    func range(_ name: String) -> ClosedRange<Double> {
      let low = question.request.value(name + "MoreThan").flatMap(Double.init) ?? -.infinity
      let high = question.request.value(name + "LowerThan").flatMap(Double.init) ?? .infinity
      return low <= high ? low...high : -.infinity...(-.greatestFiniteMagnitude)
    }
    let (caps, prices, volumes) = (range("marketCap"), range("price"), range("volume"))
    func fits(_ name: String, _ value: String) -> Bool {
      question.request.value(name).map { $0.split(separator: ",").contains { $0 == value } } ?? true
    }
    func agrees(_ name: String, _ value: Bool) -> Bool {
      question.request.value(name).map { ($0.lowercased() == "true") == value } ?? true
    }
    var rows: [FMPRows.Row] = []
    for index in traded() {
      let own = market.listing(at: index, through: through)
      guard fits("sector", own.sector), fits("industry", own.industry),
        fits("exchange", own.exchange.0), fits("country", own.country),
        agrees("isEtf", own.kind == .etf), agrees("isFund", own.kind == .fund),
        agrees("isActivelyTrading", true), let bar = lastBar(index)
      else { continue }
      let cap = (bar.close * (own.shares ?? 0)).rounded()
      guard caps.contains(cap), prices.contains(bar.close),
        bar.volume.isNaN || volumes.contains(bar.volume)
      else { continue }
      rows.append([
        ("symbol", .text(own.ticker)), ("companyName", .text(own.name)),
        ("marketCap", .number(cap)),
        ("sector", .text(own.sector)), ("industry", .text(own.industry)), ("beta", .number(1)),
        ("price", .number(bar.close)), ("lastAnnualDividend", .number(0)),
        ("volume", bar.volume.isNaN ? .null : .number(bar.volume)),
        ("exchange", .text(own.exchange.1)), ("exchangeShortName", .text(own.exchange.0)),
        ("country", .text(own.country)), ("isEtf", .flag(own.kind == .etf)),
        ("isFund", .flag(own.kind == .fund)), ("isActivelyTrading", .flag(true)),
      ])
    }
    return question.page(rows, size: 10_000)
  }
}
