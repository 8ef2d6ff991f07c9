import Contract
import Platform
import Server
import Testing

/// What tests do with a stage through the client that the command line uses.
protocol Conversation {
  var stage: Stage { get }
}

extension Conversation {
  func client(_ role: RoleWord) throws -> APIClient {
    APIClient(
      InProcessTransport(
        gateway: Gateway(platform: stage.platform, hosts: [], isTLS: false),
        token: try stage.token(role)))
  }

  /// The problem with which a call is refused; nil when it is not.
  func problem(_ call: () async throws -> some Sendable) async -> Problem? {
    do {
      _ = try await call()
      return nil
    } catch APIFailure.problem(let problem) {
      return problem
    } catch {
      Issue.record(error)
      return nil
    }
  }

  /// A job as it ended.
  func end(of job: JobView, _ client: APIClient) async throws -> JobView {
    var job = job
    while job.finishedAt == nil {
      try await Task.sleep(for: .milliseconds(5))
      job = try await client.one(JobView.self, "job", path: ["id": job.id])
    }
    return job
  }
}
