/// The files of the repository that are written from the contract.
public enum SchemaFiles {
  /// Path from the repository's root, and contents, of each file.
  public static func all() -> [(path: String, contents: String)] {
    [
      ("Dashboard/src/api/types.ts", TypeScriptTypes.text()),
      ("Dashboard/src/api/client.ts", TypeScriptClient.text()),
      ("docs/reference/http-api.md", ReferenceDocument.text()),
      ("docs/reference/openapi.json", OpenAPIDocument.text()),
    ]
  }
}
