import ArgumentParser
import Contract

/// Long work of the server.
struct Jobs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Long work: what runs, what ended how.",
    subcommands: [
      List.self, Follow.self, Cancel.self, Pause.self, Resume.self, Retry.self, First.self,
      Faults.self,
    ], defaultSubcommand: List.self)

  struct List: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "List the jobs, newest first.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "At most so many.") var limit = 30

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let jobs = try await courier.many(JobView.self, "jobs", query: [("limit", "\(limit)")])
      terminal.show(jobs) { jobs in
        var table = Table(
          .text("job"), .text("kind"), .text("state"), .figure("done"), .figure("of"),
          .text("by"), .text("begun"), .text("message"))
        for job in jobs {
          table.add(
            job.id, job.kind.rawValue, job.state.rawValue, Figures.count(job.completed),
            Figures.count(job.total), job.by, Figures.instant(job.createdAt), job.message)
        }
        return table.text(whenEmpty: "There was no job yet.")
      }
    }
  }

  struct Follow: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Watch a job to its end.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var job: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let job = try await courier.one(JobView.self, "job", path: ["id": job])
      let end = try await JobFollower(courier: courier).follow(job.value)
      terminal.show(end) { "\($0.title): \($0.message)" }
    }
  }

  struct Cancel: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask a job to stop; what it committed stays.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var job: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let answer = try await courier.one(JobView.self, "cancelJob", path: ["id": job])
      terminal.show(answer) { "\($0.title) is \($0.state.rawValue)." }
    }
  }

  struct Pause: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hold an ingestion; what is in the air still comes in.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var job: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let answer = try await courier.one(JobView.self, "pauseJob", path: ["id": job])
      terminal.show(answer) { "\($0.title) is \($0.state.rawValue)." }
    }
  }

  struct Resume: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Let a held ingestion go on.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var job: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let answer = try await courier.one(JobView.self, "resumeJob", path: ["id": job])
      terminal.show(answer) { "\($0.title) is \($0.state.rawValue)." }
    }
  }

  struct Retry: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ingest again the symbols that failed in an ingestion.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var job: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let begun = try await courier.one(JobView.self, "retryJob", path: ["id": job])
      let end = try await JobFollower(courier: courier).follow(begun.value)
      terminal.show(end) { "\($0.title): \($0.message)" }
    }
  }

  struct First: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Move symbols to the front of an ingestion under way.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var job: String
    @Argument(help: "Symbols.") var symbols: [String]

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let list = SymbolList(symbols: Typed.symbols(symbols) ?? [])
      let answer = try await courier.one(
        JobView.self, "firstInJob", path: ["id": job], sending: list)
      terminal.show(answer) { "\($0.title): \(list.symbols.joined(separator: ", ")) come first." }
    }
  }

  struct Faults: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what failed in an ingestion and is still missing.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var job: String
    @Option(help: "At most so many, 1 to 1000.") var limit = 200

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let faults = try await courier.many(
        JobFault.self, "jobFaults", path: ["id": job], query: [("limit", "\(limit)")])
      terminal.show(faults) { faults in
        var table = Table(.text("symbol"), .text("at"), .text("message"))
        for fault in faults {
          table.add(fault.symbol, Figures.instant(fault.at), fault.message)
        }
        return table.text(whenEmpty: "Nothing failed that is still missing.")
      }
    }
  }
}
