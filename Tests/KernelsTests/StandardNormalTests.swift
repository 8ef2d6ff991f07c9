import Kernels
import Testing

/// Expected values: scipy.stats.norm, SciPy 1.17.1.
@Suite struct StandardNormalTests {
  @Test(arguments: [
    (-37.0, 5.7255712225239266e-300), (-10.0, 7.61985302416047e-24), (-5.0, 2.866515718791933e-07),
    (-1.959963984540054, 0.025), (-0.3, 0.3820885778110474), (0.0, 0.5), (0.5, 0.6914624612740131),
    (1.0, 0.8413447460685429), (2.5, 0.9937903346742238), (6.0, 0.9999999990134123),
  ])
  func `the cumulative probability keeps twelve digits, in the far tail too`(
    z: Double, probability: Double
  ) {
    #expect(abs(StandardNormal.cumulative(z) / probability - 1) < 1e-12)
  }

  @Test(arguments: [
    (1e-300, -37.0470962993612), (1e-20, -9.262340089798409), (1e-9, -5.9978070150076865),
    (0.001, -3.090232306167813), (0.01, -2.3263478740408408), (0.05, -1.6448536269514729),
    (0.3, -0.5244005127080409), (0.5, 0.0), (0.6, 0.2533471031357997), (0.9, 1.2815515655446004),
    (0.975, 1.959963984540054), (0.99, 2.3263478740408408), (0.999999999, 5.997807019601637),
  ])
  func `the quantile keeps twelve digits in all three of its ranges`(
    probability: Double, z: Double
  ) {
    #expect(abs(StandardNormal.quantile(probability) - z) <= 1e-12 * max(1, abs(z)))
  }

  @Test func `the ends of the range are infinite and beyond them there is nothing`() {
    #expect(StandardNormal.quantile(0) == -.infinity)
    #expect(StandardNormal.quantile(1) == .infinity)
    #expect(StandardNormal.quantile(1.1).isNaN)
    #expect(StandardNormal.quantile(-0.1).isNaN)
  }
}
