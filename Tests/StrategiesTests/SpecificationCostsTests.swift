import Foundation
import Strategies
import Testing
import Trading

/// A specification whose costs hold `more` after the plain three.
private func text(_ more: String) -> String {
  """
  {
    "schema": 1, "name": "Cross", "summary": "",
    "strategy": { "kind": "buyAndHold", "weight": 1 },
    "universe": ["AAPL"], "benchmark": null, "capital": 1000000,
    "costs": { "commissionPerShare": 0, "slippageBasisPoints": 5, "volumeLimit": 0.1\(more) }
  }
  """
}

@Suite struct SpecificationCostsTests {
  @Test func `costs of every kind are read, written and read again`() throws {
    let specification = try StrategySpecification(
      parsing: text(
        #"""
        , "commission": { "kind": "perShare", "rate": 0.005, "minimum": 1, "maximumFraction": 0.01 },
        "impact": { "kind": "squareRoot", "coefficient": 0.7, "window": 30 },
        "borrow": { "annualRate": 0.003, "rates": { "AAPL": 0.1 }, "volumeFraction": 0.05,
                    "locates": { "AAPL": 5000 } },
        "financing": { "debitRate": 0.06, "creditRate": 0.02 },
        "margin": { "kind": "margin", "initial": 0.5, "maintenance": 0.25, "liquidates": true }
        """#))
    let costs = specification.costs

    #expect(
      costs.commission
        == CommissionPlan(.perShare, rate: 0.005, minimum: 1, maximumFraction: 0.01))
    #expect(costs.impact == ImpactModel(.squareRoot, coefficient: 0.7, window: 30))
    #expect(
      costs.borrow
        == BorrowTerms(
          annualRate: 0.003, rates: ["AAPL": 0.1], volumeFraction: 0.05, locates: ["AAPL": 5000]))
    #expect(costs.financing == FinancingTerms(debitRate: 0.06, creditRate: 0.02))
    #expect(
      costs.margin == MarginTerms(.margin, initial: 0.5, maintenance: 0.25, liquidates: true))
    #expect(try StrategySpecification(parsing: specification.canonicalJSON) == specification)
    let coded = try JSONEncoder().encode(specification)
    #expect(try JSONDecoder().decode(StrategySpecification.self, from: coded) == specification)
  }

  @Test func `costs that do not apply leave no trace in the hash`() throws {
    let bare = try StrategySpecification(parsing: text(""))
    let nulls = try StrategySpecification(parsing: text(#", "borrow": null, "margin": null"#))

    #expect(bare.contentHash == nulls.contentHash)
    #expect(!bare.canonicalJSON.contains("borrow"))
  }

  @Test(arguments: [
    (#""borow": { "annualRate": 0.1 }"#, "costs.borow is unknown. Did you mean 'borrow'?"),
    (#""margin": { "kind": "marign" }"#, "Did you mean 'margin'?"),
    (#""margin": { "kind": "cash", "initial": 0.5 }"#, "kind is cash, which has no other setting."),
    (#""margin": { "kind": "margin", "maintenance": 0.9 }"#, "maintenance is above initial"),
    (#""commission": { "kind": "perTrade" }"#, "rate is missing; perTrade needs it."),
    (#""commission": { "kind": "zero", "rate": 1 }"#, "rate is given, but zero fixes it."),
    (#""impact": { "kind": "volumeShare" }"#, "costs.impact.coefficient is missing."),
    (#""impact": { "kind": "squareRoot", "coefficient": 1, "window": 2.5 }"#, "whole number"),
    (#""borrow": { "annualRate": 0.1, "rates": { "AAPL": 99 } }"#, "costs.borrow.rates.AAPL is 99"),
    (#""financing": { "debitRate": 0.1 }"#, "costs.financing.creditRate is missing."),
    (#""financing": 3"#, "costs.financing holds a number; it must be an object."),
  ])
  func `a wrong cost is named with its place`(_ member: String, _ fault: String) {
    let faults = StrategySpecification.faults(in: text(", " + member))

    #expect(faults.contains { $0.contains(fault) }, "\(faults)")
  }
}
