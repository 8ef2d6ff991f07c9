import Contract
import Testing

@testable import qs

struct FiguresTests {
  @Test func `money has grouped thousands and two decimals`() {
    #expect(Figures.money(1_234_567.891) == "1,234,567.89")
    #expect(Figures.money(-1_234.5) == "-1,234.50")
    #expect(Figures.money(999.999) == "1,000.00")
    #expect(Figures.money(-0.001) == "0.00")
  }

  @Test func `an absent figure is a dash and never a zero`() {
    #expect(Figures.money(nil) == "–")
    #expect(Figures.percent(.nan) == "–")
    #expect(Figures.ratio(.infinity) == "–")
    #expect(Figures.instant(nil) == "–")
    #expect(Figures.duration(nil) == "–")
  }

  @Test func `a fraction is shown as a percentage`() {
    #expect(Figures.percent(-0.12345) == "-12.35 %" || Figures.percent(-0.12345) == "-12.34 %")
    #expect(Figures.percent(1) == "100.00 %")
    #expect(Figures.percent(-0.00001) == "0.00 %")
  }

  @Test func `an instant is shown in UTC to the second`() {
    #expect(Figures.instant(0) == "1970-01-01 00:00:00Z")
    #expect(Figures.instant(1_330_473_600_999) == "2012-02-29 00:00:00Z")
  }

  @Test func `durations are shown in the unit that fits`() {
    #expect(Figures.duration(0.25) == "0.2 s" || Figures.duration(0.25) == "0.3 s")
    #expect(Figures.duration(61) == "1:01 min")
    #expect(Figures.duration(3_660) == "1:01 h")
  }
}

struct TableTests {
  @Test func `columns are aligned and figures stand at the right`() {
    var table = Table(.text("symbol"), .figure("bars"))
    table.add("AAPL", "3,270")
    table.add("F", "7")

    #expect(
      table.text(whenEmpty: "") == """
        symbol   bars
        ──────  ─────
        AAPL    3,270
        F           7
        """)
  }

  @Test func `an empty table says why it is empty`() {
    #expect(Table(.text("run")).text(whenEmpty: "There is no run yet.") == "There is no run yet.")
  }

  @Test func `a cell never breaks its row`() {
    var table = Table(.text("why"))
    table.add("two\nlines")

    #expect(table.text(whenEmpty: "") == "why\n─────────\ntwo lines")
  }

  @Test func `a listing leaves out what is absent`() {
    var listing = Listing()
    listing.add("run", "r1")
    listing.add("data", nil)
    listing.add("strategy", "Buy and hold")

    #expect(listing.text == "run       r1\nstrategy  Buy and hold")
  }
}

struct ProgressLineTests {
  @Test func `progress says how much, how fast and how long`() {
    let job = JobView(
      id: "j1", kind: .ingest, title: "Ingest sample data", state: .running, by: "admin",
      createdAt: 0, finishedAt: nil, completed: 1_200, total: 4_000, unit: "symbols", rate: 40,
      secondsLeft: 70, message: "", result: nil)

    #expect(
      ProgressLine.words(job)
        == "Ingest sample data: 1,200 of 4,000 symbols, 40.0 a second, 1:10 min left")
  }
}
