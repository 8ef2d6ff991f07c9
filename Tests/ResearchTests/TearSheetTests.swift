import Foundation
import Market
import Research
import Strategies
import TestKit
import Testing

@Suite struct TearSheetTests {
  @Test func `the page shows the run's own figures, its hashes and its trial`() async throws {
    let bench = Bench { $0.provider = "sample" }
    _ = try await bench.run(Bench.specification(.buyAndHold(weight: 0.5), name: "Hold"))
    let record = try await bench.run()
    let page = TearSheet.html(of: try await bench.report(of: record), record: record)

    let sharpe = try #require(record.figure(.sharpe))
    #expect(page.contains(String(format: "%.2f", abs(sharpe))))
    for text in [
      record.digest, record.specificationHash, record.snapshot.hex, "trial 2",
      "Sample data, ends 2019-12-31", "AAA BBB CCC", "^IDX", "VaR 95", "Deflated Sharpe",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    for year in 2016...2019 { #expect(page.contains("<tr><td>\(year)</td>")) }
  }

  @Test func `the page runs no script and asks nothing from outside`() async throws {
    let bench = Bench()
    let record = try await bench.run()
    let page = TearSheet.html(of: try await bench.report(of: record), record: record)

    #expect(!page.contains("<script"))
    #expect(!page.contains("@import"))
    #expect(!page.contains("src="))
    #expect(!page.contains("href="))
    #expect(!page.contains("url("))
    let plain = page.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
    #expect(!plain.contains("http"))
    #expect(page.firstMatch(of: /\b(nan|inf|infinity)\b/.ignoresCase()) == nil)
  }

  @Test func `a name with markup is shown as text`() async throws {
    let bench = Bench()
    let record = try await bench.run(
      Bench.specification(name: "<img onerror=alert(1)> & Söhne"))
    let page = TearSheet.html(of: try await bench.report(of: record), record: record)

    #expect(!page.contains("<img"))
    #expect(page.contains("&lt;img onerror=alert(1)&gt; &amp; Söhne"))
  }

  @Test func `every tag that opens is closed, with and without a benchmark`() async throws {
    let bench = Bench()
    for benchmark in [Symbol("^IDX"), nil] {
      let record = try await bench.run(Bench.specification(benchmark: benchmark))
      let report = try await bench.report(of: record)
      for text in [TearSheet.html(of: report, record: record), TearSheet.equityChart(of: report)] {
        #expect(unbalancedTags(in: text) == [])
      }
    }
  }

  @Test func `a run of one session and a run without trades still have a page`() async throws {
    let bench = Bench()
    let record = try await bench.run(
      Bench.specification(.buyAndHold(weight: 0), name: "Cash"), from: Bench.day("2019-12-31"))
    let page = TearSheet.html(of: try await bench.report(of: record), record: record)

    #expect(page.contains("Too few sessions for a curve"))
    #expect(page.contains("The returns do not vary."))
    #expect(page.contains("Equity never fell."))
    #expect(unbalancedTags(in: page) == [])
  }

  @Test func `the same run draws the same bytes`() async throws {
    let bench = Bench()
    let record = try await bench.run()
    let report = try await bench.report(of: record)

    #expect(
      TearSheet.html(of: report, record: record) == TearSheet.html(of: report, record: record))
  }

  /// The tags that are left open or closed without having been opened.
  private func unbalancedTags(in text: String) -> [String] {
    let void: Set<String> = ["meta", "!doctype"]
    var open: [String] = []
    for part in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
      let tag = part.prefix { $0 != ">" }
      let name = String(
        tag.prefix { $0 != " " && $0 != "\n" && $0 != "/" || tag.first == "/" && $0 == "/" })
      if tag.hasPrefix("/") {
        guard open.popLast() == String(name.dropFirst()) else { return [name] }
      } else if !tag.hasSuffix("/"), !void.contains(name) {
        open.append(name)
      }
    }
    return open
  }
}
