import Chronology
import Kernels
import Market

/// What the seed decides about one listing.
struct GeneratedTraits: Sendable {
  /// New shares for old ones from a session on.
  struct Split: Sendable {
    let at: Int
    let new: Double
    let old: Double
  }

  /// A fault planted on this listing.
  struct Fault: Sendable {
    let kind: PlantedFault.Kind
    let at: Int
    let count: Int
  }

  /// Never reached: the last session of what still trades.
  static let never = Int(Int32.max)

  var ticker: String
  var oldTicker: String?
  /// The first session under `ticker`, when there was an old one.
  var changedAt = 0
  var kind: RehearsedListing.Kind
  let key: UInt64
  var first = 0
  var last = GeneratedTraits.never
  var splits: [Split] = []
  /// Sessions from one dividend to the next; zero for none.
  var dividendEvery = 0
  /// The share of the price that a dividend is.
  var dividendYield = 0.0
  var fault: Fault?
  let wave: GeneratedWave
  let volume: Double
  let suffix: Int

  init(seed: UInt64, index: Int, lastNumber: Int, sessions: Int) {
    key = spread(seed ^ spread(UInt64(index)))
    var generator = SeededGenerator(seed: key)
    (ticker, suffix) = GeneratedNames.ticker(seed: seed, index: index)
    let sort = generator.uniform()
    kind = sort < 0.80 ? .stock : sort < 0.93 ? .etf : .fund

    let beginsLate = generator.uniform() < 0.10
    let begin = generator.uniform()
    if beginsLate, lastNumber > 120 { first = Int(begin * Double(lastNumber + 60)) }
    let ends = generator.uniform() < 0.025
    let end = generator.uniform()
    if ends, kind == .stock {
      last = first + 40 + Int(end * Double(max(lastNumber + 20 - first, 1)))
    }
    let isSplit = generator.uniform() < 0.12
    let times = [generator.uniform(), generator.uniform()].sorted()
    let terms = [generator.next(), generator.next()]
    let isTwice = generator.uniform() < 0.2
    let begins = first
    if isSplit, kind != .fund {
      splits = zip(times, terms).prefix(isTwice ? 2 : 1).map { time, term in
        let (new, old) = Self.terms[Int(term % UInt64(Self.terms.count))]
        return Split(
          at: begins + 30 + Int(time * Double(sessions - begins)), new: new, old: old)
      }
      if splits.count == 2, splits[1].at - splits[0].at < 20 { splits.removeLast() }
    }
    let pays = generator.uniform() < (kind == .stock ? 0.35 : 0.3)
    dividendYield = 0.002 + 0.007 * generator.uniform()
    if pays { dividendEvery = kind == .fund ? 126 : 63 }
    let isRenamed = generator.uniform() < 0.012
    let renamed = generator.uniform()
    if isRenamed, kind == .stock, lastNumber > 60 {
      changedAt = first + 15 + Int(renamed * Double(max(lastNumber + 10 - first, 1)))
      if changedAt < last { oldTicker = GeneratedNames.formerTicker(seed: seed, index: index) }
    }
    volume = 2000 * pow10(4 * generator.uniform())
    let growth = splits.reduce(1) { $0 * max($1.new / $1.old, 1) }
    wave = GeneratedWave(base: 12 * growth * pow10(1.3 * generator.uniform()), &generator)
  }

  private static let terms: [(Double, Double)] = [
    (2, 1), (2, 1), (3, 1), (3, 2), (4, 1), (5, 1), (1, 10), (1, 5), (1, 20),
  ]

  /// The ticker that it goes by on a session.
  func ticker(at number: Int) -> String {
    if let oldTicker, number < changedAt { return oldTicker }
    return ticker
  }

  var name: String { GeneratedNames.name(key: key, kind: kind) }

  /// Makes it a stock that trades all the time and has no actions, so that one fault stands alone.
  mutating func makePlain() {
    first = 0
    last = Self.never
    splits = []
    dividendEvery = 0
    oldTicker = nil
  }

  /// Gives a few late listings the ticker of a company that has gone long before.
  static func reuseTickers(in traits: inout [GeneratedTraits]) {
    var gone: [(ticker: String, last: Int)] = []
    for index in traits.indices {
      let own = traits[index]
      if own.last < never, own.oldTicker == nil, own.key % 8 == 0 {
        gone.append((own.ticker, own.last))
      } else if own.first > 0, own.oldTicker == nil, own.last == never,
        let place = gone.firstIndex(where: { $0.last + 60 < own.first })
      {
        traits[index].ticker = gone.remove(at: place).ticker
      }
    }
  }

  /// Plants faults on stocks, one a stock, in the order of the kinds.
  static func plant(
    _ faults: PlantedFaults, in traits: inout [GeneratedTraits], seed: UInt64, axis: SessionAxis,
    lastNumber: Int, calendar: TradingCalendar
  ) -> [PlantedFault] {
    var generator = SeededGenerator(seed: spread(seed ^ 0xFA17))
    var listed: [PlantedFault] = []
    var taken: Set<Int> = []
    let stocks = traits.indices.filter {
      traits[$0].kind == .stock && traits[$0].last == never && traits[$0].suffix == 0
    }
    let reused = Set(Dictionary(grouping: traits.map(\.ticker)) { $0 }.filter { $1.count > 1 }.keys)
    for kind in PlantedFault.Kind.allCases {
      for _ in 0..<(faults.counts[kind] ?? 0) where taken.count < stocks.count / 2 {
        var index = stocks[Int(generator.next() % UInt64(stocks.count))]
        while taken.contains(index) || reused.contains(traits[index].ticker) {
          index = stocks[Int(generator.next() % UInt64(stocks.count))]
        }
        taken.insert(index)
        traits[index].makePlain()
        let fault = place(
          kind, &generator, axis: axis, lastNumber: lastNumber, calendar: calendar)
        traits[index].apply(fault, &generator)
        listed.append(
          PlantedFault(
            kind, symbol: Symbol(traits[index].ticker), session: axis.sessions[fault.at],
            count: fault.count))
      }
    }
    return listed
  }

  /// Chooses when a fault strikes: some time in the later history, or near the last session.
  private static func place(
    _ kind: PlantedFault.Kind, _ generator: inout SeededGenerator, axis: SessionAxis,
    lastNumber: Int, calendar: TradingCalendar
  ) -> Fault {
    let span = max(min(lastNumber - 130, 1500), 1)
    var at = max(lastNumber - 110 - Int(generator.next() % UInt64(span)), 1)
    var count = 1
    let coin = Int(generator.next() % 10)
    switch kind {
    case .gap: count = 1 + coin
    case .lateCorrection: at = lastNumber + coin % 2
    case .lateBar: at = lastNumber - 1 + coin % 3
    case .comingSplit: at = lastNumber + 1 + coin % 3
    case .stale: at = max(lastNumber - 30, 0)
    case .closedDay:
      while at > 0, calendar.isSession(axis.sessions[at].advanced(by: 1)) { at -= 1 }
    case .reversed: at = 0
    case .silentSplit, .jump, .earlyEnd, .duplicate, .nullVolume, .absurdVolume, .zeroPrice,
      .negativePrice, .highBelowLow, .closeOutside, .textNumbers, .wordForNumber:
      break
    }
    return Fault(kind: kind, at: at, count: count)
  }

  private mutating func apply(_ fault: Fault, _ generator: inout SeededGenerator) {
    self.fault = fault
    switch fault.kind {
    case .comingSplit: splits = [Split(at: fault.at, new: 2, old: 1)]
    case .earlyEnd: last = fault.at + 80
    default: break
    }
  }
}
