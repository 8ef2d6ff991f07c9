import Chronology
import Foundation
import Market
import Rehearsal
import Testing

/// The stand-in's answers over a generated market, without a socket.
@Suite struct FMPServiceTests {
  let market: GeneratedMarket
  let service: FMPService
  /// A stock that trades all the time and has been split.
  let symbol: String
  let split: CorporateAction

  init() throws {
    market = try smallMarket(symbols: 800)
    service = FMPService(market: market, options: .init())
    let all = market.firstSession...market.lastSession
    var first: CorporateAction?
    for index in 0..<800 where first == nil {
      guard let life = market.life(at: index, through: market.lastSession), life.last == nil,
        life.first == market.firstSession
      else { continue }
      first = market.actions(at: index, over: all, through: market.lastSession)
        .first { $0.splitRatio != nil }
    }
    let found = try #require(first)
    symbol = found.symbol.ticker
    split = found
  }

  @Test func `raw prices show a split, full ones do not, and adjusted ones have every field`()
    throws
  {
    let before = try #require(TradingCalendar.xnys.session(before: split.effectiveOn))
    let range = "symbol=\(symbol)&from=\(before)&to=\(split.effectiveOn)"
    let raw = try service.rows("historical-price-eod/non-split-adjusted?\(range)")
    let full = try service.rows("historical-price-eod/full?\(range)")
    let adjusted = try service.rows("historical-price-eod/dividend-adjusted?\(range)")
    let light = try service.rows("historical-price-eod/light?\(range)")
    let ratio = try #require(split.splitRatio)

    #expect(raw.count == 2 && full.count == 2 && adjusted.count == 2 && light.count == 2)
    let rawCloses = try raw.map { try #require($0["adjClose"] as? Double) }
    let fullCloses = try full.map { try #require($0["close"] as? Double) }
    #expect(abs(fullCloses[1] - rawCloses[1] * ratio) < 1e-6)
    #expect(abs(fullCloses[0] / fullCloses[1] - 1) < 0.15)
    #expect(abs(rawCloses[0] / rawCloses[1] / ratio - 1) < 0.15)
    #expect(raw[0]["date"] as? String == split.effectiveOn.description)
    #expect(
      Set(full[0].keys) == [
        "symbol", "date", "open", "high", "low", "close", "volume", "change", "changePercent",
        "vwap",
      ])
    #expect(
      Set(adjusted[0].keys) == [
        "symbol", "date", "adjOpen", "adjHigh", "adjLow", "adjClose", "volume",
      ])
    #expect(Set(light[0].keys) == ["symbol", "date", "price", "volume"])
  }

