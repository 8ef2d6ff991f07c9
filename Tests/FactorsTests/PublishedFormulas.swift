import Factors

/// Puts trees together by hand.
struct TreeBuilder {
  private(set) var nodes: [FactorNode] = []
  private var places: [FactorNode: Int] = [:]

  private mutating func add(_ node: FactorNode) -> Int {
    if let place = places[node] { return place }
    places[node] = nodes.count
    nodes.append(node)
    return nodes.count - 1
  }

  mutating func field(_ field: FactorField) -> Int { add(FactorNode(.field(field))) }
  mutating func number(_ value: Double) -> Int { add(FactorNode(.constant(value))) }
  mutating func apply(
    _ operation: FactorOperator, _ arguments: Int..., window: Int = 0, parameters: [Double] = []
  ) -> Int {
    add(
      FactorNode(
        .apply(operation), arguments: arguments, window: window, parameters: parameters))
  }
}

/// Ten of the *101 Formulaic Alphas* as trees, by the conventions `golden`.
struct PublishedFormulas {
  private var build = TreeBuilder()
  private let open: Int
  private let high: Int
  private let low: Int
  private let close: Int
  private let volume: Int

  private init() {
    open = build.field(.open)
    high = build.field(.high)
    low = build.field(.low)
    close = build.field(.close)
    volume = build.field(.volume)
  }

  static let numbers = [1, 4, 6, 12, 33, 41, 53, 54, 60, 101]

  static func tree(_ number: Int) -> FactorTree {
    var formulas = Self()
    formulas.write(number)
    return FactorTree(nodes: formulas.build.nodes, rowsNeeded: 1)
  }

  private mutating func rank(_ x: Int) -> Int { build.apply(.rank, x, parameters: [0]) }

  private mutating func argumentMaximum(_ x: Int, _ window: Int) -> Int {
    build.apply(.argumentMaximum, x, window: window, parameters: [0, 1])
  }

  /// The root of a formula is the last step that is added.
  private mutating func write(_ number: Int) {
    switch number {
    case 1: first()
    case 4:
      let place = build.apply(.windowRank, rank(low), window: 9, parameters: [0])
      _ = build.apply(.negate, place)
    case 6: _ = build.apply(.negate, build.apply(.correlation, open, volume, window: 10))
    case 12:
      let sign = build.apply(.sign, build.apply(.delta, volume, window: 1))
      let change = build.apply(.negate, build.apply(.delta, close, window: 1))
      _ = build.apply(.multiply, sign, change)
    case 33:
      let ratio = build.apply(.divide, open, close)
      let gain = build.apply(.subtract, build.number(1), ratio)
      _ = rank(build.apply(.negate, gain))
    case 41:
      let geometric = build.apply(.power, build.apply(.multiply, high, low), build.number(0.5))
      let sum = build.apply(.add, build.apply(.add, high, low), close)
      _ = build.apply(.subtract, geometric, build.apply(.divide, sum, build.number(3)))
    case 53:
      let share = build.apply(.divide, balance(), build.apply(.subtract, close, low))
      _ = build.apply(.negate, build.apply(.delta, share, window: 9))
    case 54: fiftyFourth()
    case 60: sixtieth()
    default:
      let range = build.apply(.add, build.apply(.subtract, high, low), build.number(0.001))
      _ = build.apply(.divide, build.apply(.subtract, close, open), range)
    }
  }

  /// (close − low) − (high − close)
  private mutating func balance() -> Int {
    build.apply(
      .subtract, build.apply(.subtract, close, low), build.apply(.subtract, high, close))
  }

  private mutating func first() {
    let before = build.apply(.delay, close, window: 1)
    let returns = build.apply(
      .subtract, build.apply(.divide, close, before), build.number(1))
    let isDown = build.apply(.less, returns, build.number(0), parameters: [1])
    let deviation = build.apply(.standardDeviation, returns, window: 20)
    let chosen = build.apply(.select, isDown, deviation, close)
    let square = build.apply(.signedPower, chosen, build.number(2))
    let place = rank(argumentMaximum(square, 5))
    _ = build.apply(.subtract, place, build.number(0.5))
  }

  private mutating func fiftyFourth() {
    let five = build.number(5)
    let over = build.apply(
      .multiply, build.apply(.subtract, low, close), build.apply(.power, open, five))
    let under = build.apply(
      .multiply, build.apply(.subtract, low, high), build.apply(.power, close, five))
    _ = build.apply(.divide, build.apply(.negate, over), under)
  }

  private mutating func sixtieth() {
    let share = build.apply(.divide, balance(), build.apply(.subtract, high, low))
    let flow = rank(build.apply(.multiply, share, volume))
    let scaled = build.apply(.scale, flow, parameters: [1, 0, 0])
    let twice = build.apply(.multiply, build.number(2), scaled)
    let peak = build.apply(.scale, rank(argumentMaximum(close, 10)), parameters: [1, 0, 0])
    _ = build.apply(.negate, build.apply(.subtract, twice, peak))
  }
}
