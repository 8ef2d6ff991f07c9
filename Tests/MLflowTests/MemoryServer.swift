import Foundation
import HTTPTypes
import Synchronization
import Wire

/// An MLflow server in memory, as far as the tracker needs one.
///
/// It keeps the rules that were observed of MLflow 3.17: batches are atomic and bounded, parameters
/// can be written once, the same metric twice is stored once, `runs/create` always makes a run, empty
/// lists are left out, keys are checked, and a value of the wrong JSON type is dropped with status 200.
final class MemoryServer: HTTPTransport {
  struct Metric: Hashable {
    let key: String
    let value: Double
    let timestamp: Int64
    let step: Int64
  }

  struct Run {
    let id: String
    let experiment: String
    let name: String
    let startedAt: Int64
    var endedAt: Int64?
    var status = "RUNNING"
    var params: [String: String] = [:]
    var tags: [String: String] = [:]
    var metrics: Set<Metric> = []
  }

  struct State {
    var experiments: [(id: String, name: String, stage: String)] = []
    var runs: [Run] = []
    var artifacts: [String: [UInt8]] = [:]
    var requests: [String] = []
    /// Breaks the exchange after this many requests: the server acts, the answer is lost.
    var losesAnswerAfter: Int?
    /// Answers in place of the server.
    var override: (status: Int, body: String)?
    /// The server forgets these parameters and metrics, as it does with mistyped ones.
    var drops: Set<String> = []
  }

  let state = Mutex(State())

  func exchange(
    _ request: HTTPExchangeRequest
  ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
    let (answer, isLost) = state.withLock { state -> ((Int, String), Bool) in
      let path = request.head.path ?? ""
      state.requests.append("\(request.head.method.rawValue) \(path)")
      if let override = state.override { return ((override.status, override.body), false) }
      let answer = Self.answer(request, path, &state)
      let isLost = state.losesAnswerAfter.map { state.requests.count > $0 } ?? false
      return (answer, isLost)
    }
    if isLost { throw HTTPExchangeError(.timedOut, "The answer did not come in time.") }
    return HTTPExchangeResponse(
      head: HTTPResponse(status: HTTPResponse.Status(code: answer.0)), body: Array(answer.1.utf8))
  }

  private static let api = "/api/2.0/mlflow/"
  private static let files = "/api/2.0/mlflow-artifacts/artifacts/"

  private static func answer(
    _ request: HTTPExchangeRequest, _ path: String, _ state: inout State
  ) -> (Int, String) {
    if path.hasPrefix(files), request.head.method == .put {
      let name = String(path.dropFirst(files.count)).removingPercentEncoding ?? ""
      state.artifacts[name] = request.body
      return (200, "")
    }
    guard path.hasPrefix(api) else { return (404, "<html>Not Found</html>") }
    let parts = path.dropFirst(api.count).split(separator: "?", maxSplits: 1)
    let query = parts.count > 1 ? String(parts[1]).removingPercentEncoding ?? "" : ""
    let value = query.split(separator: "=", maxSplits: 1).last.map(String.init) ?? ""
    let body = object(request.body)
    if request.head.method == .post,
      request.head.headerFields[.contentType] != "application/json"
    {
      return problem("BAD_REQUEST", "Content-Type must be application/json")
    }
    switch String(parts[0]) {
    case "experiments/get-by-name": return experiment(value, state)
    case "experiments/create": return create(body, &state)
    case "runs/search": return search(body, state)
    case "runs/create": return createRun(body, &state)
    case "runs/get": return run(value, state)
    case "runs/log-batch": return log(body, &state)
    case "runs/update": return update(body, &state)
    default: return (404, "<html>Not Found</html>")
    }
  }

  private static func experiment(_ name: String, _ state: State) -> (Int, String) {
    guard let known = state.experiments.first(where: { $0.name == name }) else {
      return problem("RESOURCE_DOES_NOT_EXIST", "No experiment \(name)", status: 404)
    }
    return json([
      "experiment": [
        "experiment_id": known.id, "name": known.name, "lifecycle_stage": known.stage,
      ]
    ])
  }

  private static func create(_ body: [String: Any], _ state: inout State) -> (Int, String) {
    guard let name = body["name"] as? String else {
      return problem("INVALID_PARAMETER_VALUE", "Missing name")
    }
    guard !state.experiments.contains(where: { $0.name == name }) else {
      return problem("RESOURCE_ALREADY_EXISTS", "Experiment \(name) exists")
    }
    let id = "\(state.experiments.count + 1)"
    state.experiments.append((id, name, "active"))
    return json(["experiment_id": id])
  }

