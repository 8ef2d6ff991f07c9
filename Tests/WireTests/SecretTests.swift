import Testing
import Wire

@Suite struct SecretTests {
  @Test func `a secret shows itself to nobody who did not ask for it`() {
    let secret = Secret("k-123")
    struct Holder { let key: Secret }
    var dumped = ""
    dump(Holder(key: secret), to: &dumped)

    #expect("\(secret)" == "•••")
    #expect(String(reflecting: secret) == "•••")
    #expect(!"\(Holder(key: secret))".contains("k-123"))
    #expect(!dumped.contains("k-123"))
    #expect(secret.reveal() == "k-123")
  }

  @Test func `a message that repeats the secret is cleaned`() {
    #expect(Secret("k-123").redacted(from: "key k-123, again k-123") == "key •••, again •••")
    #expect(Secret("").redacted(from: "nothing") == "nothing")
  }
}
