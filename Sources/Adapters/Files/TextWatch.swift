/// Tells text in UTF-8 from what only bears a text's name, as chunks of a file go by.
struct TextWatch {
  private static let remedy = "Save it as CSV in UTF-8 and import it again."

  /// Bytes that went by.
  private var count = 0

  /// What shows that the file is no text in UTF-8; nil when nothing does.
  mutating func fault(in chunk: [UInt8]) -> String? {
    defer { count += chunk.count }
    if count == 0 {
      if chunk.starts(with: [0xFF, 0xFE]) || chunk.starts(with: [0xFE, 0xFF]) {
        return "The file is written in UTF-16. \(Self.remedy)"
      }
      if chunk.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
        return "The file is a ZIP archive or a workbook. \(Self.remedy)"
      }
      if chunk.starts(with: [0x1F, 0x8B]) {
        return "The file is compressed with gzip. Give it a name that ends in .csv.gz."
      }
      if chunk.starts(with: [0x50, 0x41, 0x52, 0x31]) {
        return "The file is Parquet. Give it a name that ends in .parquet."
      }
    }
    guard let zero = chunk.firstIndex(of: 0) else { return nil }
    let isWide = count == 0 && zero < 2
    return isWide
      ? "The file is written in UTF-16. \(Self.remedy)"
      : "Byte \(count + zero + 1) is zero, which no text holds. \(Self.remedy)"
  }
}
