// swift-tools-version: 6.2
import PackageDescription

/// The five tiers, lowest first. A module may use modules of its own tier or of a lower one, never of a higher one.
enum Tier: String { case base = "Base", domain = "Domain", desks = "Desks", adapters = "Adapters", apps = "Apps" }

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .treatAllWarnings(as: .error),
]

func module(_ name: String, _ tier: Tier, uses: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: uses, path: "Sources/\(tier.rawValue)/\(name)", swiftSettings: strict)
}

func tests(
  _ name: String, uses: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: uses + ["TestKit"], path: "Tests/\(name)Tests",
    resources: resources, swiftSettings: strict)
}

func product(_ name: String, _ package: String) -> Target.Dependency {
  .product(name: name, package: package)
}

// MARK: The core: Base, Domain, Desks. It needs nothing from outside but swift-log and swift-http-types.

let core: [Target] = [
  // Base: time, numbers, digests, threads, wire; no domain, no vendor.
  module("Chronology", .base),
  module("Kernels", .base),
  module("Fingerprint", .base),
  module("Executors", .base),
  module("Tabular", .base, uses: ["Chronology"]),
  module(
    "Wire", .base,
    uses: [
      "Chronology", product("HTTPTypes", "swift-http-types"), product("Logging", "swift-log"),
    ]),

  // Domain: values, rules and state machines; synchronous; no I/O.
  module("Market", .domain, uses: ["Chronology", "Fingerprint", "Kernels"]),
  module("Trading", .domain, uses: ["Chronology", "Market"]),
  module("Factors", .domain, uses: ["Chronology", "Fingerprint", "Kernels", "Market"]),
  module("Construction", .domain, uses: ["Chronology", "Kernels", "Market"]),
  module(
    "Strategies", .domain,
    uses: [
      "Chronology", "Construction", "Factors", "Fingerprint", "Kernels", "Market", "Trading",
    ]),
  module("Risk", .domain, uses: ["Chronology", "Kernels", "Market", "Trading"]),
  module(
    "Execution", .domain,
    uses: ["Chronology", "Fingerprint", "Market", "Risk", "Strategies", "Trading"]),
  module(
    "Simulation", .domain, uses: ["Chronology", "Execution", "Kernels", "Market", "Risk", "Trading"]
  ),
  module(
    "Columnar", .domain,
    uses: [
      "Chronology", "Construction", "Factors", "Kernels", "Market", "Strategies", "Trading",
    ]),
  module("Performance", .domain, uses: ["Chronology", "Kernels"]),
  module("Significance", .domain, uses: ["Kernels", "Performance"]),
  module("Governance", .domain, uses: ["Chronology", "Fingerprint"]),

  // Desks: use cases and the ports they need.
  module(
    "Connect", .desks,
    uses: [
      "Chronology", "Executors", "Kernels", "Market", "Wire", product("Logging", "swift-log"),
    ]),
  module(
    "Research", .desks,
    uses: [
      "Chronology", "Columnar", "Construction", "Execution", "Executors", "Factors", "Fingerprint",
      "Kernels", "Market", "Performance", "Risk", "Significance", "Simulation", "Strategies",
      "Trading", product("Logging", "swift-log"),
    ]),
  module("Oversight", .desks, uses: ["Chronology", "Governance"]),
  module(
    "Omega", .desks,
    uses: [
      "Chronology", "Execution", "Executors", "Fingerprint", "Governance", "Kernels", "Market",
      "Oversight", "Performance", "Risk", "Simulation", "Strategies", "Trading",
      product("Logging", "swift-log"),
    ]),
  // Bounds the test cases that run side by side; C, because it must do so before `main`.
  .target(name: "CTestKit", path: "Sources/CTestKit"),
  .target(
    name: "TestKit",
    dependencies: [
      "CTestKit", "Chronology", "Connect", "Execution", "Kernels", "Market", "Omega", "Research",
      "Simulation", "Trading", "Wire",
    ], path: "Sources/TestKit", swiftSettings: strict),
]

