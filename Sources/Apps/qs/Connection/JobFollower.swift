import Contract

/// Waits for a job with its progress in sight; Ctrl-C asks the job to stop, a second one leaves.
struct JobFollower {
  let courier: any Courier

  private static let pause = Duration.milliseconds(200)

  /// Returns the job's end.
  ///
  /// - Throws: `CommandFailure` when the job failed, was cancelled or was interrupted.
  func follow(_ begun: JobView) async throws -> Answer<JobView> {
    let interruption = Interruption()
    defer { interruption.end() }
    var progress = ProgressLine()
    var isCancelling = false
    while true {
      if interruption.isRequested, !isCancelling {
        isCancelling = true
        _ = try await courier.one(JobView.self, "cancelJob", path: ["id": begun.id])
      }
      if interruption.isUrgent {
        progress.finish()
        throw CommandFailure(
          .failed, "job.left", "\(begun.title) was left while it stops.",
          remedy: "See how it ended with: qs jobs follow \(begun.id)")
      }
      let answer = try await courier.one(JobView.self, "job", path: ["id": begun.id])
      switch answer.value.state {
      case .waiting, .running, .paused:
        progress.show(answer.value)
      case .done:
        progress.finish()
        return answer
      case .failed, .cancelled, .interrupted:
        progress.finish()
        throw Self.failure(of: answer.value)
      }
      try await Task.sleep(for: Self.pause)
    }
  }

  private static func failure(of job: JobView) -> CommandFailure {
    switch job.state {
    case .cancelled:
      CommandFailure(
        .failed, "job.cancelled", "\(job.title) was cancelled: \(job.message)",
        remedy: "What was finished is kept; give the same command again to go on.")
    case .interrupted:
      CommandFailure(
        .failed, "job.interrupted", "\(job.title) was interrupted: \(job.message)",
        remedy: "Give the same command again; it goes on from what is kept.")
    default:
      CommandFailure(
        .failed, "job.failed", "\(job.title) failed: \(job.message)",
        remedy: "See the server's log, or qs jobs list.")
    }
  }
}
