import Chronology
import Governance
import Oversight
import Testing

@Suite struct GovernanceServiceTests {
  private let now = Timestamp(seconds: 1_700_000_000)
  private let rita = Account(
    name: "rita", role: .researcher, isEnabled: true, verifier: "-",
    createdAt: Timestamp(seconds: 0))
  private let oskar = Account(
    name: "oskar", role: .risk, isEnabled: true, verifier: "-", createdAt: Timestamp(seconds: 0))

  private func service(_ store: MemoryStore) -> GovernanceService {
    GovernanceService(store: store, runs: OneRun())
  }

  @Test func `a wish becomes an approval, and each step an audit entry`() async throws {
    let store = MemoryStore()
    let service = service(store)

    let open = try await service.propose(
      run: "r1", by: rita, because: "Sharpe 1.2 after costs.", at: now)
    #expect(try await service.approvedHashes(at: now) == [])
    let approved = try await service.decide(
      open.id, isApproval: true, by: oskar, because: "The evidence is sound.", days: 30, at: now)

    #expect(try await service.proposals() == [approved])
    #expect(try await service.approvedHashes(at: now) == ["5bec"])
    let trail = try await store.auditEntries(limit: 10, offset: 0)
    #expect(trail.map(\.action) == ["proposal.approved", "proposal.made"])
    #expect(trail.map(\.actor) == ["oskar", "rita"])
    #expect(trail[0].details == #"{"days":30,"proposal":"\#(open.id)","run":"r1"}"#)
    #expect(try await store.verifyAudit() == .intact(entries: 2, head: trail[0].hash))
  }

  @Test func `only a run that exists is proposed`() async {
    let error = await #expect(throws: GovernanceError.self) {
      _ = try await service(MemoryStore()).propose(
        run: "r9", by: rita, because: "Sharpe 1.2 after costs.", at: now)
    }
    #expect(error?.code == .missing)
  }

  @Test func `a run has one open proposal at a time`() async throws {
    let service = service(MemoryStore())
    let first = try await service.propose(
      run: "r1", by: rita, because: "Sharpe 1.2 after costs.", at: now)

    let error = await #expect(throws: GovernanceError.self) {
      _ = try await service.propose(
        run: "r1", by: rita, because: "Sharpe 1.2 after costs.", at: now.advanced(by: .seconds(1)))
    }
    #expect(error?.code == .conflict)

    _ = try await service.withdraw(first.id, by: rita, at: now)
    _ = try await service.propose(
      run: "r1", by: rita, because: "Sharpe 1.2 after costs.", at: now.advanced(by: .seconds(2)))
  }

  @Test func `of two decisions at once one is refused and leaves no trace`() async throws {
    let store = MemoryStore()
    let service = service(store)
    let open = try await service.propose(
      run: "r1", by: rita, because: "Sharpe 1.2 after costs.", at: now)
    await store.decideBehindTheBack(open.id, at: now)

    let error = await #expect(throws: GovernanceError.self) {
      _ = try await service.decide(
        open.id, isApproval: true, by: oskar, because: "The evidence is sound.", days: 30, at: now)
    }
    #expect(error?.code == .conflict)
    #expect(try await service.approvedHashes(at: now) == [])
    #expect(try await store.auditEntries(limit: 10, offset: 0).count == 1)
  }
}

/// The run `r1`, and no other.
private struct OneRun: RunEvidenceSource {
  func evidence(of run: String) async throws(GovernanceError) -> RunEvidence {
    guard run == "r1" else {
      throw GovernanceError(.missing, "There is no run \(run).", remedy: "")
    }
    return RunEvidence(run: run, specificationHash: "5bec", specificationName: "Crossover")
  }
}

/// A store that forgets; keeps the port's promises on conflicts and chaining.
private actor MemoryStore: GovernanceStore {
  private var kept: [Proposal] = []
  private var trail: [AuditEntry] = []
  private var hidden: [String: Proposal] = [:]

  /// Decides in the store while whoever read the proposal still holds it as open.
  func decideBehindTheBack(_ id: String, at now: Timestamp) {
    guard let index = kept.firstIndex(where: { $0.id == id }) else { return }
    hidden[id] = kept[index]
    kept[index] = Proposal(
      id: id, specificationHash: kept[index].specificationHash,
      specificationName: kept[index].specificationName, run: kept[index].run,
      proposedBy: kept[index].proposedBy, proposedAt: kept[index].proposedAt,
      rationale: kept[index].rationale, state: .refused)
  }

  func record(_ draft: AuditDraft, at now: Timestamp) async throws(GovernanceError) -> AuditEntry {
    let entry = AuditEntry.chained(
      draft, sequence: Int64(trail.count + 1), at: now,
      previous: trail.last?.hash ?? AuditEntry.genesisHash)
    trail.append(entry)
    return entry
  }

  func auditEntries(limit: Int, offset: Int) async throws(GovernanceError) -> [AuditEntry] {
    Array(trail.reversed().dropFirst(offset).prefix(limit))
  }

  func verifyAudit() async throws(GovernanceError) -> ChainVerdict { HashChain.verify(trail) }

  func proposals() async throws(GovernanceError) -> [Proposal] { kept }

  func proposal(_ id: String) async throws(GovernanceError) -> Proposal {
    if let stale = hidden[id] { return stale }
    guard let found = kept.first(where: { $0.id == id }) else {
      throw GovernanceError(.missing, "There is no proposal \(id).", remedy: "")
    }
    return found
  }

  func add(_ proposal: Proposal, audit: AuditDraft, at now: Timestamp)
    async throws(GovernanceError)
  {
    kept.append(proposal)
    _ = try await record(audit, at: now)
  }

  func replace(
    _ proposal: Proposal, expecting expected: Proposal.State, audit: AuditDraft, at now: Timestamp
  ) async throws(GovernanceError) {
    guard let index = kept.firstIndex(where: { $0.id == proposal.id }),
      kept[index].state == expected
    else {
      throw GovernanceError(.conflict, "\(proposal.id) changed meanwhile.", remedy: "")
    }
    kept[index] = proposal
    _ = try await record(audit, at: now)
  }
}
