import Construction
import Factors

extension SignalRule {
  static let keys = [
    "kind", "expression", "conventions", "delay", "eligible", "rebalance", "construction",
  ]
  /// The most sessions between two portfolios, or between a signal and its decision.
  private static let longestWait = 252
  /// What a bar says of a symbol; other columns reach no strategy.
  private static let columns: Set<FactorField> = [.open, .high, .low, .close, .volume, .vwap]

  /// Reads the members of `strategy`, noting every fault; nil when one is in the way.
  static func read(
    _ members: [String: JSONTree], symbolCount: Int, faults: inout [String]
  ) -> SignalRule? {
    var reader = SpecificationReader(members, path: "strategy.", known: keys)
    let conventions = word(
      "conventions", among: FactorConventions.named.map(\.name), otherwise: "paper", &reader)
    let delay = reader.integer("delay", 1...longestWait, otherwise: 1)
    let rebalance = rebalance(&reader)
    let convention = FactorConventions.named.first { $0.name == conventions }?.conventions
    let score = reader.text("expression", lengths: 1...4000).flatMap {
      expression("expression", $0, convention ?? .paper, &reader)
    }
    let condition = reader.optionalText("eligible", lengths: 1...4000)
    let eligible = condition.flatMap { text in
      text.flatMap { expression("eligible", $0, convention ?? .paper, &reader) }
    }
    if let eligible, !eligible.tree.isCondition {
      reader.note("eligible is a number; it must be a condition, such as close > 5.")
    }
    var inner: [String] = []
    let plan = reader.object("construction").flatMap {
      ConstructionPlan.read($0, symbolCount: symbolCount, faults: &inner)
    }
    faults += reader.faults + inner
    guard reader.faults.isEmpty, inner.isEmpty, let conventions, let delay, let rebalance,
      let score, let plan
    else { return nil }
    return SignalRule(
      expression: score, conventions: conventions, delay: delay, eligible: eligible,
      rebalance: rebalance, construction: plan)
  }

  /// Parses an expression and returns its canonical form.
  private static func expression(
    _ key: String, _ text: String, _ conventions: FactorConventions,
    _ reader: inout SpecificationReader
  ) -> FactorExpression? {
    do throws(FactorError) {
      let written = try FactorExpression(parsing: text, conventions: conventions)
      let count = reader.faultCount
      for field in written.fields where !columns.contains(field) {
        reader.note("\(key) reads \(field), which no bar holds; it can be studied, but not traded.")
      }
      for group in written.groups {
        reader.note("\(key) reads \(group), but a universe has no classification of its symbols.")
      }
      if written.rowsNeeded > StrategyRule.longestLookback {
        reader.note(
          "\(key) looks back \(written.rowsNeeded) sessions; it must be at most "
            + "\(StrategyRule.longestLookback).")
      }
      guard reader.faultCount == count else { return nil }
      return try FactorExpression(parsing: written.canonical, conventions: conventions)
    } catch {
      for fault in error.faults {
        let hint = fault.suggestion.map { " \($0)" } ?? ""
        reader.note("\(key), character \(fault.range.lowerBound + 1): \(fault.message)\(hint)")
      }
      return nil
    }
  }

  private static func rebalance(_ reader: inout SpecificationReader) -> Rebalance? {
    let allowed = "session, week, month or a number of sessions"
    switch reader.value("rebalance") {
    case .text("session"): return .session
    case .text("week"): return .week
    case .text("month"): return .month
    case .text(let word):
      reader.note(
        "rebalance is '\(word)'; it must be \(allowed)."
          + NearMiss.suggestion(for: word, among: Rebalance.words))
    case .number:
      return reader.integer("rebalance", 1...longestWait).map { .every($0) }
    case nil: reader.note("rebalance is missing; it must be \(allowed).")
    case .some(let other): reader.note("rebalance holds \(other.kindName); it must be \(allowed).")
    }
    return nil
  }
}

extension FactorTree {
  /// Whether its values are truths.
  fileprivate var isCondition: Bool { isCondition(nodes.count - 1) }

  private func isCondition(_ place: Int) -> Bool {
    let node = nodes[place]
    guard case .apply(let operation) = node.kind else { return false }
    switch operation {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .and, .or, .not,
      .isMissing:
      return true
    case .select: return node.arguments.dropFirst().allSatisfy { isCondition($0) }
    default: return false
    }
  }
}

/// One of a few words; a missing key is `otherwise`, or a fault without one.
private func word(
  _ key: String, among words: [String], otherwise: String?, _ reader: inout SpecificationReader
) -> String? {
  let allowed = "it must be one of \(words.joined(separator: ", "))."
  switch reader.value(key) {
  case .text(let word) where words.contains(word): return word
  case .text(let word):
    reader.note("\(key) is '\(word)'; \(allowed)" + NearMiss.suggestion(for: word, among: words))
  case nil where otherwise != nil: return otherwise
  case nil: reader.note("\(key) is missing; \(allowed)")
  case .some(let other): reader.note("\(key) holds \(other.kindName); \(allowed)")
  }
  return nil
}

