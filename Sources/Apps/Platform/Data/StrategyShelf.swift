import Contract
import Foundation
import Logging
import Research
import Strategies

/// The specifications that can be run: files shipped with QS, and those kept from runs.
struct StrategyShelf: Sendable {
  /// Runs looked through for their specifications, newest first.
  private static let depth = 1000
  private let directory: String
  private let runs: any RunStore
  private let logger: Logger

  init(directory: String, runs: any RunStore, logger: Logger) {
    self.directory = directory
    self.runs = runs
    self.logger = logger
  }

  /// All of them, each hash once; shipped ones first, by name.
  func all() async throws -> [StrategySpecification] {
    var seen: Set<String> = []
    var found: [StrategySpecification] = []
    for specification in shipped() where seen.insert(specification.contentHash).inserted {
      found.append(specification)
    }
    for run in try await runs.runs(limit: Self.depth, offset: 0)
    where !seen.contains(run.specificationHash) {
      seen.insert(run.specificationHash)
      if let specification = read(run.specification, of: run.id) { found.append(specification) }
    }
    return found
  }

  /// The specification of that hash, or nil.
  func specification(hash: String) async throws -> StrategySpecification? {
    try await all().first { $0.contentHash == hash }
  }

  private func shipped() -> [StrategySpecification] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: directory)
    } catch {
      logger.warning(
        "No shipped strategies", metadata: ["folder": "\(directory)", "error": "\(error)"])
      return []
    }
    return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
      guard let data = FileManager.default.contents(atPath: "\(directory)/\(name)") else {
        logger.warning("Strategy not readable", metadata: ["file": "\(name)"])
        return nil
      }
      return read(String(decoding: data, as: UTF8.self), of: name)
    }
  }

  private func read(_ text: String, of source: String) -> StrategySpecification? {
    do {
      return try StrategySpecification(parsing: text)
    } catch {
      logger.warning(
        "Strategy left out",
        metadata: ["source": "\(source)", "faults": "\(error.faults.joined(separator: " "))"])
      return nil
    }
  }
}

extension StrategyView {
  init(_ specification: StrategySpecification) {
    self.init(
      name: specification.name, hash: specification.contentHash,
      specification: specification.canonicalJSON, summary: specification.summary)
  }
}
