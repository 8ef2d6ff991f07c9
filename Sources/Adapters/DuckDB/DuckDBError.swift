/// Why DuckDB, or the way to it, refused.
public struct DuckDBError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, Codable {
    /// No library could be loaded.
    case libraryMissing
    /// A library was loaded whose version this binding was not tried with.
    case libraryVersion
    /// Another process holds the file; see `holder`.
    case locked
    /// The file is not a database, or is damaged.
    case corrupt
    /// The file system or the file cannot be written.
    case readOnly
    /// No space is left on the device.
    case full
    /// A file or table is not there.
    case missing
    /// A constraint of a table refused a row.
    case constraint
    /// Two transactions changed the same row.
    case conflict
    /// The query was interrupted.
    case interrupted
    /// The instance is invalid after an earlier failure; only closing and reopening helps.
    case invalidated
    /// It would take more memory, or more space to spill to, than the database may take.
    case memory
    /// A value has another type than the reader asked for.
    case type
    /// Anything else: wrong SQL, a failed conversion.
    case query
  }

  /// The process that holds a locked file, as DuckDB names it.
  public struct Holder: Hashable, Sendable, Codable {
    /// The program's path; empty when DuckDB does not know it.
    public let program: String
    public let process: Int32

    public init(program: String, process: Int32) {
      self.program = program
      self.process = process
    }
  }

  public let code: Code
  /// DuckDB's own words, or ours where it has none.
  public let message: String
  public let holder: Holder?

  public init(_ code: Code, _ message: String, holder: Holder? = nil) {
    self.code = code
    self.message = message
    self.holder = holder
  }

  public var description: String { message }
}

extension DuckDBError {
  /// Sorts one of DuckDB's messages.
  ///
  /// The messages keep their leading words over the versions that are accepted; the numbers of the
  /// C interface's error types do not reach errors of opening and appending, so words decide.
  public init(message: String) {
    let holder = Self.holder(in: message)
    self.init(Self.code(of: message, isHeld: holder != nil), message, holder: holder)
  }

  private static func code(of message: String, isHeld: Bool) -> Code {
    func says(_ words: String) -> Bool { message.contains(words) }

    if message.hasPrefix("Out of Memory Error") { return .memory }
    if isHeld || says("Could not set lock on file") { return .locked }
    if says("No space left on device") || says("Disk quota exceeded") { return .full }
    if says("Read-only file system") || says("Permission denied")
      || says("attached in read-only mode") || says("opened in read-only mode")
    {
      return .readOnly
    }
    if says("has been invalidated because of a previous fatal error") { return .invalidated }
    if says("not a valid DuckDB database file") || says("Corrupt") || says("corrupt")
      || says("checksum") || message.hasPrefix("Serialization Error")
    {
      return .corrupt
    }
    if message.hasPrefix("FATAL Error") { return .invalidated }
    if message.hasPrefix("INTERRUPT Error") { return .interrupted }
    if message.hasPrefix("Constraint Error") || says("constraint failed") { return .constraint }
    if message.hasPrefix("TransactionContext Error") && says("onflict") { return .conflict }
    if says("No such file or directory") || says("No files found that match") { return .missing }
    return .query
  }

  /// Reads program and process out of `Conflicting lock is held in /usr/bin/qs (PID 4711)`.
  private static func holder(in message: String) -> Holder? {
    guard let start = message.firstRange(of: "Conflicting lock is held in ")?.upperBound else {
      return nil
    }
    let tail = message[start...]
    guard let mark = tail.firstRange(of: "(PID ") else { return nil }
    let digits = tail[mark.upperBound...].prefix { $0.isASCII && $0.isNumber }
    guard let process = Int32(digits) else { return nil }
    var program = tail[..<mark.lowerBound]
    while program.last == " " { program.removeLast() }
    return Holder(program: String(program), process: process)
  }
}

extension StringProtocol {
  /// Returns the range of the first occurrence of `words`, without Foundation.
  fileprivate func firstRange(of words: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(words) {
        return start..<index(start, offsetBy: words.count)
      }
      formIndex(after: &start)
    }
    return nil
  }
}
