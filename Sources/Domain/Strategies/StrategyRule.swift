/// Which strategy a specification names, with its settings.
public enum StrategyRule: Hashable, Sendable {
  /// `weight` is the fraction of equity for all symbols together.
  case buyAndHold(weight: Double)
  /// `weight` is the fraction of equity for each symbol.
  case movingAverageCrossover(fast: Int, slow: Int, weight: Double)
  /// `weight` is the fraction of equity for all holdings together.
  case crossSectionalMomentum(lookback: Int, skip: Int, holdings: Int, weight: Double)
  /// `weight` is the fraction of equity for each name.
  case shortTermReversal(lookback: Int, names: Int, weight: Double)
  /// A factor and a way to make a portfolio of it.
  case signal(SignalRule)

  /// Every kind's name in a specification.
  public static let kinds = [
    "buyAndHold", "movingAverageCrossover", "crossSectionalMomentum", "shortTermReversal",
    "signal",
  ]

  /// The kind's name in a specification.
  public var kind: String {
    switch self {
    case .buyAndHold: "buyAndHold"
    case .movingAverageCrossover: "movingAverageCrossover"
    case .crossSectionalMomentum: "crossSectionalMomentum"
    case .shortTermReversal: "shortTermReversal"
    case .signal: "signal"
    }
  }

  /// The longest look-back a strategy may ask for: about ten years of sessions.
  static let longestLookback = 2520
  static let weights = -1.0...1.0

  var tree: JSONTree {
    var members: [String: JSONTree] = ["kind": .text(kind)]
    switch self {
    case .buyAndHold(let weight):
      members["weight"] = .number(weight)
    case .movingAverageCrossover(let fast, let slow, let weight):
      members["fast"] = .number(Double(fast))
      members["slow"] = .number(Double(slow))
      members["weight"] = .number(weight)
    case .crossSectionalMomentum(let lookback, let skip, let holdings, let weight):
      members["lookback"] = .number(Double(lookback))
      members["skip"] = .number(Double(skip))
      members["holdings"] = .number(Double(holdings))
      members["weight"] = .number(weight)
    case .shortTermReversal(let lookback, let names, let weight):
      members["lookback"] = .number(Double(lookback))
      members["names"] = .number(Double(names))
      members["weight"] = .number(weight)
    case .signal(let rule):
      members.merge(rule.members) { $1 }
    }
    return .object(members)
  }

  /// Reads the `strategy` object for a universe of `symbolCount`; nil when faults were noted.
  static func read(
    _ members: [String: JSONTree], symbolCount: Int, faults: inout [String]
  ) -> StrategyRule? {
    guard case .text(let kind)? = members["kind"] else {
      faults.append("strategy.kind is missing; it must be one of \(kinds.joined(separator: ", ")).")
      return nil
    }
    var reader: SpecificationReader
    var rule: StrategyRule?
    switch kind {
    case "buyAndHold":
      reader = SpecificationReader(members, path: "strategy.", known: ["kind", "weight"])
      rule = reader.number("weight", weights).map { .buyAndHold(weight: $0) }
    case "movingAverageCrossover":
      reader = SpecificationReader(
        members, path: "strategy.", known: ["kind", "fast", "slow", "weight"])
      rule = crossover(&reader)
    case "crossSectionalMomentum":
      reader = SpecificationReader(
        members, path: "strategy.", known: ["kind", "lookback", "skip", "holdings", "weight"])
      rule = momentum(&reader, symbolCount: symbolCount)
    case "shortTermReversal":
      reader = SpecificationReader(
        members, path: "strategy.", known: ["kind", "lookback", "names", "weight"])
      rule = reversal(&reader, symbolCount: symbolCount)
    case "signal":
      return SignalRule.read(members, symbolCount: symbolCount, faults: &faults)
        .map { .signal($0) }
    default:
      faults.append(
        "strategy.kind is '\(kind)'; it must be one of \(kinds.joined(separator: ", "))."
          + NearMiss.suggestion(for: kind, among: kinds))
      return nil
    }
    faults += reader.faults
    return reader.faults.isEmpty ? rule : nil
  }

  private static func crossover(_ reader: inout SpecificationReader) -> StrategyRule? {
    let fast = reader.integer("fast", 1...(longestLookback - 1))
    let slow = reader.integer("slow", 2...longestLookback)
    let weight = reader.number("weight", weights)
    guard let fast, let slow, let weight else { return nil }
    guard fast < slow else {
      reader.note("fast is \(fast); it must be less than slow, which is \(slow).")
      return nil
    }
    return .movingAverageCrossover(fast: fast, slow: slow, weight: weight)
  }

  private static func momentum(
    _ reader: inout SpecificationReader, symbolCount: Int
  ) -> StrategyRule? {
    let lookback = reader.integer("lookback", 1...longestLookback)
    let skip = reader.integer("skip", 0...(longestLookback - 1))
    let holdings = reader.integer("holdings", 1...max(1, symbolCount))
    let weight = reader.number("weight", weights)
    guard let lookback, let skip, let holdings, let weight else { return nil }
    guard skip < lookback else {
      reader.note("skip is \(skip); it must be less than lookback, which is \(lookback).")
      return nil
    }
    return .crossSectionalMomentum(
      lookback: lookback, skip: skip, holdings: holdings, weight: weight)
  }

  private static func reversal(
    _ reader: inout SpecificationReader, symbolCount: Int
  ) -> StrategyRule? {
    let lookback = reader.integer("lookback", 1...longestLookback)
    let names = reader.integer("names", 1...max(1, symbolCount / 2))
    let weight = reader.number("weight", weights)
    guard let lookback, let names, let weight else { return nil }
    return .shortTermReversal(lookback: lookback, names: names, weight: weight)
  }
}
