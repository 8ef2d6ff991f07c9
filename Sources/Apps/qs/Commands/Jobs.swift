import ArgumentParser
import Contract

/// Long work of the server.
struct Jobs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Long work: what runs, what ended how.",
    subcommands: [List.self, Follow.self, Cancel.self], defaultSubcommand: List.self)

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
}
