public import Risk
public import Trading

/// Why a broker could not do what it was asked.
public struct BrokerError: Error, Hashable, Sendable {
  /// The kinds of failure; a retry looks at this alone.
  public enum Code: String, Sendable, Codable {
    case unauthorized, disconnected, throttled, rejected, unknownOrder, unsupported
  }
  public let code: Code
  /// What happened to what, with the values seen; never a secret.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// One who carries orders to a market. It takes approved orders and nothing else.
public protocol Broker: Sendable {
  /// The broker's name as people know it.
  var name: String { get }
  func connect() async throws(BrokerError) -> AccountSnapshot
  /// Sends an order. Sending the same order id twice never makes a second order.
  func submit(_ order: ApprovedOrder) async throws(BrokerError)
  func cancel(_ order: OrderID) async throws(BrokerError)
  func snapshot() async throws(BrokerError) -> AccountSnapshot
  /// What happens to the orders, in order, until `disconnect`.
  func events() async -> AsyncStream<BrokerEvent>
  func disconnect() async
}
