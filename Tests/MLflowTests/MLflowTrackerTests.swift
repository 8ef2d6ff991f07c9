import Chronology
import Logging
import MLflow
import Research
import Synchronization
import Testing
import Wire
import WireClient

@Suite struct MLflowTrackerTests {
  static let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  func tracker(_ transport: any HTTPTransport) -> MLflowTracker {
    MLflowTracker(
      transport: transport,
      address: MLflowAddress(scheme: "http", authority: "127.0.0.1:5000"), logger: Self.quiet)
  }

  static func run(key: String = "r1-9f31c2ae01b45d77-1700000000000", points: Int = 1000)
    -> TrackedRun
  {
    let began = Timestamp(seconds: 1_700_000_000)
    func curve(_ name: String, _ slope: Double) -> TrackedCurve {
      TrackedCurve(
        key: name,
        points: (0..<points).map {
          TrackedCurve.Point(
            step: 3 * $0, at: Timestamp(seconds: Int64($0) * 86_400), value: 1 + slope * Double($0))
        })
    }
    return TrackedRun(
      key: key, experiment: "QS backtests", name: "Crossover · trial 1", author: "ada",
      note: "**Crossover**", startedAt: began, endedAt: began.advanced(by: .seconds(12)),
      parameters: [
        TrackedText("benchmark", "^GSPC"), TrackedText("seed", "7"),
        TrackedText("universe", "AAPL MSFT"),
      ],
      tags: [TrackedText("qs.digest", "abc"), TrackedText("qs.trial", "1")],
      metrics: [TrackedMetric("beta^2", 0.25), TrackedMetric("sharpe", 1.25)],
      curves: [curve("curve/equity", 0.001), curve("curve/drawdown", -0.0001)],
      artifacts: [
        TrackedArtifact(
          path: "specification.json", contentType: "application/json", bytes: [1, 2]),
        TrackedArtifact(path: "plots/equity.svg", contentType: "image/svg+xml", bytes: [3]),
      ])
  }

  @Test func `a run arrives whole and finished, and the link opens its page`() async throws {
    let server = MemoryServer()

    let link = try await tracker(server).record(Self.run())

    let state = server.state.withLock(\.self)
    let run = try #require(state.runs.first)
    #expect(state.runs.count == 1)
    #expect(link == "http://127.0.0.1:5000/#/experiments/1/runs/\(run.id)")
    #expect(run.name == "Crossover · trial 1")
    #expect(run.status == "FINISHED")
    #expect(run.startedAt == 1_700_000_000_000)
    #expect(run.endedAt == 1_700_000_012_000)
    #expect(run.params == ["benchmark": "^GSPC", "seed": "7", "universe": "AAPL MSFT"])
    #expect(run.tags["qs.run_key"] == "r1-9f31c2ae01b45d77-1700000000000")
    #expect(run.tags["mlflow.user"] == "ada")
    #expect(run.tags["mlflow.note.content"] == "**Crossover**")
    #expect(run.tags["qs.trial"] == "1")
    #expect(run.metrics.count == 2002)
    #expect(run.metrics.contains { $0.key == "sharpe" && $0.value == 1.25 })
    #expect(run.metrics.contains { $0.key == "beta_2" })
    #expect(
      run.metrics.contains {
        $0.key == "curve/equity" && $0.step == 2997 && $0.timestamp == 999 * 86_400_000
      })
    #expect(
      state.artifacts == [
        "1/f1/artifacts/specification.json": [1, 2], "1/f1/artifacts/plots/equity.svg": [3],
      ])
  }

  @Test func `sent again, a run is neither doubled nor changed`() async throws {
    let server = MemoryServer()

    let first = try await tracker(server).record(Self.run())
    let second = try await tracker(server).record(Self.run())

    #expect(first == second)
    #expect(server.state.withLock(\.runs.count) == 1)
    #expect(server.state.withLock { $0.runs[0].metrics.count } == 2002)
  }

  /// The answer to each request in turn is lost after the server acted; the next attempt completes.
  @Test(arguments: 0...10)
  func `an attempt that broke off anywhere is completed by the next`(lost: Int) async throws {
    let server = MemoryServer()
    server.state.withLock { $0.losesAnswerAfter = lost }

    let error = await #expect(throws: TrackingError.self) {
      try await tracker(server).record(Self.run())
    }
    #expect(error?.code == .unreachable)
    server.state.withLock { $0.losesAnswerAfter = nil }
    _ = try await tracker(server).record(Self.run())

    let state = server.state.withLock(\.self)
    #expect(state.runs.count == 1)
    #expect(state.runs[0].status == "FINISHED")
    #expect(state.runs[0].metrics.count == 2002)
    #expect(state.artifacts.count == 2)
    #expect(state.experiments.count == 1)
  }

  @Test func `two runs with different keys are two runs of one experiment`() async throws {
    let server = MemoryServer()

    _ = try await tracker(server).record(Self.run(key: "a", points: 2))
    _ = try await tracker(server).record(Self.run(key: "b", points: 2))

    #expect(server.state.withLock(\.runs).map(\.experiment) == ["1", "1"])
  }

  @Test func `what the server dropped without a word is not called delivered`() async throws {
    let server = MemoryServer()
    server.state.withLock { $0.drops = ["sharpe", "seed"] }

    let error = await #expect(throws: TrackingError.self) {
      try await tracker(server).record(Self.run(points: 2))
    }

    #expect(error?.code == .malformed)
    #expect(error?.message.contains("seed, sharpe") == true)
  }

  @Test(arguments: [
    (500, "<html>oops</html>", TrackingError.Code.unavailable),
    (429, "", .unavailable),
    (403, "Invalid Host header - possible DNS rebinding attack detected", .refused),
    (404, "<html>Not Found</html>", .refused),
    (400, #"{"error_code":"INVALID_PARAMETER_VALUE","message":"Changing param"}"#, .refused),
    (200, "<html>Some other server</html>", .malformed),
  ])
  func `every odd answer is an error of the right kind`(
    status: Int, body: String, code: TrackingError.Code
  ) async throws {
    let server = MemoryServer()
    server.state.withLock { $0.override = (status, body) }

    let error = await #expect(throws: TrackingError.self) {
      try await tracker(server).record(Self.run(points: 2))
    }

    #expect(error?.code == code, "\(String(describing: error))")
  }

  @Test func `a deleted experiment is named with the remedy`() async throws {
    let server = MemoryServer()
    server.state.withLock { $0.experiments = [("1", "QS backtests", "deleted")] }

    let error = await #expect(throws: TrackingError.self) {
      try await tracker(server).record(Self.run(points: 2))
    }

    #expect(error?.code == .refused)
    #expect(error?.remedy.contains("Restore") == true)
  }

  @Test func `a number that is not finite is left out, never sent`() async throws {
    let server = MemoryServer()
    let plain = Self.run(points: 0)
    let run = TrackedRun(
      key: plain.key, experiment: plain.experiment, name: plain.name, author: plain.author,
      note: plain.note, startedAt: plain.startedAt, endedAt: plain.endedAt,
      parameters: plain.parameters, tags: plain.tags,
      metrics: [TrackedMetric("sharpe", 1)],
      curves: [
        TrackedCurve(
          key: "curve/equity",
          points: [1.0, .nan, .infinity].enumerated().map {
            TrackedCurve.Point(step: $0, at: plain.startedAt, value: $1)
          })
      ], artifacts: [])

    _ = try await tracker(server).record(run)

    #expect(server.state.withLock { $0.runs[0].metrics.count } == 2)
  }
}
