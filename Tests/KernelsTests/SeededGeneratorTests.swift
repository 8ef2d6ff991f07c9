import Kernels
import Testing

@Suite struct SeededGeneratorTests {
  @Test func `the sequence is that of the published SplitMix64`() {
    // The reference implementation's first outputs for the seed 1234567 (Vigna, splitmix64.c).
    var generator = SeededGenerator(seed: 1_234_567)

    let drawn = (0..<3).map { _ in generator.next() }

    #expect(
      drawn == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test func `forks of one generator differ from it and from each other`() {
    let root = SeededGenerator(seed: 7)
    var firsts: Set<UInt64> = []
    for stream in 0..<1000 {
      var fork = root.fork(stream: UInt64(stream))
      firsts.insert(fork.next())
    }
    var itself = root
    firsts.insert(itself.next())

    #expect(firsts.count == 1001)
  }
}
