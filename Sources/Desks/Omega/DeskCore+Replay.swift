import Chronology
import Execution
import Market
import Risk
import Trading

/// Replaying: the same records make the same core, and what the broker of the replay says is compared
/// with what the journal says it said.
extension DeskCore {
  /// Takes one record of a journal, the header left out.
  ///
  /// - Parameter place: The record's place in the journal, for messages.
  mutating func replay(_ record: DeskRecord, at place: Int) {
    switch record {
    case .input(.broker(let event), let at, _): replay(event, at: at, place)
    case .sending(let id): expectOutgoing(id, place)
    case .withheld(let id): replayWithheld(id, place)
    case .recovered(let held, let wall): recover(because: held, wall: wall)
    case .header, .idle: differ(place, "A life begins in the middle of another.")
    default:
      carryAll()
      if let event = pending.first {
        differ(place, "The broker told \(event), which the journal does not have.")
      }
      drain()
      replayDriver(record, place)
    }
    forgetRecords()
  }

  /// What the driver did: called with nothing on its way in either direction.
  private mutating func replayDriver(_ record: DeskRecord, _ place: Int) {
    switch record {
    case .input(.sessionOpens(let session, let actions), let at, _):
      open(session, actions: actions, at: at)
    case .input(.sessionCloses, _, _): closeSession()
    case .input(.command(let command), _, let wall): obey(command, wall: wall ?? now)
    case .input, .bars(.sessionOpens), .bars(.broker), .bars(.command), .bars(.sessionCloses),
      .bars(.tick):
      differ(place, "This build knows no such record.")
    case .bars(.market(let slice)): price(slice)
    case .decided: decide()
    case .settled: settle()
    case .checkpoint(let digest):
      let own = engine.stateDigest()
      if own != digest {
        differ(place, "The engine's state is \(own.prefix(12)); it was \(digest.prefix(12)).")
      }
    case .header, .idle, .sending, .withheld, .recovered, .speed, .ended, .stopped: return
    }
  }

  private mutating func replay(_ event: BrokerEvent, at instant: Timestamp, _ place: Int) {
    while pending.isEmpty, hasOutgoing { carryFirst() }
    guard let own = pending.first else {
      differ(place, "The journal has \(event), which the broker of the replay never told.")
      return
    }
    if own != event {
      differ(place, "The journal has \(event), the broker of the replay told \(own).")
    }
    hearFirst()
  }

  private mutating func expectOutgoing(_ id: OrderID, _ place: Int) {
    let isThere = outbox.contains {
      if case .submit(let order, _) = $0 { return order.proposal.id == id }
      return false
    }
    if !isThere {
      differ(place, "Order \(id) was about to be sent; the engine of the replay did not place it.")
    }
  }

  private mutating func replayWithheld(_ id: OrderID, _ place: Int) {
    while hasOutgoing {
      if holdBackFirst(id) { return }
      carryFirst()
    }
    differ(place, "Order \(id) was held back; the engine of the replay did not place it.")
  }
}
