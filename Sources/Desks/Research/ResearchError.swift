public import Market

/// Why a backtest could not be run, or a run not be found.
public struct ResearchError: Error, Hashable, Sendable {
  public enum Code: String, Sendable, Codable, CaseIterable {
    /// The specification or the request is wrong.
    case invalid
    /// The store has no usable data for it.
    case noMarketData
    /// The simulation broke off.
    case simulation
    /// The caller cancelled it.
    case cancelled
    /// The store could not answer; `store` says why.
    case store
    /// A saved run cannot be read.
    case unreadable
    /// It would read data that the vault keeps from research, or look into it a second time.
    case sealed
  }
  public let code: Code
  /// What happened to what, with the values seen.
  public let message: String
  /// What to do about it, in one sentence.
  public let remedy: String
  /// The store's own error, when `code` is `store`.
  public let store: StoreError?

  public init(_ code: Code, _ message: String, remedy: String, store: StoreError? = nil) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.store = store
  }

  init(_ error: StoreError) {
    self.init(
      error.code == .cancelled ? .cancelled : .store, error.message, remedy: error.remedy,
      store: error)
  }
}
