import NIOCore
import Synchronization

/// The departures of the connections that are open, by their channel.
public final class Departures: Sendable {
  private let open = Mutex<[ObjectIdentifier: Departure]>([:])

  public init() {}

  /// The departure of a connection; nil for one that is not watched or is closed.
  func departure(of channel: any Channel) -> Departure? {
    open.withLock { $0[ObjectIdentifier(channel)] }
  }

  fileprivate func add(_ departure: Departure, of channel: any Channel) {
    open.withLock { $0[ObjectIdentifier(channel)] = departure }
  }

  fileprivate func remove(_ channel: any Channel) {
    _ = open.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) }
  }
}

/// Notes when the client of its connection closes its side, which a browser does with a request that
/// it gives up.
final class ConnectionWatch: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Any

  private let departures: Departures
  private let departure = Departure()

  init(_ departures: Departures) { self.departures = departures }

  func handlerAdded(context: ChannelHandlerContext) {
    departures.add(departure, of: context.channel)
  }

  func handlerRemoved(context: ChannelHandlerContext) { departures.remove(context.channel) }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { departure.note() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    departure.note()
    context.fireChannelInactive()
  }
}
