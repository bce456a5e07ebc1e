import ArgumentParser
import Checksums
import CommandSupport
import DatasetFiles
import DurableFiles
import JSONLines
import TensorStore

@main
struct Ingest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Read the MNIST files and write the tensor store.",
    discussion: """
      Reads one .npz in Keras's layout, or the idx or idx.gz files, or a folder of them.

        ingest data/mnist.npz
        ingest downloads/ --output data/mnist.safetensors
      """,
    version: toolVersion)

  @Argument(help: "The .npz, the idx files, or their folder.")
  var inputs: [String]

  @Option(help: "The tensor store to write. (default: data/mnist.safetensors)")
  var output: String?

  @OptionGroup var options: OutputOptions

  /// The payload digest of the complete MNIST as published.
  private static let mnistDigest =
    "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16"

  private struct Report: Encodable {
    let output: String
    let changed: Bool
    let isCompleteMNIST: Bool
    let train, test: Int
    let sources: [String: String]
    let payloadSha256: String
  }

  func run() throws {
    try reportingErrors {
      ignoreFileSignals()
      let dataset = try Dataset(paths: inputs)
      let path = dataPath(output)
      if let slash = path.lastIndex(of: "/") { try createFolder(at: String(path[..<slash])) }
      let sources = dataset.sources.map { "\($0.name) \($0.digest)" }.joined(separator: "\n")
      let metadata = ["sources": sources, "classes": "10", "tool_version": toolVersion]
      let changed = !isUpToDate(path, metadata: metadata, dataset: dataset)
      if changed {
        try writeStore(at: path, train: dataset.train, test: dataset.test, metadata: metadata)
      }
      let store = try StoreReader(path: path)
      try report(dataset, store: store, path: path, changed: changed)
    }
  }

  /// Whether the store holds just this already.
  private func isUpToDate(_ path: String, metadata: [String: String], dataset: Dataset) -> Bool {
    // A store that cannot be read is rewritten, whatever the reason.
    guard let store = try? StoreReader(path: path),
      metadata.allSatisfy({ store.metadata[$0.key] == $0.value }),
      store.contentDigest == payloadDigest(train: dataset.train, test: dataset.test)
    else { return false }
    return (try? store.verifyPayload()) != nil
  }

  private func report(
    _ dataset: Dataset, store: StoreReader, path: String, changed: Bool
  ) throws {
    let isComplete = store.contentDigest.hex == Self.mnistDigest
    if options.json {
      print(
        try jsonLine(
          Report(
            output: path, changed: changed, isCompleteMNIST: isComplete,
            train: store.trainImages.count, test: store.testImages.count,
            sources: Dictionary(
              dataset.sources.map { ($0.name, $0.digest.hex) }, uniquingKeysWith: { $1 }),
            payloadSha256: store.contentDigest.hex)))
      return
    }
    if options.quiet { return }
    for (name, images) in [("Train", store.trainImages), ("Test", store.testImages)] {
      print("\(name) (\(images.count), \(images.height), \(images.width)) (\(images.count),)")
    }
    for source in dataset.sources { printDiagnostic("\(source.digest)  \(source.name)") }
    printDiagnostic(
      isComplete
        ? "this is the complete MNIST as published"
        : "this is not the complete published MNIST: other images, labels or order")
    printDiagnostic(changed ? "wrote \(path)" : "\(path) is up to date, nothing to do")
  }
}
