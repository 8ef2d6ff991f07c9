/// Tickers and names out of a seed.
enum GeneratedNames {
  /// A ticker and its kind of suffix: 0 for none, 1 for a share class, 2 to 4 for an exchange abroad.
  ///
  /// Distinct for distinct numbers: each sort walks its own words with a step that shares no factor
  /// with their number, and sorts differ in length or suffix.
  static func ticker(seed: UInt64, index: Int) -> (String, Int) {
    let (round, place) = index.quotientAndRemainder(dividingBy: 50)
    switch place {
    case 7: return (word(3, round, seed ^ 1) + (round % 2 == 0 ? "-A" : "-B"), 1)
    case 19:
      let abroad = Int(spread(UInt64(round)) % 3)
      return (word(4, round, seed ^ 2) + [".L", ".TO", ".DE"][abroad], 2 + abroad)
    case 0 where round < 26: return (word(1, round, seed), 0)
    case 1, 2:
      let number = round * 2 + place - 1
      if number < 600 { return (word(2, number, seed), 0) }
      return (word(5, 100_000 + number, seed), 0)
    case 3..<17 where round * 14 + place - 3 < 17_000:
      return (word(3, round * 14 + place - 3, seed), 0)
    case 45...49: return (word(5, round * 5 + place - 45, seed), 0)
    default: return (word(4, index, seed), 0)
    }
  }

  /// A ticker that nothing else has: five letters from another stretch of the walk.
  static func formerTicker(seed: UInt64, index: Int) -> String {
    word(5, 6_000_000 + index, seed)
  }

  private static func word(_ length: Int, _ number: Int, _ seed: UInt64) -> String {
    let words = (0..<length).reduce(1) { product, _ in product * 26 }
    // Odd, and not a multiple of 13, so that the walk meets every word before it repeats one.
    var code = (number * 15_485_863 + Int(seed % 9973)) % words
    var letters: [UInt8] = []
    for _ in 0..<length {
      letters.append(0x41 + UInt8(code % 26))
      code /= 26
    }
    return String(decoding: letters.reversed(), as: UTF8.self)
  }

  private static let heads = [
    "Alder", "Beacon", "Cobalt", "Dunmore", "Eastgate", "Fairway", "Granite", "Harbor", "Iris",
    "Juniper", "Keystone", "Larch", "Meridian", "Northfield", "Orchard", "Pinnacle", "Quarry",
    "Redwood", "Summit", "Tidewater", "Union", "Verity", "Westbrook", "Yarrow", "Zenith",
  ]
  private static let middles = [
    "Systems", "Energy", "Therapeutics", "Bancorp", "Industries", "Foods", "Logistics", "Software",
    "Materials", "Properties", "Semiconductor", "Insurance", "Motors", "Water", "Networks",
  ]
  private static let ends = ["Inc.", "Corporation", "Group, Inc.", "Holdings", "Ltd.", "& Co."]

  /// A plausible name; some hold commas and quotation marks, as real ones do.
  static func name(key: UInt64, kind: RehearsedListing.Kind) -> String {
    let head = heads[Int(key >> 8 & 0xFFFF) % heads.count]
    let middle = middles[Int(key >> 24 & 0xFFFF) % middles.count]
    switch kind {
    case .stock:
      let name = "\(head) \(middle) \(ends[Int(key >> 40 & 0xFFFF) % ends.count])"
      return key % 97 == 0 ? "\(name) \"\(head)\"" : name
    case .etf: return "\(head) \(middle) ETF"
    case .fund: return "\(head) \(middle) Fund, Class \(key % 2 == 0 ? "A" : "I")"
    }
  }

  static let sectors: [(sector: String, industry: String)] = [
    ("Technology", "Software - Application"), ("Technology", "Semiconductors"),
    ("Healthcare", "Biotechnology"), ("Healthcare", "Medical - Devices"),
    ("Financial Services", "Banks - Regional"), ("Financial Services", "Insurance - Life"),
    ("Energy", "Oil & Gas Exploration & Production"), ("Industrials", "Aerospace & Defense"),
    ("Industrials", "Railroads"), ("Consumer Cyclical", "Auto - Manufacturers"),
    ("Consumer Defensive", "Packaged Foods"), ("Utilities", "Regulated Electric"),
    ("Real Estate", "REIT - Office"), ("Basic Materials", "Gold"),
    ("Communication Services", "Internet Content & Information"),
  ]
}
