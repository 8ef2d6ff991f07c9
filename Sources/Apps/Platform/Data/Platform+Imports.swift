import Chronology
import Connect
import Contract
import Executors
import Files
import Foundation
import Market
import Warehouse

extension Platform {
  /// Takes a file of the inbox in, or only checks it.
  ///
  /// The saving is a job: it goes on when the caller is gone, and shows among the others.
  func takeIn(_ request: ImportRequest, by caller: Caller) async throws -> ImportReport {
    let place = try folders.waiting(request.file)
    try Self.checkSource(request.source)
    let source = try source(at: place.path, request)
    let incoming = BarImport(source, on: BlockingExecutor(label: "qs.import"))
    guard !request.isDryRun else {
      return ImportReport(
        try await incoming.check(), file: request.file, isSaved: false)
    }
    let promise = ImportPromise()
    let answers = promise.answers
    _ = try await jobs.submit(
      .takeIn, "Import \(request.file)", by: caller.account, unit: "bars",
      work: importing(request, incoming, promise, by: caller))
    var iterator = answers.makeAsyncIterator()
    guard let answer = await iterator.next() else { throw CancellationError() }
    return try answer.get()
  }

  /// What reads a file, told by the ending of its name.
  private func source(
    at path: String, _ request: ImportRequest
  ) throws -> any BarImportSource {
    let mapping = try BarImportMapping(request.mapping)
    let prices = Instrument.PriceBasis(request.prices ?? .raw)
    let today = SessionDate(clock.now)
    let name = path.lowercased()
    if name.hasSuffix(".csv") || name.hasSuffix(".csv.gz") {
      return BarFile(path, mapping, prices: prices, today: today)
    }
    guard name.hasSuffix(".parquet") else {
      throw Refusal.invalid(
        "file", "is \"\(request.file.prefix(60))\", whose ending is unknown.",
        remedy: "Import a file whose name ends in .csv, .csv.gz or .parquet.")
    }
    return ParquetImport(path, mapping, prices: prices, today: today)
  }

  private func importing(
    _ request: ImportRequest, _ incoming: BarImport, _ promise: ImportPromise, by caller: Caller
  ) -> JobBoard.Work {
    { [self] progress in
      do {
        let (report, message) = try await take(request, incoming, progress, by: caller)
        promise.settle(.success(report))
        return (nil, message)
      } catch {
        promise.settle(.failure(error))
        throw error
      }
    }
  }

  private func take(
    _ request: ImportRequest, _ incoming: BarImport, _ progress: any JobProgress,
    by caller: Caller
  ) async throws -> (ImportReport, String) {
    progress.report(completed: 0, total: 0, message: "Checking every line.")
    let report = try await incoming.check()
    guard report.faultCount == 0 else {
      let view = ImportReport(report, file: request.file, isSaved: false)
      return (view, "\(IngestionWords.grouped(report.faultCount)) faults; nothing was saved.")
    }
    progress.report(completed: 0, total: report.bars, message: "Saving.")
    let isSecond = request.isSecondSource ?? false
    try await noteData(
      "data.imported", by: caller, because: "\(request.file) from \(request.source).",
      on: request.source,
      facts: [
        "file": request.file, "bars": "\(report.bars)", "symbols": "\(report.symbols.count)",
        "use": isSecond ? "second source" : "bars",
      ])
    if isSecond {
      try await incoming.saveAside(
        report, source: request.source, into: warehouse, clock: clock)
    } else {
      _ = try await incoming.save(
        report, run: progress.job, provider: request.source,
        prices: Instrument.PriceBasis(request.prices ?? .raw), into: warehouse, clock: clock)
    }
    progress.report(completed: report.bars, total: report.bars, message: "Saved.")
    publishStatus()
    await checkHealthAfterChange(by: caller.account)
    let view = ImportReport(report, file: request.file, isSaved: true)
    return (
      view,
      "\(IngestionWords.grouped(report.bars)) bars of "
        + "\(IngestionWords.grouped(report.symbols.count)) symbols saved."
    )
  }

  /// A source's name is kept beside each bar; a provider's name would pass bars off as its own.
  private static func checkSource(_ name: String) throws {
    let isPlain = name.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }
    guard isPlain, (2...32).contains(name.utf8.count), ProviderWord(rawValue: name) == nil else {
      throw Refusal.invalid(
        "source",
        "is \"\(name.prefix(40))\"; it must have 2 to 32 lower-case letters, digits or hyphens and "
          + "may not be a provider's.", remedy: "Name the source, such as my-vendor.")
    }
  }
}

/// The one answer of an import that runs as a job; ends without one when the job never began.
private final class ImportPromise: Sendable {
  let answers: AsyncStream<Result<ImportReport, any Error>>
  private let continuation: AsyncStream<Result<ImportReport, any Error>>.Continuation

  init() { (answers, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  func settle(_ result: Result<ImportReport, any Error>) {
    continuation.yield(result)
    continuation.finish()
  }

  deinit { continuation.finish() }
}

extension BarImportMapping {
  init(_ mapping: ImportMapping?) throws {
    self.init()
    guard let mapping else { return }
    symbol = mapping.symbol
    symbolOfFile = try mapping.symbolOfFile.map {
      try Call.symbol($0, field: "mapping.symbolOfFile").ticker
    }
    date = mapping.date
    if let text = mapping.dateFormat {
      guard let format = ImportDateFormat(rawValue: text) else {
        let known = ImportDateFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw Refusal.invalid(
          "mapping.dateFormat", "is \"\(text.prefix(40))\".", remedy: "Choose \(known).")
      }
      dateFormat = format
    }
    open = mapping.open
    high = mapping.high
    low = mapping.low
    close = mapping.close
    volume = mapping.volume
  }
}

extension ImportReport {
  init(_ report: BarImportReport, file: String, isSaved: Bool) {
    self.init(
      file: file, lines: report.lines, bars: report.bars, symbols: report.symbols.count,
      first: report.first?.description, last: report.last?.description, columns: report.columns,
      unused: report.unused,
      faults: report.faults.map {
        ImportFault(line: $0.line, column: $0.column, message: $0.message)
      }, faultCount: report.faultCount, isSaved: isSaved)
  }
}

extension Instrument.PriceBasis {
  init(_ word: PriceBasisWord) {
    self =
      switch word {
      case .raw: .raw
      case .adjustedClose: .adjustedClose
      case .index: .index
      }
  }
}
