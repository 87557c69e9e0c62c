// swift-tools-version: 6.2
import PackageDescription

// A package of its own, since libFuzzer must instrument the code that it feeds and flags do not reach dependencies:
// the folders under Sources that are links lead to the rooms of the package above.
let settings: [SwiftSetting] = [
  .strictMemorySafety(), .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"), .enableExperimentalFeature("Lifetimes"),
  .unsafeFlags(["-sanitize=fuzzer,address"]),
]

let readers = ["Gzip", "SafeTensors", "Npy", "Npz", "PNG", "JSON"]

let package = Package(
  name: "fledge-fuzzing",
  platforms: [.macOS(.v15)],
  targets: [
    .systemLibrary(
      name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CFuzzer", path: "Sources/CFuzzer"),
    .target(
      name: "Fuzzer", dependencies: ["CFuzzer"], path: "Sources/Fuzzer",
      swiftSettings: [.strictMemorySafety(), .enableUpcomingFeature("InternalImportsByDefault")]),
    .target(name: "FledgeTensors", path: "Sources/Tensors", swiftSettings: settings),
    .target(
      name: "FledgeFormats", dependencies: ["FledgeTensors", "CZlib"], path: "Sources/Formats", swiftSettings: settings),
  ]
    + readers.map { reader in
      .executableTarget(
        name: "Fuzz\(reader)", dependencies: ["Fuzzer", "FledgeFormats", "FledgeTensors"],
        path: "Sources/Fuzz\(reader)",
        swiftSettings: settings, linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])])
    }
)
