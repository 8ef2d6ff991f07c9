import Platform
import Testing

@Suite struct PasswordHashingTests {
  private let hashing = PasswordHashing(cost: quickHashing)

  @Test func `the right password fits its verifier, another does not`() async throws {
    let verifier = try await hashing.verifier(for: "correct horse")

    #expect(try await hashing.isRight("correct horse", for: verifier))
    #expect(try await hashing.isRight("correct horsf", for: verifier) == false)
  }

  @Test func `two verifiers of one password differ`() async throws {
    let first = try await hashing.verifier(for: "correct horse")

    #expect(try await hashing.verifier(for: "correct horse") != first)
  }

  /// RFC 7914 section 12: the vector for "pleaseletmein" with N 16384, r 8, p 1, first 32 bytes.
  @Test func `the key is that of the standard's test vector`() async throws {
    let salt = "536f6469756d43686c6f72696465"
    let key = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"

    #expect(try await hashing.isRight("pleaseletmein", for: "scrypt$16384$8$1$\(salt)$\(key)"))
  }

  @Test(arguments: ["", "scrypt$16$1$1$00", "scrypt$16$1$1$00$zz", "plain", "scrypt$0$1$1$00$00"])
  func `a damaged verifier fits nothing`(verifier: String) async throws {
    #expect(try await hashing.isRight("", for: verifier) == false)
  }

  @Test func `the usual cost is at least 32 MiB`() {
    let cost = PasswordHashing.Cost.interactive

    #expect(128 * cost.rounds * cost.blockSize >= 32 << 20)
  }
}
