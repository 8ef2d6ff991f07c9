public import ServiceLifecycle

/// Shows life on quiet streams, and ends them all when the server stops.
public struct HubService: Service {
  private static let interval: Duration = .seconds(15)
  private let hub: EventHub

  public init(hub: EventHub) { self.hub = hub }

  public func run() async throws {
    await withGracefulShutdownHandler {
      await beatUntilShutdown()
    } onGracefulShutdown: {
      hub.close()
    }
    hub.close()
  }

  private func beatUntilShutdown() async {
    await cancelWhenGracefulShutdown {
      while true {
        do { try await Task.sleep(for: Self.interval) } catch { return }
        hub.beat()
      }
    }
  }
}
