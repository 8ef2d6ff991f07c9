import Fingerprint
public import Market
public import Trading

/// What is wrong with a strategy specification.
public struct SpecificationError: Error, Hashable, Sendable {
  /// One sentence each: the field, the value seen, what is allowed.
  public let faults: [String]
}

/// A strategy as data: what is traded, by which rule, at what cost. A JSON file.
///
/// Two texts that mean the same have one canonical form and one `contentHash`, whatever the order of
/// their keys; a strategy is approved, and may trade, by that hash.
public struct StrategySpecification: Hashable, Sendable {
  /// The format this version writes and reads.
  public static let schema = 1
  /// The most symbols a universe may have.
  public static let largestUniverse = 5000

  public let name: String
  public let summary: String
  public let rule: StrategyRule
  /// What may be traded, distinct; the order is the index order.
  public let universe: [Symbol]
  /// What the result is compared with; nil for nothing.
  public let benchmark: Symbol?
  /// The cash a backtest starts with, in US dollars.
  public let capital: Double
  public let costs: ExecutionCosts

  public init(
    name: String, summary: String, rule: StrategyRule, universe: [Symbol], benchmark: Symbol?,
    capital: Double, costs: ExecutionCosts
  ) {
    self.name = name
    self.summary = summary
    self.rule = rule
    self.universe = universe
    self.benchmark = benchmark
    self.capital = capital
    self.costs = costs
  }

  /// Reads a specification from its JSON text.
  ///
  /// - Throws: Every fault found, not only the first.
  public init(parsing text: String) throws(SpecificationError) {
    let tree: JSONTree
    do throws(JSONParser.Fault) {
      tree = try JSONTree(parsing: text)
    } catch {
      throw SpecificationError(
        faults: ["The specification is not valid JSON: \(error.message)"])
    }
    try self.init(tree)
  }

  init(_ tree: JSONTree) throws(SpecificationError) {
    var faults: [String] = []
    guard let read = Self.read(tree, faults: &faults), faults.isEmpty else {
      throw SpecificationError(faults: faults)
    }
    self = read
  }

  /// What is wrong with a JSON text; empty when it is a specification.
  public static func faults(in text: String) -> [String] {
    do throws(SpecificationError) {
      _ = try StrategySpecification(parsing: text)
      return []
    } catch {
      return error.faults
    }
  }

  /// What is wrong with this specification; empty when it can be run.
  public func faults() -> [String] {
    guard hasFiniteNumbers else { return ["A number of the specification is not finite."] }
    return Self.faults(in: canonicalJSON)
  }

  private var hasFiniteNumbers: Bool {
    let weight =
      switch rule {
      case .buyAndHold(let weight), .movingAverageCrossover(_, _, let weight),
        .crossSectionalMomentum(_, _, _, let weight), .shortTermReversal(_, _, let weight):
        weight
      case .signal(let rule): rule.hasFiniteNumbers ? 0 : Double.nan
      }
    return ([weight, capital] + costs.numbers).allSatisfy(\.isFinite)
  }

  /// The one canonical text: sorted keys, no spaces, the shortest numbers.
  public var canonicalJSON: String { tree.canonical }

  /// The lower-case hex SHA-256 of `canonicalJSON`.
  public var contentHash: String { SHA256.hex(of: canonicalJSON) }

  /// The capital as money, rounded at nine places.
  public var capitalMoney: Money {
    guard let money = Money(rounding: capital) else {
      preconditionFailure("A valid specification has a finite capital.")
    }
    return money
  }

  /// Creates the strategy in its initial state; symbol indices are those of `universe`.
  public func makeStrategy() -> any Strategy {
    let count = universe.count
    return switch rule {
    case .buyAndHold(let weight):
      BuyAndHold(symbolCount: count, weight: weight)
    case .movingAverageCrossover(let fast, let slow, let weight):
      MovingAverageCrossover(symbolCount: count, fast: fast, slow: slow, weight: weight)
    case .crossSectionalMomentum(let lookback, let skip, let holdings, let weight):
      CrossSectionalMomentum(
        symbolCount: count, lookback: lookback, skip: skip, holdings: holdings, weight: weight)
    case .shortTermReversal(let lookback, let names, let weight):
      ShortTermReversal(symbolCount: count, lookback: lookback, names: names, weight: weight)
    case .signal(let rule):
      SignalStrategy(rule, symbolCount: count)
    }
  }
}
