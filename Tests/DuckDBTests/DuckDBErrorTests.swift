import DuckDB
import Foundation
import Testing

@Suite struct DuckDBErrorTests {
  @Test func `the holder of a locked file is read out of DuckDB's message`() {
    let error = DuckDBError(
      message: "IO Error: Could not set lock on file \"/data/quant.duckdb\": Conflicting lock is "
        + "held in /opt/my programs/qs (PID 21543). See also https://duckdb.org/docs")

    #expect(error.code == .locked)
    #expect(error.holder == .init(program: "/opt/my programs/qs", process: 21543))
  }

  @Test(arguments: [
    (
      "IO Error: Could not set lock on file \"x\": Resource temporarily unavailable",
      DuckDBError.Code.locked
    ),
    (
      "FATAL Error: Failed to create checkpoint because of error: Could not write file \"x\": "
        + "No space left on device", .full
    ),
    ("IO Error: Cannot open file \"x\": Read-only file system", .readOnly),
    ("IO Error: Cannot open file \"x\": Permission denied", .readOnly),
    (
      "Invalid Input Error: Cannot execute statement of type \"CREATE\" on database \"x\" which is "
        + "attached in read-only mode!", .readOnly
    ),
    ("IO Error: The file \"x\" exists, but it is not a valid DuckDB database file!", .corrupt),
    (
      "FATAL Error: Failed: database has been invalidated because of a previous fatal error.",
      .invalidated
    ),
    ("INTERRUPT Error: Interrupted!", .interrupted),
    (
      "Out of Memory Error: failed to pin block of size 256.0 KiB (95.2 MiB/95.3 MiB used)\n\n"
        + "Possible solutions:\n* Reducing the number of threads (SET threads=X)", .memory
    ),
    ("Constraint Error: Duplicate key \"i: 1\" violates primary key constraint.", .constraint),
    ("TransactionContext Error: Conflict on update!", .conflict),
    ("Parser Error: syntax error at or near \"SELEC\"", .query),
  ])
  func `messages are sorted by what happened`(message: String, code: DuckDBError.Code) {
    #expect(DuckDBError(message: message).code == code)
  }
}
