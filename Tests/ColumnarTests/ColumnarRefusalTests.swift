import Columnar
import Testing

@Suite struct ColumnarRefusalTests {
  @Test func `a refusal says what and what to do`() {
    let refusal = ColumnarRefusal(
      "Limit orders need a bar at a time.", remedy: "Run it on the event-driven engine.")

    #expect(!refusal.message.isEmpty)
    #expect(!refusal.remedy.isEmpty)
  }
}
