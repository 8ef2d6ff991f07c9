public import Chronology
public import Market

/// Which column of a file is which; of those left out the field's own name is looked for, in
/// capitals or not.
public struct BarImportMapping: Hashable, Sendable {
  /// The column with the symbol.
  public var symbol: String?
  /// The one symbol of a file without such a column.
  public var symbolOfFile: String?
  public var date: String?
  public var dateFormat: ImportDateFormat
  public var open: String?
  public var high: String?
  public var low: String?
  public var close: String?
  public var volume: String?

  public init(
    symbol: String? = nil, symbolOfFile: String? = nil, date: String? = nil,
    dateFormat: ImportDateFormat = .yearMonthDay, open: String? = nil, high: String? = nil,
    low: String? = nil, close: String? = nil, volume: String? = nil
  ) {
    self.symbol = symbol
    self.symbolOfFile = symbolOfFile
    self.date = date
    self.dateFormat = dateFormat
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }
}

/// How a file writes its dates.
public enum ImportDateFormat: String, Hashable, Sendable, CaseIterable {
  case yearMonthDay = "yyyy-MM-dd"
  case monthDayYear = "MM/dd/yyyy"
  case dayMonthYear = "dd.MM.yyyy"
  case digits = "yyyyMMdd"

  /// The date that is written exactly so, with all its digits; nil for anything else.
  public func date(_ text: some Collection<UInt8>) -> SessionDate? {
    let pattern = Array(rawValue.utf8)
    guard text.count == pattern.count else { return nil }
    var (year, month, day) = (0, 0, 0)
    for (sign, byte) in zip(pattern, text) {
      let digit = Int(byte) - 0x30
      switch sign {
      case 0x79, 0x4D, 0x64:
        guard (0...9).contains(digit) else { return nil }
        if sign == 0x79 { year = year * 10 + digit }
        if sign == 0x4D { month = month * 10 + digit }
        if sign == 0x64 { day = day * 10 + digit }
      default:
        guard byte == sign else { return nil }
      }
    }
    return SessionDate(year: year, month: month, day: day)
  }
}

/// What a bar of a file may hold; anything beyond is a slip of who wrote the file.
public enum BarImportLimits {
  /// The dearest share costs below a million, but histories of funds that were merged again and
  /// again are written in thousands of millions.
  public static let price = 1e12
  /// No session has seen a million times a million shares of one company.
  public static let volume = 1e15

  /// What is wrong with a price; nil when nothing is.
  public static func fault(ofPrice value: Double) -> String? {
    if value <= 0 { return "A price of \(value); prices are above zero." }
    return value > price ? "A price of \(value); prices are at most 1e12." : nil
  }

  /// What is wrong with a volume; nil when nothing is.
  public static func fault(ofVolume value: Double) -> String? {
    if value < 0 { return "A volume of \(value); volumes are not below zero." }
    return value > volume ? "A volume of \(value); volumes are at most 1e15." : nil
  }
}

/// What is wrong with a line of a file.
public struct BarImportFault: Hashable, Sendable {
  /// From 1, the header included; 0 for the file as a whole.
  public let line: Int
  /// The column's name in the file; empty for the line as a whole.
  public let column: String
  public let message: String

  public init(line: Int, column: String, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }
}

/// What a file holds; nothing of a file with faults may be saved.
public struct BarImportReport: Hashable, Sendable {
  /// Faults that are kept; all are counted.
  public static let faultLimit = 1000

  /// Lines read, the header included.
  public var lines = 0
  /// Bars without a fault.
  public var bars = 0
  /// Sorted.
  public var symbols: [Symbol] = []
  public var first: SessionDate?
  public var last: SessionDate?
  /// Columns of the file, and those of them that were not used.
  public var columns: [String] = []
  public var unused: [String] = []
  /// The first thousand.
  public private(set) var faults: [BarImportFault] = []
  public private(set) var faultCount = 0

  public init() {}

  /// Counts a fault, and keeps it while there is room.
  public mutating func add(_ fault: BarImportFault) {
    faultCount += 1
    if faults.count < Self.faultLimit { faults.append(fault) }
  }
}

/// Which symbols and sessions a file has had so far, a bit a day.
///
/// A year of a symbol takes 48 bytes, a symbol one number a year: 100 million bars of 40,000
/// symbols take some 50 MB.
public struct SeenSessions: Sendable {
  /// Years from here on are known.
  private static let firstYear = 1900
  private static let years = 210
  private static let wordsOfYear = 6

  private var words: [UInt64] = []
  private var pages: [Int32] = []

  public init() {}

  /// Marks a session of the symbol with a number; false when it was marked before, or lies outside
  /// the years from 1900 to 2109.
  ///
  /// - Parameter symbol: From 0, without gaps.
  public mutating func insert(_ session: SessionDate, of symbol: Int) -> Bool {
    let (year, month, day) = session.civil
    guard (Self.firstYear..<Self.firstYear + Self.years).contains(year) else { return false }
    while pages.count < (symbol + 1) * Self.years { pages.append(-1) }
    let place = symbol * Self.years + year - Self.firstYear
    if pages[place] < 0 {
      pages[place] = Int32(words.count / Self.wordsOfYear)
      words.append(contentsOf: [UInt64](repeating: 0, count: Self.wordsOfYear))
    }
    // 32 bits a month: twelve fit into six words.
    let bit = (month - 1) * 32 + day
    let word = Int(pages[place]) * Self.wordsOfYear + bit / 64
    let mask = UInt64(1) << UInt64(bit % 64)
    guard words[word] & mask == 0 else { return false }
    words[word] |= mask
    return true
  }
}
