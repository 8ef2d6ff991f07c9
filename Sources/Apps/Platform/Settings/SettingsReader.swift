import Configuration
import Foundation

/// Looks keys up from the strongest source to the weakest, and gathers what is wrong.
struct SettingsReader {
  struct Source {
    let name: String
    let reader: ConfigReader
    init(_ name: String, _ provider: some ConfigProvider) {
      self.name = name
      reader = ConfigReader(provider: provider)
    }
  }

  let sources: [Source]
  var faults: [String] = []

  init(sources: [Source]) { self.sources = sources }

  /// Each key's value, covered when secret, with its source.
  var origins: [Settings.Origin] {
    SettingsKey.all.map { key in
      let (value, source) = look(key)
      let shown = key.isSecret && !value.isEmpty ? "•••" : value
      return Settings.Origin(key: key, value: shown, source: source)
    }
  }

  private func look(_ key: SettingsKey) -> (value: String, source: String) {
    for source in sources {
      if let value = source.reader.string(forKey: ConfigKey(key.name), isSecret: key.isSecret) {
        return (value, source.name)
      }
    }
    return (key.standard, "default")
  }

  /// - Precondition: `name` is one of `SettingsKey.all`.
  private func look(_ name: String) -> (value: String, source: String) {
    guard let key = SettingsKey.all.first(where: { $0.name == name }) else {
      preconditionFailure("\(name) is one of the keys.")
    }
    return look(key)
  }

  mutating func fault(_ name: String, _ wanted: String) {
    let (value, source) = look(name)
    faults.append("\(source): \(name) is \"\(value)\"; it \(wanted).")
  }

  mutating func textOrNil(_ name: String) -> String? {
    let value = look(name).value
    return value.isEmpty ? nil : value
  }

  func text(_ name: String) -> String { look(name).value }

  mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int {
    guard let value = Int(look(name).value), range.contains(value) else {
      fault(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      return range.lowerBound
    }
    return value
  }

  mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double {
    guard let value = Double(look(name).value), range.contains(value) else {
      fault(name, "must be a number from \(range.lowerBound) to \(range.upperBound)")
      return range.lowerBound
    }
    return value
  }

  mutating func flag(_ name: String) -> Bool {
    switch look(name).value {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      fault(name, "must be true or false")
      return false
    }
  }

  mutating func address(_ name: String) -> Settings.Address {
    let text = look(name).value
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65_535).contains(port), colon != text.startIndex
    else {
      fault(name, "must be a host and a port, such as 127.0.0.1:8000")
      return Settings.Address(host: "127.0.0.1", port: 0)
    }
    let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    return Settings.Address(host: host, port: port)
  }

  mutating func web(_ name: String) -> String {
    let text = look(name).value
    guard let url = URL(string: text), url.scheme == "https" || url.scheme == "http",
      url.host() != nil
    else {
      fault(name, "must be an http or https address")
      return text
    }
    return text
  }
}
