import Chronology
import Connect
import Market
import TestKit
import Testing

@testable import Warehouse

extension CompanyReport {
  static func made(
    _ symbol: Symbol, end: Int = 0, published: Int? = 30, period: String = "Q1",
    items: [String: Double]
  ) -> CompanyReport {
    CompanyReport(
      symbol: symbol, kind: .income, periodEnd: .day(end), fiscalYear: 2000, period: period,
      currency: "USD", publishedOn: published.map { .day($0) }, items: items)
  }
}

@Suite struct FactTests {
  private func values(
    _ warehouse: Warehouse, asOf day: Int, of symbol: Symbol = "AAPL"
  ) async throws -> [String: Double] {
    let facts = try await warehouse.facts(of: symbol, asOf: .day(day))
    return Dictionary(facts.map { ("\($0.item) \($0.period)", $0.value) }) { first, _ in first }
  }

  @Test func `a figure is seen from the day of its publication, a restatement from its own`()
    async throws
  {
    let warehouse = try await (try ScratchFolder()).open()
    let original = CompanyReport.made("AAPL", items: ["revenue": 10, "profit": 1])
    let restated = CompanyReport.made("AAPL", published: 90, items: ["revenue": 9, "profit": 1])

    let first = try await warehouse.save(statements: [original], provider: "fmp", at: .start)
    let second = try await warehouse.save(statements: [restated], provider: "fmp", at: .after(1))
    let again = try await warehouse.save(
      statements: [restated, original, original], provider: "fmp", at: .after(2))

    #expect([first, second, again] == [2, 1, 0])
    #expect(try await values(warehouse, asOf: 29).isEmpty)
    #expect(try await values(warehouse, asOf: 30) == ["revenue Q1": 10, "profit Q1": 1])
    #expect(try await values(warehouse, asOf: 89) == ["revenue Q1": 10, "profit Q1": 1])
    #expect(try await values(warehouse, asOf: 90) == ["revenue Q1": 9, "profit Q1": 1])
    #expect(
      try await warehouse.facts(of: "AAPL", asOf: .day(90)).map(\.knownOn)
        == [.day(30), .day(90)])
    await warehouse.close()
  }

  @Test func `a value changed in silence counts from the day it was seen`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    let day = Int64(86_400)
    let seen = Timestamp(seconds: Int64(SessionDate.day(200).day) * day + 5)
    _ = try await warehouse.save(
      statements: [.made("AAPL", items: ["revenue": 10])], provider: "fmp", at: .start)

    let added = try await warehouse.save(
      statements: [.made("AAPL", items: ["revenue": 11])], provider: "fmp", at: seen)
    let again = try await warehouse.save(
      statements: [.made("AAPL", items: ["revenue": 11])], provider: "fmp",
      at: Timestamp(seconds: seen.nanoseconds / 1_000_000_000 + day))

    #expect([added, again] == [1, 0])
    #expect(try await values(warehouse, asOf: 199) == ["revenue Q1": 10])
    #expect(try await values(warehouse, asOf: 200) == ["revenue Q1": 11])
    await warehouse.close()
  }

  @Test func `a figure without a publication day is kept and never seen`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    let undated = CompanyReport.made("AAPL", published: nil, items: ["revenue": 10])

    let first = try await warehouse.save(statements: [undated], provider: "fmp", at: .start)
    let again = try await warehouse.save(statements: [undated], provider: "fmp", at: .after(1))
    let hidden = try await values(warehouse, asOf: 9_000)
    let dated = try await warehouse.save(
      statements: [.made("AAPL", items: ["revenue": 10])], provider: "fmp", at: .after(2))

    #expect([first, again, dated] == [1, 0, 1])
    #expect(hidden.isEmpty)
    #expect(try await values(warehouse, asOf: 30) == ["revenue Q1": 10])
    await warehouse.close()
  }

  @Test func `an original that comes after its restatement goes before it`() async throws {
    let warehouse = try await (try ScratchFolder()).open()

    let added = try await warehouse.save(
      statements: [
        .made("AAPL", published: 90, items: ["revenue": 9]),
        .made("AAPL", published: 30, items: ["revenue": 10]),
      ], provider: "fmp", at: .start)

    #expect(added == 2)
    #expect(try await values(warehouse, asOf: 50) == ["revenue Q1": 10])
    #expect(try await values(warehouse, asOf: 95) == ["revenue Q1": 9])
    await warehouse.close()
  }

  @Test func `a year and its last quarter are told apart, and the newest period comes first`()
    async throws
  {
    let warehouse = try await (try ScratchFolder()).open()
    _ = try await warehouse.save(
      statements: [
        .made("AAPL", end: 0, period: "Q4", items: ["revenue": 10, "margin": .nan]),
        .made("AAPL", end: 0, period: "FY", items: ["revenue": 40]),
        .made("AAPL", end: 90, published: 120, period: "Q1", items: ["revenue": 11]),
        .made("KO", items: ["revenue": 5]),
      ], provider: "fmp", at: .start)

    let facts = try await warehouse.facts(of: "AAPL", asOf: .day(500))

    #expect(facts.map(\.value) == [11, 40, 10])
    #expect(facts.map(\.period) == ["Q1", "FY", "Q4"])
    await warehouse.close()
  }

  @Test func `the reports of 500 companies are added and read quickly`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    let items = Dictionary((0..<40).map { ("item\($0)", Double($0)) }) { first, _ in first }
    let reports = (0..<500).flatMap { company in
      (0..<40).map { quarter in
        CompanyReport.made(
          Symbol("C\(company)"), end: quarter * 91, published: quarter * 91 + 30,
          period: "Q\(quarter % 4 + 1)", items: items)
      }
    }
    let clock = ContinuousClock()

    var added = 0
    let saving = try await clock.measure {
      added = try await warehouse.save(statements: reports, provider: "fmp", at: .start)
    }
    var facts = 0
    let reading = try await clock.measure {
      facts = try await warehouse.facts(of: "C250", asOf: .day(9_000)).count
    }

    #expect(added == 800_000)
    #expect(facts == 1_600)
    #expect(saving < .seconds(60))
    #expect(reading < .seconds(2))
    await warehouse.close()
  }
}
