import Kernels
import Testing

/// Expected values: NumPy and SciPy 1.17.1 on the same seven numbers.
@Suite struct MomentsTests {
  let x = [0.3, -1.2, 2.5, 0.0, 4.1, -0.7, 1.9]
  let y = [1.0, 0.2, 3.5, -1.0, 2.0, 0.5, 0.25]

  @Test func `moments equal the reference's`() {
    #expect(abs(mean(of: x) - 0.9857142857142855) < 1e-15)
    #expect(abs(variance(of: x) - 3.6480952380952374) < 1e-14)
    #expect(abs(skewness(of: x) - 0.4632137387998854) < 1e-14)
    #expect(abs(kurtosis(of: x) - 1.9298373508229658) < 1e-14)
  }

  @Test func `covariance, correlation and the fitted line equal the reference's`() throws {
    #expect(abs(covariance(of: x, and: y) - 1.796190476190476) < 1e-14)
    #expect(abs(correlation(of: x, and: y) - 0.6474262885456303) < 1e-14)

    let line = try #require(LeastSquaresLine(x: x, y: y))
    #expect(abs(line.slope - 0.4923639211591177) < 1e-14)
    #expect(abs(line.intercept - 0.436098420571727) < 1e-14)
    #expect(abs(line.rSquared - 0.41916079909996995) < 1e-14)
  }

  @Test func `too few values have no moment, and equal values no shape`() {
    #expect(mean(of: []).isNaN)
    #expect(variance(of: [1]).isNaN)
    #expect(skewness(of: [2, 2, 2]).isNaN)
    #expect(correlation(of: [1, 1], and: [1, 2]).isNaN)
    #expect(LeastSquaresLine(x: [1, 1], y: [1, 2]) == nil)
  }

  @Test func `a huge mean costs the variance no digits`() {
    #expect(variance(of: [1e9 + 1, 1e9 + 2, 1e9 + 3]) == 1)
  }

  @Test func `a compensated sum keeps what plain addition drops`() {
    let terms = [1, 1e100, 1, -1e100]

    #expect(compensatedSum(of: terms) == 2)
    #expect(terms.reduce(0, +) == 0)
  }

  @Test(arguments: [
    (0.0, -1.2), (0.05, -1.0499999999999998), (0.25, -0.35), (0.5, 0.3), (0.9, 3.14), (1.0, 4.1),
  ])
  func `quantiles interpolate linearly`(probability: Double, value: Double) {
    #expect(abs(quantile(probability, of: x) - value) < 1e-14)
  }

  @Test func `equal values share their mean rank`() {
    #expect(averageRanks(of: [3, 1, 3, 2, 1, 3]) == [5, 1.5, 5, 3, 1.5, 5])
  }

  @Test func `a rolling window begins when it is full and never looks ahead`() {
    let values = [1.0, 2, 4, 8, 16]

    let means = rollingMean(of: values, window: 2)
    let deviations = rollingStandardDeviation(of: values, window: 3)

    #expect(means[0].isNaN)
    #expect(Array(means.dropFirst()) == [1.5, 3, 6, 12])
    #expect(deviations[1].isNaN)
    #expect(deviations[2] == standardDeviation(of: [1, 2, 4]))
    #expect(deviations[4] == standardDeviation(of: [4, 8, 16]))
  }
}
