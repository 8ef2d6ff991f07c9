import Testing

/// Each rule must refuse what it is there to refuse: a rule that finds nothing proves nothing.
struct RulesTests {
  private func file(
    _ source: String, at path: String = "Sources/Domain/Market/Sample.swift"
  ) -> SourceFile {
    SourceFile(path: path, content: source)
  }

  @Test(arguments: [
    "import Connect", "public import Connect", "import struct Connect.Plan", "import NIOCore",
    "import Logging",
  ])
  func `a domain module may not look up or outside`(line: String) {
    let rule = ImportRule(tierOfModule: ["Market": .domain, "Connect": .desks, "Kernels": .base])

    #expect(rule.violations(in: file(line)).count == 1)
    #expect(rule.violations(in: file("import Kernels\nimport Foundation")).isEmpty)
  }

  @Test func `the inner loops do without Foundation`() {
    let rule = ImportRule(tierOfModule: [:])

    let found = rule.violations(
      in: file("import Foundation", at: "Sources/Base/Kernels/Rolling.swift"))

    #expect(found.count == 1)
  }

  @Test(arguments: [
    "let a = Date()", "let a = UUID()", "let a = Double.random(in: 0..<1)", "b.shuffled()",
    "b.randomElement()", "var g = SystemRandomNumberGenerator()", "let c = ContinuousClock()",
    "DispatchQueue.global().async {}", "Task.detached { }", "print(\"x\")", "Thread.sleep(1)",
    "let t = DispatchTime.now()", "ProcessInfo.processInfo.environment[\"A\"]",
  ])
  func `a call that differs between runs is refused`(line: String) {
    #expect(BannedCallRule().violations(in: file(line)).count == 1)
  }

  @Test(arguments: [
    "Double.random(in: f(0)..<1, using: &generator)", "b.shuffled(using: &g)", "writer.print(a)",
    "Date(timeIntervalSince1970: 0)", "// Date()", "let a = \"print(\"", "func print(_ a: Int) {}",
  ])
  func `its repeatable sibling is not`(line: String) {
    #expect(BannedCallRule().violations(in: file(line)).isEmpty)
  }

  @Test func `Apps may print but not detach`() {
    let path = "Sources/Apps/qs/Sample.swift"

    #expect(BannedCallRule().violations(in: file("print(1)", at: path)).isEmpty)
    #expect(BannedCallRule().violations(in: file("Task.detached {}", at: path)).count == 1)
  }

  @Test(arguments: [
    "let a = b!", "let a = b()!", "let a = b[0]!.c", "try! f()", "let a = b as! C", "fatalError()",
    "final class A: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1", "var a: Int!",
    "let a = try? f()",
  ])
  func `a step around the compiler needs its reason`(line: String) {
    #expect(SafetyRule().violations(in: file(line)).count == 1)
    #expect(SafetyRule().violations(in: file("// Safe: never empty.\n\(line)")).isEmpty)
    #expect(SafetyRule().violations(in: file("// Safe: far away.\n\n\(line)")).count == 1)
  }

  @Test(arguments: ["if !a {}", "a != b", "let a = (!b, !c)", "x(!y)"])
  func `a negation is no force unwrap`(line: String) {
    #expect(SafetyRule().violations(in: file(line)).isEmpty)
  }

  @Test(arguments: [
    "let fmpKey = 1", "// from DuckDB", "let a = \"mlflow.db\"", "struct FMPRow {}",
  ])
  func `a vendor's word outside its adapter is found`(line: String) {
    #expect(VendorRule().violations(in: file(line)).count == 1)
  }

  @Test func `a vendor's word in its adapter, or inside another word, is not`() {
    let adapter = "Sources/Adapters/FinancialModelingPrep/Client.swift"

    #expect(VendorRule().violations(in: file("let fmpKey = 1", at: adapter)).isEmpty)
    #expect(VendorRule().violations(in: file("let pamfmplet = 1")).isEmpty)
  }

  @Test(arguments: [
    "public struct A {}", "public func f() {}", "  public static let a = 1",
    "@inlinable\npublic func f() {}", "public class func f() {}", "public final class A {}",
    "public private(set) static var a = 1", "public var a: Int { b + c }",
    "public enum Mood {}", "// not a doc comment\npublic func f() {}",
  ])
  func `a public symbol without a sentence is found`(source: String) {
    #expect(DocumentationRule().violations(in: file(source)).count == 1)
  }

  @Test(arguments: [
    "/// A.\npublic struct A {}", "public import B", "public extension A {}", "public init() {}",
    "/// A.\n@inlinable\npublic func f() {}", "public static func < (a: A, b: A) -> Bool { true }",
    "public var description: String { \"\" }", "public let a: Int", "public enum Code {}",
    "public private(set) var a = [1].map { $0 }", "public var a: Int { ledger.cash }",
    "struct A { func f() {} }",
  ])
  func `a documented or self-explaining symbol is not`(source: String) {
    #expect(DocumentationRule().violations(in: file(source)).isEmpty)
  }

  @Test func `a long, lost or badly named file is found`() {
    let rule = LayoutRule(manifest: SwiftText("module(\"Market\", .domain)\ntests(\"Market\")"))
    let long = String(repeating: "\n", count: LayoutRule.longest + 1)

    #expect(rule.violations(in: file(long)).count == 1)
    #expect(rule.violations(in: file("", at: "Sources/Domain/Lost/A.swift")).count == 1)
    #expect(rule.violations(in: file("", at: "Tests/LostTests/A.swift")).count == 1)
    #expect(rule.violations(in: file("", at: "scripts/a.swift")).count == 1)
    #expect(rule.violations(in: file("", at: "Sources/Domain/Market/Utils.swift")).count == 1)
    #expect(rule.violations(in: file("", at: "Sources/Domain/Market/A.swift")).isEmpty)
    #expect(rule.violations(in: file("", at: "Tests/MarketTests/A.swift")).isEmpty)
  }

  @Test func `unfinished work and a machine's path are found`() {
    let rule = WordingRule()
    let unfinished = "// TO" + "DO: later"
    let path = "source=/ho" + "me/someone/bars.csv"

    #expect(rule.violations(in: unfinished, at: "a.sh").count == 1)
    #expect(rule.violations(in: path, at: "a.sh").count == 1)
    #expect(rule.violations(in: "see example.org/ho" + "me/a", at: "a.sh").isEmpty)
    #expect(rule.violations(in: "MAS" + "TO" + "DON", at: "a.sh").isEmpty)
  }

  @Test(arguments: ["actor Desk {}", "await f()", "Task { }"])
  func `the domain may not wait`(line: String) {
    #expect(PurityRule().violations(in: file(line)).count == 1)
    #expect(
      PurityRule().violations(in: file(line, at: "Sources/Desks/Omega/A.swift")).isEmpty)
    #expect(PurityRule().violations(in: file("let actor: String\nf(actor: a)")).isEmpty)
  }
}
