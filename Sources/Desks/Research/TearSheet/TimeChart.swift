import Chronology

/// Curves over sessions as one SVG picture: grid, axes, areas, lines and shaded spans.
struct TimeChart {
  struct Curve {
    let values: [Double?]
    let colour: String
    /// Fills the space between the curve and this value.
    var filledTo: Double?
    var isDashed = false
  }

  let title: String
  let sessions: [SessionDate]
  let curves: [Curve]
  /// Spans of session indices to shade, such as drawdowns.
  var spans: [ClosedRange<Int>] = []
  /// Numbers that the vertical scale must show.
  var including: [Double] = []
  var height = 260.0
  /// Pixels across; a half-width panel wants half, so that its letters keep their size.
  var width = 1120.0
  let label: (Double) -> String

  private static let left = 78.0
  private static let right = 12.0
  private static let top = 10.0
  private static let bottom = 26.0
  /// The most points of a path; more could not be told apart.
  private static let longestPath = 1400

  /// The picture as SVG that needs nothing from outside.
  var svg: String {
    let vertical = ChartScale(
      of: curves.flatMap { $0.values.compactMap(\.self) } + including, padding: 0.04,
      from: height - Self.bottom, to: Self.top)
    guard let vertical, sessions.count > 1 else { return empty }
    let horizontal = ChartScale(
      0...Double(sessions.count - 1), from: Self.left, to: width - Self.right)
    let parts =
      [shading(horizontal), grid(vertical), calendar(horizontal)]
      + curves.map { path($0, horizontal, vertical) }
    return frame(parts.joined())
  }

  private var empty: String {
    frame(
      "<text x=\"\(Figure.pixel(width / 2))\" y=\"\(Figure.pixel(height / 2))\" "
        + "text-anchor=\"middle\" fill=\"\(TearSheet.Ink.third)\" font-size=\"12\">"
        + "Too few sessions for a curve</text>")
  }

  private func frame(_ content: String) -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"\(escaped(title))\" "
      + "viewBox=\"0 0 \(Int(width)) \(Int(height))\">"
      + "<title>\(escaped(title))</title>\(content)</svg>"
  }

  private func shading(_ horizontal: ChartScale) -> String {
    spans.map { span in
      let start = horizontal.place(Double(span.lowerBound))
      let end = horizontal.place(Double(span.upperBound))
      return "<rect x=\"\(Figure.pixel(start))\" y=\"\(Figure.pixel(Self.top))\" "
        + "width=\"\(Figure.pixel(max(1, end - start)))\" "
        + "height=\"\(Figure.pixel(height - Self.bottom - Self.top))\" "
        + "fill=\"\(TearSheet.Ink.down)\" fill-opacity=\".07\"/>"
    }.joined()
  }

  private func grid(_ vertical: ChartScale) -> String {
    vertical.ticks(5).map { tick in
      let y = Figure.pixel(vertical.place(tick))
      return "<line x1=\"\(Figure.pixel(Self.left))\" x2=\"\(Figure.pixel(width - Self.right))\" "
        + "y1=\"\(y)\" y2=\"\(y)\" stroke=\"\(TearSheet.Ink.grid)\"/>"
        + "<text x=\"\(Figure.pixel(Self.left - 8))\" y=\"\(y)\" dy=\".32em\" text-anchor=\"end\" "
        + "fill=\"\(TearSheet.Ink.third)\" font-size=\"11\">\(escaped(label(tick)))</text>"
    }.joined()
  }

  /// Years where there are several, months otherwise, as many as have room.
  private func calendar(_ horizontal: ChartScale) -> String {
    let years = sessions.map(\.civil.year)
    let hasYears = (years.last ?? 0) - (years.first ?? 0) >= 2
    var starts: [(Int, String)] = []
    for index in sessions.indices.dropFirst() {
      let (now, before) = (sessions[index].civil, sessions[index - 1].civil)
      if hasYears ? now.year != before.year : (now.year, now.month) != (before.year, before.month) {
        starts.append((index, hasYears ? "\(now.year)" : String("\(sessions[index])".prefix(7))))
      }
    }
    let most = Int(width / 110)
    let step = max(1, (starts.count + most - 1) / most)
    return starts.enumerated().filter { $0.offset % step == 0 }.map { _, start in
      let x = Figure.pixel(horizontal.place(Double(start.0)))
      return "<text x=\"\(x)\" y=\"\(Figure.pixel(height - 8))\" text-anchor=\"middle\" "
        + "fill=\"\(TearSheet.Ink.third)\" font-size=\"11\">\(start.1)</text>"
    }.joined()
  }

  private func path(_ curve: Curve, _ horizontal: ChartScale, _ vertical: ChartScale) -> String {
    precondition(curve.values.count == sessions.count, "A curve has one value a session.")
    var line = ""
    var isDrawing = false
    var (first, last) = (0.0, 0.0)
    for index in visibleIndices(of: curve.values) {
      guard let value = curve.values[index] else {
        isDrawing = false
        continue
      }
      let x = horizontal.place(Double(index))
      if line.isEmpty { first = x }
      last = x
      line += "\(isDrawing ? "L" : "M")\(Figure.pixel(x)) \(Figure.pixel(vertical.place(value)))"
      isDrawing = true
    }
    guard !line.isEmpty else { return "" }
    var result = ""
    if let base = curve.filledTo {
      let visible = min(max(base, vertical.domain.lowerBound), vertical.domain.upperBound)
      let y = Figure.pixel(vertical.place(visible))
      result +=
        "<path d=\"\(line)L\(Figure.pixel(last)) \(y)L\(Figure.pixel(first)) \(y)Z\" "
        + "fill=\"\(curve.colour)\" fill-opacity=\".14\"/>"
    }
    let dash = curve.isDashed ? " stroke-dasharray=\"5 4\"" : ""
    return result
      + "<path d=\"\(line)\" fill=\"none\" stroke=\"\(curve.colour)\" stroke-width=\"1.5\" "
      + "stroke-linejoin=\"round\"\(dash)/>"
  }

  /// The indices to draw: all, or the lowest and highest of each bucket when there are too many, so
  /// that no peak or trough is lost.
  private func visibleIndices(of values: [Double?]) -> [Int] {
    guard values.count > Self.longestPath else { return Array(values.indices) }
    let buckets = Self.longestPath / 2
    var chosen: Set<Int> = [0, values.count - 1]
    for bucket in 0..<buckets {
      let range = (bucket * values.count / buckets)..<((bucket + 1) * values.count / buckets)
      let known = range.filter { values[$0] != nil }
      let low = known.min { (values[$0] ?? 0, $0) < (values[$1] ?? 0, $1) }
      let high = known.max { (values[$0] ?? 0, $0) < (values[$1] ?? 0, $1) }
      for index in [low ?? range.lowerBound, high ?? range.lowerBound] { chosen.insert(index) }
    }
    return chosen.sorted()
  }
}
