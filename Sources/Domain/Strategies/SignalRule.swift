public import Construction
public import Factors

/// A strategy as a factor and a way to make a portfolio of it.
public struct SignalRule: Hashable, Sendable {
  /// When the portfolio is made anew.
  public enum Rebalance: Hashable, Sendable {
    case session
    /// On the first session of each ISO week.
    case week
    /// On the first session of each month.
    case month
    /// Every so many sessions, beginning with the first decision.
    case every(Int)
  }

  /// The score of each symbol, in canonical form; a symbol without a value is not held.
  public let expression: FactorExpression
  /// The conventions' name, for both expressions.
  public let conventions: String
  /// 1 for the signal of the session that decides, *n* for that of *n* − 1 sessions before.
  public let delay: Int
  /// A condition that a symbol must meet to be held; nil for none.
  public let eligible: FactorExpression?
  public let rebalance: Rebalance
  public let construction: ConstructionPlan

  public init(
    expression: FactorExpression, conventions: String, delay: Int, eligible: FactorExpression?,
    rebalance: Rebalance, construction: ConstructionPlan
  ) {
    self.expression = expression
    self.conventions = conventions
    self.delay = delay
    self.eligible = eligible
    self.rebalance = rebalance
    self.construction = construction
  }

  /// The bars that it wants to see before it decides.
  public var warmUpBars: Int {
    max(expression.rowsNeeded, eligible?.rowsNeeded ?? 0) + delay - 1
      + (construction.needsReturns ? construction.volatilityWindow : 0)
  }
}

extension SignalRule {
  /// Its members in a specification, all of them, but for the kind.
  var members: [String: JSONTree] {
    [
      "expression": .text(expression.text), "conventions": .text(conventions),
      "delay": .number(Double(delay)), "eligible": eligible.map { .text($0.text) } ?? .null,
      "rebalance": rebalance.tree, "construction": construction.tree,
    ]
  }

  /// Whether every number can be written.
  var hasFiniteNumbers: Bool {
    let plan = construction
    return [
      plan.longs.number, plan.shorts.number, plan.gross, plan.targetVolatility ?? 0,
      plan.shrinkage ?? 0, plan.maximumWeight ?? 0, plan.maximumTurnover ?? 0,
    ].allSatisfy(\.isFinite)
  }
}

extension SignalRule.Rebalance {
  static let words = ["session", "week", "month"]

  var tree: JSONTree {
    switch self {
    case .session: .text("session")
    case .week: .text("week")
    case .month: .text("month")
    case .every(let sessions): .number(Double(sessions))
    }
  }
}

extension ConstructionPlan {
  static let keys = [
    "kind", "longs", "shorts", "gross", "volatilityWindow", "targetVolatility", "shrinkage",
    "maximumWeight", "maximumTurnover", "sectorNeutral", "betaNeutral",
  ]

  var tree: JSONTree {
    func number(_ value: Double?) -> JSONTree { value.map { .number($0) } ?? .null }
    return .object([
      "kind": .text(scheme.rawValue), "longs": .number(longs.number),
      "shorts": .number(shorts.number), "gross": .number(gross),
      "volatilityWindow": .number(Double(volatilityWindow)),
      "targetVolatility": number(targetVolatility), "shrinkage": number(shrinkage),
      "maximumWeight": number(maximumWeight), "maximumTurnover": number(maximumTurnover),
      "sectorNeutral": .bool(sectorNeutral), "betaNeutral": .bool(betaNeutral),
    ])
  }
}

extension ConstructionPlan.Names {
  /// As a specification writes it: a count, or a share below one.
  var number: Double {
    switch self {
    case .count(let count): Double(count)
    case .share(let share): share
    }
  }
}
