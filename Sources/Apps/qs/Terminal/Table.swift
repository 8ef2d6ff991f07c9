/// Rows under headings, aligned for a terminal.
struct Table {
  enum Alignment { case left, right }

  struct Column {
    let title: String
    let alignment: Alignment

    static func text(_ title: String) -> Column { Column(title: title, alignment: .left) }
    static func figure(_ title: String) -> Column { Column(title: title, alignment: .right) }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  init(_ columns: Column...) {
    self.init(columns: columns)
  }

  init(columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row of as many cells as there are columns.
  mutating func add(_ cells: String...) {
    add(cells: cells)
  }

  /// The same for a row whose length is not known where it is written.
  mutating func add(cells: [String]) {
    precondition(cells.count == columns.count, "A row has a cell for every column.")
    rows.append(cells.map { $0.replacing("\n", with: " ") })
  }

  /// The table as lines, or a sentence in place of an empty one.
  func text(whenEmpty sentence: String) -> String {
    guard !rows.isEmpty else { return sentence }
    let widths = columns.indices.map { index in
      max(columns[index].title.count, rows.map { $0[index].count }.max() ?? 0)
    }
    let heading = line(columns.map(\.title), widths)
    let rule = line(widths.map { String(repeating: "─", count: $0) }, widths)
    return ([heading, rule] + rows.map { line($0, widths) }).joined(separator: "\n")
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = cells.indices.map { index in
      let space = String(repeating: " ", count: widths[index] - cells[index].count)
      return columns[index].alignment == .left ? cells[index] + space : space + cells[index]
    }
    let text = padded.joined(separator: "  ")
    let end = text.lastIndex { $0 != " " } ?? text.startIndex
    return String(text[...end])
  }
}

/// Names with their values, one a line.
struct Listing {
  private var entries: [(name: String, value: String)] = []

  /// Adds a line; none for an absent value.
  mutating func add(_ name: String, _ value: String?) {
    if let value { entries.append((name, value)) }
  }

  var text: String {
    let width = entries.map(\.name.count).max() ?? 0
    return entries.map { entry in
      entry.name + String(repeating: " ", count: width - entry.name.count + 2) + entry.value
    }.joined(separator: "\n")
  }
}
