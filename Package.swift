// swift-tools-version: 6.2
import PackageDescription

// FLEDGE_STRICT=1, set by the checks, turns every warning into an error.
let isStrict = Context.environment["FLEDGE_STRICT"] != nil

let strict: [SwiftSetting] =
  [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableExperimentalFeature("Lifetimes"),
  ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])

/// A room of the library: the folder `Sources/<name>` as the target `Fledge<name>`, and what it may import.
func room(_ name: String, imports rooms: [String], _ products: [Target.Dependency] = []) -> Target {
  .target(
    name: "Fledge\(name)", dependencies: rooms.map { .target(name: "Fledge\($0)") } + products,
    path: "Sources/\(name)", swiftSettings: strict)
}

/// The folder `Tests/<name>Tests`, and the rooms that it imports.
func tests(
  _ name: String, of rooms: [String], _ products: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: rooms.map { .target(name: "Fledge\($0)") } + products,
    path: "Tests/\(name)Tests", exclude: exclude, swiftSettings: strict)
}

// Charts round with the C library's exact functions and link nothing else that brings it in.
let mathematics: [LinkerSetting] = [.linkedLibrary("m", .when(platforms: [.linux]))]

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "Fledge",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Fledge", targets: ["Fledge"]),
    .library(name: "FledgeChecking", targets: ["FledgeChecking"]),
    .executable(name: "fledge", targets: ["FledgeCommandLine"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Optimised in debug builds too: kernels at -O0 would make every test a hundred times slower.
    .target(
      name: "CFledgeKernels", path: "Sources/CKernels", exclude: ["README.md"],
      cSettings: [.unsafeFlags(["-O3"] + (isStrict ? ["-Wall", "-Werror"] : []))],
      linkerSettings: mathematics),
    .systemLibrary(
      name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    room("Kernels", imports: [], ["CFledgeKernels"]),
    room("Tensors", imports: ["Kernels"]),
    room("Reference", imports: []),
    room("Metrics", imports: []),
    .target(name: "FledgeCharts", path: "Sources/Charts", swiftSettings: strict, linkerSettings: mathematics),
    room("Formats", imports: ["Tensors"], ["CZlib"]),
    room("Runs", imports: ["Formats"], [grdb]),
    room("Datasets", imports: ["Tensors", "Kernels", "Formats"]),
    room("Analysis", imports: ["Tensors", "Kernels"], ["CFledgeKernels"]),
    room("Networks", imports: ["Tensors", "Kernels"]),
    room("Checking", imports: ["Networks", "Tensors", "Kernels", "Reference"]),
    room("Training", imports: ["Networks", "Formats", "Tensors", "Kernels"]),
    room(
      "Experiments", imports: ["Training", "Networks", "Datasets", "Metrics", "Formats", "Tensors", "Kernels"], [yams]),
    room(
      "Studies",
      imports: [
        "Experiments", "Training", "Networks", "Datasets", "Metrics", "Charts", "Runs", "Formats", "Tensors",
        "Kernels",
      ], [yams]),
    room("Pages", imports: ["Charts", "Metrics", "Formats"]),
    room(
      "Latent",
      imports: [
        "Pages", "Analysis", "Experiments", "Training", "Networks", "Datasets", "Metrics", "Charts", "Formats",
        "Tensors", "Kernels",
      ]),
    room(
      "Reproductions",
      imports: [
        "Checking", "Latent", "Pages", "Analysis", "Studies", "Runs", "Experiments", "Training", "Networks", "Datasets",
        "Metrics", "Charts", "Formats", "Tensors", "Kernels",
      ]),
    .target(
      name: "Fledge",
      dependencies: [
        "FledgeKernels", "FledgeTensors", "FledgeMetrics", "FledgeFormats", "FledgeDatasets",
        "FledgeNetworks", "FledgeTraining", "FledgeExperiments", "FledgeCharts", "FledgeAnalysis",
      ], path: "Sources/Fledge", swiftSettings: strict),
    .executableTarget(
      name: "FledgeCommandLine",
      dependencies: [
        "Fledge", "FledgeChecking", "FledgeStudies", "FledgeRuns", "FledgePages", "FledgeLatent",
        "FledgeReproductions", argumentParser,
      ],
      path: "Sources/CommandLine", swiftSettings: strict),

    .target(
      name: "TileProof", dependencies: ["CFledgeKernels"], path: "Tests/Support/TileProof",
      cSettings: [.unsafeFlags(["-O3"])]),
    .target(
      name: "TestSupport",
      dependencies: [
        "FledgeReproductions", "FledgePages", "FledgeCharts", "FledgeDatasets", "FledgeNetworks", "FledgeTensors",
      ],
      path: "Tests/Support/TestSupport", swiftSettings: strict),
    tests("Kernels", of: ["Kernels"], ["TileProof"]),
    tests("Tensors", of: ["Tensors"]),
    tests("Reference", of: ["Reference"], ["TestSupport"]),
    tests("Metrics", of: ["Metrics"]),
    tests("Charts", of: ["Charts"], ["TestSupport"], exclude: ["Snapshots"]),
    tests("Formats", of: ["Formats", "Tensors"], ["TestSupport"]),
    tests("Datasets", of: ["Datasets", "Tensors", "Kernels", "Formats"], ["TestSupport"]),
    tests("Runs", of: ["Runs", "Formats"], [grdb, "TestSupport"]),
    tests("Analysis", of: ["Analysis", "Tensors", "Kernels"], ["TestSupport"]),
    tests("Checking", of: ["Checking", "Networks", "Tensors", "Kernels", "Reference"], ["TestSupport"]),
    tests("Networks", of: ["Networks", "Checking", "Tensors", "Kernels", "Reference"], ["TestSupport"]),
    .target(name: "AllocationCounter", path: "Tests/Support/AllocationCounter"),
    tests(
      "Training", of: ["Training", "Networks", "Tensors", "Kernels", "Reference"],
      ["AllocationCounter", "TestSupport"]),
    tests(
      "Experiments", of: ["Experiments", "Datasets", "Formats", "Kernels", "Networks", "Tensors", "Training"],
      ["TestSupport"]),
    tests(
      "Resume", of: ["Experiments", "Training", "Networks", "Datasets", "Formats", "Tensors", "Kernels"],
      ["FledgeCommandLine", "TestSupport"]),
    tests("Hostile", of: ["Formats", "Tensors"], ["FledgeCommandLine", "TestSupport"]),
    tests(
      "Studies", of: ["Studies", "Experiments", "Training", "Datasets", "Runs", "Metrics", "Charts", "Formats"],
      ["TestSupport"]),
    tests("Pages", of: ["Pages", "Charts", "Metrics", "Formats"], ["TestSupport"]),
    tests(
      "Latent",
      of: [
        "Latent", "Pages", "Analysis", "Experiments", "Training", "Networks", "Datasets", "Formats", "Tensors",
        "Kernels",
      ]),
    tests(
      "Reproductions",
      of: [
        "Reproductions", "Pages", "Studies", "Runs", "Experiments", "Training", "Networks", "Datasets", "Metrics",
        "Tensors",
      ], ["TestSupport"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["Fledge", "FledgeReproductions", "FledgePages", "FledgeCommandLine", "TestSupport"],
      path: "Tests/CommandLineTests",
      exclude: ["Snapshots"], swiftSettings: strict),
  ]
)
