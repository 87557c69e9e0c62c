// swift-tools-version: 6.2
import PackageDescription

// A separate package, so that nobody else needs MPI. FLEDGE_MPI chooses the implementation, openmpi or mpich; each has
// headers of its own, so each is built into a folder of its own (--scratch-path).
let implementation = Context.environment["FLEDGE_MPI"] ?? "openmpi"
let isStrict = Context.environment["FLEDGE_STRICT"] != nil

let strict: [SwiftSetting] =
  [
    .strictMemorySafety(), .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"), .enableExperimentalFeature("Lifetimes"),
  ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
  name: "fledge-mpi",
  platforms: [.macOS(.v26)],
  products: [.executable(name: "fledge-mpi", targets: ["FledgeMPI"])],
  dependencies: [
    .package(name: "Fledge", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CMPI", path: "Sources/CMPI", pkgConfig: implementation == "mpich" ? "mpich" : "ompi-c",
      providers: [
        .apt(implementation == "mpich" ? ["libmpich-dev", "mpich"] : ["libopenmpi-dev", "openmpi-bin"]),
        .brew([implementation == "mpich" ? "mpich" : "open-mpi"]),
      ]),
    // Swift cannot import MPI's macros.
    .target(name: "CFledgeMPI", dependencies: ["CMPI"], path: "Sources/CFledgeMPI"),
    .executableTarget(
      name: "FledgeMPI",
      dependencies: [
        "CFledgeMPI", .product(name: "Fledge", package: "Fledge"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/FledgeMPI", swiftSettings: strict),
  ]
)
