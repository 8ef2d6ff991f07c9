import ArgumentParser
import Files
import Foundation
import Logging
import Market
import Rehearsal
import ServiceLifecycle
import UnixSignals

/// Stand-ins that speak the real protocols of the systems outside, on this machine.
struct Rehearse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a stand-in that speaks a vendor's real protocol on this machine.",
    subcommands: [FMP.self])

  /// Financial Modeling Prep's stable API out of the sample data.
  struct FMP: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fmp",
      abstract: "Answer like Financial Modeling Prep, out of the sample data.",
      discussion: """
        Point QS to it: FMP_ADDRESS=http://127.0.0.1:PORT FMP_API_KEY=rehearsal qs up. Faults spoil \
        the next answers, or those to a request with the header x-rehearsal-fault: KIND.

        Faults: \(FMPFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")).
        """)
    @Option(help: "Where to listen.") var port = 8899
    @Option(help: ArgumentHelp("A key that is accepted.", valueName: "key"))
    var key = "rehearsal"
    @Option(help: "Calls allowed in any minute; no limit by default.") var callsPerMinute: Int?
    @Option(
      name: .customLong("fault"),
      help: ArgumentHelp(
        "What goes wrong with the next answer; may be given again.", valueName: "kind"))
    var faults: [String] = []

    mutating func validate() throws {
      for fault in faults where FMPFault.Kind(rawValue: fault) == nil {
        throw ValidationError("There is no fault called \(fault).")
      }
    }

    func run() async throws {
      let installation = try await Installation.find()
      let pack = try Self.pack(installation)
      let options = FMPStandIn.Options(
        port: port, keys: [key], callsPerMinute: callsPerMinute,
        faults: faults.compactMap { FMPFault.Kind(rawValue: $0).map { FMPFault($0) } })
      let logger = Logs.begin(.notice)
      let standIn = FMPStandIn(pack: pack, options: options, logger: logger) { port in
        Terminal.complain("The stand-in listens on http://127.0.0.1:\(port); stop it with Ctrl-C.")
      }
      try await ServiceGroup(
        services: [standIn], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
      ).run()
    }

    private static func pack(_ installation: Installation) throws(CommandFailure) -> SamplePack {
      do {
        return try SamplePack(directory: installation.samplePack.path)
      } catch {
        throw CommandFailure(
          .failed, "sample.unreadable",
          "The sample data in \(installation.samplePack.path) cannot be read: \(error.message)",
          remedy: "Fetch it with scripts/setup.sh.")
      }
    }
  }
}
