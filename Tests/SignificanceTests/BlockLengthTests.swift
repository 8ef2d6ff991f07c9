import Significance
import Testing

/// Expected values: arch 8.0.0, and known answers computed with NumPy from the plain generator.
@Suite struct BlockLengthTests {
  struct Bootstrap: Decodable {
    struct Series: Decodable { let optimal_block_stationary, optimal_block_circular: Double }
    let series: [String: Series]
  }

  @Test func `the lengths for real returns equal the reference's`() throws {
    let expected = try #require(
      try Reference.json("bootstrap.json", as: Bootstrap.self).series["SP500_2014_2018"])

    let length = try #require(OptimalBlockLength(of: try Reference.returns()))

    #expect(agrees(length.stationary, expected.optimal_block_stationary, within: 1e-6))
    #expect(agrees(length.circular, expected.optimal_block_circular, within: 1e-6))
  }

  @Test func `independent numbers need short blocks and dependent ones long blocks`() throws {
    var first = PlainGenerator(state: 1)
    var second = PlainGenerator(state: 1)

    let independent = try #require(OptimalBlockLength(of: first.centred(1000)))
    let dependent = try #require(OptimalBlockLength(of: second.autoregressive(1000)))

    #expect(agrees(independent.stationary, 1.966589, within: 1e-6))
    #expect(agrees(independent.circular, 2.251183, within: 1e-6))
    #expect(agrees(dependent.stationary, 10.707136, within: 1e-6))
    #expect(agrees(dependent.circular, 12.256611, within: 1e-6))
  }

  @Test func `too few values and equal values have no length`() {
    #expect(OptimalBlockLength(of: [1, 2, 3]) == nil)
    #expect(OptimalBlockLength(of: [Double](repeating: 0.1, count: 100)) == nil)
  }
}
