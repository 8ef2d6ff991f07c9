import Fingerprint
import Testing

/// The vectors are those of FIPS 180-4's examples and of NIST's Cryptographic Algorithm Validation
/// Program; the rest was computed with coreutils' `sha256sum`.
@Suite struct SHA256Tests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmno"
        + "pqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func `the standard's own messages have the standard's digests`(text: String, digest: String) {
    #expect(SHA256.hex(of: text) == digest)
    #expect(SHA256.hex(of: Array(text.utf8)) == digest)
  }

  @Test func `a hundred thousand letters a have the digest that sha256sum prints`() {
    let message = [UInt8](repeating: 0x61, count: 100_000)

    #expect(
      SHA256.hex(of: message) == "6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee")
  }

  @Test func `every length around a block's edge pads to the digest that one piece gives`() {
    for length in [1, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 127, 128, 129, 200] {
      let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
      let whole = SHA256.hex(of: message)

      for cut in stride(from: 0, through: length, by: 9) {
        var pieces = SHA256()
        pieces.update(Array(message[..<cut]))
        pieces.update(Array(message[cut...]))
        #expect(SHA256.text(of: pieces.finalize()) == whole, "length \(length), cut at \(cut)")
      }
    }
  }

  @Test(arguments: [
    (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
    (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
    (119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
  ])
  func `a message that ends beside the length field is padded right`(
    letters: Int, digest: String
  ) {
    #expect(SHA256.hex(of: String(repeating: "a", count: letters)) == digest)
  }

  @Test func `a copy goes on by itself`() {
    var first = SHA256()
    first.update("ab")
    var second = first

    second.update("c")

    #expect(SHA256.text(of: second.finalize()) == SHA256.hex(of: "abc"))
    #expect(SHA256.text(of: first.finalize()) == SHA256.hex(of: "ab"))
  }
}
