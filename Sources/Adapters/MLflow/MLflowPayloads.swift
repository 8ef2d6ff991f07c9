import Foundation

// The names are the server's own, so that what is sent can be read against its documentation.
// Every field has its exact type: a mistyped one would be dropped silently, with status 200.

struct Nothing: Decodable {}

/// An answer that is not a success.
struct Problem: Decodable {
  let error_code: String?
  let message: String?

  static let missing = "RESOURCE_DOES_NOT_EXIST"

  /// Reads a problem; nil when the body is HTML or plain text, as some of the server's are.
  static func read(_ body: [UInt8]) -> Problem? {
    do {
      return try JSONDecoder().decode(Problem.self, from: Data(body))
    } catch {
      return nil
    }
  }
}

struct Experiment: Decodable {
  let experiment_id: String
  let name: String?
  let lifecycle_stage: String?
}

struct ExperimentEnvelope: Decodable { let experiment: Experiment }
struct ExperimentCreation: Encodable { let name: String }
struct ExperimentCreated: Decodable { let experiment_id: String }

struct KeyedText: Codable, Hashable {
  let key: String
  let value: String
}

struct RunCreation: Encodable {
  let experiment_id: String
  let run_name: String
  /// Milliseconds since the Unix epoch.
  let start_time: Int64
  let tags: [KeyedText]
}

struct RunSearch: Encodable {
  let experiment_ids: [String]
  let filter: String
  let max_results: Int
}

struct RunInfo: Decodable {
  let run_id: String
  let artifact_uri: String?
  let status: String?
}

struct Run: Decodable {
  struct Content: Decodable {
    struct Keyed: Decodable { let key: String }
    let params: [Keyed]?
    let metrics: [Keyed]?
  }
  let info: RunInfo
  let data: Content?
}

struct RunEnvelope: Decodable { let run: Run }
/// Empty lists are left out of answers.
struct RunsFound: Decodable { let runs: [Run]? }

struct RunUpdate: Encodable {
  enum Status: String, Encodable { case finished = "FINISHED" }
  let run_id: String
  let status: Status
  let end_time: Int64
}
