import Testing

@testable import DuckDB

@Suite struct DuckDBLibraryTests {
  @Test(arguments: ["v1.4.4", "v1.5.5", "v1.9.0", "v2.0.0", "1.5.6"])
  func `tried versions are accepted`(version: String) {
    #expect(DuckDBLibrary.isAccepted(version))
  }

  @Test(arguments: ["v1.3.2", "v0.10.0", "v2.1.0", "v3.0.0", "", "nightly"])
  func `other versions are refused`(version: String) {
    #expect(!DuckDBLibrary.isAccepted(version))
  }

  @Test func `the library that the set-up fetched is found and says its version`() throws {
    let library = try DuckDBLibrary.load()

    #expect(library.path.hasSuffix("libduckdb.so"))
    #expect(DuckDBLibrary.isAccepted(library.version))
  }
}
