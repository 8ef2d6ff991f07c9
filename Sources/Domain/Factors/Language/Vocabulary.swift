/// The words of the alpha language: what the parser knows, the reference prints and editors complete.
public struct Vocabulary: Sendable {
  /// What an argument may be, and what a function gives.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// A value for each session and symbol; truth counts as 1, falsehood as 0.
    case number
    /// True, false or missing for each session and symbol.
    case condition
    /// One number, written out.
    case constant
    /// A written number of rows, 1 to 2520; a fraction is dropped.
    case window
    /// A classification of the symbols.
    case group
    /// One of a few words.
    case word
  }

  /// One argument of a function.
  public struct Argument: Hashable, Sendable {
    public let name: String
    public let kind: Kind
    /// The value that it has when it is not written; nil for one that must be written.
    public let preset: String?
    /// True for the last of several values of which there may be any number.
    public let repeats: Bool
  }

  /// A function.
  public struct Entry: Hashable, Sendable {
    /// Its first name, by which the canonical text calls it.
    public let name: String
    /// Other names for the same.
    public let aliases: [String]
    public let chapter: String
    public let arguments: [Argument]
    public let result: Kind
    public let summary: String
    /// A whole expression that uses it.
    public let example: String
    let meaning: Meaning

    /// The function as it is called, such as `ts_rank(x, d, constant=0)`.
    public var signature: String {
      let parts = arguments.map { argument in
        if argument.repeats { return "\(argument.name), …" }
        guard let preset = argument.preset else { return argument.name }
        return "\(argument.name)=\(preset)"
      }
      return "\(name)(\(parts.joined(separator: ", ")))"
    }
  }

  /// A column or a classification.
  public struct Column: Hashable, Sendable {
    public let name: String
    public let result: Kind
    public let summary: String
  }

  /// What a function becomes in a tree.
  enum Meaning: Hashable, Sendable {
    /// The operator, with columns as arguments and constants as parameters in the order of both.
    case plain(FactorOperator)
    /// The operator between each two of its values, from the left.
    case chain(FactorOperator)
    /// An operator whose parameters depend on the conventions.
    case conventional(FactorOperator)
    /// `min` and `max`: over a window when the second argument is a number, else of two columns.
    case overloaded(window: FactorOperator, pair: FactorOperator)
    case tradeWhen, bucket, densify, step, regression
  }

  /// Every function, by chapter.
  public static let entries: [Entry] =
    arithmeticEntries + logicalEntries + windowEntries + momentEntries + rowEntries + groupEntries

  /// Every column and classification of the bars.
  public static let columns: [Column] = [
    Column(name: "open", result: .number, summary: "First price of the session."),
    Column(name: "high", result: .number, summary: "Highest price of the session."),
    Column(name: "low", result: .number, summary: "Lowest price of the session."),
    Column(name: "close", result: .number, summary: "Last price of the session."),
    Column(name: "volume", result: .number, summary: "Shares traded in the session."),
    Column(
      name: "vwap", result: .number,
      summary: "Volume-weighted average price; (high + low + close) / 3 where the data has none."),
    Column(
      name: "returns", result: .number, summary: "close / delay(close, 1) - 1, without dividends."),
    Column(name: "cap", result: .number, summary: "Market capitalisation."),
    Column(
      name: "adv20", result: .number,
      summary: "Average of close * volume over 20 sessions, or any other number of them."),
    Column(name: "sector", result: .group, summary: "Sector; also `IndClass.sector`."),
    Column(name: "industry", result: .group, summary: "Industry; also `IndClass.industry`."),
    Column(
      name: "subindustry", result: .group, summary: "Subindustry; also `IndClass.subindustry`."),
    Column(name: "exchange", result: .group, summary: "Exchange where the symbol is listed."),
    Column(name: "country", result: .group, summary: "Country of the company."),
  ]

  /// Figures from companies' statements that an expression may name, when its caller names no others.
  ///
  /// Money in the currency of the prices, flows of the last twelve months, each as it was known on the
  /// session.
  public static let figures: [String] = [
    "capital_expenditure", "cash", "cost_of_revenue", "current_assets", "current_liabilities",
    "depreciation", "dividends_paid", "ebit", "ebitda", "equity", "free_cash_flow", "goodwill",
    "gross_profit", "interest_expense", "inventory", "long_term_debt", "net_income",
    "operating_cash_flow", "operating_income", "receivables", "research_and_development",
    "retained_earnings", "revenue", "shares_outstanding", "shares_repurchased",
    "selling_general_administrative", "total_assets", "total_debt", "total_liabilities",
  ]

  /// The function of a name, or nil; the case of letters does not matter.
  public static func entry(named name: String) -> Entry? { index[name.lowercased()] }

  private static let index: [String: Entry] = {
    var index: [String: Entry] = [:]
    for entry in entries {
      for name in [entry.name] + entry.aliases { index[name] = entry }
    }
    return index
  }()

  static let groups = Set(columns.filter { $0.result == .group }.map(\.name))

  /// What other languages call what this one has.
  private static let elsewhere: [String: String] = [
    "ref": "delay", "lag": "delay", "shift": "delay", "std": "stddev", "stdev": "stddev",
    "avg": "mean", "average": "mean", "sma": "mean", "ma": "mean", "corr": "correlation",
    "cov": "covariance", "greater": "max2", "less": "min2", "ln": "log", "if": "if_else",
    "iff": "if_else", "where": "if_else", "wma": "decay_linear", "ema": "ts_decay_exp_window",
    "cs_rank": "rank", "demean": "normalize", "isnan": "is_nan", "fillna": "replace_missing",
    "skew": "ts_skewness", "kurt": "ts_kurtosis", "diff": "delta", "price": "close",
    "shares": "shares_outstanding", "pct_change": "returns", "ret": "returns", "sales": "revenue",
    "market_cap": "cap", "marketcap": "cap", "pow": "power", "sgn": "sign",
  ]

  /// The known word that is most like another, with its question, or nil when none is like it.
  static func guess(for word: String, among words: [String]) -> String? {
    if let same = elsewhere[word], words.contains(same) || entry(named: same) != nil {
      return "Did you mean '\(same)'?"
    }
    let limit = word.count <= 3 ? 1 : word.count <= 6 ? 2 : 3
    var best: (distance: Int, word: String)?
    for candidate in words where abs(candidate.count - word.count) <= limit {
      let distance = Self.distance(word, candidate)
      if distance <= limit, distance < word.count, distance < best?.distance ?? .max {
        best = (distance, candidate)
      }
    }
    return best.map { "Did you mean '\($0.word)'?" }
  }

  /// Every name of every function.
  static let functionNames: [String] = entries.flatMap { [$0.name] + $0.aliases }

  /// Letters to add, drop, change or swap with a neighbour to make one word of another.
  private static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.utf8.prefix(64))
    let b = Array(second.utf8.prefix(64))
    var before = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for j in b.indices {
        var least = min(last[j + 1], row[j]) + 1
        least = min(least, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, before[j - 1] + 1)
        }
        row.append(least)
      }
      before = last
      last = row
    }
    return last[b.count]
  }
}

