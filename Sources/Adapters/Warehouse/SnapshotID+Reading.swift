import Chronology
import Fingerprint
import Market

extension SnapshotID {
  /// Names a reading by everything in it that can change a result.
  ///
  /// SHA-256 over, in order: the layout's name; for each series its ticker, its price basis, the
  /// number of bars, the sessions and then the five columns; the number of actions and each of
  /// them. Numbers are little endian: counts 64 bits, dates 32 bits, doubles their bit pattern, a
  /// missing value always the same NaN. Texts are their UTF-8 after their length. An instrument's
  /// name in words is left out: a company that is renamed does not change a result.
  init(naming series: [BarSeries], _ instruments: [Instrument], _ actions: [CorporateAction]) {
    var layout = SnapshotLayout()
    layout.add("qs.snapshot.1")
    layout.add(UInt64(series.count))
    for (bars, instrument) in zip(series, instruments) {
      layout.add(bars.symbol.ticker)
      layout.add(instrument.prices.rawValue)
      layout.add(UInt64(bars.count))
      for session in bars.sessions { layout.add(session) }
      for column in [bars.open, bars.high, bars.low, bars.close, bars.volume] {
        layout.add(column)
      }
    }
    layout.add(UInt64(actions.count))
    for action in actions {
      layout.add(action.symbol.ticker)
      layout.add(action.effectiveOn)
      switch action.kind {
      case .split(let new, let old):
        layout.add("split")
        layout.add([new, old])
      case .dividend(let amount, let payDate):
        layout.add("dividend")
        layout.add([amount])
        layout.add(payDate)
      }
    }
    self.init(hex: layout.hex())
  }
}

/// Collects bytes in blocks and digests them.
private struct SnapshotLayout {
  private var digest = SHA256()
  private var block: [UInt8] = []

  init() { block.reserveCapacity(1 << 16) }

  mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    block.append(contentsOf: text.utf8)
  }

  mutating func add(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { block.append(contentsOf: $0) }
    if block.count >= 1 << 16 { flush() }
  }

  mutating func add(_ date: SessionDate) {
    withUnsafeBytes(of: date.day.littleEndian) { block.append(contentsOf: $0) }
  }

  mutating func add(_ values: [Double]) {
    for value in values { add(value.isNaN ? Double.nan.bitPattern : value.bitPattern) }
  }

  mutating func hex() -> String {
    flush()
    return SHA256.text(of: digest.finalize())
  }

  private mutating func flush() {
    digest.update(block)
    block.removeAll(keepingCapacity: true)
  }
}
