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

/// Tests that spend their time elsewhere are compiled without optimisation, which takes half as long.
let testSettings: [SwiftSetting] =
  settings + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

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
    // MARK: - System
    .systemLibrary(
      name: "CZlib", path: "Sources/System/CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CPNG", path: "Sources/System/CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CArchive", path: "Sources/System/CArchive", pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    .systemLibrary(
      name: "CCrypto", path: "Sources/System/CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .target(
      name: "CPNGShim", dependencies: ["CPNG", "CZlib"],
      path: "Sources/System/CPNGShim", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

    // MARK: - Files
    .target(name: "Failures", path: "Sources/Files/Failures", swiftSettings: settings),
    .target(
      name: "DurableFiles", dependencies: ["CCrypto", "Failures"],
      path: "Sources/Files/DurableFiles", swiftSettings: settings),
    .target(name: "Tensors", path: "Sources/Files/Tensors", swiftSettings: settings),
    .target(
      name: "Safetensors", dependencies: ["DurableFiles", "Tensors", "Failures"],
      path: "Sources/Files/Safetensors", exclude: ["FORMAT.md"], swiftSettings: settings),
    .target(
      name: "TensorStore",
      dependencies: ["Safetensors", "DurableFiles", "Tensors", "Failures"],
      path: "Sources/Files/TensorStore", exclude: ["FORMAT.md"], swiftSettings: numericSettings),
    .target(
      name: "Pictures", dependencies: ["CPNGShim", "CZlib", "DurableFiles", "Failures"],
      path: "Sources/Files/Pictures", exclude: ["FORMAT.md"],
      swiftSettings: numericSettings),
    .target(
      name: "WebPages", dependencies: ["DurableFiles"], path: "Sources/Files/WebPages",
      swiftSettings: numericSettings),
    .target(
      name: "NumpyFiles", dependencies: ["CZlib", "DurableFiles", "Failures"],
      path: "Sources/Files/NumpyFiles", swiftSettings: settings),
    .target(
      name: "DatasetFiles",
      dependencies: [
        "CZlib", "DurableFiles", "NumpyFiles", "Pictures", "TensorStore", "Failures",
      ],
      path: "Sources/Files/DatasetFiles", swiftSettings: numericSettings),
    .target(
      name: "JSONLines", dependencies: ["DurableFiles", "Failures"],
      path: "Sources/Files/JSONLines",
      swiftSettings: settings),
    .target(
      name: "StrictYAML", dependencies: ["Yams", "DurableFiles"],
      path: "Sources/Files/StrictYAML", swiftSettings: settings),
    .target(
      name: "Experiment", dependencies: ["Failures"], path: "Sources/Program/Experiment",
      swiftSettings: settings),
    .target(
      name: "Recipes", dependencies: ["Experiment", "Failures", "StrictYAML"],
      path: "Sources/Program/Recipes", swiftSettings: settings),
    .target(
      name: "CheckpointArchive",
      dependencies: [
        "CArchive", "DurableFiles", "Experiment", "JSONLines", "Safetensors", "Tensors",
        "Failures",
      ],
      path: "Sources/Program/CheckpointArchive", exclude: ["FORMAT.md"], swiftSettings: settings),

    // MARK: - Numerics
    .target(
      name: "CKernels", path: "Sources/Numerics/CKernels", exclude: ["KERNELS.md"],
      cSettings: kernelSettings),
    .target(
      name: "NeuralNetwork", dependencies: ["CKernels", "Tensors", "Failures"],
      path: "Sources/Numerics/NeuralNetwork", swiftSettings: numericSettings),
    .target(name: "Metrics", path: "Sources/Numerics/Metrics", swiftSettings: numericSettings),

    // MARK: - Program
    .target(
      name: "Networks", dependencies: ["CKernels", "NeuralNetwork", "Tensors"],
      path: "Sources/Program/Networks", swiftSettings: numericSettings),
    .target(
      name: "Runs",
      dependencies: [
        "CheckpointArchive", "DurableFiles", "Experiment", "Failures", "JSONLines", "Recipes",
        "Safetensors", "TensorStore", "Tensors",
      ],
      path: "Sources/Program/Runs", exclude: ["FORMAT.md"], swiftSettings: settings),
    .target(
      name: "AdversarialTraining",
      dependencies: [
        "CheckpointArchive", "Experiment", "NeuralNetwork", "Networks", "Runs", "TensorStore",
        "Tensors", "Failures",
      ],
      path: "Sources/Program/AdversarialTraining", swiftSettings: numericSettings),
    .target(
      name: "Judging",
      dependencies: [
        "DurableFiles", "Experiment", "Failures", "JSONLines", "Networks", "NeuralNetwork",
        "Safetensors", "TensorStore", "Tensors",
      ],
      path: "Sources/Program/Judging", exclude: ["FORMAT.md"], swiftSettings: numericSettings),
    .target(
      name: "Evaluation",
      dependencies: [
        "CheckpointArchive", "DurableFiles", "Experiment", "JSONLines", "Judging", "Metrics",
        "Networks", "NeuralNetwork", "NumpyFiles", "Runs", "TensorStore", "Tensors", "Failures",
      ],
      path: "Sources/Program/Evaluation", exclude: ["FORMAT.md"], swiftSettings: numericSettings),
    .target(
      name: "Gates",
      dependencies: ["DurableFiles", "Evaluation", "Failures", "JSONLines", "StrictYAML"],
      path: "Sources/Program/Gates", exclude: ["FORMAT.md"], swiftSettings: settings),
    .target(
      name: "Drawing",
      dependencies: [
        "CheckpointArchive", "DurableFiles", "JSONLines", "Networks", "NeuralNetwork", "NumpyFiles",
        "Pictures", "TensorStore", "Failures",
      ],
      path: "Sources/Program/Drawing", exclude: ["FORMAT.md"], swiftSettings: numericSettings),
    .target(
      name: "Explorer",
      dependencies: [
        "CheckpointArchive", "CZlib", "Drawing", "DurableFiles", "Failures", "JSONLines", "Metrics",
        "Networks", "NeuralNetwork", "TensorStore", "Tensors", "WebPages",
      ],
      path: "Sources/Program/Explorer", exclude: ["FORMAT.md", "networks.c"],
      resources: [.embedInCode("Resources")], swiftSettings: numericSettings),
    .target(
      name: "Charts", dependencies: ["Pictures"], path: "Sources/Program/Charts",
      swiftSettings: numericSettings),
    .target(
      name: "Reports",
      dependencies: [
        "Charts", "CheckpointArchive", "Drawing", "DurableFiles", "Evaluation", "Experiment",
        "Failures", "JSONLines", "Judging", "Networks", "NeuralNetwork", "Pictures", "Runs",
        "TensorStore", "WebPages",
      ],
      path: "Sources/Program/Reports", exclude: ["FORMAT.md"],
      resources: [.embedInCode("Resources")], swiftSettings: settings),
    .target(
      name: "Exports",
      dependencies: [
        "CheckpointArchive", "Drawing", "DurableFiles", "Evaluation", "JSONLines", "Networks",
        "NeuralNetwork", "NumpyFiles", "Runs", "Safetensors", "Tensors",
      ],
      path: "Sources/Program/Exports", exclude: ["FORMAT.md"], swiftSettings: numericSettings),
    .target(
      name: "CommandSupport",
      dependencies: [
        argumentParser, "CheckpointArchive", "DurableFiles", "Experiment", "Failures", "JSONLines",
        "Runs", "Safetensors", "TensorStore",
      ],
      path: "Sources/Commands/CommandSupport", swiftSettings: settings),

    // MARK: - Commands
    .executableTarget(
      name: "ingest",
      dependencies: [
        argumentParser, "DatasetFiles", "DurableFiles", "TensorStore", "CommandSupport",
        "Failures",
      ],
      path: "Sources/Commands/ingest", swiftSettings: settings),
    .executableTarget(
      name: "train",
      dependencies: [
        argumentParser, "AdversarialTraining", "CheckpointArchive", "CommandSupport",
        "DurableFiles", "Experiment", "JSONLines", "Recipes", "Runs", "TensorStore",
      ],
      path: "Sources/Commands/train", swiftSettings: settings),
    .executableTarget(
      name: "evaluate",
      dependencies: [
        argumentParser, "CheckpointArchive", "CommandSupport", "DurableFiles", "Evaluation",
        "Experiment", "Failures", "Gates", "Judging", "NeuralNetwork", "NumpyFiles", "Runs",
        "TensorStore",
      ],
      path: "Sources/Commands/evaluate", swiftSettings: settings),
    .executableTarget(
      name: "render",
      dependencies: [
        argumentParser, "CheckpointArchive", "CommandSupport", "Drawing", "DurableFiles",
        "Explorer", "Exports", "Failures", "Judging", "NumpyFiles", "Pictures", "Reports", "Runs",
        "WebPages",
      ],
      path: "Sources/Commands/render", swiftSettings: settings),

    .executableTarget(
      name: "benchmark",
      dependencies: [
        argumentParser, "AdversarialTraining", "CKernels", "NeuralNetwork", "CommandSupport",
        "Experiment",
      ],
      path: "Sources/Commands/benchmark", swiftSettings: settings),

    // MARK: - Tests
    .target(
      name: "ReferenceNetwork", dependencies: ["Tensors"], path: "Tests/ReferenceNetwork",
      swiftSettings: numericSettings),
    .target(
      name: "TestSupport", dependencies: ["NeuralNetwork"], path: "Tests/TestSupport",
      swiftSettings: numericSettings),
    .target(
      name: "ArchiveFixtures", dependencies: ["DurableFiles"], path: "Tests/ArchiveFixtures",
      swiftSettings: settings),
    .testTarget(
      name: "DurableFilesTests", dependencies: ["DurableFiles", "Failures", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "SafetensorsTests",
      dependencies: [
        "Safetensors", "TensorStore", "DurableFiles", "Failures", "Tensors", "TestSupport",
      ],
      swiftSettings: testSettings),
    .testTarget(
      name: "DatasetFilesTests",
      dependencies: ["DatasetFiles", "DurableFiles", "TensorStore", "CZlib", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "NumpyFilesTests",
      dependencies: ["DatasetFiles", "DurableFiles", "Failures", "NumpyFiles", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "CheckpointArchiveTests",
      dependencies: [
        "ArchiveFixtures", "CheckpointArchive", "DurableFiles", "Experiment", "Failures", "Tensors",
        "TestSupport",
      ],
      swiftSettings: testSettings),
    .testTarget(
      name: "PicturesTests", dependencies: ["Pictures", "DurableFiles", "Failures", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "JSONLinesTests", dependencies: ["JSONLines", "DurableFiles", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "ExperimentTests", dependencies: ["Experiment", "JSONLines"],
      swiftSettings: testSettings),
    .testTarget(
      name: "RecipesTests", dependencies: ["Recipes", "Experiment"], swiftSettings: testSettings),
    .testTarget(
      name: "NeuralNetworkTests",
      dependencies: ["NeuralNetwork", "CKernels", "ReferenceNetwork", "Tensors", "TestSupport"],
      swiftSettings: numericSettings),
    .testTarget(
      name: "MetricsTests", dependencies: ["Metrics", "NeuralNetwork", "TestSupport"],
      resources: [.copy("Goldens")], swiftSettings: numericSettings),
    .testTarget(
      name: "NetworksTests",
      dependencies: ["Networks", "NeuralNetwork", "ReferenceNetwork", "Tensors", "TestSupport"],
      swiftSettings: numericSettings),
    .testTarget(
      name: "AdversarialTrainingTests",
      dependencies: [
        "AdversarialTraining", "CheckpointArchive", "DurableFiles", "Experiment", "JSONLines",
        "Networks", "NeuralNetwork", "Recipes", "ReferenceNetwork", "Runs", "TensorStore",
        "Tensors", "TestSupport",
      ],
      resources: [.copy("Goldens")], swiftSettings: numericSettings),
    .testTarget(
      name: "JudgingTests",
      dependencies: [
        "DurableFiles", "Failures", "Judging", "Networks", "NeuralNetwork", "Safetensors",
        "TensorStore", "Tensors", "TestSupport",
      ],
      swiftSettings: numericSettings),
    .testTarget(
      name: "EvaluationTests",
      dependencies: [
        "Evaluation", "JSONLines", "Judging", "Metrics", "Networks", "NeuralNetwork",
        "TensorStore", "TestSupport",
      ],
      swiftSettings: numericSettings),
    .testTarget(
      name: "GatesTests",
      dependencies: [
        "DurableFiles", "Evaluation", "Gates", "Judging", "NeuralNetwork", "TestSupport",
      ],
      swiftSettings: testSettings),
    .testTarget(
      name: "WebPagesTests", dependencies: ["WebPages", "DurableFiles", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "DrawingTests", dependencies: ["Drawing", "TestSupport"], swiftSettings: numericSettings
    ),
    .testTarget(
      name: "ExplorerTests",
      dependencies: ["Explorer", "CZlib", "Tensors", "TestSupport"], swiftSettings: numericSettings),
    .testTarget(
      name: "ChartsTests", dependencies: ["Charts", "Pictures"], swiftSettings: testSettings),
    .testTarget(
      name: "ReportsTests", dependencies: ["Reports", "Charts", "Experiment", "WebPages"],
      swiftSettings: testSettings),
    .testTarget(
      name: "ExportsTests",
      dependencies: [
        "Exports", "DurableFiles", "JSONLines", "NumpyFiles", "Runs", "Safetensors", "Tensors",
        "TestSupport",
      ],
      swiftSettings: numericSettings),
    .testTarget(
      name: "RunsTests",
      dependencies: [
        "Runs", "CheckpointArchive", "DurableFiles", "Experiment", "Failures", "JSONLines",
        "Safetensors", "TensorStore", "Tensors", "TestSupport",
      ],
      swiftSettings: testSettings),
    .testTarget(
      name: "IngestTests",
      dependencies: [
        "ingest", "DurableFiles", "Safetensors", "TensorStore", "Tensors", "CZlib", "TestSupport",
      ],
      exclude: ["Corpus"], swiftSettings: numericSettings),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        argumentParser, "ingest", "train", "evaluate", "render", "benchmark", "AdversarialTraining",
        "ArchiveFixtures", "CheckpointArchive", "CommandSupport", "Drawing", "DurableFiles",
        "Evaluation", "Experiment", "Failures", "JSONLines", "Networks", "NeuralNetwork",
        "Pictures", "Runs", "Safetensors", "TensorStore", "Tensors", "TestSupport",
      ],
      swiftSettings: testSettings),
  ],
  swiftLanguageModes: [.v6]
)

// The sanitizers that `tools/fuzz` passes give this program its main function; no other build
// can link it.
if Context.environment["FUZZING"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "CheckpointArchive", "CZlib", "DatasetFiles", "DurableFiles", "Evaluation", "Experiment",
        "Failures", "Gates", "JSONLines", "NumpyFiles", "Pictures", "Recipes", "Runs",
        "Safetensors", "TensorStore", "Tensors",
      ],
      path: "Tests/Fuzzing", exclude: ["Corpus"],
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
