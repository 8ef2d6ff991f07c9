import CDuckDB

/// Writes the columns of one chunk on its way into a table.
public struct ChunkWriter {
  let chunk: ddb_chunk?
  let types: [ColumnType]
  /// The number of rows that the chunk takes.
  public let rows: Int

  /// Writes doubles; each NaN becomes a null.
  ///
  /// - Parameter start: The first of `values` to be written.
  /// - Precondition: `values` holds a value for each row from `start` on.
  public func doubles(_ values: [Double], from start: Int = 0, column: Int) {
    let vector = vector(column, .double)
    let target = memory(of: vector, as: Double.self)
    precondition(start >= 0, "A column is written from one of its own values on.")
    precondition(values.count - start >= rows, "A column has a value for each row.")
    values.withUnsafeBufferPointer { source in
      var hasMissing = false
      for row in 0..<rows {
        let value = source[start + row]
        target[row] = value
        if value.isNaN { hasMissing = true }
      }
      guard hasMissing else { return }
      for row in 0..<rows where source[start + row].isNaN { setNull(row, in: vector) }
    }
  }

  /// Writes a stretch of doubles from row `row` on; each NaN becomes a null.
  ///
  /// - Precondition: The chunk has rows for all of `source`, and `values` holds them.
  public func doubles(_ values: [Double], _ source: Range<Int>, toRow row: Int, column: Int) {
    let vector = vector(column, .double)
    let target = memory(of: vector, as: Double.self)
    precondition(row >= 0 && row + source.count <= rows, "A stretch lies within its chunk.")
    precondition(values.indices.contains(source.lowerBound), "A column holds what it gives.")
    precondition(source.upperBound <= values.count, "A column holds what it gives.")
    values.withUnsafeBufferPointer { values in
      var hasMissing = false
      for offset in 0..<source.count {
        let value = values[source.lowerBound + offset]
        target[row + offset] = value
        if value.isNaN { hasMissing = true }
      }
      guard hasMissing else { return }
      for offset in 0..<source.count where values[source.lowerBound + offset].isNaN {
        setNull(row + offset, in: vector)
      }
    }
  }

  /// Writes true or false.
  public func booleans(_ value: (_ row: Int) -> Bool, column: Int) {
    let target = memory(of: vector(column, .boolean), as: Bool.self)
    for row in 0..<rows { target[row] = value(row) }
  }

  /// Writes dates as days since 1970-01-01; nil becomes a null.
  public func days(orNull value: (_ row: Int) -> Int32?, column: Int) {
    let vector = vector(column, .date)
    let target = memory(of: vector, as: Int32.self)
    for row in 0..<rows {
      if let day = value(row) { target[row] = day } else { setNull(row, in: vector) }
    }
  }

  /// Writes instants as microseconds since 1970-01-01T00:00:00Z.
  public func timestamps(_ value: (_ row: Int) -> Int64, column: Int) {
    let target = memory(of: vector(column, .timestamp), as: Int64.self)
    for row in 0..<rows { target[row] = value(row) }
  }

  /// Writes dates as days since 1970-01-01.
  public func days(_ value: (_ row: Int) -> Int32, column: Int) {
    let target = memory(of: vector(column, .date), as: Int32.self)
    for row in 0..<rows { target[row] = value(row) }
  }

  /// Writes a stretch of dates from row `row` on, as days since 1970-01-01.
  ///
  /// - Precondition: The chunk has `count` rows from `row` on.
  public func days(_ value: (_ offset: Int) -> Int32, count: Int, toRow row: Int, column: Int) {
    precondition(row >= 0 && row + count <= rows, "A stretch lies within its chunk.")
    let target = memory(of: vector(column, .date), as: Int32.self)
    for offset in 0..<count { target[row + offset] = value(offset) }
  }

  /// Writes 64-bit integers; nil becomes a null.
  public func integers(_ value: (_ row: Int) -> Int64?, column: Int) {
    let vector = vector(column, .bigInteger)
    let target = memory(of: vector, as: Int64.self)
    for row in 0..<rows {
      if let integer = value(row) { target[row] = integer } else { setNull(row, in: vector) }
    }
  }

  /// Writes texts; nil becomes a null.
  public func texts(_ value: (_ row: Int) -> String?, column: Int) {
    let vector = vector(column, .text)
    for row in 0..<rows {
      if let text = value(row) {
        withCharacters(of: text) {
          ddb_vector_assign_string_element_len(vector, UInt64(row), $0, $1)
        }
      } else {
        setNull(row, in: vector)
      }
    }
  }

  /// Writes one text into every row.
  public func text(_ text: String, column: Int) { self.text(text, rows: 0..<rows, column: column) }

  /// Writes one text into some rows.
  ///
  /// - Precondition: The rows are the chunk's.
  public func text(_ text: String, rows stretch: Range<Int>, column: Int) {
    precondition(stretch.clamped(to: 0..<rows) == stretch, "A stretch lies within its chunk.")
    let vector = vector(column, .text)
    withCharacters(of: text) { characters, count in
      guard let inline = ddb_text(inline: characters, count: Int(count)) else {
        for row in stretch {
          ddb_vector_assign_string_element_len(vector, UInt64(row), characters, count)
        }
        return
      }
      let target = memory(of: vector, as: ddb_text.self)
      for row in stretch { target[row] = inline }
    }
  }

  private func vector(_ column: Int, _ type: ColumnType) -> ddb_vector? {
    precondition(types[column] == type, "Column \(column) is written as what it is.")
    return ddb_data_chunk_get_vector(chunk, UInt64(column))
  }

  private func memory<Value>(
    of vector: ddb_vector?, as: Value.Type
  ) -> UnsafeMutablePointer<Value> {
    guard let memory = ddb_vector_get_data(vector) else {
      preconditionFailure("A chunk's vector has memory.")
    }
    // Safe: the caller names the type that the column's checked type has in memory.
    return memory.assumingMemoryBound(to: Value.self)
  }

  private func setNull(_ row: Int, in vector: ddb_vector?) {
    ddb_vector_ensure_validity_writable(vector)
    guard let validity = ddb_vector_get_validity(vector) else {
      preconditionFailure("A writable validity mask is there.")
    }
    validity[row >> 6] &= ~(1 << UInt64(row & 63))
  }
}

extension ddb_text {
  /// Lays out a text that fits into the vector itself, or returns nil for a longer one.
  ///
  /// The length, then up to 12 bytes, then zeros, by which DuckDB compares and hashes.
  fileprivate init?(inline characters: UnsafePointer<CChar>?, count: Int) {
    guard count <= 12 else { return nil }
    self.init()
    withUnsafeMutableBytes(of: &self) { bytes in
      for index in bytes.indices { bytes[index] = 0 }
      bytes.storeBytes(of: UInt32(count), as: UInt32.self)
      for index in 0..<count {
        bytes[4 + index] = characters.map { UInt8(bitPattern: $0[index]) } ?? 0
      }
    }
  }
}
