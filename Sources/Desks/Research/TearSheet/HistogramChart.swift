import Performance

/// The distribution of returns as bars, with the losses that the tail holds marked.
struct HistogramChart {
  let histogram: ReturnHistogram
  /// Losses to mark, positive fractions: label and value.
  let marks: [(label: String, loss: Double, colour: String)]

  private static let width = 540.0
  private static let height = 260.0
  private static let bottom = 26.0
  private static let top = 30.0

  var svg: String {
    let lowest = min(histogram.start, marks.map { -$0.loss }.min() ?? 0)
    let highest = histogram.edges.last ?? histogram.start
    let x = ChartScale(lowest...highest, from: 12, to: Self.width - 12)
    let y = ChartScale(
      0...Double(histogram.counts.max() ?? 1), from: Self.height - Self.bottom, to: Self.top)
    let content =
      bars(x, y) + axis(x) + marks.enumerated().map { mark($1, at: x, row: $0) }.joined()
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
      + "aria-label=\"Distribution of session returns\" "
      + "viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\">"
      + "<title>Distribution of session returns</title>\(content)</svg>"
  }

  private func bars(_ x: ChartScale, _ y: ChartScale) -> String {
    zip([histogram.start] + histogram.edges, histogram.edges).enumerated().map { bin, edges in
      let (left, right) = (x.place(edges.0), x.place(edges.1))
      let top = y.place(Double(histogram.counts[bin]))
      let colour = (edges.0 + edges.1) / 2 < 0 ? TearSheet.Ink.down : TearSheet.Ink.up
      return "<rect x=\"\(Figure.pixel(left))\" y=\"\(Figure.pixel(top))\" "
        + "width=\"\(Figure.pixel(max(0.5, right - left - 1)))\" "
        + "height=\"\(Figure.pixel(Self.height - Self.bottom - top))\" fill=\"\(colour)\" "
        + "fill-opacity=\".55\"><title>\(Figure.percent(edges.0)) to \(Figure.percent(edges.1)): "
        + "\(histogram.counts[bin]) sessions</title></rect>"
    }.joined()
  }

  private func axis(_ x: ChartScale) -> String {
    x.ticks(6).map { tick in
      "<text x=\"\(Figure.pixel(x.place(tick)))\" y=\"\(Figure.pixel(Self.height - 8))\" "
        + "text-anchor=\"middle\" fill=\"\(TearSheet.Ink.third)\" font-size=\"11\">"
        + "\(Figure.percent(tick, places: 1))</text>"
    }.joined()
  }

  private func mark(
    _ mark: (label: String, loss: Double, colour: String), at x: ChartScale, row: Int
  ) -> String {
    let place = Figure.pixel(x.place(-mark.loss))
    return "<line x1=\"\(place)\" x2=\"\(place)\" y1=\"\(Figure.pixel(Self.top - 8))\" "
      + "y2=\"\(Figure.pixel(Self.height - Self.bottom))\" stroke=\"\(mark.colour)\" "
      + "stroke-dasharray=\"3 3\"/>"
      + "<text x=\"\(place)\" y=\"\(10 + 11 * row)\" dx=\"4\" fill=\"\(mark.colour)\" "
      + "font-size=\"11\">\(escaped(mark.label)) \(Figure.percent(-mark.loss))</text>"
  }
}
