// swift-tools-version: 6.2
import PackageDescription

// Benchmarks are a package of their own, so that nothing they need enters the product's build.
// With QS_CORE=1 only those are built that need no module beyond Base, Domain and Desks.

let isCoreOnly = Context.environment["QS_CORE"] != nil

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "qs", path: "..")],
  targets: [
    .executableTarget(
      name: "alpha-bench", dependencies: ["Gauge", .product(name: "QSCore", package: "qs")],
      path: "Sources/AlphaBench", swiftSettings: strict),
    .executableTarget(
      name: "engine-bench", dependencies: ["Gauge", .product(name: "QSCore", package: "qs")],
      path: "Sources/EngineBench", swiftSettings: strict),
    .executableTarget(
      name: "sweep-bench", dependencies: ["Gauge", .product(name: "QSCore", package: "qs")],
      path: "Sources/SweepBench", swiftSettings: strict),
    .executableTarget(
      name: "stats-bench", dependencies: ["Gauge", .product(name: "QSCore", package: "qs")],
      path: "Sources/StatsBench", swiftSettings: strict),
    .target(name: "Gauge", path: "Sources/Gauge", swiftSettings: strict),
  ]
    + (isCoreOnly
      ? []
      : [
        .executableTarget(
          name: "warehouse-bench",
          dependencies: [
            "Gauge", .product(name: "QSCore", package: "qs"),
            .product(name: "QSResearch", package: "qs"),
          ],
          path: "Sources/WarehouseBench", swiftSettings: strict),
        .executableTarget(
          name: "connect-bench",
          dependencies: [
            "Gauge", .product(name: "QSCore", package: "qs"),
            .product(name: "QSConnect", package: "qs"),
          ],
          path: "Sources/ConnectBench", swiftSettings: strict),
        .executableTarget(
          name: "decode-bench",
          dependencies: ["Gauge", .product(name: "QSConnect", package: "qs")],
          path: "Sources/DecodeBench", swiftSettings: strict),
      ]),
  swiftLanguageModes: [.v6]
)

// Parquet files are read through DuckDB, which the core build leaves out.
if !isCoreOnly {
  let readers = ["alpha-bench", "engine-bench", "sweep-bench"]
  for reader in package.targets where readers.contains(reader.name) {
    reader.dependencies.append(.product(name: "QSResearch", package: "qs"))
    reader.swiftSettings = strict + [.define("QS_PARQUET")]
  }
}
