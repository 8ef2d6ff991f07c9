import Contract
import Omega

extension Platform {
  /// The desk: money, positions, risk, orders, HALT and RESUME.
  static let deskHandlers: [Handler] = [
    .one("desk") { platform, _ in DeskView(await platform.desk.snapshot()) },
    .one("deskHistory") { platform, _ in DeskHistory(await platform.desk.history()) },
    .many("orders") { platform, call in
      let page = try call.page()
      return await platform.desk.blotter(limit: page.limit, offset: page.offset).map(OrderView.init)
    },
    .many("deskLog") { platform, call in
      let page = try call.page()
      return await platform.desk.log(limit: page.limit, offset: page.offset).map(LogLine.init)
    },
    .one("startDesk", taking: DeskStart.self) { platform, call, body in
      try await platform.startDesk(body, by: try call.signedIn())
    },
    .one("stopDesk") { platform, call in
      try await platform.stopDesk(by: try call.signedIn())
    },
    .one("changeSpeed", taking: SpeedChange.self) { platform, call, body in
      try await platform.changeSpeed(body, by: try call.signedIn())
    },
    .one("halt", taking: Reason.self) { platform, call, body in
      try await platform.halt(by: try call.signedIn(), because: body.reason)
    },
    .one("resume", taking: Reason.self) { platform, call, body in
      try await platform.resume(by: try call.signedIn(), because: body.reason)
    },
    .one("previewOrder", taking: OrderTicket.self) { platform, call, body in
      try await platform.previewOrder(body, by: try call.signedIn())
    },
    .one("placeOrder", taking: OrderTicket.self) { platform, call, body in
      try await platform.placeOrder(body, by: try call.signedIn())
    },
    .one("cancelOrder") { platform, call in
      try await platform.cancelOrder(try call.id(), by: try call.signedIn())
    },
  ]
}
