/// The lower-triangular factor of a symmetric, positive definite matrix.
struct Cholesky {
  let count: Int
  /// Row-major, count × count; nothing above the diagonal.
  private let lower: [Double]

  /// Factors a row-major matrix; nil when it is not positive definite to working precision.
  ///
  /// - Complexity: O(*n*³).
  init?(_ matrix: [Double], count: Int) {
    precondition(matrix.count == count * count, "A square matrix has count × count values.")
    var lower = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0...row {
        var sum = matrix[row * count + column]
        for place in 0..<column {
          sum -= lower[row * count + place] * lower[column * count + place]
        }
        if row == column {
          guard sum > 1e-13 * matrix[row * count + row] else { return nil }
          lower[row * count + row] = sum.squareRoot()
        } else {
          lower[row * count + column] = sum / lower[column * count + column]
        }
      }
    }
    self.count = count
    self.lower = lower
  }

  /// The transposed inverse of the factor, row-major: J with J × Jᵀ the matrix's inverse.
  ///
  /// - Complexity: O(*n*³).
  var transposedInverse: [Double] {
    var result = [Double](repeating: 0, count: count * count)
    for column in 0..<count {
      // Column by column of the inverse, which are the rows of its transpose.
      for row in column..<count {
        var sum = row == column ? 1.0 : 0
        for place in column..<row {
          sum -= lower[row * count + place] * result[column * count + place]
        }
        result[column * count + row] = sum / lower[row * count + row]
      }
    }
    return result
  }
}
