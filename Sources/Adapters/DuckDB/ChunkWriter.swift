import CDuckDB

/// Writes the columns of one chunk on its way into a table.
public struct ChunkWriter {
  let chunk: ddb_chunk?
  let types: [ColumnType]
  let rows: Int

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

  /// Writes dates as days since 1970-01-01.
  public func days(_ value: (_ row: Int) -> Int32, column: Int) {
    let target = memory(of: vector(column, .date), as: Int32.self)
    for row in 0..<rows { target[row] = value(row) }
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
  public func text(_ text: String, column: Int) {
    let vector = vector(column, .text)
    withCharacters(of: text) { characters, count in
      guard let inline = ddb_text(inline: characters, count: Int(count)) else {
        for row in 0..<rows {
          ddb_vector_assign_string_element_len(vector, UInt64(row), characters, count)
        }
        return
      }
      memory(of: vector, as: ddb_text.self).update(repeating: inline, count: rows)
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