extension Vocabulary.Entry {
  /// - Parameter arguments: As in a signature: `x, y, ..., filter=false`; the kinds follow from the names.
  init(
    _ names: String, _ arguments: String, _ meaning: Vocabulary.Meaning,
    result: Vocabulary.Kind = .number, in chapter: String, _ summary: String, _ example: String
  ) {
    let names = names.split(separator: " ").map(String.init)
    name = names[0]
    aliases = Array(names.dropFirst())
    self.chapter = chapter
    self.arguments = Self.arguments(arguments)
    self.result = result
    self.summary = summary
    self.example = example
    self.meaning = meaning
  }

  private static let conditions: Set<String> = ["condition", "p", "q", "entry", "exit"]
  private static let constants: Set<String> = ["a", "k", "factor", "lowest", "highest"]

  private static func arguments(_ text: String) -> [Vocabulary.Argument] {
    let parts = text.split(separator: ",").map { String($0.drop { $0 == " " }) }
    return parts.indices.compactMap { place in
      if parts[place] == "..." { return nil }
      let halves = parts[place].split(separator: "=").map(String.init)
      let preset = halves.count > 1 ? halves[1] : nil
      return Vocabulary.Argument(
        name: halves[0], kind: kind(halves[0], preset), preset: preset,
        repeats: place + 1 < parts.count && parts[place + 1] == "...")
    }
  }

  private static func kind(_ name: String, _ preset: String?) -> Vocabulary.Kind {
    switch name {
    case "d": return .window
    case "group": return .group
    case "driver", "range": return .word
    default: break
    }
    if conditions.contains(name) { return .condition }
    return preset != nil || constants.contains(name) ? .constant : .number
  }
}
