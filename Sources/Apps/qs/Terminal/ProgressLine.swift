import Contract
import Foundation

/// A job's progress on standard error: a bar that is drawn again in its place for a person, a plain
/// line at each tenth for a log.
struct ProgressLine {
  private let isWatched: Bool
  private var lastTenth = -1
  private var lastState: JobState?

  init(isWatched: Bool = Terminal.isWatched) {
    self.isWatched = isWatched
  }

  /// Shows the job as it is now.
  mutating func show(_ job: JobView) {
    if isWatched {
      FileHandle.standardError.write(Data("\r\u{1B}[2K\(Self.bar(job))".utf8))
      return
    }
    let tenth = job.total > 0 ? job.completed * 10 / job.total : 0
    guard tenth != lastTenth || job.state != lastState else { return }
    (lastTenth, lastState) = (tenth, job.state)
    Terminal.complain(Self.words(job))
  }

  /// Leaves the bar's line.
  func finish() {
    if isWatched { FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8)) }
  }

  private static func bar(_ job: JobView) -> String {
    let width = 24
    let filled = job.total > 0 ? min(width, job.completed * width / job.total) : 0
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    return "\(bar) \(words(job))"
  }

  /// What is done of what, how fast and how long it will still take.
  static func words(_ job: JobView) -> String {
    // Before a job knows how much there is to do, a count would read like an end.
    var parts = [
      job.total == 0
        ? job.title
        : "\(job.title): \(Figures.count(job.completed)) of \(Figures.count(job.total)) \(job.unit)"
    ]
    if let rate = job.rate { parts.append("\(Figures.ratio(rate, decimals: 1)) a second") }
    if let left = job.secondsLeft { parts.append("\(Figures.duration(left)) left") }
    if let detail = job.ingestion {
      if detail.calls > 0 { parts.append("\(Figures.count(detail.calls)) calls") }
      if let left = detail.callsLeft { parts.append("\(Figures.count(left)) left this minute") }
      if detail.bytes > 0 { parts.append(Figures.bytes(detail.bytes)) }
    }
    if !job.message.isEmpty { parts.append(job.message) }
    return parts.joined(separator: ", ")
  }
}
