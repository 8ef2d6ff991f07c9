public import Chronology
public import Market

extension GeneratedMarket {
  public func bars(
    at index: Int, over sessions: ClosedRange<SessionDate>, through: SessionDate
  ) -> RehearsedBars {
    let own = traits[index]
    let now = axis.number(upTo: through)
    let from = max(axis.number(from: sessions.lowerBound), own.first)
    let to = min(axis.number(upTo: min(sessions.upperBound, through)), own.end)
    guard from <= to else { return RehearsedBars() }
    var bars = RehearsedBars(capacity: to - from + 2)
    var factor = own.factor(at: from)
    var next = own.splits.firstIndex { $0.at > from } ?? own.splits.count
    for number in from...to {
      while next < own.splits.count, own.splits[next].at <= number {
        factor = own.factor(at: number)
        next += 1
      }
      append(
        own.wave.bar(number, key: own.key, factor: factor, shares: own.volume), number, to: &bars)
    }
    guard let fault = own.fault else { return bars }
    spoil(&bars, by: fault, from: from, now: now, upTo: sessions.upperBound)
    return bars
  }

  public func session(
    _ session: SessionDate, through: SessionDate
  ) -> (listings: [Int], bars: RehearsedBars) {
    var listings: [Int] = []
    var bars = RehearsedBars(capacity: traits.count)
    let number = axis.number(upTo: session)
    guard session <= through, number >= 0, axis.sessions[number] == session else {
      return (listings, bars)
    }
    listings.reserveCapacity(traits.count)
    for index in traits.indices {
      if traits[index].fault != nil {
        let rows = self.bars(at: index, over: session...session, through: through)
        for row in 0..<rows.count {
          listings.append(index)
          bars.append(rows, row: row)
        }
        continue
      }
      guard traits[index].first <= number, number <= traits[index].last else { continue }
      listings.append(index)
      let factor = traits[index].splits.isEmpty ? 1 : traits[index].factor(at: number)
      let bar = traits[index].wave.bar(
        number, key: traits[index].key, factor: factor, shares: traits[index].volume)
      append(bar, number, to: &bars)
    }
    return (listings, bars)
  }

  @inline(__always)
  private func append(_ bar: GeneratedBar, _ number: Int, to bars: inout RehearsedBars) {
    bars.days.append(axis.sessions[number].day)
    bars.open.append(Double(bar.open) / 100)
    bars.high.append(Double(bar.high) / 100)
    bars.low.append(Double(bar.low) / 100)
    bars.close.append(Double(bar.close) / 100)
    bars.volume.append(bar.volume)
  }

  /// Does to a clean answer what was planted; `from` is the number of its first row.
  private func spoil(
    _ bars: inout RehearsedBars, by fault: GeneratedTraits.Fault, from: Int, now: Int,
    upTo last: SessionDate
  ) {
    if fault.kind == .reversed { bars.isReversed = true }
    let row = fault.at - from
    let rows = max(row, 0)..<max(min(row + fault.count, bars.count), max(row, 0))
    guard row < bars.count, !rows.isEmpty else { return }
    switch fault.kind {
    case .gap: bars.remove(rows: rows)
    case .lateBar: if now < fault.at + 3 { bars.remove(rows: rows) }
    case .jump: bars.scale(row: row, by: 10)
    case .lateCorrection: if now < fault.at + 2 { bars.scale(row: row, by: 1.02) }
    case .duplicate: duplicate(&bars, row)
    case .nullVolume: bars.volume[row] = .nan
    case .absurdVolume: bars.volume[row] = 0x1p65
    case .zeroPrice: bars.eachPrice { $0[row] = 0 }
    case .negativePrice:
      let low = bars.low[row]
      bars.eachPrice { $0[row] = -low }
    case .highBelowLow:
      (bars.high[row], bars.low[row]) = (bars.low[row] - 0.01, bars.high[row] + 0.01)
    case .closeOutside: bars.close[row] = (bars.high[row] * 110).rounded() / 100
    case .textNumbers: bars.odd[row] = .textNumbers
    case .wordForNumber: bars.odd[row] = .word
    case .closedDay: addClosedDay(&bars, row, upTo: last)
    case .silentSplit, .comingSplit, .earlyEnd, .reversed, .stale: break
    }
  }

  /// The first row an answer gives, which is the newest first one, is the true one.
  private func duplicate(_ bars: inout RehearsedBars, _ row: Int) {
    let copy = bars
    bars.days.insert(copy.days[row], at: row)
    bars.open.insert(copy.open[row], at: row)
    bars.high.insert(copy.high[row], at: row)
    bars.low.insert(copy.low[row], at: row)
    bars.close.insert(copy.close[row], at: row)
    bars.volume.insert(copy.volume[row] + 100, at: row)
    bars.scale(row: row, by: 1.01)
  }

  private func addClosedDay(_ bars: inout RehearsedBars, _ row: Int, upTo last: SessionDate) {
    let day = bars.days[row] + 1
    guard day <= last.day else { return }
    var longer = bars
    longer.remove(rows: (row + 1)..<bars.count)
    longer.append(bars, row: row)
    longer.days[row + 1] = day
    for next in (row + 1)..<bars.count { longer.append(bars, row: next) }
    bars = longer
  }

  public func actions(
    at index: Int, over sessions: ClosedRange<SessionDate>, through: SessionDate
  ) -> [CorporateAction] {
    let own = traits[index]
    let from = max(axis.number(from: sessions.lowerBound), own.first + 1)
    let to = min(axis.number(upTo: min(sessions.upperBound, through)), own.end)
    guard from <= to else { return [] }
    let symbol = Symbol(own.ticker(at: axis.number(upTo: through)))
    var actions = own.splits.filter { (from...to).contains($0.at) }.map { split in
      CorporateAction(
        symbol: symbol, effectiveOn: axis.sessions[split.at],
        kind: .split(new: split.new, old: split.old))
    }
    if let fault = own.fault, fault.kind == .silentSplit, (from...to).contains(fault.at) {
      actions.append(
        CorporateAction(
          symbol: symbol, effectiveOn: axis.sessions[fault.at], kind: .split(new: 2, old: 1)))
    }
    if own.dividendEvery > 0 {
      let offset = Int(own.key >> 40) % own.dividendEvery
      var number =
        from + (offset - from % own.dividendEvery + own.dividendEvery) % own.dividendEvery
      while number <= to {
        if !own.splits.contains(where: { $0.at == number }) {
          actions.append(dividend(of: own, symbol, at: number))
        }
        number += own.dividendEvery
      }
      actions.sort { $0.effectiveOn < $1.effectiveOn }
    }
    return actions
  }

  private func dividend(
    of own: GeneratedTraits, _ symbol: Symbol, at number: Int
  ) -> CorporateAction {
    let before = own.wave.bar(
      number - 1, key: own.key, factor: own.factor(at: number - 1), shares: own.volume)
    let amount = max((Double(before.close) * own.dividendYield).rounded(), 1) / 100
    return CorporateAction(
      symbol: symbol, effectiveOn: axis.sessions[number],
      kind: .dividend(amount: amount, payDate: axis.sessions[number].advanced(by: 21)))
  }
}

extension GeneratedTraits {
  /// The last session with a bar.
  var end: Int {
    switch fault?.kind {
    case .stale, .earlyEnd: min(fault?.at ?? last, last)
    default: last
    }
  }

  /// What splits so far have made of the price.
  func factor(at number: Int) -> Double {
    var factor = 1.0
    for split in splits where split.at <= number { factor *= split.old / split.new }
    return factor
  }
}
