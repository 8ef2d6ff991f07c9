public import Chronology
public import Market

/// Everything that can reach the engine; what a journal keeps, exact to the bit.
public enum EngineInput: Sendable {
  /// A session opens on these corporate actions: all that took effect since the last one.
  case sessionOpens(SessionDate, actions: [CorporateAction])
  case market(MarketSlice)
  case broker(BrokerEvent)
  case command(DeskCommand)
  case sessionCloses(SessionDate)
  /// Time passed.
  case tick
}

extension EngineInput: Codable {
  private enum Key: String, CodingKey { case opens, actions, market, broker, command, closes, tick }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard let key = container.allKeys.first(where: { $0 != .actions }) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "An input names its kind."))
    }
    switch key {
    case .opens, .actions:
      self = .sessionOpens(
        try container.decode(SessionDate.self, forKey: .opens),
        actions: try container.decodeIfPresent([CorporateAction].self, forKey: .actions) ?? [])
    case .market:
      self = .market(try container.decode(SliceRow.self, forKey: .market).slice)
    case .broker: self = .broker(try container.decode(BrokerEvent.self, forKey: .broker))
    case .command: self = .command(try container.decode(DeskCommand.self, forKey: .command))
    case .closes: self = .sessionCloses(try container.decode(SessionDate.self, forKey: .closes))
    case .tick: self = .tick
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .sessionOpens(let session, let actions):
      try container.encode(session, forKey: .opens)
      if !actions.isEmpty { try container.encode(actions, forKey: .actions) }
    case .market(let slice): try container.encode(SliceRow(slice), forKey: .market)
    case .broker(let event): try container.encode(event, forKey: .broker)
    case .command(let command): try container.encode(command, forKey: .command)
    case .sessionCloses(let session): try container.encode(session, forKey: .closes)
    case .tick: try container.encode(true, forKey: .tick)
    }
  }
}
