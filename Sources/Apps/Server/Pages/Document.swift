import Contract

/// The API's descriptions of itself; read with any session.
struct Document {
  let contents: [UInt8]
  let mediaType: String

  /// The document at this path, or nil.
  init?(_ method: String, _ segments: [String]) {
    guard method == "GET" else { return nil }
    switch segments {
    case ["openapi.json"]: (contents, mediaType) = (Self.openAPI, "application/json")
    case ["docs"]: (contents, mediaType) = (Self.page, "text/html")
    default: return nil
    }
  }

  private static let openAPI = Array(OpenAPIDocument.text().utf8)
  private static let page = Array(DocumentationPage.html.utf8)
}
