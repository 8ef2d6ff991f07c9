import Connect
import Contract
import Market
import Wire

extension IngestionDetail {
  /// - Parameters:
  ///   - route: As planned.
  ///   - before: What the meter, which counts for the whole process, showed as the run began.
  ///   - callsLeft: Calls that may still be made in this minute.
  init(
    _ reading: IngestionProgress, route: IngestRoute, since before: TrafficMeter.Reading?,
    callsLeft: Int?
  ) {
    self.init(
      provider: reading.provider, route: route, bars: reading.bars, saved: reading.kept,
      failed: reading.failed, empty: reading.empty, changed: reading.changed,
      calls: max(0, reading.calls - (before?.calls ?? 0)), callsLeft: callsLeft,
      bytes: max(0, reading.bytes - (before?.bytes ?? 0)))
  }
}

/// What a person reads of an ingestion.
enum IngestionWords {
  static func progress(_ reading: IngestionProgress) -> String {
    let sessions =
      reading.phase == .market
      ? "\(reading.sessionsDone) of \(reading.sessions) sessions of the whole market, " : ""
    return sessions + "\(grouped(reading.fetched)) of \(grouped(reading.planned)) symbols, "
      + "\(grouped(reading.bars)) bars; \(grouped(reading.saved)) settled."
  }

  static func summary(_ report: IngestionReport, _ plan: IngestionPlan) -> String {
    let done = report.progress
    guard done.planned > 0 else {
      let skipped = plan.skipped.isEmpty ? "" : " \(plan.reason)"
      return "Nothing was missing: \(grouped(plan.upToDate.count)) symbols are up to date."
        + skipped
    }
    let symbols = done.planned - done.failed - done.empty
    var text = "\(grouped(done.bars)) bars of \(grouped(symbols)) symbols saved."
    if !plan.upToDate.isEmpty { text += " \(grouped(plan.upToDate.count)) were up to date." }
    if done.empty > 0 { text += " \(grouped(done.empty)) have no data." }
    if done.changed > 0 { text += " Of \(grouped(done.changed)) the provider changed the past." }
    if !plan.skipped.isEmpty { text += " \(grouped(plan.skipped.count)) rest." }
    if !plan.unlisted.isEmpty {
      text += " Not listed: \(plan.unlisted.prefix(5).map(\.ticker).joined(separator: ", "))."
    }
    if let first = report.failures.first {
      text += " \(grouped(done.failed)) failed; the first, \(first.symbol): \(first.message)"
    }
    return ([text] + report.notices.prefix(3)).joined(separator: " ")
  }

  /// A count with its thousands grouped.
  static func grouped(_ count: Int) -> String {
    let digits = String(count)
    let lead = digits.count % 3
    var text = digits.prefix(lead)
    for (index, digit) in digits.dropFirst(lead).enumerated() {
      if index % 3 == 0, !text.isEmpty { text.append(",") }
      text.append(digit)
    }
    return String(text)
  }
}