let coreTests: [Target] = [
  tests("Chronology", uses: ["Chronology"]),
  tests("Kernels", uses: ["Kernels"]),
  tests("Fingerprint", uses: ["Fingerprint"]),
  tests("Executors", uses: ["Executors", "CTestKit"]),
  tests("Tabular", uses: ["Tabular", "Chronology", "Kernels"]),
  tests(
    "Wire", uses: ["Wire", "Chronology", "Kernels", product("HTTPTypes", "swift-http-types")]),
  tests("Market", uses: ["Market", "Chronology"]),
  tests("Trading", uses: ["Trading", "Market", "Chronology", "Kernels"]),
  tests("Factors", uses: ["Factors", "Market", "Chronology", "Kernels"]),
  tests("Construction", uses: ["Construction", "Market", "Kernels"]),
  tests(
    "Columnar",
    uses: [
      "Columnar", "Construction", "Factors", "Research", "Risk", "Strategies", "Trading", "Market",
      "Chronology", "Kernels",
    ]),
  tests("Strategies", uses: ["Strategies", "Factors", "Trading", "Market", "Chronology"]),
  tests("Risk", uses: ["Risk", "Trading", "Market", "Chronology"]),
  tests("Execution", uses: ["Execution", "Risk", "Strategies", "Trading", "Market", "Chronology"]),
  tests("Simulation", uses: ["Simulation", "Execution", "Trading", "Market", "Chronology"]),
  tests("Performance", uses: ["Performance", "Kernels", "Chronology"]),
  tests("Significance", uses: ["Significance", "Performance", "Kernels"]),
  tests("Governance", uses: ["Governance", "Chronology", "Fingerprint"]),
  tests("Oversight", uses: ["Oversight", "Governance", "Chronology"]),
  tests(
    "Connect",
    uses: [
      "Connect", "Executors", "Market", "Chronology", "Kernels", "Wire",
      product("Logging", "swift-log"),
    ]),
  tests(
    "Research",
    uses: [
      "Research", "Execution", "Factors", "Simulation", "Strategies", "Performance", "Significance", "Market",
      "Trading", "Risk", "Chronology", "Kernels", "Fingerprint", "Executors",
      product("Logging", "swift-log"),
    ]),
  tests(
    "Omega",
    uses: [
      "Omega", "Execution", "Simulation", "Strategies", "Risk", "Trading", "Market", "Chronology",
      "Governance", "Kernels", "Performance", "Research",
    ]),
  tests(
    "Parity",
    uses: [
      "Research", "Execution", "Simulation", "Strategies", "Performance", "Significance", "Market",
      "Trading", "Risk", "Chronology",
    ]),
  tests("Tidy"),
]

// MARK: Adapters and Apps: the outside.

let outside: [Target] = [
  .target(name: "CDuckDB", path: "Sources/Adapters/CDuckDB"),
  module("DuckDB", .adapters, uses: ["CDuckDB", "Executors"]),
  module(
    "Warehouse", .adapters,
    uses: [
      "Chronology", "Connect", "DuckDB", "Execution", "Executors", "Fingerprint", "Governance",
      "Market", "Performance", "Research", "Trading", product("Logging", "swift-log"),
    ]),
  module(
    "Journal", .adapters,
    uses: ["Chronology", "Execution", "Executors", "Fingerprint", "Omega", "Trading", "Market"]),
  module("Files", .adapters, uses: ["Chronology", "Connect", "Market", "Tabular"]),
  module(
    "WireClient", .adapters,
    uses: [
      "Chronology", "Wire", product("AsyncHTTPClient", "async-http-client"),
      product("NIOCore", "swift-nio"), product("NIOHTTP1", "swift-nio"),
      product("NIOPosix", "swift-nio"), product("NIOHTTPCompression", "swift-nio-extras"),
      product("HTTPTypes", "swift-http-types"),
    ]),
  module(
    "FinancialModelingPrep", .adapters,
    uses: ["Chronology", "Market", "Tabular", "Wire", product("HTTPTypes", "swift-http-types")]),
  module(
    "Alpaca", .adapters,
    uses: ["Chronology", "Market", "Tabular", "Wire", product("HTTPTypes", "swift-http-types")]),
  module(
    "MLflow", .adapters,
    uses: [
      "Chronology", "Research", "Wire", product("HTTPTypes", "swift-http-types"),
      product("Logging", "swift-log"),
    ]),

  module("Contract", .apps),
  module(
    "Rehearsal", .apps,
    uses: [
      "Chronology", "Files", "Kernels", "Market", "Tabular", "Wire",
      product("Hummingbird", "hummingbird"),
      product("HummingbirdCore", "hummingbird"), product("NIOCore", "swift-nio"),
      product("HTTPTypes", "swift-http-types"), product("Logging", "swift-log"),
      product("ServiceLifecycle", "swift-service-lifecycle"),
    ]),
  module(
    "Platform", .apps,
    uses: [
      "Alpaca", "Chronology", "Connect", "Contract", "DuckDB", "Execution", "Executors", "Files",
      "FinancialModelingPrep", "Fingerprint", "Governance", "Journal", "Kernels", "MLflow",
      "Market", "Omega", "Oversight", "Performance", "Research", "Risk", "Significance", "Simulation",
      "Strategies", "Trading", "Warehouse", "Wire", "WireClient",
      product("Crypto", "swift-crypto"), product("CryptoExtras", "swift-crypto"),
      product("Configuration", "swift-configuration"), product("Logging", "swift-log"),
      product("ServiceLifecycle", "swift-service-lifecycle"),
    ]),
  module(
    "Server", .apps,
    uses: [
      "Chronology", "Contract", "Platform", "Wire", product("Hummingbird", "hummingbird"),
      product("HummingbirdCore", "hummingbird"), product("NIOCore", "swift-nio"),
      product("HTTPTypes", "swift-http-types"), product("Logging", "swift-log"),
      product("ServiceLifecycle", "swift-service-lifecycle"),
    ]),
  .executableTarget(
    name: "qs",
    dependencies: [
      "Chronology", "Contract", "Factors", "Files", "Market", "Platform", "Rehearsal", "Server",
      "Wire", "WireClient", product("ArgumentParser", "swift-argument-parser"),
      product("HTTPTypes", "swift-http-types"), product("Logging", "swift-log"),
      product("ServiceLifecycle", "swift-service-lifecycle"),
      product("UnixSignals", "swift-service-lifecycle"),
    ], path: "Sources/Apps/qs", swiftSettings: strict),
]

