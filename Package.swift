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

/// A module of the library: the folder `Sources/<name>` as the target `Fledge<name>`, and what it may import.
func module(_ name: String, imports modules: [String], _ products: [Target.Dependency] = []) -> Target {
  .target(
    name: "Fledge\(name)", dependencies: modules.map { .target(name: "Fledge\($0)") } + products,
    path: "Sources/\(name)", swiftSettings: strict)
}

/// The folder `Tests/<name>Tests`, and the modules that it imports.
func tests(
  _ name: String, of modules: [String], _ products: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: modules.map { .target(name: "Fledge\($0)") } + products,
    path: "Tests/\(name)Tests", exclude: exclude, swiftSettings: strict)
}

// Charts round with the C library's exact functions and link nothing else that brings it in.
let mathematics: [LinkerSetting] = [.linkedLibrary("m", .when(platforms: [.linux]))]

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let flyingFox: Target.Dependency = .product(name: "FlyingFox", package: "FlyingFox")
let flyingSocks: Target.Dependency = .product(name: "FlyingSocks", package: "FlyingFox")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

// The texts are embedded by reports.c.
let reportTexts = [
  "hinton-autoencoder.md", "mnist-1d.md", "numpy-mlp.md", "paterson.md", "srivastava-dropout.md",
]

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
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
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
    // Loads libpq at run time: no headers, and nothing to install where no PostgreSQL store is used.
    .target(
      name: "CPostgreSQL", path: "Sources/CPostgreSQL",
      cSettings: [.unsafeFlags(isStrict ? ["-Wall", "-Werror"] : [])],
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    // The extensions, which its pkg-config file names too, are tables.
    .systemLibrary(
      name: "CMarkGFM", path: "Sources/CMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"])]),
    module("Kernels", imports: [], ["CFledgeKernels"]),
    module("Tensors", imports: ["Kernels"]),
    module("Reference", imports: []),
    module("Metrics", imports: []),
    .target(name: "FledgeCharts", path: "Sources/Charts", swiftSettings: strict, linkerSettings: mathematics),
    module("Formats", imports: ["Tensors"], ["CZlib"]),
    module("RunStore", imports: ["Formats"], [grdb, "CPostgreSQL"]),
    module("Datasets", imports: ["Tensors", "Kernels", "Formats"]),
    module("Analysis", imports: ["Tensors", "Kernels"], ["CFledgeKernels"]),
    module("Networks", imports: ["Tensors", "Kernels"]),
    module("Checking", imports: ["Networks", "Tensors", "Kernels", "Reference"]),
    module("Training", imports: ["Networks", "Formats", "Tensors", "Kernels"]),
    module(
      "Models", imports: ["Training", "Networks", "Datasets", "Metrics", "Formats", "Tensors", "Kernels"], [yams]),
    module(
      "Studies",
      imports: [
        "Models", "Training", "Networks", "Datasets", "Metrics", "Charts", "RunStore", "Formats", "Tensors",
        "Kernels",
      ], [yams]),
    module("Pages", imports: ["Charts", "Metrics", "Formats"], ["CMarkGFM"]),
    module(
      "Latent",
      imports: [
        "Pages", "Analysis", "Models", "Training", "Networks", "Datasets", "Metrics", "Charts", "Formats",
        "Tensors", "Kernels",
      ]),
    module(
      "Inspection",
      imports: [
        "Pages", "Models", "Training", "Networks", "Datasets", "Metrics", "Charts", "Formats", "Tensors", "Kernels",
      ]),
    module(
      "Exchange",
      imports: [
        "Studies", "Models", "Training", "Networks", "Datasets", "Metrics", "Charts", "RunStore", "Formats", "Tensors",
        "Kernels",
      ], [grdb]),
    .target(name: "CFledgeReports", path: "Reports", exclude: reportTexts),
    module(
      "Reproductions",
      imports: [
        "Checking", "Latent", "Pages", "Analysis", "Studies", "RunStore", "Models", "Training", "Networks", "Datasets",
        "Metrics", "Charts", "Formats", "Tensors", "Kernels",
      ], [yams, "CFledgeReports"]),
    // The page's files are embedded by web.c.
    .target(name: "CFledgeWeb", path: "Web", exclude: ["assets"]),
    module(
      "RunPages",
      imports: [
        "Exchange", "Inspection", "Pages", "Models", "Training", "Networks", "Datasets", "Metrics", "Charts", "Formats",
        "Tensors", "Kernels",
      ], ["CFledgeWeb"]),
    module(
      "Server",
      imports: [
        "RunPages", "Exchange", "Inspection", "Latent", "Pages", "Studies", "RunStore", "Models", "Training",
        "Networks",
        "Datasets", "Metrics", "Charts", "Analysis", "Formats", "Tensors", "Kernels",
      ], [flyingFox, flyingSocks, "CFledgeWeb"]),
    .target(
      name: "Fledge",
      dependencies: [
        "FledgeKernels", "FledgeTensors", "FledgeMetrics", "FledgeFormats", "FledgeDatasets",
        "FledgeNetworks", "FledgeTraining", "FledgeModels", "FledgeCharts", "FledgeAnalysis",
      ], path: "Sources/Fledge", swiftSettings: strict),
    .executableTarget(
      name: "FledgeCommandLine",
      dependencies: [
        "Fledge", "FledgeChecking", "FledgeStudies", "FledgeRunStore", "FledgePages", "FledgeLatent",
        "FledgeInspection", "FledgeReproductions", "FledgeExchange", "FledgeRunPages", "FledgeServer", flyingSocks,
        argumentParser,
      ],
      path: "Sources/CommandLine", swiftSettings: strict),

    .target(
      name: "TileProof", dependencies: ["CFledgeKernels"], path: "Tests/Support/TileProof",
      cSettings: [.unsafeFlags(["-O3"])]),
    .target(
      name: "TestSupport",
      dependencies: [
        "FledgeReproductions", "FledgePages", "FledgeCharts", "FledgeDatasets", "FledgeFormats", "FledgeNetworks",
        "FledgeTensors",
      ],
      path: "Tests/Support/TestSupport", swiftSettings: strict),
    tests("Kernels", of: ["Kernels"], ["TileProof"]),
    tests("Tensors", of: ["Tensors"]),
    tests("Reference", of: ["Reference"], ["TestSupport"]),
    tests("Metrics", of: ["Metrics"]),
    tests("Charts", of: ["Charts"], ["TestSupport"], exclude: ["Snapshots"]),
    tests("Formats", of: ["Formats", "Tensors"], ["TestSupport"]),
    tests("Datasets", of: ["Datasets", "Tensors", "Kernels", "Formats"], ["TestSupport"]),
    tests("RunStore", of: ["RunStore", "Formats"], [grdb, "TestSupport"]),
    tests("Analysis", of: ["Analysis", "Tensors", "Kernels"], ["TestSupport"]),
    tests("Checking", of: ["Checking", "Networks", "Tensors", "Kernels", "Reference"], ["TestSupport"]),
    tests("Networks", of: ["Networks", "Checking", "Tensors", "Kernels", "Reference"], ["TestSupport"]),
    .target(name: "AllocationCounter", path: "Tests/Support/AllocationCounter"),
    tests(
      "Training", of: ["Training", "Networks", "Tensors", "Kernels", "Reference"],
      ["AllocationCounter", "TestSupport"]),
    tests(
      "Models", of: ["Models", "Datasets", "Formats", "Kernels", "Networks", "Tensors", "Training"],
      ["TestSupport"]),
    tests(
      "Resume", of: ["Models", "Training", "Networks", "Datasets", "Formats", "Tensors", "Kernels"],
      ["FledgeCommandLine", "TestSupport"]),
    .target(name: "ForkServer", path: "Tests/Support/ForkServer"),
    tests("Hostile", of: ["Formats", "Tensors"], ["FledgeCommandLine", "ForkServer", "TestSupport"]),
    tests(
      "Studies", of: ["Studies", "Models", "Training", "Datasets", "RunStore", "Metrics", "Charts", "Formats"],
      ["TestSupport"]),
    tests("Pages", of: ["Pages", "Charts", "Metrics", "Formats"], ["TestSupport"]),
    tests(
      "Latent",
      of: [
        "Latent", "Pages", "Analysis", "Models", "Training", "Networks", "Datasets", "Formats", "Tensors",
        "Kernels",
      ]),
    tests(
      "Inspection",
      of: [
        "Inspection", "Pages", "Models", "Training", "Networks", "Datasets", "Metrics", "Formats", "Tensors", "Kernels",
      ]),
    tests(
      "Exchange",
      of: [
        "Exchange", "Studies", "Models", "Training", "Networks", "Datasets", "Metrics", "RunStore", "Formats",
        "Tensors",
        "Kernels",
      ], [grdb, "TestSupport"]),
    tests("Server", of: ["Server", "Models", "Training", "Datasets", "Formats"], [flyingSocks, "TestSupport"]),
    tests(
      "RunPages",
      of: ["RunPages", "Inspection", "Pages", "Models", "Training", "Datasets", "Formats"], ["TestSupport"]),
    tests(
      "Reproductions",
      of: [
        "Reproductions", "Pages", "Studies", "RunStore", "Models", "Training", "Networks", "Datasets", "Metrics",
        "Tensors",
      ], ["TestSupport"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "Fledge", "FledgeReproductions", "FledgePages", "FledgeCommandLine", "TestSupport", flyingSocks,
      ],
      path: "Tests/CommandLineTests",
      exclude: ["Snapshots"], swiftSettings: strict),
  ]
)