extension ConstructionPlan {
  /// Reads the `construction` object for a universe of `symbolCount`; nil when faults were noted.
  static func read(
    _ members: [String: JSONTree], symbolCount: Int, faults: inout [String]
  ) -> ConstructionPlan? {
    var reader = SpecificationReader(members, path: "strategy.construction.", known: keys)
    let kind = word("kind", among: Scheme.allCases.map(\.rawValue), otherwise: nil, &reader)
    let longs = names("longs", symbolCount, otherwise: nil, &reader)
    let shorts = names("shorts", symbolCount, otherwise: .count(0), &reader)
    let gross = reader.number("gross", 0.01...10, otherwise: 1)
    let window = reader.integer(
      "volatilityWindow", 2...StrategyRule.longestLookback, otherwise: 60)
    let volatility = reader.numberIfAny("targetVolatility", 0.001...10)
    let shrinkage = reader.numberIfAny("shrinkage", 0...1)
    let weight = reader.numberIfAny("maximumWeight", 0.0001...10)
    let turnover = reader.numberIfAny("maximumTurnover", 0.001...20)
    let sectors = reader.bool("sectorNeutral", otherwise: false)
    let betas = reader.bool("betaNeutral", otherwise: false)
    faults += reader.faults
    guard reader.faults.isEmpty, let scheme = kind.flatMap({ Scheme(rawValue: $0) }), let longs,
      let shorts, let gross, let window, let volatility, let shrinkage, let weight, let turnover,
      let sectors, let betas
    else { return nil }
    let plan = ConstructionPlan(
      scheme: scheme, longs: longs, shorts: shorts, gross: gross, volatilityWindow: window,
      targetVolatility: volatility, shrinkage: shrinkage, maximumWeight: weight,
      maximumTurnover: turnover, sectorNeutral: sectors, betaNeutral: betas)
    let contradictions = plan.contradictions(symbolCount: symbolCount)
    faults += contradictions.map { "strategy.construction." + $0 }
    return contradictions.isEmpty ? plan : nil
  }

  private static func names(
    _ key: String, _ symbolCount: Int, otherwise: Names?, _ reader: inout SpecificationReader
  ) -> Names? {
    if let otherwise, reader.value(key) == nil { return otherwise }
    guard let number = reader.number(key, 0...Double(max(1, symbolCount))) else { return nil }
    if number > 0, number < 1 { return .share(number) }
    guard number == number.rounded() else {
      reader.note("\(key) is \(number); it must be a whole number, or a share below 1.")
      return nil
    }
    return .count(Int(number))
  }

  /// What no portfolio of the universe can keep to.
  private func contradictions(symbolCount: Int) -> [String] {
    var found: [String] = []
    let (longCount, shortCount) = (most(longs, symbolCount), most(shorts, symbolCount))
    let isBalanced = longCount > 0 && shortCount > 0
    if longCount + shortCount == 0 {
      found.append("longs and shorts are 0; one of them must be more, or nothing is ever held.")
    }
    if longCount + shortCount > max(symbolCount, 2) {
      found.append(
        "longs and shorts want \(longCount + shortCount) names; the universe has \(symbolCount).")
    }
    if scheme == .targetVolatility, targetVolatility == nil {
      found.append("targetVolatility is missing; the kind targetVolatility needs it, such as 0.1.")
    }
    if scheme != .targetVolatility, let targetVolatility {
      found.append(
        "targetVolatility is \(targetVolatility), which only the kind targetVolatility reads; "
          + "it must be null.")
    }
    for (count, key) in [(longCount, "longs"), (shortCount, "shorts")] where count > 0 {
      let total = isBalanced ? gross / 2 : gross
      if let maximumWeight, Double(count) * maximumWeight < total * (1 - 1e-12) {
        found.append(
          "maximumWeight is \(maximumWeight); \(count) \(key) of it cannot hold \(total). "
            + "It must be at least \(total / Double(count)).")
      }
    }
    if betaNeutral, !isBalanced {
      found.append("betaNeutral is true; it needs longs and shorts.")
    }
    if sectorNeutral {
      found.append(
        "sectorNeutral is true, but a universe has no classification of its symbols; "
          + "it must be false.")
    }
    let reads = scheme == .minimumVariance || scheme == .targetVolatility || betaNeutral
    if reads, longCount + shortCount > Self.largestProgram {
      found.append(
        "longs and shorts are \(longCount + shortCount) names; with covariances or betas there "
          + "must be at most \(Self.largestProgram).")
    }
    return found
  }

  private func most(_ names: Names, _ symbolCount: Int) -> Int {
    switch names {
    case .count(let count): count
    case .share(let share): max(1, Int((share * Double(symbolCount) + 1e-9).rounded(.down)))
    }
  }
}
