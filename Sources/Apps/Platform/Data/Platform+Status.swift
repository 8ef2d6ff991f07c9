import Chronology
import Contract
import Logging
import Research
import Warehouse

extension Platform {
  /// What runs, what is held and how fresh it is.
  func status() async throws -> StatusView {
    async let services = probe.services()
    let holdings = try await warehouse.holdings()
    let backlog = try await warehouse.waitingDeliveries().count
    return StatusView(
      version: Self.version, engineVersion: BacktestDriver.engineVersion,
      startedAt: startedAt.millisecondsSinceEpoch, now: clock.now.millisecondsSinceEpoch,
      services: await services, data: DataSummary(holdings), trackingBacklog: backlog)
  }

  /// Tells whoever watches of the status, without holding up the caller.
  func publishStatus() {
    statusWanted.continuation.yield()
  }

  /// Publishes the status when asked to and every 15 seconds, until cancelled.
  func watchStatus() async {
    let timer = Task {
      while !Task.isCancelled {
        publishStatus()
        do { try await Task.sleep(for: .seconds(15)) } catch { return }
      }
    }
    for await _ in statusWanted.stream {
      do {
        hub.publish(try await status(), to: .status, logging: logger)
      } catch {
        logger.warning("Status not read", metadata: ["error": "\(error)"])
      }
    }
    timer.cancel()
  }
}
