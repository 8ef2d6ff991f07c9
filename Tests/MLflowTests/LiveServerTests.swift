import Foundation
import MLflow
import Research
import Testing
import WireClient

/// Against a real server, by hand: `MLFLOW_AUTHORITY=127.0.0.1:5000 swift test --filter LiveServer`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["MLFLOW_AUTHORITY"] != nil))
struct LiveServerTests {
  @Test func `a real server takes a run, and takes it again without doubling it`() async throws {
    let authority = try #require(ProcessInfo.processInfo.environment["MLFLOW_AUTHORITY"])
    let transport = AsyncHTTPTransport()
    let tracker = MLflowTracker(
      transport: transport, address: MLflowAddress(scheme: "http", authority: authority),
      logger: MLflowTrackerTests.quiet)

    let first = try await tracker.record(MLflowTrackerTests.run())
    let second = try await tracker.record(MLflowTrackerTests.run())
    try await transport.shutdown()

    #expect(first == second)
    #expect(first.hasPrefix("http://\(authority)/#/experiments/"))
  }
}
