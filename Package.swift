// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: a warning is an error.
let settings: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// Targets that loop over pixels in Swift stay fast under `swift run`, which builds debug.
let numericSettings: [SwiftSetting] =
  settings + [
    .unsafeFlags(
      ["-O", "-wmo", "-num-threads", "2", "-disable-batch-mode"], .when(configuration: .debug))
  ]

/// The kernels are optimised in every configuration, so a debug build computes at release speed.
///
/// Products read floats as 32-bit words, which the C standard's aliasing rules do not foresee.
let kernelSettings: [CSetting] = [
  .unsafeFlags(["-O3", "-fno-strict-aliasing", "-Wall", "-Wextra", "-Werror"])
]

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "handwriting-gan",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: - System libraries
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),

    // MARK: - Files
    .target(name: "Failures", swiftSettings: settings),
    .target(name: "DurableFiles", dependencies: ["Failures"], swiftSettings: settings),
    .target(
      name: "Checksums", dependencies: ["CCrypto", "DurableFiles"], swiftSettings: settings),
    .target(name: "Tensors", swiftSettings: settings),
    .target(
      name: "Safetensors", dependencies: ["DurableFiles", "Tensors", "Failures"],
      exclude: ["FORMAT.md"], swiftSettings: settings),
    .target(
      name: "TensorStore",
      dependencies: ["Safetensors", "Checksums", "DurableFiles", "Tensors", "Failures"],
      exclude: ["FORMAT.md"], swiftSettings: numericSettings),
    .target(
      name: "DatasetFiles",
      dependencies: ["CZlib", "CArchive", "Checksums", "DurableFiles", "TensorStore", "Failures"],
      swiftSettings: numericSettings),
    .target(name: "JSONLines", dependencies: ["DurableFiles"], swiftSettings: settings),
    .target(
      name: "Recipes", dependencies: ["Yams", "DurableFiles", "Failures"], swiftSettings: settings),
    .target(
      name: "CheckpointArchive",
      dependencies: [
        "CArchive", "Checksums", "DurableFiles", "JSONLines", "Recipes", "Safetensors", "Tensors",
        "Failures",
      ],
      exclude: ["FORMAT.md"], swiftSettings: settings),
    .target(
      name: "CPNGShim", dependencies: ["CPNG", "CZlib"],
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    .target(
      name: "Pictures", dependencies: ["CPNGShim", "CZlib", "Failures"], exclude: ["FORMAT.md"],
      swiftSettings: numericSettings),

    // MARK: - Numerics
    .target(
      name: "CKernels", exclude: ["KERNELS.md"], cSettings: kernelSettings),
    .target(
      name: "NeuralNetwork", dependencies: ["CKernels", "Tensors", "Failures"],
      swiftSettings: numericSettings),

    // MARK: - Program
    .target(
      name: "AdversarialTraining",
      dependencies: [
        "NeuralNetwork", "CheckpointArchive", "Checksums", "DurableFiles", "JSONLines",
        "Safetensors", "TensorStore", "Tensors", "Recipes", "Failures",
      ],
      exclude: ["FORMAT.md"], swiftSettings: numericSettings),
    .target(
      name: "Evaluation",
      dependencies: [
        "AdversarialTraining", "CheckpointArchive", "DurableFiles", "JSONLines", "NeuralNetwork",
        "TensorStore", "Tensors", "Failures",
      ],
      exclude: ["FORMAT.md"], swiftSettings: numericSettings),
    .target(
      name: "Drawing",
      dependencies: [
        "AdversarialTraining", "CheckpointArchive", "DurableFiles", "NeuralNetwork", "Pictures",
        "TensorStore", "Failures",
      ],
      exclude: ["FORMAT.md"], swiftSettings: settings),
    .target(
      name: "CommandSupport",
      dependencies: [argumentParser, "CheckpointArchive", "DurableFiles", "Failures"],
      swiftSettings: settings),

    // MARK: - Commands
    .executableTarget(
      name: "ingest",
      dependencies: [
        argumentParser, "Checksums", "DatasetFiles", "DurableFiles", "TensorStore", "JSONLines",
        "CommandSupport", "Failures",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "train",
      dependencies: [
        argumentParser, "AdversarialTraining", "CheckpointArchive", "CommandSupport",
        "DurableFiles", "JSONLines", "Recipes", "TensorStore",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "evaluate",
      dependencies: [
        argumentParser, "AdversarialTraining", "CheckpointArchive", "CommandSupport", "Evaluation",
        "JSONLines", "TensorStore",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "render",
      dependencies: [
        argumentParser, "AdversarialTraining", "CheckpointArchive", "CommandSupport", "Drawing",
        "DurableFiles", "JSONLines", "Pictures", "TensorStore",
      ],
      swiftSettings: settings),

    .executableTarget(
      name: "benchmark",
      dependencies: [
        argumentParser, "AdversarialTraining", "CKernels", "NeuralNetwork", "CommandSupport",
        "JSONLines", "Recipes",
      ],
      swiftSettings: settings),

    // MARK: - Tests
    .target(
      name: "ReferenceNetwork", dependencies: ["Tensors"], path: "Tests/ReferenceNetwork",
      swiftSettings: numericSettings),
    .testTarget(
      name: "ChecksumsTests", dependencies: ["Checksums", "DurableFiles"], swiftSettings: settings),
    .testTarget(
      name: "DurableFilesTests", dependencies: ["DurableFiles"], swiftSettings: settings),
    .testTarget(
      name: "SafetensorsTests",
      dependencies: ["Safetensors", "TensorStore", "Checksums", "DurableFiles", "Tensors"],
      swiftSettings: settings),
    .testTarget(
      name: "DatasetFilesTests",
      dependencies: ["DatasetFiles", "Checksums", "DurableFiles", "TensorStore", "CZlib"],
      swiftSettings: settings),
    .testTarget(
      name: "CheckpointArchiveTests",
      dependencies: ["CheckpointArchive", "Checksums", "DurableFiles", "Recipes", "Tensors"],
      swiftSettings: settings),
    .testTarget(name: "PicturesTests", dependencies: ["Pictures"], swiftSettings: settings),
    .testTarget(
      name: "JSONLinesTests", dependencies: ["JSONLines", "DurableFiles"], swiftSettings: settings),
    .testTarget(name: "RecipesTests", dependencies: ["Recipes"], swiftSettings: settings),
    .testTarget(
      name: "NeuralNetworkTests",
      dependencies: ["NeuralNetwork", "CKernels", "ReferenceNetwork", "Tensors"],
      swiftSettings: numericSettings),
    .testTarget(
      name: "AdversarialTrainingTests",
      dependencies: [
        "AdversarialTraining", "CheckpointArchive", "DurableFiles", "JSONLines", "NeuralNetwork",
        "Recipes", "ReferenceNetwork", "Safetensors", "TensorStore", "Tensors",
      ],
      resources: [.copy("Goldens")], swiftSettings: numericSettings),
    .testTarget(
      name: "IngestTests", dependencies: ["ingest", "DurableFiles", "TensorStore", "CZlib"],
      swiftSettings: numericSettings),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "ingest", "train", "evaluate", "render", "AdversarialTraining", "CheckpointArchive",
        "CommandSupport", "DurableFiles", "Evaluation", "Pictures", "Recipes", "TensorStore",
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

// The sanitizers that `pipeline/fuzz` passes give this program its main function; no other build
// can link it.
if Context.environment["FUZZING"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "AdversarialTraining", "CheckpointArchive", "Checksums", "CZlib", "DatasetFiles",
        "DurableFiles", "JSONLines", "Pictures", "Recipes", "Safetensors", "Tensors",
      ],
      path: "Tests/Fuzzing", exclude: ["Corpus"],
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
