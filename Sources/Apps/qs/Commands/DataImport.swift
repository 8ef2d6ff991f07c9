public import ArgumentParser
public import Contract
import Foundation

extension PriceBasisWord: ExpressibleByArgument {}

extension DataCommand {
  struct Import: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a CSV or Parquet file of bars in, whole or not at all.",
      discussion: """
        A file elsewhere is copied into the inbox first. Columns go by the names symbol, date, open, \
        high, low, close and volume unless --map names them. With --dry-run everything is checked and \
        nothing is saved. Exits with 1 when a line is at fault.
        """)
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "A file, or the name of one in the inbox.") var file: String
    @Option(help: "The source's name, stored beside the bars.") var source: String
    @Option(
      help: ArgumentHelp(
        "Columns by field: close=Adj_Close,date=Day.", valueName: "field=column,…"))
    var map: [String] = []
    @Option(help: ArgumentHelp("The one symbol of the file.", valueName: "symbol"))
    var symbolOfFile: String?
    @Option(help: "yyyy-MM-dd, MM/dd/yyyy, dd.MM.yyyy or yyyyMMdd.") var dateFormat: String?
    @Option(help: "raw, adjustedClose or index.") var prices = PriceBasisWord.raw
    @Flag(help: "Check everything and save nothing.") var dryRun = false
    @Flag(help: "Keep the bars aside as a second source to compare with.") var second = false

    mutating func validate() throws {
      _ = try Self.mapping(map, symbolOfFile: symbolOfFile, dateFormat: dateFormat)
      guard [".csv", ".csv.gz", ".parquet"].contains(where: file.lowercased().hasSuffix) else {
        throw ValidationError(
          "\(file.prefix(200)) has another ending than .csv, .csv.gz and .parquet.")
      }
    }

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let name = try await inInbox()
      let report = try await courier.one(
        ImportReport.self, "takeIn",
        sending: ImportRequest(
          file: name,
          mapping: try Self.mapping(map, symbolOfFile: symbolOfFile, dateFormat: dateFormat),
          source: source, prices: prices, isDryRun: dryRun, isSecondSource: second ? true : nil))
      terminal.show(report, as: Self.words)
      guard report.value.faultCount == 0 else {
        throw CommandFailure(
          .failed, "import.faulty",
          "\(name) has \(Figures.count(report.value.faultCount)) "
            + "\(report.value.faultCount == 1 ? "fault" : "faults"); nothing was saved.",
          remedy: "Correct the lines named, or the mapping, and import it again.")
      }
    }

    /// The file's name in the inbox, where it is copied when it lies elsewhere.
    private func inInbox() async throws -> String {
      let place = URL(filePath: file)
      let name = place.lastPathComponent
      let inbox = try await Installation.find(dataDirectory: connection.dataDirectory)
        .data.appending(path: "inbox", directoryHint: .isDirectory)
      let target = inbox.appending(path: name)
      guard FileManager.default.fileExists(atPath: place.path),
        place.standardizedFileURL.path != target.standardizedFileURL.path
      else { return name }
      guard !FileManager.default.fileExists(atPath: target.path) else {
        throw CommandFailure(
          .usage, "import.nameTaken", "A file called \(name) waits in \(inbox.path) already.",
          remedy: "Import that one by its name, move it away, or rename yours.")
      }
      do {
        try FileManager.default.createDirectory(
          at: inbox, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw CommandFailure(
          .failed, "file.unwritable",
          "\(inbox.path) cannot be made: \(error.localizedDescription)",
          remedy: "Check who owns the data directory.")
      }
      try FileList.copy(place, to: target)
      return name
    }

    /// What `--map` and its companions say; nil when they say nothing.
    static func mapping(
      _ words: [String], symbolOfFile: String?, dateFormat: String?
    ) throws -> ImportMapping? {
      var mapping = ImportMapping(
        symbolOfFile: symbolOfFile?.uppercased(), dateFormat: dateFormat)
      let fields: [String: WritableKeyPath<ImportMapping, String?>] = [
        "symbol": \.symbol, "date": \.date, "open": \.open, "high": \.high, "low": \.low,
        "close": \.close, "volume": \.volume,
      ]
      for pair in words.flatMap({ $0.split(separator: ",") }) {
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let field = fields[parts[0]] else {
          throw ValidationError(
            "--map says \"\(pair)\"; write field=column, with one of "
              + "\(fields.keys.sorted().joined(separator: ", ")).")
        }
        guard mapping[keyPath: field] == nil else {
          throw ValidationError("--map names \(parts[0]) twice.")
        }
        mapping[keyPath: field] = parts[1]
      }
      return words.isEmpty && symbolOfFile == nil && dateFormat == nil ? nil : mapping
    }

    static func words(_ report: ImportReport) -> String {
      var listing = Listing()
      listing.add("file", report.file)
      listing.add("lines", Figures.count(report.lines))
      listing.add("bars", Figures.count(report.bars))
      listing.add("symbols", Figures.count(report.symbols))
      listing.add("first", report.first)
      listing.add("last", report.last)
      listing.add("columns", report.columns.joined(separator: ", "))
      listing.add(
        "not used", report.unused.isEmpty ? nil : report.unused.joined(separator: ", "))
      listing.add("saved", report.isSaved ? "yes" : "no")
      guard report.faultCount > 0 else { return listing.text }
      var table = Table(.figure("line"), .text("column"), .text("what is wrong"))
      for fault in report.faults {
        table.add(
          fault.line == 0 ? Figures.absent : "\(fault.line)", fault.column, fault.message)
      }
      return listing.text + "\n\n" + table.text(whenEmpty: "")
    }
  }
}
