import Testing

/// The rules of the house, held against every file of the repository.
struct HouseRulesTests {
  private let tree = SourceTree.current

  private func expectNone(
    _ violations: [Violation], at location: SourceLocation = #_sourceLocation
  ) {
    guard !violations.isEmpty else { return }
    let places = violations.map(\.description).joined(separator: "\n")
    Issue.record(
      "\(violations.count) places break this rule:\n\(places)", sourceLocation: location)
  }

  @Test func `the repository's sources are found`() {
    #expect(tree.sources.count > 30)
    #expect(Set(tree.tierOfModule.values) == Set(Tier.allCases))
  }

  @Test func `a module uses modules of its own tier or a lower one`() {
    let rule = ImportRule(tierOfModule: tree.tierOfModule)
    expectNone(tree.sources.flatMap(rule.violations))
  }

  @Test func `time, identity and chance come in by argument`() {
    let rule = BannedCallRule()
    expectNone(tree.sources.flatMap(rule.violations))
  }

  @Test func `the domain computes and never waits`() {
    let rule = PurityRule()
    expectNone(tree.sources.flatMap(rule.violations))
  }

  @Test func `whatever steps around the compiler says why it is safe`() {
    let rule = SafetyRule()
    expectNone(tree.sources.flatMap(rule.violations))
  }

  @Test func `a vendor's name stays in its adapter`() {
    let rule = VendorRule()
    expectNone(tree.sources.flatMap(rule.violations))
  }

  @Test func `every public symbol is documented`() {
    let rule = DocumentationRule(protocolsIn: tree.sources)
    expectNone(tree.sources.flatMap(rule.violations))
  }

  @Test func `every file has a place, a name and a bearable length`() throws {
    let manifest = try #require(tree.content(of: "Package.swift"))
    let rule = LayoutRule(manifest: SwiftText(manifest))
    expectNone(tree.swift.flatMap(rule.violations))
  }

  @Test func `nothing is left unfinished and no machine's path is written down`() {
    let rule = WordingRule()
    let paths = tree.paths.filter { path in
      WordingRule.kinds.contains { path.hasSuffix($0) } && !path.hasPrefix("Fixtures/")
    }
    expectNone(paths.flatMap { rule.violations(in: tree.content(of: $0) ?? "", at: $0) })
  }
}
