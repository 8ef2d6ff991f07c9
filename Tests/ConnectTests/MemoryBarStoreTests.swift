import TestKit
import Testing

@Suite struct MemoryBarStoreTests {
  @Test func `the store of the tests keeps the contract of stores`() async throws {
    try await IngestionStoreContract.verify(MemoryBarStore())
  }
}
