import Contract
import Testing

@Suite struct JSONValueTests {
  @Test(arguments: [
    "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "NaN", "Infinity", "-Infinity", "[NaN]",
    "01", "1.", ".5", "+1", "1e", "--1", "nul", "truee", "\"a", "\"\\x\"", "\"\\ud800\"", "1 2",
    "{\"a\":1}{", "\u{FEFF}1", "\"\u{1}\"", "{\"a\" 1}", "// c\n1",
  ])
  func `what is not strict JSON is refused`(text: String) {
    #expect(throws: JSONFault.self) { try JSONValue(parsing: Array(text.utf8)) }
  }

  @Test func `a name that appears twice is refused`() {
    let fault = #expect(throws: JSONFault.self) {
      try JSONValue(parsing: Array(#"{"a":1,"\u0061":2}"#.utf8))
    }
    #expect(fault?.message.contains("twice") == true)
  }

  @Test func `deep nesting is refused before it can hurt`() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: JSONFault.self) { try JSONValue(parsing: Array(text.utf8)) }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    #expect(throws: JSONFault.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
  }

  @Test func `good JSON is read`() throws {
    let value = try JSONValue(
      parsing: Array(#" {"a":[1,-2.5e3,null,true],"b":"x\n\ud83d\ude00"} "#.utf8))

    #expect(
      value == [
        "a": [1, .number("-2.5e3"), .null, true], "b": "x\n\u{1F600}",
      ])
  }
}

@Suite struct PayloadTextTests {
  private func faults(_ text: String) -> String {
    do {
      _ = try PayloadText.decode(OrderTicket.self, strictly: Array(text.utf8))
      return ""
    } catch {
      return error.message
    }
  }

  private let good =
    #"{"symbol":"AAPL","side":"buy","shares":1,"kind":"market","price":null,"idempotencyKey":"k"}"#

  @Test func `a good body is read, with or without its optional fields`() {
    #expect(faults(good) == "")
    #expect(faults(good.replacing(#""price":null,"#, with: "")) == "")
  }

  @Test(arguments: [
    (#""shares":1"#, #""shares":1.5"#, "shares must be a whole number"),
    (#""shares":1"#, #""shares":"1""#, "shares must be a whole number"),
    (#""shares":1"#, #""shares":99999999999999999999"#, "shares must be a whole number"),
    (#""shares":1"#, #""shares":null"#, "shares must be a whole number"),
    (#""price":null"#, #""price":1e999"#, "price must be a finite number"),
    (#""price":null"#, #""price":true"#, "price must be a number"),
    (#""side":"buy""#, #""side":"hold""#, "side must be one of buy, sell"),
    (#""symbol":"AAPL""#, #""symbol":["AAPL"]"#, "symbol must be a text"),
    (#""symbol":"AAPL","#, "", "symbol is missing"),
    (#""shares":1"#, #""shares":1,"leverage":9"#, "leverage is not a field"),
  ])
  func `a field that does not fit is named`(part: String, other: String, fault: String) {
    #expect(faults(good.replacing(part, with: other)).contains(fault))
  }

  @Test func `an absent figure is written as null`() throws {
    let view = OrderPreview(
      isAdmitted: true, breaches: [], referencePrice: nil, orderValue: 12.5,
      exposureGrossBefore: 0, exposureGrossAfter: nil, valueAtRiskBefore: nil,
      valueAtRiskAfter: 1e-7)

    #expect(
      String(decoding: try PayloadText.encode(view), as: UTF8.self)
        == #"{"isAdmitted":true,"breaches":[],"referencePrice":null,"orderValue":12.5,"exposureGrossBefore":0,"exposureGrossAfter":null,"valueAtRiskBefore":null,"valueAtRiskAfter":1e-07}"#
    )
  }

  @Test func `what is written is read back the same`() throws {
    let bars = BarsView(
      symbol: "^GSPC", adjustment: .totalReturn, sessions: ["2020-01-02"], open: [nil],
      high: [0.1 + 0.2], low: [-0.0], close: [1e300], volume: [123_456_789_012],
      actions: [ActionView(session: "2020-01-02", kind: "split", value: "2:1 \"\\\u{7F}é")])

    let text = try PayloadText.encode(bars)
    let back = try PayloadText.decode(BarsView.self, from: text)

    #expect(try PayloadText.encode(back) == text)
    #expect(back.high == bars.high)
    #expect(back.close == bars.close)
    #expect(back.actions[0].value == bars.actions[0].value)
  }

  @Test func `NaN never leaves`() {
    #expect(throws: EncodingError.self) {
      try PayloadText.encode(MonthReturn(year: 2020, month: 1, value: .nan))
    }
  }

  @Test func `the schema says what is optional, listed and nested`() {
    let fields = SchemaCatalog.api.objects["BarsView"] ?? []

    #expect(fields.first { $0.name == "open" }?.type == .array(.optional(.number)))
    #expect(fields.first { $0.name == "actions" }?.type == .array(.object("ActionView")))
    #expect(fields.first { $0.name == "adjustment" }?.type == .word("AdjustmentWord"))
    #expect(
      SchemaCatalog.api.objects["JobView"]?.first { $0.name == "rate" }?.type == .optional(.number))
    #expect(SchemaCatalog.api.requests.contains("OrderTicket"))
    #expect(!SchemaCatalog.api.requests.contains("OrderView"))
  }
}
