import Trading

/// How a specification writes its costs: the plain three always, the others only where they apply.
extension ExecutionCosts {
  private static let keys = [
    "commissionPerShare", "slippageBasisPoints", "volumeLimit", "commission", "impact", "borrow",
    "financing", "margin",
  ]

  /// Reads the object `costs`, noting every fault.
  static func read(_ members: [String: JSONTree], faults: inout [String]) -> ExecutionCosts? {
    var reader = SpecificationReader(members, path: "costs.", known: keys)
    let perShare = reader.number("commissionPerShare", 0...100)
    let slippage = reader.number("slippageBasisPoints", 0...1000)
    let volume = reader.optionalNumber("volumeLimit", 0.000001...1)
    var found: [String] = []
    let commission = reader.objectIfAny("commission").flatMap {
      CommissionPlan.read($0, faults: &found)
    }
    let impact = reader.objectIfAny("impact").flatMap { ImpactModel.read($0, faults: &found) }
    let borrow = reader.objectIfAny("borrow").flatMap { BorrowTerms.read($0, faults: &found) }
    let financing = reader.objectIfAny("financing").flatMap {
      FinancingTerms.read($0, faults: &found)
    }
    let margin = reader.objectIfAny("margin").flatMap { MarginTerms.read($0, faults: &found) }
    faults += reader.faults + found
    guard let perShare, let slippage, let volume else { return nil }
    return ExecutionCosts(
      commissionPerShare: perShare, slippageBasisPoints: slippage, volumeLimit: volume,
      commission: commission, impact: impact, borrow: borrow, financing: financing, margin: margin)
  }

  /// The costs as a JSON tree.
  var tree: JSONTree {
    var members: [String: JSONTree] = [
      "commissionPerShare": .number(commissionPerShare),
      "slippageBasisPoints": .number(slippageBasisPoints),
      "volumeLimit": volumeLimit.map { .number($0) } ?? .null,
    ]
    members["commission"] = commission?.tree
    members["impact"] = impact?.tree
    members["borrow"] = borrow?.tree
    members["financing"] = financing?.tree
    members["margin"] = margin?.tree
    return .object(members)
  }
}

extension JSONTree {
  /// An object of those members that have a value.
  fileprivate static func object(kind: String?, _ members: [(String, JSONTree?)]) -> JSONTree {
    var object: [String: JSONTree] = [:]
    object["kind"] = kind.map { .text($0) }
    for (key, value) in members { object[key] = value }
    return .object(object)
  }

  fileprivate static func numbers(_ values: [String: Double]) -> JSONTree {
    .object(values.mapValues { .number($0) })
  }
}

extension CommissionPlan {
  fileprivate static func read(
    _ members: [String: JSONTree], faults: inout [String]
  ) -> CommissionPlan? {
    var reader = SpecificationReader(
      members, path: "costs.commission.", known: ["kind", "rate", "minimum", "maximumFraction"])
    let kind: Kind? = reader.word("kind")
    let rate = reader.numberIfAny("rate", 0...10_000)
    let minimum = reader.numberIfAny("minimum", 0...10_000)
    let maximum = reader.numberIfAny("maximumFraction", 0.000001...1)
    if let kind, case .some(let rate) = rate {
      let asksForRate = [.perShare, .perTrade, .basisPoints].contains(kind)
      if asksForRate, rate == nil { reader.note("rate is missing; \(kind.rawValue) needs it.") }
      if !asksForRate, rate != nil { reader.note("rate is given, but \(kind.rawValue) fixes it.") }
    }
    faults += reader.faults
    guard let kind, let rate, let minimum, let maximum else { return nil }
    return CommissionPlan(kind, rate: rate, minimum: minimum, maximumFraction: maximum)
  }

  fileprivate var tree: JSONTree {
    .object(
      kind: kind.rawValue,
      [
        ("rate", rate.map { .number($0) }), ("minimum", minimum.map { .number($0) }),
        ("maximumFraction", maximumFraction.map { .number($0) }),
      ])
  }
}

