import Chronology
import Execution
import Foundation
import Market
import Risk
import Strategies
import Trading

/// How a life of the desk began: all that is needed to begin it again.
struct DeskHeader: Sendable, Codable, Equatable {
  /// The layout of the records that follow.
  static let currentSchema = 1

  let schema: Int
  /// Numbers this life; the first part of its order ids.
  let number: UInt32
  let specification: StrategySpecification
  let specificationHash: String
  let limits: RiskLimits
  let capital: Money
  /// The first and the last session to trade.
  let from: SessionDate
  let to: SessionDate
  /// The first session read, for warm-up and for the history of risk figures.
  let historyFrom: SessionDate
  /// The last session with bars of each symbol that left the exchange; nil for the others.
  let lastSessions: [SessionDate?]
  /// Names the bars it began with; others would be another replay.
  let snapshot: SnapshotID
  let speed: Double
  let startedBy: String
  /// In wall time.
  let startedAt: Timestamp
}

/// A halt of a desk that trades nothing: it keeps the desk from being started.
struct IdleHalt: Hashable, Sendable, Codable {
  let by: String
  let because: String
  let wall: Timestamp
}

/// One record of the desk's journal; what each means is how `DeskCore` replays it.
enum DeskRecord: Sendable, Codable {
  case header(DeskHeader)
  /// A segment without a life: the idle desk was halted, or with no `halt` let go again.
  case idle(lastNumber: UInt32, halt: IdleHalt?)
  /// The engine took this input. `at` is market time, `wall` the time on the wall for a person's
  /// command.
  case input(EngineInput, at: Timestamp, wall: Timestamp?)
  /// A row of bars arrived, and the broker matched its orders against it.
  case bars(EngineInput)
  /// The engine took that row, and the strategy decided on it.
  case decided(at: Timestamp)
  /// The order is about to be sent: written before the broker sees it.
  case sending(OrderID)
  /// The order was not sent, because the breaker was tripped.
  case withheld(OrderID)
  /// The broker closed the session.
  case settled(SessionDate)
  /// The engine's state had this digest here.
  case checkpoint(digest: String)
  case speed(Double)
  /// A person ended the replay.
  case ended(by: String, wall: Timestamp)
  /// The process stopped in good order.
  case stopped(wall: Timestamp)
  /// A new process took over. With `held` the desk stands still until a person resumes it.
  case recovered(held: String?, wall: Timestamp)
}

extension DeskRecord {
  /// The record as bytes: JSON with sorted keys, doubles exact to the bit.
  var bytes: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return Array(try encoder.encode(self))
    }
  }

  /// Reads a record back.
  init(_ bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(DeskRecord.self, from: Data(bytes))
  }
}
