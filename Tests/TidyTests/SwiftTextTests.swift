import Testing

struct SwiftTextTests {
  private func words(_ source: String) -> [String] {
    SwiftText(source).tokens.filter { $0.kind == .word }.map(\.text)
  }

  @Test func `comments are not code`() {
    let text = SwiftText("let a = 1 // Date()\n/* UUID() /* nested */ print( */ let b = 2\n")

    #expect(text.tokens.filter { $0.kind == .word }.map(\.text) == ["let", "a", "let", "b"])
    #expect(text.comments[1] == "// Date()")
    #expect(text.comments[2] == "/* UUID() /* nested */ print( */")
    #expect(text.lineCount == 2)
  }

  @Test(arguments: [
    ##""Date() \" UUID()""##, ##"#"a " Date() \(b)"#"##, "\"\"\"\nDate()\n  \"quoted\"\n\"\"\"",
    "#/Date()\\/x/#",
  ])
  func `a literal is one string`(literal: String) {
    let text = SwiftText("let a = \(literal)\nlet b = 2")

    #expect(text.tokens.filter { $0.kind == .word }.map(\.text) == ["let", "a", "let", "b"])
    #expect(text.tokens.filter { $0.kind == .string }.count == 1)
    #expect(text.tokens.last?.line == text.lineCount)
  }

  @Test func `an interpolation is code`() {
    #expect(words(##"let a = "x \(f("y", (b))) z""##) == ["let", "a", "f", "b"])
    #expect(words(##"let a = #"x \#(b) \(c)"#"##) == ["let", "a", "b"])
  }

  @Test func `a division is not a regular expression`() {
    #expect(words("let a = b / c / d") == ["let", "a", "b", "c", "d"])
    #expect(words("let a = (b)/c/d") == ["let", "a", "b", "c", "d"])
    #expect(words("let a = /b c/.x") == ["let", "a", "x"])
  }

  @Test func `the comment above a line is found through attributes`() {
    let text = SwiftText("// One.\n// Two.\n@inlinable\nlet a = 1\n\nlet b = 2\n")

    #expect(text.commentsAbove(4) == ["// Two.", "// One."])
    #expect(text.commentsAbove(6).isEmpty)
  }
}