extension ImpactModel {
  fileprivate static func read(
    _ members: [String: JSONTree], faults: inout [String]
  ) -> ImpactModel? {
    var reader = SpecificationReader(
      members, path: "costs.impact.", known: ["kind", "coefficient", "volumeLimit", "window"])
    let kind: Kind? = reader.word("kind")
    let coefficient = reader.number("coefficient", 0...100)
    let limit = reader.numberIfAny("volumeLimit", 0.000001...1)
    let window = reader.numberIfAny("window", 2...252)
    if kind == .squareRoot, case .some(.some) = limit {
      reader.note("volumeLimit belongs to volumeShare; squareRoot takes that of costs.")
    }
    if kind == .volumeShare, case .some(.some) = window {
      reader.note("window belongs to squareRoot.")
    }
    if case .some(.some(let sessions)) = window, sessions != sessions.rounded() {
      reader.note("window is \(sessions); it must be a whole number of sessions.")
    }
    faults += reader.faults
    guard let kind, let coefficient, let limit, let window else { return nil }
    return ImpactModel(
      kind, coefficient: coefficient, volumeLimit: limit, window: window.map { Int($0) })
  }

  fileprivate var tree: JSONTree {
    .object(
      kind: kind.rawValue,
      [
        ("coefficient", .number(coefficient)), ("volumeLimit", volumeLimit.map { .number($0) }),
        ("window", window.map { .number(Double($0)) }),
      ])
  }
}

extension BorrowTerms {
  fileprivate static func read(
    _ members: [String: JSONTree], faults: inout [String]
  ) -> BorrowTerms? {
    var reader = SpecificationReader(
      members, path: "costs.borrow.", known: ["annualRate", "rates", "volumeFraction", "locates"])
    let annual = reader.number("annualRate", 0...10)
    let rates = reader.numbersIfAny("rates", 0...10)
    let fraction = reader.numberIfAny("volumeFraction", 0.000001...100)
    let locates = reader.numbersIfAny("locates", 0...1e12)
    faults += reader.faults
    guard let annual, let rates, let fraction, let locates else { return nil }
    return BorrowTerms(
      annualRate: annual, rates: rates, volumeFraction: fraction, locates: locates)
  }

  fileprivate var tree: JSONTree {
    .object(
      kind: nil,
      [
        ("annualRate", .number(annualRate)), ("rates", rates.map(JSONTree.numbers)),
        ("volumeFraction", volumeFraction.map { .number($0) }),
        ("locates", locates.map(JSONTree.numbers)),
      ])
  }
}

extension FinancingTerms {
  fileprivate static func read(
    _ members: [String: JSONTree], faults: inout [String]
  ) -> FinancingTerms? {
    var reader = SpecificationReader(
      members, path: "costs.financing.", known: ["debitRate", "creditRate"])
    let debit = reader.number("debitRate", 0...10)
    let credit = reader.number("creditRate", 0...10)
    faults += reader.faults
    guard let debit, let credit else { return nil }
    return FinancingTerms(debitRate: debit, creditRate: credit)
  }

  fileprivate var tree: JSONTree {
    .object(
      kind: nil, [("debitRate", .number(debitRate)), ("creditRate", .number(creditRate))])
  }
}

extension MarginTerms {
  fileprivate static func read(
    _ members: [String: JSONTree], faults: inout [String]
  ) -> MarginTerms? {
    var reader = SpecificationReader(
      members, path: "costs.margin.", known: ["kind", "initial", "maintenance", "liquidates"])
    let kind: Kind? = reader.word("kind")
    let initial = reader.numberIfAny("initial", 0.01...1)
    let maintenance = reader.numberIfAny("maintenance", 0.01...1)
    let liquidates = reader.flagIfAny("liquidates")
    if kind == .cash, members.count > 1 {
      reader.note("kind is cash, which has no other setting.")
    }
    let terms: MarginTerms? =
      if let kind, let initial, let maintenance, let liquidates {
        MarginTerms(kind, initial: initial, maintenance: maintenance, liquidates: liquidates)
      } else {
        nil
      }
    if let terms, terms.maintenanceFraction > terms.initialFraction {
      reader.note("maintenance is above initial; every opening would be followed by a call.")
    }
    faults += reader.faults
    return terms
  }

  fileprivate var tree: JSONTree {
    .object(
      kind: kind.rawValue,
      [
        ("initial", initial.map { .number($0) }),
        ("maintenance", maintenance.map { .number($0) }),
        ("liquidates", liquidates.map { .bool($0) }),
      ])
  }
}
