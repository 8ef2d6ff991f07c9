import Construction
import Testing

@Suite struct ConstructionErrorTests {
  @Test func `an error says what and what to do`() {
    let error = ConstructionError(
      .infeasible, "Ten names of at most 0.05 each cannot hold 1.0.",
      remedy: "Raise maximumWeight to 0.1 or more.")

    #expect(error.code == .infeasible)
    #expect(!error.remedy.isEmpty)
  }
}
