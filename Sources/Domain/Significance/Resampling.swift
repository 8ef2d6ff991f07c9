import Kernels

/// How often, in what pieces and from which seed a test resamples.
///
/// The pieces are fixed by the plan, not by the machine: each chunk has a generator of its own,
/// forked from the seed by the chunk's number, and the results are added in the order of the chunks.
/// One thread or many give the same bytes.
public struct ResamplingPlan: Hashable, Sendable, Codable {
  /// Resampled series in all.
  public let replications: Int
  public let seed: UInt64

  /// Replications of a chunk: some milliseconds of work for ten years of daily returns.
  static let chunkSize = 500

  /// - Precondition: `replications` is positive.
  public init(replications: Int, seed: UInt64) {
    precondition(replications > 0, "A test resamples at least once.")
    self.replications = replications
    self.seed = seed
  }

  /// The number of chunks.
  public var chunks: Int { (replications + Self.chunkSize - 1) / Self.chunkSize }

  /// The replications of chunk `chunk`.
  func count(inChunk chunk: Int) -> Int {
    precondition((0..<chunks).contains(chunk), "A plan has chunks 0 to chunks − 1.")
    return min(Self.chunkSize, replications - chunk * Self.chunkSize)
  }

  /// The generator of chunk `chunk` for the test that `stream` tells apart from others.
  func generator(ofChunk chunk: Int, stream: UInt64) -> SeededGenerator {
    SeededGenerator(seed: seed).fork(stream: stream).fork(stream: UInt64(chunk))
  }
}

/// Returns a simulated p-value that is never 0.
///
/// (1 + resamples at least as good) ÷ (resamples + 1): the series itself is one of the ways the dice
/// could have fallen (Phipson and Smyth, *Permutation P-values Should Never Be Zero*, 2010).
public func pValue(exceedances: Int, replications: Int) -> Double {
  precondition(exceedances <= replications, "No more resamples exceed than there are.")
  return Double(1 + exceedances) / Double(replications + 1)
}
