import Contract

extension Platform {
  /// Jobs and what can be done to them.
  static let jobHandlers: [Handler] = [
    .many("jobs") { platform, call in
      let page = try call.page()
      return try await platform.jobs.jobs(limit: page.limit, offset: page.offset)
    },
    .one("job") { platform, call in try await platform.jobs.job(try call.id()) },
    .one("cancelJob") { platform, call in
      try await platform.jobs.cancel(try call.id(), by: try call.signedIn().account)
    },
    .one("pauseJob") { platform, call in
      try await platform.jobs.pause(try call.id(), by: try call.signedIn().account)
    },
    .one("resumeJob") { platform, call in
      try await platform.jobs.resume(try call.id(), by: try call.signedIn().account)
    },
    .one("retryJob") { platform, call in
      try await platform.retry(try call.id(), by: try call.signedIn())
    },
    .one("firstInJob", taking: SymbolList.self) { platform, call, body in
      try await platform.moveToFront(body, in: try call.id())
    },
    .many("jobFaults") { platform, call in
      let page = try call.page()
      return try await platform.faults(
        of: try call.id(), limit: page.limit, offset: page.offset)
    },
  ]
}
