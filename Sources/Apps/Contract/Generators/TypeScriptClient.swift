/// Writes one TypeScript function for each endpoint.
public enum TypeScriptClient {
  /// The contents of `Dashboard/src/api/client.ts`.
  public static func text() -> String {
    var names: Set<String> = ["Problem"]
    for endpoint in Endpoint.all {
      if let request = endpoint.request { names.insert(String(describing: request)) }
      switch endpoint.answer {
      case .one(let type), .many(let type): names.insert(String(describing: type))
      case .stream, .file: break
      }
    }
    var out = TypeScriptTypes.banner
    out +=
      "import type {\n" + names.sorted().map { "  \($0),\n" }.joined() + "} from \"./types.ts\";\n"
    out += runtime
    for endpoint in Endpoint.all { out += function(endpoint) }
    return out
  }

  private static func function(_ endpoint: Endpoint) -> String {
    var arguments = endpoint.pathParameters.map { "\($0): string" }
    let path =
      endpoint.pathParameters.isEmpty
      ? "\"\(endpoint.path)\""
      : "`"
        + endpoint.pathParameters.reduce(endpoint.path) { path, name in
          replace("{\(name)}", in: path, with: "${encodeURIComponent(\(name))}")
        } + "`"
    if let request = endpoint.request { arguments.append("body: \(request)") }
    if !endpoint.query.isEmpty {
      let fields = endpoint.query.map { parameter in
        let mark = parameter.isRequired ? "" : "?"
        let type = parameter.kind == .integer ? "number" : "string"
        return "readonly \(parameter.name)\(mark): \(type) | undefined"
      }
      let isOptional = endpoint.query.allSatisfy { !$0.isRequired }
      arguments.append("query: { \(fields.joined(separator: "; ")) }\(isOptional ? " = {}" : "")")
    }
    let comment =
      "\n/** \(endpoint.summary) Needs the permission `\(endpoint.permission.rawValue)`. */\n"
    let query = endpoint.query.isEmpty ? "" : ", query"
    let answer: String
    switch endpoint.answer {
    case .one(let type): answer = "\(type)"
    case .many(let type): answer = "readonly \(type)[]"
    case .stream, .file:
      return comment
        + "export function \(endpoint.name)Url(\(arguments.joined(separator: ", "))): string {\n"
        + "  return url(\(path)\(query));\n}\n"
    }
    arguments.append("options: CallOptions = {}")
    let body = endpoint.request == nil ? "undefined" : "body"
    let signature =
      "export function \(endpoint.name)(\(arguments.joined(separator: ", "))): Promise<\(answer)> {\n"
    return comment + signature
      + "  return call<\(answer)>(\"\(endpoint.method.rawValue)\", url(\(path)\(query)), \(body), options);\n}\n"
  }

  private static func replace(_ part: String, in text: String, with other: String) -> String {
    guard let range = text.firstRange(of: part) else { return text }
    return text[..<range.lowerBound] + other + text[range.upperBound...]
  }

  private static let runtime = """

    /** An answer that says what went wrong and what to do about it. */
    export class ApiProblem extends Error {
      readonly problem: Problem;
      constructor(problem: Problem) {
        super(problem.detail === "" ? problem.title : problem.detail);
        this.name = "ApiProblem";
        this.problem = problem;
      }
    }

    export interface CallOptions {
      /** Ends the call early; it then rejects with an `AbortError`. */
      readonly signal?: AbortSignal | undefined;
    }

    type QueryValue = string | number | undefined;

    function url(path: string, query: Readonly<Record<string, QueryValue>> = {}): string {
      const parameters = new URLSearchParams();
      for (const [name, value] of Object.entries(query)) {
        if (value !== undefined) parameters.set(name, String(value));
      }
      const text = parameters.toString();
      return text === "" ? path : `${path}?${text}`;
    }

    function isProblem(value: unknown): value is Problem {
      return typeof value === "object" && value !== null && "title" in value && "code" in value && "remedy" in value;
    }

    function local(status: number, code: string, title: string, detail: string, remedy: string): ApiProblem {
      return new ApiProblem({ type: "about:blank", title, status, detail, code, remedy, request: "" });
    }

    async function failure(response: Response): Promise<ApiProblem> {
      try {
        const value: unknown = await response.json();
        if (isProblem(value)) return new ApiProblem(value);
      } catch {
        // Not JSON: something between us and the server answered; the status is all there is.
      }
      return local(
        response.status,
        "answer.unexpected",
        "The server gave an unexpected answer",
        `Status ${response.status} without an explanation.`,
        "Reload the page; when it stays, look at the server's log.",
      );
    }

    async function call<Answer>(method: string, address: string, body: unknown, options: CallOptions): Promise<Answer> {
      const headers: Record<string, string> = { accept: "application/json" };
      if (body !== undefined) headers["content-type"] = "application/json";
      let response: Response;
      try {
        response = await fetch(address, {
          method,
          headers,
          credentials: "same-origin",
          cache: "no-store",
          body: body === undefined ? null : JSON.stringify(body),
          signal: options.signal ?? null,
        });
      } catch (error) {
        if (options.signal?.aborted === true) throw error;
        throw local(0, "server.unreachable", "The server does not answer", "No answer came.", "Check that it runs: qs doctor.");
      }
      if (!response.ok) throw await failure(response);
      return (await response.json()) as Answer;
    }

    """
}
