import ArgumentParser
import CommandSupport
import DatasetFiles
import DurableFiles
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

  static func main() { runAsProgram() }

  @Argument(help: "The .npz, the idx files, or their folder.")
  var inputs: [String]

  @Option(help: "The tensor store to write. (default: data/mnist.safetensors)")
  var output: String?

  @OptionGroup var options: OutputOptions

  /// The payload digest of the complete MNIST as published.
  private static let mnistDigest =
    "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16"

  func validate() throws {
    if output?.isEmpty == true { throw ValidationError("--output is empty; name a file") }
  }

  func run() throws {
    try reportingErrors {
      let path = dataPath(output)
      let files = try InputFiles(inputs)
      guard !files.include(path) else { throw IngestError.outputIsInput(path: path) }
      try prepareOutput(at: path)
      let dataset = try Dataset(files: files)
      let sources = dataset.sources.map { "\($0.name) \($0.digest)" }.joined(separator: "\n")
      let metadata = ["sources": sources, "classes": "10", "tool_version": toolVersion]
      let stored = digestOfStore(at: path, metadata: metadata, dataset: dataset)
      let digest =
        try stored
        ?? writeStore(at: path, train: dataset.train, test: dataset.test, metadata: metadata)
      try report(dataset, digest: digest, path: path, changed: stored == nil)
    }
  }

  /// The payload digest of the store when it holds just this already.
  private func digestOfStore(
    at path: String, metadata: [String: String], dataset: Dataset
  ) -> SHA256Digest? {
    // A store that cannot be read is rewritten, whatever the reason.
    guard let store = try? StoreReader(path: path),
      metadata.allSatisfy({ store.metadata[$0.key] == $0.value }),
      (try? store.verifyPayload()) != nil,
      store.contentDigest == payloadDigest(train: dataset.train, test: dataset.test)
    else { return nil }
    return store.contentDigest
  }

  private func report(
    _ dataset: Dataset, digest: SHA256Digest, path: String, changed: Bool
  ) throws {
    let isComplete = digest.hex == Self.mnistDigest
    if options.json {
      try printJSON(
        IngestReport(
          changed: changed, isCompleteMNIST: isComplete, output: path,
          payloadSHA256: digest.hex,
          sources: dataset.sources.map { .init(name: $0.name, sha256: $0.digest.hex) },
          testCount: dataset.test.labels.count, trainCount: dataset.train.labels.count))
      return
    }
    if options.quiet { return }
    for (name, split) in [("Train", dataset.train), ("Test", dataset.test)] {
      try printResult("\(name) (\(split.labels.count), 28, 28) (\(split.labels.count),)")
    }
    for source in dataset.sources { printDiagnostic("\(source.digest)  \(source.name)") }
    printDiagnostic(
      isComplete
        ? "this is the complete MNIST as published"
        : "this is not the complete published MNIST: other images, labels or order")
    printDiagnostic(changed ? "wrote \(path)" : "\(path) is up to date, nothing to do")
  }
}
