import CryptoExtras
import Executors
import Foundation

/// Makes and checks password verifiers with scrypt (RFC 7914).
///
/// An actor on a thread of its own: one check takes tens of milliseconds and 32 MiB by design, and
/// must not hold up the cooperative pool; one at a time, so that a flood of sign-ins cannot take the
/// machine's memory.
public actor PasswordHashing {
  /// The work of one derivation. Stored in each verifier, so that it can be raised later.
  public struct Cost: Hashable, Sendable {
    /// Power of two; memory is 128 × rounds × blockSize bytes.
    public let rounds: Int
    public let blockSize: Int
    public let parallelism: Int

    public init(rounds: Int, blockSize: Int, parallelism: Int) {
      self.rounds = rounds
      self.blockSize = blockSize
      self.parallelism = parallelism
    }

    /// 32 MiB; the setting that RFC 7914's authors name for interactive use, doubled.
    public static let interactive = Cost(rounds: 1 << 15, blockSize: 8, parallelism: 1)
  }

  public let cost: Cost
  private let executor = BlockingExecutor(label: "qs.passwords")
  /// Checked when there is no such account, so that both answers take the same time.
  private var decoy: String?

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  public init(cost: Cost = .interactive) { self.cost = cost }

  /// A verifier as text: `scrypt$rounds$blockSize$parallelism$salt$key`, salt and key in hex.
  public func verifier(for password: String) throws -> String {
    let salt = Secrets.drawSalt()
    let key = try derive(password, salt: salt, cost: cost)
    return
      "scrypt$\(cost.rounds)$\(cost.blockSize)$\(cost.parallelism)$\(Secrets.hex(salt))$\(Secrets.hex(key))"
  }

  /// Whether the password is the verifier's. Without a verifier it works as long and says no.
  public func isRight(_ password: String, for verifier: String?) throws -> Bool {
    guard let verifier else {
      if decoy == nil { decoy = try self.verifier(for: Secrets.draw()) }
      _ = try isRight(password, for: decoy)
      return false
    }
    let parts = verifier.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]),
      let blockSize = Int(parts[2]), let parallelism = Int(parts[3]),
      let salt = Secrets.bytes(ofHex: parts[4]), let key = Secrets.bytes(ofHex: parts[5]),
      !key.isEmpty, (2...1 << 20).contains(rounds), (1...64).contains(blockSize),
      (1...16).contains(parallelism)
    else { return false }
    let cost = Cost(rounds: rounds, blockSize: blockSize, parallelism: parallelism)
    return Secrets.areEqual(try derive(password, salt: salt, cost: cost), key)
  }

  private func derive(_ password: String, salt: [UInt8], cost: Cost) throws -> [UInt8] {
    try KDF.Scrypt.deriveKey(
      from: Data(password.utf8), salt: salt, outputByteCount: 32, rounds: cost.rounds,
      blockSize: cost.blockSize, parallelism: cost.parallelism
    ).withUnsafeBytes(Array.init)
  }
}
