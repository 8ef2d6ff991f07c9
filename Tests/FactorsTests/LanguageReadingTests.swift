import Factors
import Testing

/// How the text of an expression becomes a tree.
@Suite struct LanguageReadingTests {
  private func canonical(_ text: String) throws -> String {
    try FactorExpression(parsing: text).canonical
  }

  @Test(
    arguments: [
      ("open + close * high", "open + (close * high)"),
      ("-open ^ 2", "-(open ^ 2)"),
      ("open ^ high ^ 2", "open ^ (high ^ 2)"),
      ("open - high - low", "(open - high) - low"),
      ("open / high / low", "(open / high) / low"),
      ("open ^ -1 * 3", "(open ^ (-1)) * 3"),
      ("open < high && low < close || open > 1", "((open < high) && (low < close)) || (open > 1)"),
      (
        "open > 1 ? high : low > 1 ? close : vwap", "(open > 1) ? high : ((low > 1) ? close : vwap)"
      ),
      ("!(open > 1) && close > 1", "(!(open > 1)) && (close > 1)"),
      ("Ts_Rank(CLOSE, 9)", "ts_rank(close, 9)"),
      ("ts_std_dev(close, 9)", "stddev(close, 9)"),
      ("sum(close, 3.9)", "sum(close, 3)"),
      ("sum(close, 2 * 10)", "sum(close, 20)"),
      ("min(close, 5)", "ts_min(close, 5)"),
      ("max(close, 5.7)", "ts_max(close, 5)"),
      ("min(close, open)", "min2(close, open)"),
      ("max(close, open, vwap)", "max2(max2(close, open), vwap)"),
      ("add(open, high, low)", "open + high + low"),
      ("add(open, high, filter=true)", "replace_missing(open, 0) + replace_missing(high, 0)"),
      ("rank(close, rate=2)", "rank(close)"),
      ("if_else(open > 1, high, low)", "open > 1 ? high : low"),
      ("and(open > 1, close > 1)", "open > 1 && close > 1"),
      ("group_neutralize(close, IndClass.sector)", "indneutralize(close, sector)"),
      ("group_rank(close, densify(industry))", "group_rank(close, industry)"),
      ("ts_regression(close, open, 20, rettype=2)", "ts_regression(close, open, 20, 0, 2)"),
      ("returns", "close / delay(close, 1) - 1"),
      ("adv20", "mean(close * volume, 20)"),
      ("close\n  + open", "close+open"),
      (".5 * close", "0.5 * close"),
      ("close * 1e-3", "0.001 * close"),
    ])
  func `two ways to write the same`(_ first: String, _ second: String) throws {
    #expect(try canonical(first) == canonical(second))
  }

  @Test func `a tree holds each node once and the root last`() throws {
    let expression = try FactorExpression(
      parsing: "delta(close, 2) / delay(close, 2) + delta(close, 2)")

    #expect(expression.tree.nodes.count == 5)
    #expect(expression.tree.nodes.last?.kind == .apply(.add))
    #expect(Set(expression.tree.nodes).count == 5)
  }

  @Test func `every node of the tree knows its place in the text`() throws {
    let text = "rank(-delta(close, 5))"
    let expression = try FactorExpression(parsing: text)
    let pieces = expression.places.compactMap { place in
      place.map { String(Array(text)[$0]) }
    }
    #expect(pieces == ["close", "delta(close, 5)", "-delta(close, 5)", "rank(-delta(close, 5))"])
  }

  @Test func `an expression says what it reads`() throws {
    let text = "indneutralize(equity / cap, IndClass.sector) * adv20"
    let expression = try FactorExpression(parsing: text)

    #expect(expression.fields == [.cap, .close, .named("equity"), .volume])
    #expect(expression.groups == ["sector"])
    #expect(expression.inputs == ["adv20", "cap", "equity", "indclass.sector"])
    #expect(expression.rowsNeeded == 20)
  }

  @Test func `a caller names the figures that there are`() throws {
    #expect(FactorExpression.faults(in: "sentiment").count == 1)
    let expression = try FactorExpression(parsing: "Sentiment", figures: ["sentiment"])
    #expect(expression.fields == [.named("sentiment")])
  }

  @Test(
    arguments: [
      ("close", 1), ("delay(close, 1)", 2), ("returns", 2), ("sum(close, 1)", 1),
      ("sum(returns, 250)", 251), ("adv20", 20), ("ts_regression(close, open, 20, lag=3)", 23),
      ("sum(delay(close, 5), 20) + delay(close, 30)", 31), ("hump(delta(close, 2))", 3),
      ("group_backfill(equity, sector, 60)", 60),
    ])
  func `rows are counted along the longest path`(_ text: String, _ rows: Int) throws {
    #expect(try FactorExpression(parsing: text).rowsNeeded == rows)
  }

  @Test func `conventions become parameters of the nodes`() throws {
    func root(_ text: String, _ conventions: FactorConventions) throws -> FactorNode? {
      try FactorExpression(parsing: text, conventions: conventions).tree.nodes.last
    }
    #expect(try root("rank(close)", .paper)?.parameters == [0])
    #expect(try root("rank(close)", .brain)?.parameters == [1])
    #expect(try root("ts_argmax(close, 5)", .paper)?.parameters == [0, 0])
    #expect(try root("ts_argmax(close, 5)", .brain)?.parameters == [1, 0])
    #expect(try root("ts_argmax(close, 5)", .golden)?.parameters == [0, 1])
    #expect(try root("close < open", .golden)?.parameters == [1])
    #expect(try root("decay_linear(close, 5)", .paper)?.parameters == [0])
    #expect(try root("decay_linear(close, 5)", .brain)?.parameters == [1])
    #expect(try root("decay_linear(close, 5, dense=true)", .brain)?.parameters == [0])
    #expect(try root("decay_linear(close, 5, dense=false)", .paper)?.parameters == [1])
    var shares = FactorConventions.paper
    shares.averageDailyVolume = .shares
    #expect(try FactorExpression(parsing: "adv20", conventions: shares).fields == [.volume])
  }

  @Test func `a longer window costs more`() throws {
    let short = try FactorExpression(parsing: "correlation(close, volume, 5)")
    let long = try FactorExpression(parsing: "correlation(close, volume, 50)")
    #expect(
      short.estimatedCost(sessions: 100, symbols: 10)
        < long.estimatedCost(sessions: 100, symbols: 10))
    #expect(
      short.estimatedCost(sessions: 200, symbols: 10) == 2
        * short.estimatedCost(sessions: 100, symbols: 10))
  }
}
