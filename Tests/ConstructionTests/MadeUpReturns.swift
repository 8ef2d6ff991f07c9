/// Returns by a formula in whole numbers, so that another language computes the same ones.
enum MadeUpReturns {
  static let sessions = 24
  static let symbols = 6

  /// Row-major, sessions × symbols.
  static let values: [Double] = (0..<sessions).flatMap { t in
    (0..<symbols).map { i in
      let own = (t * 7919 + i * 104_729 + t * i * 31 + t * t * 17) % 2003
      let shared = Double((t * 37) % 11) / 11 - 0.45
      return Double(own) / 2003 * 0.06 - 0.03 + shared * 0.01 * (1 + Double(i) / 4)
    }
  }
}