  @Test func `an answer holds at most the limit, newest first, and five years without a date`()
    throws
  {
    let short = FMPService(market: market, options: .init(rowLimit: 100))
    let path = "historical-price-eod/full?symbol=\(symbol)&from=2000-01-01"
    let days = try short.rows(path).map { try #require($0["date"] as? String) }

    #expect(days.count == 100)
    #expect(days == days.sorted().reversed())
    #expect(days.first == "2026-11-20")
    #expect(try service.rows("historical-price-eod/full?symbol=\(symbol)").count == 756)
    #expect(try service.rows("historical-price-eod/full?symbol=NOPE.X").isEmpty)
    #expect(try service.get("/stable/historical-price-eod/full").status == 400)
  }

  @Test func `a session in bulk is CSV with the closes of the full histories`() throws {
    let lines = try service.lines("eod-bulk?date=2026-11-19")

    #expect(lines[0] == "symbol,date,open,low,high,close,adjClose,volume")
    let listed = try service.rows("stock-list").count
    #expect(abs(lines.count - 1 - listed) < 10)
    for line in lines.dropFirst().prefix(5) {
      let cells = line.split(separator: ",")
      let rows = try service.rows(
        "historical-price-eod/full?symbol=\(cells[0])&from=2026-11-19&to=2026-11-19")
      #expect(rows[0]["close"] as? Double == Double(cells[5]))
    }
    #expect(try service.lines("eod-bulk?date=2026-11-21").count == 1)
    #expect(try service.get("/stable/eod-bulk").status == 400)
  }

  @Test func `a company that has gone is on the list of delistings and nowhere else`() throws {
    let gone = try service.rows("delisted-companies?page=0&limit=100")
    let first = try #require(gone.last?["symbol"] as? String)
    let listed = try Set(service.rows("stock-list").compactMap { $0["symbol"] as? String })

    #expect(!gone.isEmpty && gone.count < 60)
    #expect(!listed.contains(first))
    let last = try #require(gone.last?["delistedDate"] as? String)
    let bars = try service.rows("historical-price-eod/full?symbol=\(first)&from=2000-01-01")
    #expect(bars.first?["date"] as? String == last)
    #expect(try service.rows("delisted-companies?page=1").isEmpty)
  }

  @Test func `the whole market's actions agree with each symbol's`() throws {
    let day = split.effectiveOn
    let splits = try service.rows("splits-calendar?from=\(day)&to=\(day)")
    #expect(splits.contains { $0["symbol"] as? String == symbol })
    #expect(try service.rows("splits?symbol=\(symbol)")[0]["splitType"] as? String != nil)

    let dividends = try service.rows("dividends-calendar?from=2026-10-01&to=2026-11-20")
    let one = try #require(dividends.first)
    let payer = try #require(one["symbol"] as? String)
    let own = try service.rows("dividends?symbol=\(payer)")
    #expect(own[0]["date"] as? String == one["date"] as? String)
    #expect(own[0]["dividend"] as? Double == one["dividend"] as? Double)
  }

  @Test func `profiles come in parts of CSV with everything a reader must survive`() throws {
    let whole = try String(
      decoding: service.get("/stable/profile-bulk?part=0").body, as: UTF8.self)

    #expect(whole.hasPrefix("symbol,price,marketCap,beta,lastDividend,range,"))
    #expect(whole.contains("\"\"the house\"\"") && whole.contains(", sells them,"))
    #expect(try service.get("/stable/profile-bulk?part=1").status == 400)
    #expect(try service.rows("profile?symbol=\(symbol)")[0].count == 36)
  }

  @Test func `reports carry the day they became public and are hidden until then`() throws {
    let now = try service.rows("income-statement?symbol=\(symbol)&period=quarter&limit=4")
    #expect(now.count == 4)
    for row in now {
      let filed = try #require(row["filingDate"] as? String)
      let accepted = try #require(row["acceptedDate"] as? String)
      #expect(accepted.hasPrefix(filed) && filed <= "2026-11-20")
      #expect(try filed > #require(row["date"] as? String))
      #expect(row["fiscalYear"] is String && row["revenue"] is Double)
    }
    #expect(try service.rows("ratios?symbol=\(symbol)")[0]["filingDate"] == nil)
    #expect(try service.rows("key-metrics?symbol=\(symbol)").count >= 2)
    #expect(try service.lines("income-statement-bulk?year=2025&period=FY").count > 300)

    let old = try #require(now.last?["filingDate"] as? String)
    let before = try #require(SessionDate(old)).advanced(by: -1)
    _ = service.post("/rehearsal/through", "{\"session\":\"\(before)\"}")
    let then = try service.rows("income-statement?symbol=\(symbol)&period=quarter&limit=1")
    #expect(try #require(then[0]["filingDate"] as? String) <= before.description)
  }

  @Test func `some reports are restated, with another figure and a later date`() throws {
    var restated = 0
    for row in try service.rows("stock-list").prefix(60) {
      let own = try #require(row["symbol"] as? String)
      let late = try service.rows("income-statement?symbol=\(own)&period=quarter")
      service.ledger.through = try date("2026-03-31")
      let early = try service.rows("income-statement?symbol=\(own)&period=quarter")
      service.ledger.through = nil
      for old in early {
        let new = late.first { $0["date"] as? String == old["date"] as? String }
        guard new?["filingDate"] as? String != old["filingDate"] as? String else { continue }
        restated += 1
        #expect(new?["revenue"] as? Double != old["revenue"] as? Double)
      }
    }
    #expect(restated > 2)
  }

  @Test(arguments: ["sp500", "nasdaq", "dowjones"])
  func `walking an index's changes back from its members never meets a stranger`(
    name: String
  ) throws {
    var members = try Set(
      service.rows("\(name)-constituent").map { try #require($0["symbol"] as? String) })
    let changes = try service.rows("historical-\(name)-constituent")
    let count = members.count

    #expect(count >= 30 && changes.count > 5)
    for change in changes {
      #expect(members.remove(try #require(change["symbol"] as? String)) != nil)
      #expect(members.insert(try #require(change["removedTicker"] as? String)).inserted)
    }
    #expect(members.count == count)
  }

  @Test func `a day within sessions meets the day's own bar`() throws {
    let day = try service.rows(
      "historical-price-eod/full?symbol=\(symbol)&from=2026-11-19&to=2026-11-19")
    let hours = try service.rows(
      "historical-chart/1hour?symbol=\(symbol)&from=2026-11-19&to=2026-11-19")

    #expect(hours.count == 7)
    #expect(hours[0]["close"] as? Double == day[0]["close"] as? Double)
    #expect(hours[6]["open"] as? Double == day[0]["open"] as? Double)
    #expect(hours[6]["date"] as? String == "2026-11-19 09:30:00")
    #expect(hours[0]["symbol"] == nil)
    let volume = hours.compactMap { $0["volume"] as? Double }.reduce(0, +)
    #expect(volume == day[0]["volume"] as? Double)
    let minutes = try service.rows("historical-chart/1min?symbol=\(symbol)&from=2026-01-02")
    #expect(minutes.count <= 3 * 390)
  }

  @Test(arguments: [
    "actively-trading-list", "etf-list", "financial-statement-symbol-list", "symbol-change",
    "available-exchanges", "available-sectors", "available-industries", "available-countries",
    "search-symbol?query=A", "search-name?query=Energy", "cik-list",
    "company-screener?sector=Energy",
    "batch-etf-quotes", "batch-exchange-quote?exchange=NYSE", "exchange-market-hours?exchange=NYSE",
    "all-exchange-market-hours", "holidays-by-exchange?exchange=NYSE", "treasury-rates",
    "cryptocurrency-list", "forex-list", "index-list", "commodities-list",
  ])
  func `every list has rows with all their fields`(path: String) throws {
    let rows = try service.rows(path)

    #expect(!rows.isEmpty)
    #expect(Set(rows.map { Set($0.keys) }).count == 1)
  }

  @Test func `quotes of one and of many agree, and a list on the single path is refused`() throws {
    let one = try service.rows("quote?symbol=\(symbol)")
    let many = try service.rows("batch-quote?symbols=\(symbol),NOPE.X")
    #expect(one.count == 1 && many.count == 1)
    #expect(one[0]["price"] as? Double == many[0]["price"] as? Double)
    #expect(try service.get("/stable/quote?symbol=A,B").status == 402)
  }

  @Test func `what was planted is written as planted`() throws {
    let market = try smallMarket(faults: .each(2))
    let service = FMPService(market: market, options: .init())
    func text(_ kind: PlantedFault.Kind) throws -> (String, PlantedFault) {
      let fault = try #require(market.planted.first { $0.kind == kind })
      let path = "historical-price-eod/non-split-adjusted?symbol=\(fault.symbol)&from=2000-01-01"
      let answer = try service.get("/stable/" + path)
      return (String(decoding: answer.body, as: UTF8.self), fault)
    }
    let (duplicate, twice) = try text(.duplicate)
    #expect(duplicate.components(separatedBy: "\"\(twice.session)\"").count == 3)
    #expect(try text(.nullVolume).0.contains("\"volume\":null"))
    #expect(try text(.absurdVolume).0.contains("\"volume\":36893488147419103232"))
    #expect(try text(.textNumbers).0.contains("\"adjClose\":\""))
    #expect(try text(.wordForNumber).0.contains("\"adjClose\":\"N/A\""))
    #expect(try text(.zeroPrice).0.contains("\"adjClose\":0,"))
    #expect(try text(.negativePrice).0.contains("\"adjClose\":-"))
    let days = try text(.reversed).0.components(separatedBy: "\"date\":\"").dropFirst().map {
      $0.prefix(10)
    }
    #expect(days == days.sorted())
    let planted = try service.get("/rehearsal/planted")
    let listed = try JSONDecoder().decode([PlantedFault].self, from: Data(planted.body))
    #expect(listed == market.planted)
  }
}
