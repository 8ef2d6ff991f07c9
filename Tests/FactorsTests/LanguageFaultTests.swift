import Factors
import Testing

/// What the checker says about texts that are no expressions, where, and what to write instead.
@Suite struct LanguageFaultTests {
  struct Wrong: CustomTestStringConvertible {
    let text: String
    /// The first character of the fault.
    let place: Int
    let message: String
    let remedy: String?

    init(_ text: String, at place: Int, _ message: String, _ remedy: String? = nil) {
      self.text = text
      self.place = place
      self.message = message
      self.remedy = remedy
    }

    var testDescription: String { text }
  }

  static let wrong: [Wrong] = [
    // Names.
    Wrong("ts_rnk(close, 9)", at: 0, "no function 'ts_rnk'", "Did you mean 'ts_rank'?"),
    Wrong("rank(clsoe)", at: 5, "no column 'clsoe'", "Did you mean 'close'?"),
    Wrong("rank(volum)", at: 5, "no column", "Did you mean 'volume'?"),
    Wrong("Ref(close, 1)", at: 0, "no function 'ref'", "Did you mean 'delay'?"),
    Wrong("std(close, 5)", at: 0, "no function", "Did you mean 'stddev'?"),
    Wrong("lead(close, 1)", at: 0, "The future cannot be read", "delay"),
    Wrong("rank", at: 0, "'rank' is a function", "rank(x, rate=2)"),
    Wrong("close(5)", at: 0, "is a column, not a function", "Remove the parentheses"),
    Wrong("indneutralize(close, IndClass.sectr)", at: 21, "no classification", "IndClass.sector"),
    Wrong("xyzzy + 1", at: 0, "no column 'xyzzy'"),
    Wrong("adv", at: 0, "lacks its number", "adv20"),
    Wrong("adv0", at: 0, "1 to 2520", "adv20"),
    Wrong("adv99999999999999999999", at: 0, "1 to 2520"),
    // Windows.
    Wrong("delay(close, -1)", at: 13, "the future cannot be read", "Write 1."),
    Wrong("delay(close, 0)", at: 13, "the future cannot be read"),
    Wrong("sum(close, 0.9)", at: 11, "the future cannot be read"),
    Wrong("sum(close, 2521)", at: 11, "at most 2520"),
    Wrong("sum(close, volume)", at: 11, "a number of rows, not a column"),
    Wrong("max(returns, 0)", at: 13, "looks back", "max2"),
    Wrong("ts_regression(close, open, 20, lag=-2)", at: 35, "the future cannot be read"),
    Wrong("kth_element(close, 3, 4)", at: 22, "must not exceed the window"),
    Wrong("kth_element(close, 3, 1.5)", at: 22, "whole number"),
    // Arguments.
    Wrong("sum(close)", at: 0, "lacks 'd'", "sum(x, d)"),
    Wrong("rank()", at: 0, "lacks 'x'", "rank(x, rate=2)"),
    Wrong("correlation(close, 5)", at: 0, "lacks 'd'", "correlation(x, y, d)"),
    Wrong("abs(close, 2)", at: 11, "too many arguments", "abs(x)"),
    Wrong("ts_rank(close, 5, konstant=1)", at: 18, "no argument 'konstant'", "constant=0"),
    Wrong("ts_rank(close, 5, constant=1, constant=2)", at: 39, "given twice"),
    Wrong("add(open, close, filter=2)", at: 24, "true or false"),
    Wrong("ts_quantile(close, 9, driver=gauss)", at: 29, "no distribution", "gaussian"),
    Wrong("ts_decay_exp_window(close, 9, 1.5)", at: 30, "above 0 and at most 1"),
    Wrong("winsorize(close, std=close)", at: 21, "must be a number"),
    Wrong("bucket(close, range=\"1,0,1\")", at: 20, "first edge", "range="),
    // Types.
    Wrong("close ? open : high", at: 0, "A condition should stand here", "x > 0"),
    Wrong("close && open > 1", at: 0, "A condition should stand here"),
    Wrong("!close", at: 1, "A condition should stand here"),
    Wrong("rank(sector)", at: 5, "A classification stands", "group"),
    Wrong("indneutralize(close, volume)", at: 21, "A classification should stand", "sector"),
    Wrong("sector", at: 0, "A classification is no value", "indneutralize"),
    Wrong("1 + 2", at: 0, "reads no data", "close"),
    Wrong("\"close\"", at: 0, "word is no value"),
    Wrong("close / 0", at: 8, "divides by zero"),
    Wrong("close * (1 / 0)", at: 11, "divides by zero"),
    Wrong("close * 1e999", at: 8, "too large"),
    // Shape.
    Wrong("", at: 0, "There is no expression", "rank(close)"),
    Wrong("   ", at: 0, "There is no expression"),
    Wrong("(close", at: 0, "never closed", "Add ')'"),
    Wrong("rank(close", at: 4, "never closed", "Add ')'"),
    Wrong("close)", at: 5, "closes nothing", "Remove it"),
    Wrong("close +", at: 7, "ends where a value should stand"),
    Wrong("close + * open", at: 8, "'*' stands where a value should"),
    Wrong("rank(,close)", at: 5, "',' stands where a value should"),
    Wrong("close open", at: 6, "follow each other", "operator"),
    Wrong("close > 1 and open > 1", at: 10, "follow each other", "'&&'"),
    Wrong("close > 1 ? open", at: 16, "no ':'", "condition ? value : value"),
    Wrong("open < high < close", at: 12, "do not chain", "&&"),
    Wrong("close = open", at: 6, "does not compare", "=="),
    Wrong("close, open", at: 5, "comma"),
    // Characters.
    Wrong("$close", at: 0, "without '$'", "'close'"),
    Wrong("close ** 2", at: 6, "no sign", "'^'"),
    Wrong("close <> open", at: 6, "no sign", "'!='"),
    Wrong("close − open", at: 6, "no part of the language", "'-'"),
    Wrong("[close]", at: 0, "no part of the language", "'('"),
    Wrong("close & open", at: 6, "no part of the language", "'&&'"),
    Wrong("café", at: 3, "'é' is no part of the language"),
    Wrong("close 👩‍👩‍👧 open", at: 6, "no part of the language"),
    Wrong("5d * close", at: 0, "neither a number nor a name", "'5'"),
    Wrong("bucket(close, range=\"0,1", at: 20, "quotation has no end", "Close it"),
  ]

