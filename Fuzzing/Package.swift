// swift-tools-version: 6.2
import PackageDescription

// A separate package, since libFuzzer must instrument the code under test: the folders under Sources that are links
// lead to the modules of the package above. Flags of the command line also apply to dependencies; Scripts/fuzz.sh has
// them. There is no `main`: libFuzzer has one, and calls each program's `LLVMFuzzerTestOneInput`.
let settings: [SwiftSetting] = [
  .strictMemorySafety(), .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"), .enableExperimentalFeature("Lifetimes"),
]

func room(_ name: String, imports rooms: [String], _ products: [Target.Dependency] = []) -> Target {
  .target(
    name: "Fledge\(name)", dependencies: rooms.map { .target(name: "Fledge\($0)") } + products,
    path: "Sources/\(name)", swiftSettings: settings)
}

/// A program that feeds one reader.
func fuzzer(_ name: String, of rooms: [String]) -> Target {
  .executableTarget(
    name: "Fuzz\(name)", dependencies: ["Fuzzer"] + rooms.map { .target(name: "Fledge\($0)") },
    path: "Sources/Fuzz\(name)", swiftSettings: settings, linkerSettings: [.unsafeFlags(["-use-ld=lld"])])
}

let mathematics: [LinkerSetting] = [.linkedLibrary("m", .when(platforms: [.linux]))]
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

let package = Package(
  name: "fledge-fuzzing",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CFuzzer", path: "Sources/CFuzzer"),
    .target(
      name: "Fuzzer", dependencies: ["CFuzzer"], path: "Sources/Fuzzer",
      swiftSettings: [.strictMemorySafety(), .enableUpcomingFeature("InternalImportsByDefault")]),
    .target(
      name: "CFledgeKernels", path: "Sources/CKernels", exclude: ["README.md"], cSettings: [.unsafeFlags(["-O3"])],
      linkerSettings: mathematics),
    room("Kernels", imports: [], ["CFledgeKernels"]),
    room("Tensors", imports: ["Kernels"]),
    room("Metrics", imports: []),
    .target(name: "FledgeCharts", path: "Sources/Charts", swiftSettings: settings, linkerSettings: mathematics),
    room("Formats", imports: ["Tensors"], ["CZlib"]),
    room("RunStore", imports: ["Formats"], [grdb]),
    room("Datasets", imports: ["Tensors", "Kernels", "Formats"]),
    room("Networks", imports: ["Tensors", "Kernels"]),
    room("Training", imports: ["Networks", "Formats", "Tensors", "Kernels"]),
    room(
      "Models", imports: ["Training", "Networks", "Datasets", "Metrics", "Formats", "Tensors", "Kernels"], [yams]),
    room(
      "Studies",
      imports: [
        "Models", "Training", "Networks", "Datasets", "Metrics", "Charts", "RunStore", "Formats", "Tensors", "Kernels",
      ], [yams]),
    // Reading needs no more than these; writing knows whole runs.
    .target(
      name: "FledgeExchange", dependencies: ["FledgeFormats", "FledgeTensors"], path: "Sources/Exchange",
      sources: ["ImportedNetwork.swift", "Protobuf", "ONNX/Reading", "ONNX/Model"], swiftSettings: settings),
    fuzzer("Gzip", of: ["Formats"]),
    fuzzer("SafeTensors", of: ["Formats"]),
    fuzzer("Npy", of: ["Formats"]),
    fuzzer("Npz", of: ["Formats"]),
    fuzzer("PNG", of: ["Formats"]),
    fuzzer("JSON", of: ["Formats"]),
    fuzzer("IDX", of: ["Datasets"]),
    fuzzer("CSV", of: ["Datasets"]),
    fuzzer("Settings", of: ["Models"]),
    fuzzer("Network", of: ["Models", "Networks", "Tensors"]),
    fuzzer("Study", of: ["Studies"]),
    fuzzer("Checkpoint", of: ["Models", "Training", "Formats"]),
    fuzzer("Onnx", of: ["Exchange", "Formats", "Tensors"]),
    fuzzer("RunStore", of: ["RunStore"]),
  ]
)
