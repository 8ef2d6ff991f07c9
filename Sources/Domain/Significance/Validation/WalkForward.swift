import Kernels
import Performance

/// Windows that train on the past and test on what follows, again and again.
public struct WalkForward: Hashable, Sendable, Codable {
  /// One step: the sessions to choose parameters on, and those to try them on.
  public struct Fold: Hashable, Sendable, Codable {
    public let training: Range<Int>
    public let testing: Range<Int>
  }

  /// In order of time; tests do not overlap.
  public let folds: [Fold]

  /// Lays the windows over `sessions`.
  ///
  /// - Parameters:
  ///   - training: Sessions of the first training window; of every one unless anchored.
  ///   - testing: Sessions of a test; the last may be shorter.
  ///   - gap: Sessions between both, at least as many as a label looks ahead.
  ///   - isAnchored: Whether every training window begins with the first session.
  /// - Throws: When the sessions hold no training window and a test.
  public init(
    sessions: Int, training: Int, testing: Int, gap: Int = 0, isAnchored: Bool
  ) throws(InsufficientData) {
    precondition(training > 0 && testing > 0 && gap >= 0, "A window holds a session.")
    guard sessions > training + gap else {
      throw .tooFew("sessions", found: sessions, needed: training + gap + 1)
    }
    folds = stride(from: training + gap, to: sessions, by: testing).map { start in
      let end = start - gap
      return Fold(
        training: (isAnchored ? 0 : end - training)..<end,
        testing: start..<min(sessions, start + testing))
    }
  }
}

/// Whether a walk forward kept finding the same parameters, and what was left of its returns.
public struct WalkForwardReview: Hashable, Sendable, Codable {
  /// The parameters that most folds chose; of equals the first in order.
  public let modal: [Int]
  /// The share of folds that chose them or a neighbour: no parameter more than one step away.
  public let stability: Double
  /// Annual return out of sample over that in sample; nil unless the latter is above zero.
  public let efficiency: Double?

  /// Reviews the folds.
  ///
  /// - Parameters:
  ///   - choices: Places on the grid of parameters that the folds chose; shape: folds × parameters.
  ///   - inSample: Returns of the chosen parameters on the training windows, one after the other.
  ///   - outOfSample: Returns on the tests, one after the other.
  /// - Throws: For fewer than two folds, folds of unequal shape, or no returns.
  public init(
    choices: [[Int]], inSample: [Double], outOfSample: [Double]
  ) throws(InsufficientData) {
    guard choices.count >= 2 else { throw .tooFew("folds", found: choices.count, needed: 2) }
    guard choices.allSatisfy({ $0.count == choices[0].count }) else {
      throw .mismatched("the folds' parameters")
    }
    let inside = RiskAdjustedReturn(of: inSample).annualReturn
    guard let inside, let outside = RiskAdjustedReturn(of: outOfSample).annualReturn else {
      throw .undefined("a window has no annual return")
    }
    var counts: [[Int]: Int] = [:]
    for choice in choices { counts[choice, default: 0] += 1 }
    let most = counts.values.max() ?? 0
    let modal = counts.filter { $0.value == most }.keys.min { $0.lexicographicallyPrecedes($1) }
    let mode = modal ?? choices[0]
    let near = choices.count { choice in zip(choice, mode).allSatisfy { abs($0 - $1) <= 1 } }
    self.modal = mode
    stability = Double(near) / Double(choices.count)
    efficiency = inside > 0 ? outside / inside : nil
  }
}