  @Test(arguments: wrong)
  func `a fault says where, what and how to mend it`(_ wrong: Wrong) throws {
    let faults = FactorExpression.faults(in: wrong.text)
    let fault = try #require(faults.first { $0.range.lowerBound == wrong.place }, "\(faults)")

    #expect(fault.message.contains(wrong.message))
    #expect(fault.range.upperBound <= wrong.text.count)
    if let remedy = wrong.remedy {
      #expect(fault.suggestion?.contains(remedy) == true, "\(fault)")
    }
  }

  @Test func `all faults are told, in the order of their places`() {
    let faults = FactorExpression.faults(in: "rnak(clsoe) + delay(open, -1) * sum(high)")

    #expect(faults.map(\.range.lowerBound) == [0, 5, 26, 32])
  }

  @Test func `a hundred thousand parentheses are refused`() {
    let many = 100_000
    let texts = [
      String(repeating: "(", count: many), String(repeating: "-", count: many) + "close",
      String(repeating: "rank(", count: many), String(repeating: "close^", count: many) + "close",
    ]
    for text in texts { #expect(FactorExpression.faults(in: text).count == 1) }
    for text in texts {
      let short = String(text.prefix(9_000))
      #expect(!FactorExpression.faults(in: short).isEmpty)
    }
  }

  @Test func `ten megabytes are refused at once`() {
    let text = String(repeating: "close + ", count: 1_310_720)
    let fault = FactorExpression.faults(in: text).first

    #expect(fault?.message.contains("longer than") == true)
  }

  @Test func `size and depth have a limit each`() {
    let wide = (0..<7).reduce("close") { text, _ in "(\(text) + \(text))" }
    #expect(FactorExpression.faults(in: wide).first?.message.contains("200") == true)
    let deep = (0..<40).reduce("close") { text, _ in "abs(\(text))" }
    #expect(FactorExpression.faults(in: deep).first?.message.contains("at most 32") == true)
    let fits = (0..<31).reduce("close") { text, _ in "abs(\(text))" }
    #expect(FactorExpression.faults(in: fits).isEmpty)
  }

  @Test func `random bytes and damaged formulas never end the process`() throws {
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let good = Array(Vocabulary.entries.map(\.example).joined(separator: " + ").utf8)
    for round in 0..<3_000 {
      var bytes: [UInt8]
      if round % 3 == 0 {
        bytes = (0..<next(60)).map { _ in UInt8(next(256)) }
      } else {
        let start = next(good.count - 80)
        bytes = Array(good[start..<start + 10 + next(70)])
        for _ in 0..<next(4) { bytes[next(bytes.count)] = UInt8(32 + next(95)) }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let count = text.count
      for fault in FactorExpression.faults(in: text) {
        #expect(fault.range.upperBound <= count, "\(text)")
      }
    }
  }
}
