import Chronology
import Execution
import Foundation
import Kernels
import Market
import Risk
import Strategies
import Testing
import Trading

@Suite struct ReplayTests {
  private static var limits: RiskLimits {
    var limits = RiskLimits.research
    limits.maximumGrossExposure = 1.5
    limits.duplicateWindow = 30
    limits.maximumOrdersPerMinute = 20
    return limits
  }

  private static func script() -> [Int: [Intent]] {
    var generator = SeededGenerator(seed: 3)
    var script: [Int: [Intent]] = [:]
    for bar in 0..<200 {
      script[bar] = [
        .targetWeight(
          symbolIndex: Int(generator.next() % 2), weight: 2 * generator.uniform() - 1)
      ]
    }
    return script
  }

  /// A random life: bars, late and repeated fills, tickets, halts; the rig with its inputs.
  private static func life(seed: UInt64) -> Rig {
    var rig = Rig(script(), limits: limits)
    var generator = SeededGenerator(seed: seed)
    rig.open()
    var price = 50.0
    for step in 0..<400 {
      switch generator.next() % 10 {
      case 0: rig.ticket(generator.next() % 2 == 0 ? .buy : .sell, 10, key: "k\(step % 40)")
      case 1: rig.send(.command(.halt(by: "ada", because: "drill")))
      case 2, 3: rig.send(.command(.resume(by: "bob", because: "clear")))
      case 4, 5, 6:
        if let order = rig.engine.workingOrders.first {
          let sequence = order.id.sequence
          switch generator.next() % 4 {
          case 0: rig.event(sequence, .cancelled(reason: "venue"))
          case 1: rig.event(sequence, .accepted)
          default: rig.fill(sequence, Int(generator.next() % 50) + 1, at: Int(price))
          }
        }
      default:
        price *= 1 + 0.02 * (generator.uniform() - 0.5)
        rig.bar(price, generator.next() % 5 == 0 ? .nan : price / 2)
      }
    }
    return rig
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func `replaying the journal rebuilds the engine, byte for byte`(_ seed: UInt64) throws {
    let rig = Self.life(seed: seed)
    var second = Rig.engine(Self.script(), limits: Self.limits)
    var effects: [EngineEffect] = []

    for (index, record) in rig.inputs.enumerated() {
      let bytes = try JSONEncoder().encode(
        JournalRecord(sequence: UInt64(index + 1), at: record.at, input: record.input))
      let read = try JSONDecoder().decode(JournalRecord.self, from: bytes)
      effects.removeAll()
      second.process(read.input, at: read.at, into: &effects)
    }

    #expect(second.stateDigest() == rig.engine.stateDigest())
    #expect(rig.engine.orders.count > 20)
  }

  @Test(arguments: [11, 12, 13, 14] as [UInt64])
  func `in any life the books agree and nothing opens while halted`(_ seed: UInt64) {
    let rig = Self.life(seed: seed)
    var engine = Rig.engine(Self.script(), limits: Self.limits)
    var effects: [EngineEffect] = []

    for record in rig.inputs {
      let wasHalted = engine.tradingState == .halted
      effects.removeAll()
      engine.process(record.input, at: record.at, into: &effects)
      #expect(engine.books.isBalanced, "seed \(seed)")
      if wasHalted, engine.tradingState == .halted {
        for case .submit(let order) in effects {
          #expect(order.proposal.origin == "desk:ada", "seed \(seed)")
        }
      }
      for order in engine.workingOrders { #expect(order.remaining > .zero, "seed \(seed)") }
    }
  }

  @Test func `one different bit in one input gives another digest`() {
    var first = Rig()
    var second = Rig()
    first.open()
    second.open()
    first.bar(50, 20)
    second.bar(50.nextUp, 20)

    #expect(first.engine.stateDigest() != second.engine.stateDigest())
  }

  @Test func `the digest is the same in another process`() async {
    let here = Self.life(seed: 5).engine.stateDigest()

    // Each process seeds its hashing anew, so an order taken from a dictionary would show.
    let there = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      FileHandle.standardOutput.write(Data("<\(ReplayTests.digest())>".utf8))
    }

    let output = String(decoding: there?.standardOutputContent ?? [], as: UTF8.self)
    #expect(output.contains("<\(here)>"), "\(output)")
  }

  static func digest() -> String { life(seed: 5).engine.stateDigest() }
}