let outsideTests: [Target] = [
  tests("DuckDB", uses: ["DuckDB"]),
  tests(
    "Warehouse",
    uses: [
      "Warehouse", "DuckDB", "Connect", "Executors", "Research", "Governance", "Market", "Trading",
      "Chronology", "Fingerprint", "Kernels",
    ]),
  tests(
    "Journal",
    uses: ["Journal", "Execution", "Omega", "Trading", "Market", "Chronology"]),
  tests("Files", uses: ["Files", "Connect", "Executors", "Market", "Chronology"]),
  tests(
    "WireClient",
    uses: [
      "WireClient", "Wire", product("Hummingbird", "hummingbird"),
      product("HummingbirdCore", "hummingbird"), product("HTTPTypes", "swift-http-types"),
      product("Logging", "swift-log"), product("NIOCore", "swift-nio"),
    ]),
  tests(
    "FinancialModelingPrep",
    uses: [
      "FinancialModelingPrep", "Files", "Rehearsal", "WireClient", "Wire", "Market", "Chronology",
      "Connect", "Tabular", product("HTTPTypes", "swift-http-types"),
      product("Logging", "swift-log"),
    ]),
  tests(
    "Alpaca",
    uses: [
      "Alpaca", "Rehearsal", "WireClient", "Wire", "Market", "Chronology",
      product("HTTPTypes", "swift-http-types"), product("Logging", "swift-log"),
    ]),
  tests(
    "Rehearsal",
    uses: [
      "Rehearsal", "FinancialModelingPrep", "Files", "Connect", "Executors", "Kernels", "WireClient",
      "Wire", "Market", "Chronology", product("HTTPTypes", "swift-http-types"),
      product("Logging", "swift-log"),
    ]),
  tests(
    "MLflow",
    uses: [
      "MLflow", "Research", "Wire", "WireClient", "Chronology",
      product("HTTPTypes", "swift-http-types"), product("Logging", "swift-log"),
    ]),
  tests("Contract", uses: ["Contract"]),
  tests(
    "qs", uses: ["Contract", "qs", product("ArgumentParser", "swift-argument-parser")]),
  tests(
    "Platform",
    uses: [
      "Platform", "Contract", "Chronology", "Governance", "Market", "Risk",
      product("Logging", "swift-log"),
    ]),
  tests(
    "Server",
    uses: [
      "Server", "Platform", "Contract", "Chronology", "Governance",
      product("Hummingbird", "hummingbird"), product("HummingbirdTesting", "hummingbird"),
      product("HTTPTypes", "swift-http-types"), product("Logging", "swift-log"),
      product("NIOCore", "swift-nio"),
    ]),
]

let isCoreOnly = Context.environment["QS_CORE"] != nil

let package = Package(
  name: "qs",
  products: [
    .library(
      name: "QSCore",
      targets: [
        "Chronology", "Columnar", "Execution", "Factors", "Kernels", "Market", "Performance",
        "Research", "Risk", "Significance", "Simulation", "Strategies", "Trading",
      ])
  ]
    + (isCoreOnly
      ? []
      : [
        .executable(name: "qs", targets: ["qs"]),
        .library(
          name: "QSResearch", targets: ["Research", "Simulation", "Strategies", "Warehouse"]),
        .library(
          name: "QSConnect",
          targets: ["Connect", "FinancialModelingPrep", "Warehouse", "Wire", "WireClient"]),
      ]),
  dependencies: [
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
  ]
    + (isCoreOnly
      ? []
      : [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(
          url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(
          url: "https://github.com/apple/swift-configuration.git", from: "1.4.0",
          traits: [.defaults, "YAML"]),
      ]),
  targets: core + coreTests + (isCoreOnly ? [] : outside + outsideTests),
  swiftLanguageModes: [.v6]
)
