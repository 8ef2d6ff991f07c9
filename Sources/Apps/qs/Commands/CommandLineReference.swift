import ArgumentParser

/// The page about the command line, written from the commands themselves.
enum CommandLineReference {
  private static let columns = 96

  static func text() -> String {
    let head = """
      # The command line

      Written by `qs schema --write` from the commands; do not edit.

      """
    return head + sections(of: QS.self, named: "qs").joined(separator: "\n") + "\n"
  }

  private static func sections(of command: any ParsableCommand.Type, named name: String) -> [String]
  {
    let help = QS.helpMessage(for: command, columns: columns)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        var line = line
        while line.last == " " { line.removeLast() }
        return String(line)
      }
      .joined(separator: "\n")
    let configuration = command.configuration
    let own = "\n## \(name)\n\n```\n\(help.trimmedNewlines)\n```"
    let children =
      configuration.groupedSubcommands.flatMap(\.subcommands)
      + configuration.ungroupedSubcommands
    return [own]
      + children.flatMap { sections(of: $0, named: "\(name) \($0._commandName)") }
  }
}

extension String {
  /// The text without line breaks at its ends.
  fileprivate var trimmedNewlines: Substring {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    while text.first == "\n" { text.removeFirst() }
    return text
  }
}
