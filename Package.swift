// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableExperimentalFeature("Lifetimes"),
]

/// A room of the library: the folder `Sources/<name>` as the target `Fledge<name>`, and what it may import.
func room(_ name: String, imports rooms: [String], _ products: [Target.Dependency] = []) -> Target {
  .target(
    name: "Fledge\(name)", dependencies: rooms.map { .target(name: "Fledge\($0)") } + products,
    path: "Sources/\(name)", swiftSettings: strict)
}

/// The tests of a room: the folder `Tests/<name>Tests`.
func tests(_ name: String, imports rooms: [String] = [], _ products: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: ([name] + rooms).map { .target(name: "Fledge\($0)") } + products,
    path: "Tests/\(name)Tests", swiftSettings: strict)
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "Fledge",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Fledge", targets: ["Fledge"]),
    .executable(name: "fledge", targets: ["FledgeCommandLine"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Optimised in debug builds too: kernels at -O0 would make every test a hundred times slower.
    .target(
      name: "CFledgeKernels", path: "Sources/CKernels", cSettings: [.unsafeFlags(["-O3"])],
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .systemLibrary(
      name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    room("Kernels", imports: [], ["CFledgeKernels"]),
    room("Tensors", imports: ["Kernels"]),
    room("Reference", imports: []),
    room("Metrics", imports: []),
    room("Formats", imports: ["Tensors"], ["CZlib"]),
    room("Datasets", imports: ["Tensors", "Kernels", "Formats"]),
    room("Networks", imports: ["Tensors", "Kernels", "Reference"]),
    room("Training", imports: ["Networks", "Tensors", "Kernels"]),
    room("Experiments", imports: ["Training", "Networks", "Datasets", "Metrics", "Formats", "Tensors", "Kernels"], [yams]),
    .target(
      name: "Fledge",
      dependencies: [
        "FledgeKernels", "FledgeTensors", "FledgeReference", "FledgeMetrics", "FledgeFormats", "FledgeDatasets",
        "FledgeNetworks", "FledgeTraining", "FledgeExperiments",
      ], path: "Sources/Fledge", swiftSettings: strict),
    .executableTarget(
      name: "FledgeCommandLine", dependencies: ["Fledge", argumentParser], path: "Sources/CommandLine", swiftSettings: strict),
  ]
)
