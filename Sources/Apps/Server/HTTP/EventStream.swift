import HummingbirdCore
import NIOCore
import Platform

/// The hub's events as a text/event-stream body.
enum EventStream {
  /// Writes until the client leaves, may no longer listen, or the server stops; a slow client holds
  /// up nobody but itself.
  static func body(
    of subscription: EventSubscription, while isAllowed: @escaping @Sendable () async -> Bool
  ) -> ResponseBody {
    ResponseBody { writer in
      var subscription = subscription
      // The id without data sets where a reconnecting client goes on, even before its first event.
      try await writer.write(
        ByteBuffer(string: "retry: 1000\nid: \(subscription.cursor)\n\n"))
      streaming: while true {
        let delivery = await subscription.next()
        guard await isAllowed() else { break streaming }
        switch delivery {
        case .events(let events):
          var buffer = ByteBuffer()
          for event in events { buffer.writeBytes(event.frame) }
          try await writer.write(buffer)
          // What happens meanwhile goes out together: at most twenty writes a second and client.
          try await Task.sleep(for: .milliseconds(50))
        case .heartbeat: try await writer.write(ByteBuffer(string: ": alive\n\n"))
        case .reset(let id):
          try await writer.write(ByteBuffer(string: "id: \(id)\nevent: reset\ndata: {}\n\n"))
        case .ended: break streaming
        }
      }
      try await writer.finish(nil)
    }
  }
}
