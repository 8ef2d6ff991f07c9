public import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
public import Platform

/// The two servers: the API's port, and the dashboard's with its files and the same API.
public struct WebServer: Sendable {
  /// After so long without a byte a connection is closed that waits for the rest of a request; one
  /// that is being answered, a stream of events too, is not.
  private static let idleLimit = TimeAmount.seconds(60)

  public let gateway: Gateway
  private let settings: Settings
  private let logger: Logger

  public init(platform: Platform, settings: Settings) {
    self.settings = settings
    logger = platform.logger
    gateway = Gateway(
      platform: platform, hosts: settings.hosts + [settings.api.host, settings.dashboard.host],
      isTLS: false)
  }

  /// The API's server; a service to be run.
  public func api(
    onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
  ) -> some ApplicationProtocol {
    application(pages: nil, at: settings.api, onRunning: onRunning)
  }

  /// The dashboard's server; a service to be run.
  public func dashboard(
    onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
  ) -> some ApplicationProtocol {
    application(
      pages: DashboardFiles(directory: settings.dashboardFiles), at: settings.dashboard,
      onRunning: onRunning)
  }

  private func application(
    pages: (any PageSource)?, at address: Settings.Address,
    onRunning: @escaping @Sendable (Int) async -> Void
  ) -> Application<GatewayResponder> {
    let departures = Departures()
    return Application(
      responder: GatewayResponder(gateway: gateway, pages: pages, departures: departures),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [ConnectionWatch(departures)], idleTimeout: Self.idleLimit)),
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port), serverName: nil),
      onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? address.port) },
      logger: logger)
  }
}