  private static func search(_ body: [String: Any], _ state: State) -> (Int, String) {
    guard let ids = body["experiment_ids"] as? [String], let filter = body["filter"] as? String
    else { return problem("INVALID_PARAMETER_VALUE", "Bad search") }
    let found = state.runs.filter { run in
      ids.contains(run.experiment)
        && run.tags.contains { filter == "tags.`\($0.key)` = '\($0.value)'" }
    }
    return found.isEmpty ? (200, "{}") : json(["runs": found.map(view)])
  }

  private static func createRun(_ body: [String: Any], _ state: inout State) -> (Int, String) {
    guard let experiment = body["experiment_id"] as? String,
      state.experiments.contains(where: { $0.id == experiment }),
      let start = body["start_time"] as? Int64
    else { return problem("INVALID_PARAMETER_VALUE", "Bad run") }
    var run = Run(
      id: "f\(state.runs.count + 1)", experiment: experiment,
      name: body["run_name"] as? String ?? "", startedAt: start)
    for (key, value) in texts(body["tags"]) { run.tags[key] = value }
    state.runs.append(run)
    return json(["run": view(run)])
  }

  private static func run(_ id: String, _ state: State) -> (Int, String) {
    guard let run = state.runs.first(where: { $0.id == id }) else {
      return problem("RESOURCE_DOES_NOT_EXIST", "No run \(id)", status: 404)
    }
    return json(["run": view(run)])
  }

  private static func log(_ body: [String: Any], _ state: inout State) -> (Int, String) {
    guard let index = state.runs.firstIndex(where: { $0.id == body["run_id"] as? String }) else {
      return problem("RESOURCE_DOES_NOT_EXIST", "No such run", status: 404)
    }
    let params = texts(body["params"])
    let tags = texts(body["tags"])
    let metrics = (body["metrics"] as? [[String: Any]] ?? []).compactMap { entry -> Metric? in
      guard let key = entry["key"] as? String, let value = entry["value"] as? Double,
        let timestamp = entry["timestamp"] as? Int64, let step = entry["step"] as? Int64
      else { return nil }
      return Metric(key: key, value: value, timestamp: timestamp, step: step)
    }
    guard metrics.count <= 1000, params.count <= 100, tags.count <= 100,
      metrics.count + params.count + tags.count <= 1000
    else { return problem("INVALID_PARAMETER_VALUE", "The batch is too large") }
    for key in (params + tags).map(\.0) + metrics.map(\.key)
    where key.contains(where: { !$0.isLetter && !$0.isNumber && !"_-.:/ ".contains($0) }) {
      return problem("INVALID_PARAMETER_VALUE", "Invalid name \(key)")
    }
    for (key, value) in params {
      if let known = state.runs[index].params[key], known != value {
        return problem("INVALID_PARAMETER_VALUE", "Changing param \(key)")
      }
    }
    for (key, value) in params where !state.drops.contains(key) {
      state.runs[index].params[key] = value
    }
    for (key, value) in tags { state.runs[index].tags[key] = value }
    state.runs[index].metrics.formUnion(metrics.filter { !state.drops.contains($0.key) })
    return (200, "{}")
  }

  private static func update(_ body: [String: Any], _ state: inout State) -> (Int, String) {
    guard let index = state.runs.firstIndex(where: { $0.id == body["run_id"] as? String }) else {
      return problem("RESOURCE_DOES_NOT_EXIST", "No such run", status: 404)
    }
    if let status = body["status"] as? String,
      ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"].contains(status)
    {
      state.runs[index].status = status
    }
    state.runs[index].endedAt = body["end_time"] as? Int64
    return json(["run_info": ["run_id": state.runs[index].id]])
  }

  private static func view(_ run: Run) -> [String: Any] {
    var content: [String: Any] = [:]
    if !run.params.isEmpty {
      content["params"] = run.params.map { ["key": $0.key, "value": $0.value] }
    }
    if !run.metrics.isEmpty {
      content["metrics"] = Set(run.metrics.map(\.key)).map { ["key": $0] }
    }
    return [
      "info": [
        "run_id": run.id, "status": run.status,
        "artifact_uri": "mlflow-artifacts:/\(run.experiment)/\(run.id)/artifacts",
      ],
      "data": content,
    ]
  }

  private static func texts(_ value: Any?) -> [(String, String)] {
    (value as? [[String: Any]] ?? []).compactMap { entry in
      guard let key = entry["key"] as? String, let value = entry["value"] as? String else {
        return nil
      }
      return (key, value)
    }
  }

  private static func object(_ body: [UInt8]) -> [String: Any] {
    do {
      return try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:]
    } catch {
      return [:]
    }
  }

  private static func json(_ value: [String: Any]) -> (Int, String) {
    do {
      return (
        200, String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
      )
    } catch {
      return (500, "\(error)")
    }
  }

  private static func problem(
    _ code: String, _ message: String, status: Int = 400
  ) -> (Int, String) {
    let (_, body) = json(["error_code": code, "message": message])
    return (status, body)
  }
}
