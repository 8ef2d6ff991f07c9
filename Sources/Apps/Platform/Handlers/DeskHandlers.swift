import Contract
import Omega
import Trading

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
      try await platform.desk.changeSpeed(to: body.speed, by: try call.signedIn().account)
      return DeskView(await platform.desk.snapshot())
    },
    .one("halt", taking: Reason.self) { platform, call, body in
      try await platform.halt(by: try call.signedIn(), because: body.reason)
    },
    .one("resume", taking: Reason.self) { platform, call, body in
      try await platform.resume(by: try call.signedIn(), because: body.reason)
    },
    .one("previewOrder", taking: OrderTicket.self) { platform, call, body in
      OrderPreview(
        try await platform.desk.preview(
          try Platform.wish(body), by: try call.signedIn().account))
    },
    .one("placeOrder", taking: OrderTicket.self) { platform, call, body in
      OrderView(
        try await platform.desk.place(
          try Platform.wish(body), by: try call.signedIn().account, key: body.idempotencyKey))
    },
    .one("cancelOrder") { platform, call in
      let text = try call.id()
      guard let id = OrderID(text) else {
        throw Refusal.missing("order", text, remedy: "List them with GET /api/desk/orders.")
      }
      return OrderView(
        try await platform.desk.cancel(id, by: try call.signedIn().account))
    },
  ]
}
