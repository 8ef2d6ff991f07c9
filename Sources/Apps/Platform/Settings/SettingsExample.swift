/// Writes `qs.example.yaml` from the keys.
public enum SettingsExample {
  /// The file's contents: every key but the secret ones, at its default and commented out.
  public static func text() -> String {
    var out = """
      # Settings of QS. Copy this file to qs.yaml and change what you need; what is commented out is
      # the default. Flags and the environment come before this file: server.api is SERVER_API there.
      # Secrets belong into the environment or .env, never here.

      """
    var section = ""
    for key in SettingsKey.all where !key.isSecret {
      let parts = key.name.split(separator: ".", maxSplits: 1)
      if parts[0] != section {
        section = String(parts[0])
        out += "\n\(section):\n"
      }
      out +=
        "  # \(key.summary)\n  # \(parts[1]): \(key.standard.isEmpty ? "\"\"" : key.standard)\n"
    }
    out += "\n# Secrets, in the environment:\n"
    for key in SettingsKey.all where key.isSecret {
      out += "# \(key.environmentName): \(key.summary)\n"
    }
    return out
  }
}
