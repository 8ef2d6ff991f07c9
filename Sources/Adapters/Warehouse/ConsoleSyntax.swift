import Foundation
import Market

/// Walks the syntax tree of a question, as DuckDB's own parser gives it, and refuses whatever is
/// not known to be a harmless part of a SELECT.
///
/// It fails closed: a kind of node, a table or a function that is not listed is refused, so that
/// what a later DuckDB can do is not allowed before somebody looked at it.
struct ConsoleSyntax {
  /// Tables that may be read, in lower case.
  let tables: Set<String>
  /// Every name in the catalog that is not among them, in lower case: no CTE may take one, for a
  /// table of that name might be meant elsewhere in the statement.
  let others: Set<String>

  private static let expressions: Set<String> = [
    "BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT",
    "FUNCTION", "LAMBDA", "OPERATOR", "POSITIONAL_REFERENCE", "STAR", "SUBQUERY", "WINDOW",
  ]
  private static let nodes: Set<String> = [
    "CTE_NODE", "RECURSIVE_CTE_NODE", "SELECT_NODE", "SET_OPERATION_NODE",
  ]
  private static let modifiers: Set<String> = [
    "DISTINCT_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "ORDER_MODIFIER",
  ]
  private static let orders: Set<String> = ["ASCENDING", "DESCENDING", "ORDER_DEFAULT"]
  private static let sources: Set<String> = [
    "BASE_TABLE", "EMPTY", "EXPRESSION_LIST", "JOIN", "SHOW_REF", "SUBQUERY", "TABLE_FUNCTION",
  ]

  /// Checks the answer of `json_serialize_sql`.
  ///
  /// - Throws: `query`, saying what is not allowed.
  func check(_ tree: [String: Any]) throws(StoreError) {
    guard let statements = tree["statements"] as? [Any], statements.count == 1 else {
      throw Self.refusal("The console takes one statement at a time.")
    }
    var names: Set<String> = []
    try collectNames(statements, into: &names)
    try walk(statements, names)
  }

  static func refusal(_ message: String) -> StoreError {
    StoreError(
      .query, message,
      remedy: "Ask one SELECT of the tables that the console lists, with functions of values.")
  }

  // MARK: Names given within the statement

  private func collectNames(_ part: Any, into names: inout Set<String>) throws(StoreError) {
    if let list = part as? [Any] {
      for element in list { try collectNames(element, into: &names) }
    } else if let node = part as? [String: Any] {
      if let map = node["cte_map"] as? [String: Any], let entries = map["map"] as? [[String: Any]] {
        for entry in entries { try take(entry["key"], into: &names) }
      }
      if let name = node["cte_name"] { try take(name, into: &names) }
      for value in node.values { try collectNames(value, into: &names) }
    }
  }

  private func take(_ name: Any?, into names: inout Set<String>) throws(StoreError) {
    guard let name = name as? String, let first = name.utf8.first else {
      throw Self.refusal("A WITH has no name.")
    }
    let isPlain = name.utf8.allSatisfy(Self.isWordByte) && !(0x30...0x39).contains(first)
    guard isPlain, !others.contains(name.lowercased()) else {
      throw Self.refusal(
        "\"\(name.prefix(50))\" cannot be the name of a WITH here: use letters, digits and _, and "
          + "no name of another table.")
    }
    names.insert(name.lowercased())
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true  // 0-9 A-Z a-z _
    default: false
    }
  }

  // MARK: Nodes

  private func walk(_ part: Any, _ names: Set<String>) throws(StoreError) {
    if let list = part as? [Any] {
      for element in list { try walk(element, names) }
    } else if let node = part as? [String: Any] {
      try walk(node: node, names)
    }
  }

  private func walk(node: [String: Any], _ names: Set<String>) throws(StoreError) {
    var node = node
    if let kind = node["class"] {
      guard let kind = kind as? String, Self.expressions.contains(kind) else {
        throw Self.refusal("The console does not take \(Self.words(kind)).")
      }
      switch kind {
      case "CONSTANT": return
      case "CAST": node["cast_type"] = nil
      case "FUNCTION", "WINDOW": try requireAllowed(function: node, ConsoleWords.functions)
      default: break
      }
    } else if let type = node["type"] {
      guard let type = type as? String else { throw Self.refusal("A part has no known type.") }
      switch type {
      case _ where Self.nodes.contains(type) || Self.orders.contains(type): break
      case _ where Self.modifiers.contains(type): break
      case _ where Self.sources.contains(type): try check(source: &node, type, names)
      default: throw Self.refusal("The console does not take \(Self.words(type)).")
      }
    }
    // How many rows are sampled are values only.
    node["sample"] = nil
    for key in node.keys.sorted() {
      if let value = node[key] { try walk(value, names) }
    }
  }

  private func check(
    source node: inout [String: Any], _ type: String, _ names: Set<String>
  ) throws(StoreError) {
    switch type {
    case "BASE_TABLE": try requireAllowed(table: node, names)
    case "EXPRESSION_LIST": node["expected_types"] = nil
    case "SHOW_REF":
      guard node["query"] is [String: Any], (node["table_name"] as? String) == "" else {
        throw Self.refusal("The console shows its tables beside it, not by SHOW.")
      }
    case "TABLE_FUNCTION":
      guard let function = node["function"] as? [String: Any],
        function["class"] as? String == "FUNCTION"
      else { throw Self.refusal("The console does not take such a table.") }
      try requireAllowed(function: function, ConsoleWords.tableFunctions)
      node["function"] = function["children"]
    default: break
    }
  }

  private func requireAllowed(
    table node: [String: Any], _ names: Set<String>
  ) throws(StoreError) {
    let name = (node["table_name"] as? String ?? "")
    let schema = (node["schema_name"] as? String ?? "?").lowercased()
    let catalog = node["catalog_name"] as? String ?? "?"
    let isReadable = tables.contains(name.lowercased())
    let isOwn = schema.isEmpty && names.contains(name.lowercased())
    guard catalog.isEmpty, schema.isEmpty || schema == "main", isReadable || isOwn,
      node["at_clause"] is NSNull
    else {
      let path = [catalog, schema, name].filter { !$0.isEmpty }.joined(separator: ".")
      throw Self.refusal("The console does not read \(path.prefix(100)).")
    }
  }

  private func requireAllowed(
    function node: [String: Any], _ allowed: Set<String>
  ) throws(StoreError) {
    let name = (node["function_name"] as? String ?? "").lowercased()
    let schema = (node["schema"] as? String ?? "?").lowercased()
    let catalog = node["catalog"] as? String ?? "?"
    guard catalog.isEmpty, schema.isEmpty || schema == "main", allowed.contains(name) else {
      throw Self.refusal("The console does not call the function \(name.prefix(100)).")
    }
  }

  private static func words(_ kind: Any) -> String {
    let text = (kind as? String ?? "such a part").replacing("_", with: " ").lowercased()
    return "a " + text.prefix(50)
  }
}
