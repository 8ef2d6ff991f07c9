import Market

/// Refuses questions whose values could grow without end out of a short text.
///
/// A value under way lies outside DuckDB's limit of memory, and one batch of rows is made without a
/// pause in which it could be stopped. So the growth of a value is bounded beforehand: a
/// concatenation grows it by its parts, a replacement by the length of what is put in,
/// and what follows one another multiplies. What an aggregate gathers out of many rows may be of any
/// size: it is answered, and no further query copies it for each of its own rows.
struct ConsoleGrowth {
  /// The most by which one value may grow over the whole question.
  static let most = 16_384.0
  /// Characters of a constant that count as much as one column.
  private static let unit = 16.0

  private static let joining: Set<String> = [
    "array_append", "array_concat", "array_prepend", "array_to_string", "concat", "concat_ws",
    "flatten", "list_append", "list_concat", "list_pack", "list_prepend", "list_value", "list_zip",
    "map", "regexp_replace", "replace", "row", "row_to_json", "struct_pack", "to_json", "||",
  ]
  private static let replacing: Set<String> = ["regexp_replace", "replace"]
  private static let gatherers: Set<String> = [
    "array_agg", "group_concat", "histogram", "list", "listagg", "string_agg",
  ]
  /// Parts of a SELECT that work on its own rows.
  private static let ownParts: Set<String> = ["having", "modifiers", "qualify", "select_list"]
  private static let folding: Set<String> = ["list_reduce"]

  /// Checks the statements of a question.
  ///
  /// - Throws: `query`, saying what could grow too far.
  static func check(_ statements: [Any]) throws(StoreError) {
    let growth = try ConsoleGrowth().growth(of: statements, isInner: false)
    guard growth <= most else {
      throw ConsoleSyntax.refusal(
        "The question could make values too large: it joins, replaces or gathers texts or lists too "
          + "often, one upon the other.")
    }
  }

  /// The product of the growth of every part.
  ///
  /// - Parameter isInner: Whether a further query reads what the part answers.
  private func growth(of part: Any, isInner: Bool) throws(StoreError) -> Double {
    if let list = part as? [Any] {
      var product = 1.0
      for element in list { product *= try growth(of: element, isInner: isInner) }
      return product
    }
    guard let node = part as? [String: Any] else { return 1 }
    if node["type"] as? String == "RECURSIVE_CTE_NODE" {
      try refuseJoining(below: node, inside: "WITH RECURSIVE")
    }
    if Self.folding.contains(Self.function(node)) {
      try refuseJoining(below: node["children"] ?? [], inside: "list_reduce")
    }
    if Self.joining.contains(Self.function(node)) {
      if isInner { try refuseGathering(below: node) }
      return max(1, try size(of: node)) * (try growthOfSubqueries(below: node))
    }
    let isGatherer = Self.gatherers.contains(Self.function(node))
    guard !isGatherer || (!isInner && node["class"] as? String != "WINDOW") else {
      throw ConsoleSyntax.refusal(
        "\(Self.function(node)) stands in the outermost SELECT only, and not in a window: what it "
          + "gathers may be of any size.")
    }
    let type = node["type"] as? String
    var product = 1.0
    for (key, value) in node {
      let isOwn = type != "SELECT_NODE" || Self.ownParts.contains(key)
      let isNamed = key == "cte_map" || (type == "CTE_NODE" && key == "query")
      let isInner = isInner || !isOwn || isNamed || node["class"] as? String == "SUBQUERY"
      product *= try growth(of: value, isInner: isInner)
    }
    return product
  }

  private func growthOfSubqueries(below part: Any) throws(StoreError) -> Double {
    if let list = part as? [Any] {
      var product = 1.0
      for element in list { product *= try growthOfSubqueries(below: element) }
      return product
    }
    guard let node = part as? [String: Any] else { return 1 }
    if node["class"] as? String == "SUBQUERY" { 
      return try growth(of: node["subquery"] ?? [], isInner: true)
    }
    var product = 1.0
    for value in node.values { product *= try growthOfSubqueries(below: value) }
    return product
  }

  /// How many columns' worth of text an expression makes.
  private func size(of part: Any) throws(StoreError) -> Double {
    if let list = part as? [Any] {
      var sum = 0.0
      for element in list { sum += try size(of: element) }
      return sum
    }
    guard let node = part as? [String: Any] else { return 0 }
    switch node["class"] as? String {
    case "CONSTANT": return Double(Self.text(node)?.utf8.count ?? 0) / Self.unit
    case "COLUMN_REF", "POSITIONAL_REFERENCE", "SUBQUERY": return 1
    default: break
    }
    if Self.replacing.contains(Self.function(node)) {
      guard let children = node["children"] as? [Any], children.count >= 3,
        let put = children[2] as? [String: Any], let text = Self.text(put)
      else {
        throw ConsoleSyntax.refusal("A replacement takes a constant text as what it puts in.")
      }
      return max(1, try size(of: children[0])) * max(1, Double(text.utf8.count))
    }
    var sum = 0.0
    for value in node.values { sum += try size(of: value) }
    return sum
  }

  private func refuseJoining(below part: Any, inside place: String) throws(StoreError) {
    if let list = part as? [Any] {
      for element in list { try refuseJoining(below: element, inside: place) }
    } else if let node = part as? [String: Any] {
      let name = Self.function(node)
      guard !Self.joining.union(Self.gatherers).contains(name) else {
        throw ConsoleSyntax.refusal(
          "The console does not call \(name) inside \(place), where values grow without end.")
      }
      for value in node.values { try refuseJoining(below: value, inside: place) }
    }
  }

  private func refuseGathering(below part: Any) throws(StoreError) {
    if let list = part as? [Any] {
      for element in list { try refuseGathering(below: element) }
    } else if let node = part as? [String: Any] {
      guard !Self.gatherers.contains(Self.function(node)) else {
        throw ConsoleSyntax.refusal(
          "\(Self.function(node)) stands in the outermost SELECT only: what it gathers may be of any "
            + "size.")
      }
      for value in node.values { try refuseGathering(below: value) }
    }
  }

  private static func function(_ node: [String: Any]) -> String {
    (node["function_name"] as? String ?? "").lowercased()
  }

  private static func text(_ node: [String: Any]) -> String? {
    guard node["class"] as? String == "CONSTANT", let value = node["value"] as? [String: Any] else {
      return nil
    }
    return value["value"] as? String
  }
}
