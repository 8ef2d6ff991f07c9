import Chronology
import Market
import Research
import TestKit
import Testing

@Suite struct TrackedRunTests {
  func tracked(_ bench: Bench, _ record: RunRecord) async throws -> TrackedRun {
    TrackedRun(
      record: record, report: try await bench.report(of: record), trades: Array("PAR1".utf8))
  }

  @Test func `a tracked run carries every figure, the origin and four files`() async throws {
    let bench = Bench()
    let record = try await bench.run()

    let run = try await tracked(bench, record)

    let metrics = Dictionary(uniqueKeysWithValues: run.metrics.map { ($0.key, $0.value) })
    #expect(metrics == record.figures.merging(["trial": 1]) { first, _ in first })
    let parameters = Dictionary(uniqueKeysWithValues: run.parameters.map { ($0.key, $0.value) })
    #expect(parameters["snapshot"] == record.snapshot.hex)
    #expect(parameters["specification_hash"] == record.specificationHash)
    #expect(parameters["universe"] == "AAA BBB CCC")
    #expect(parameters["seed"] == "7")
    #expect(run.parameters.map(\.key) == run.parameters.map(\.key).sorted())
    #expect(run.tags.map(\.key) == run.tags.map(\.key).sorted())
    #expect(
      run.artifacts.map(\.path) == [
        "specification.json", "tearsheet.html", "equity.svg", "trades.parquet",
      ])
    #expect(run.artifacts.allSatisfy { !$0.bytes.isEmpty })
    #expect(run.author == "ada")
  }

  @Test func `every attempt to deliver sends the same, under the same key`() async throws {
    let bench = Bench()
    let record = try await bench.run()

    let first = try await tracked(bench, record)
    let second = try await tracked(bench, record)

    #expect(first == second)
    #expect(first.key.hasPrefix(record.id))
  }

  @Test func `a long curve is thinned to a thousand points without losing the deepest fall`()
    async throws
  {
    let bench = Bench()
    let record = try await bench.run()
    let report = try await bench.report(of: record)
    #expect(report.sessions.count > 1000)

    let run = try await tracked(bench, record)

    #expect(
      run.curves.map(\.key) == [
        "curve/equity", "curve/drawdown", "curve/exposure_gross", "curve/benchmark",
      ])
    for curve in run.curves {
      #expect(curve.points.count == TrackedRun.longestCurve)
      #expect(curve.points.first?.step == 0)
      #expect(curve.points.last?.step == report.sessions.count - 1)
      #expect(zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.step < $1.step })
    }
    #expect(run.curves[1].points.map(\.value).min() == report.drawdown.min())
    #expect(
      run.curves[0].points.allSatisfy { report.equity[$0.step] == $0.value })
  }

  @Test func `a short curve is whole`() async throws {
    let bench = Bench()
    let record = try await bench.run(from: Bench.day("2019-10-01"))

    let run = try await tracked(bench, record)

    #expect(run.curves[0].points.map(\.value) == (try await bench.report(of: record)).equity)
  }
}
