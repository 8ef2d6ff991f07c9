public import ArgumentParser
public import Contract
import Foundation

extension RoleWord: ExpressibleByArgument {}

/// Accounts, their roles and their tokens.
struct AccountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Accounts, their roles and their tokens.",
    subcommands: [
      List.self, Add.self, Role.self, Disable.self, Enable.self, Password.self, Token.self,
      Tokens.self, Revoke.self,
    ], defaultSubcommand: List.self)

  struct List: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "List the accounts.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      terminal.show(try await courier.many(AccountView.self, "accounts")) { accounts in
        var table = Table(.text("account"), .text("role"), .text("may sign in"), .text("since"))
        for account in accounts {
          table.add(
            account.name, account.role.rawValue, account.isEnabled ? "yes" : "no",
            Figures.instant(account.createdAt))
        }
        return table.text(whenEmpty: "There is no account.")
      }
    }
  }

  struct Add: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make an account.",
      discussion: "The password is asked for, or read as one line with --password-stdin.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The name to sign in with.") var name: String
    @Option(help: "viewer, researcher, trader, risk or admin.") var role: RoleWord
    @Flag(help: "Read the password from standard input.") var passwordStdin = false

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let password = try newPassword(of: name, fromInput: passwordStdin)
      let account = try await courier.one(
        AccountView.self, "createAccount",
        sending: NewAccount(name: name, role: role, password: password))
      terminal.show(account) { "\($0.name) may sign in as \($0.role.rawValue)." }
    }
  }

  struct Role: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Change an account's role.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var name: String
    @Argument(help: "viewer, researcher, trader, risk or admin.") var role: RoleWord

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      try await change(name, AccountChange(role: role), courier, terminal)
    }
  }

  struct Disable: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bar an account from signing in and end its sessions.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var name: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      try await change(name, AccountChange(isEnabled: false), courier, terminal)
    }
  }

  struct Enable: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Let an account sign in again.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var name: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      try await change(name, AccountChange(isEnabled: true), courier, terminal)
    }
  }

  struct Password: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Set an account's password.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var name: String
    @Flag(help: "Read the password from standard input.") var passwordStdin = false

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let password = try newPassword(of: name, fromInput: passwordStdin)
      try await change(name, AccountChange(password: password), courier, terminal)
    }
  }

  struct Token: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a bearer token of one's own for a program, for QS_TOKEN.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "What the token is for.") var label = "command line"
    @Option(help: "Days until it ends; 1 to 365.") var days = 30

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let grant = try await courier.one(
        TokenGrant.self, "createToken", sending: NewToken(label: label, days: days))
      terminal.note("This token is shown once; it ends \(Figures.instant(grant.value.expiresAt)).")
      terminal.show(grant, as: \.token)
    }
  }

  struct Tokens: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List one's own sessions and tokens.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      terminal.show(try await courier.many(CredentialView.self, "credentials")) { credentials in
        var table = Table(
          .text("id"), .text("kind"), .text("label"), .text("made"), .text("ends"), .text(""))
        for credential in credentials {
          table.add(
            credential.id, credential.kind.rawValue, credential.label,
            Figures.instant(credential.createdAt), Figures.instant(credential.expiresAt),
            credential.isCurrent ? "this one" : "")
        }
        return table.text(whenEmpty: "There is no session and no token.")
      }
    }
  }

  struct Revoke: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Revoke one of one's own sessions or tokens.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "As qs account tokens shows it.") var id: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let done = try await courier.one(Done.self, "revokeCredential", path: ["id": id])
      terminal.show(done, as: \.message)
    }
  }

  private static func change(
    _ name: String, _ change: AccountChange, _ courier: any Courier, _ terminal: Terminal
  ) async throws {
    let account = try await courier.one(
      AccountView.self, "changeAccount", path: ["name": name], sending: change)
    terminal.show(account) { account in
      "\(account.name) is \(account.role.rawValue) and may \(account.isEnabled ? "" : "not ")sign in."
    }
  }

  /// A new password: a line of standard input, or typed twice.
  private static func newPassword(of name: String, fromInput: Bool) throws -> String {
    if fromInput { return readLine(strippingNewline: true) ?? "" }
    let password = try Terminal.secret("New password of \(name)")
    guard try Terminal.secret("The same again") == password else {
      throw CommandFailure.usage("The two passwords differ.", remedy: "Type them again.")
    }
    return password
  }
}
