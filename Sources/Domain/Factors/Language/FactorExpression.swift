import Fingerprint

/// A checked expression of the alpha language.
///
///     let reversal = try FactorExpression(parsing: "rank(-delta(close, 5))")
///     reversal.rowsNeeded    // 6
///     reversal.canonical     // "rank((-1 * delta(close, 5)))"
public struct FactorExpression: Hashable, Sendable {
  /// The longest window in rows.
  public static let longestWindow = 2_520
  /// The most operations and values in the canonical text.
  public static let mostNodes = 200
  /// The most operations and values within one another in the canonical text.
  public static let deepest = 32

  /// As it was written.
  public let text: String
  public let conventions: FactorConventions
  /// What is computed, step by step.
  public let tree: FactorTree
  /// Characters of the text that each node of the tree comes from.
  public let places: [Range<Int>?]
  /// The one text for all ways to write the same factor; it parses to itself.
  public let canonical: String
  /// What the canonical text parses to.
  public let canonicalTree: FactorTree
  /// SHA-256 of the canonical text and the conventions, in hexadecimal.
  public let contentHash: String
  /// The columns that it reads, sorted.
  public let fields: [FactorField]
  /// The classifications that it reads, sorted.
  public let groups: [String]
  /// The functions that it calls by their names in the vocabulary, sorted; `min` and `max` as
  /// `ts_min` and `ts_max` or `min2` and `max2`.
  public let functions: [String]
  /// The signs that it uses, sorted, without `+ - * /`; a choice is `?:`.
  public let signs: [String]
  /// Columns and classifications as they are written, in lower case, sorted.
  public let inputs: [String]
  /// Operations and values within one another.
  public let depth: Int
  /// Operations and values of the canonical text, and once more each constant and window.
  public let complexity: Int
  /// What is allowed, but probably not meant.
  public let warnings: [FactorWarning]

  /// Reads and checks a text.
  ///
  /// - Parameter figures: Names of columns besides those of the bars that it may read, in lower case.
  /// - Throws: Everything that is wrong with it.
  public init(
    parsing text: String, conventions: FactorConventions = .paper,
    figures: [String] = Vocabulary.figures
  ) throws(FactorError) {
    let syntax = FactorSyntax(text)
    guard !syntax.nodes.isEmpty else { throw FactorError(syntax.faults) }
    var compiler = FactorCompiler(syntax, conventions: conventions, figures: Set(figures))
    let root = compiler.compile()
    guard syntax.faults.isEmpty, let root else {
      throw FactorError(Self.ordered(syntax.faults + compiler.faults))
    }
    let source = compiler.builder.trimmed(to: root)
    let canonical = FactorCanonical(
      source, root: source.nodes.count - 1, conventions: conventions)
    try Self.checkSize(canonical, whole: syntax.nodes[syntax.root].range)
    self.text = text
    self.conventions = conventions
    tree = source.tree
    places = source.places
    self.canonical = canonical.text
    canonicalTree = canonical.result.tree
    contentHash = Self.hash(canonical.text, conventions)
    fields = Set(tree.nodes.compactMap(\.field)).sorted()
    groups = Set(tree.nodes.compactMap(\.group)).sorted()
    functions = compiler.functions.sorted()
    signs = compiler.signs.sorted()
    inputs = compiler.inputs.sorted()
    depth = canonical.depth
    complexity = canonical.nodeCount + canonicalTree.nodes.count { $0.isConstant || $0.window > 0 }
    warnings = FactorUnits.warnings(for: source)
  }

  /// What is wrong with a text; empty for an expression.
  public static func faults(
    in text: String, conventions: FactorConventions = .paper, figures: [String] = Vocabulary.figures
  ) -> [FactorFault] {
    do throws(FactorError) {
      _ = try FactorExpression(parsing: text, conventions: conventions, figures: figures)
      return []
    } catch {
      return error.faults
    }
  }

  /// Rows that must be there before the first value can be: 1 when only today's row is read.
  public var rowsNeeded: Int { tree.rowsNeeded }

  /// Elementary steps that a panel of so many cells takes, to compare expressions with each other.
  public func estimatedCost(sessions: Int, symbols: Int) -> Double {
    let weight = canonicalTree.nodes.reduce(0.0) { $0 + $1.weight }
    return weight * Double(sessions) * Double(symbols)
  }

  private static func ordered(_ faults: [FactorFault]) -> [FactorFault] {
    faults.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }.map(\.element)
  }

  private static func checkSize(
    _ canonical: FactorCanonical, whole: Range<Int>
  ) throws(FactorError) {
    if canonical.nodeCount > mostNodes {
      throw FactorError([
        FactorFault(
          "The expression has \(canonical.nodeCount) nodes, with each subtraction written as an "
            + "addition; at most \(mostNodes) are allowed.", range: whole,
          suggestion: "Split it into several factors.")
      ])
    }
    if let place = canonical.tooDeep {
      throw FactorError([
        FactorFault(
          "The expression nests \(canonical.depth) operations; at most \(deepest) are allowed.",
          range: place, suggestion: "Split it into several factors.")
      ])
    }
  }

  private static func hash(_ canonical: String, _ conventions: FactorConventions) -> String {
    var digest = SHA256()
    digest.update(canonical)
    digest.update("\n")
    digest.update(conventions.text)
    let digits = Array("0123456789abcdef".utf8)
    let hex = digest.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: hex, as: UTF8.self)
  }
}

extension FactorConventions {
  /// Every choice by name, in one order.
  var text: String {
    [
      "rank=\(rank.rawValue)", "argument=\(argument.rawValue)", "ties=\(argumentTies.rawValue)",
      "comparison=\(missingComparison.rawValue)", "decay=\(decayGaps.rawValue)",
      "adv=\(averageDailyVolume.rawValue)",
    ].joined(separator: ";")
  }
}

extension FactorNode {
  fileprivate var field: FactorField? {
    guard case .field(let field) = kind else { return nil }
    return field
  }

  fileprivate var group: String? {
    guard case .group(let group) = kind else { return nil }
    return group
  }

  fileprivate var isConstant: Bool {
    guard case .constant = kind else { return false }
    return true
  }

  /// Steps a cell.
  fileprivate var weight: Double {
    guard case .apply(let operation) = kind else { return 0 }
    let rows = Double(window)
    switch operation {
    case .logarithm, .exponential, .power, .signedPower, .signedLog: return 10
    case .delay, .delta, .step: return 1
    case .rank, .groupRank, .quantile, .truncate, .groupMedian: return 20
    case .zScore, .normalize, .scale, .winsorize, .groupZScore, .groupNeutralize, .groupScale,
      .groupCount, .groupStandardDeviation, .groupMean, .bucket:
      return 4
    case .neutralizeVector: return 10 * Double(arguments.count)
    case .correlation, .covariance, .regression: return 4 + 2 * rows
    case .windowSkewness, .windowKurtosis, .windowEntropy, .windowQuantile, .groupBackfill:
      return 4 + 3 * rows
    default: return window > 0 ? 1 + rows : 1
    }
  }
}
