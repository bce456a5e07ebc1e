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
      Reads .npz and .npy files as NumPy and Keras write them, idx and idx.gz files, PNG pictures in \
      folders 0 to 9, or a folder that has them, such as torchvision's. Images are 28x28 greys, of \
      any type of whole numbers 0 to 255, or of floats 0 to 1 in steps of 1/255. Labels and the \
      test split may be missing.

        ingest data/mnist.npz
        ingest downloads/ --output data/mnist.safetensors
      """,
    version: toolVersion)

  static func main() { runAsProgram() }

  @Argument(help: "The .npz, .npy or idx files, or their folder.")
  var inputs: [String]

  @Option(help: "The tensor store to write. (default: $GAN_DATA, else data/mnist.safetensors)")
  var output: String?

  @Flag(help: "Refuse data without test images, which evaluate needs, and write nothing.")
  var requireTest = false

  @OptionGroup var options: OutputOptions

  /// The content digest of the complete MNIST as published.
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
      try prepareOutput(at: path, as: .tensorStore)
      let dataset = try Dataset(files: files)
      if requireTest, dataset.test.images.isEmpty {
        throw IngestError.noTestImages(place: inputs.joined(separator: " "))
      }
      let sources = dataset.sources.map { "\($0.name) \($0.digest)" }.joined(separator: "\n")
      let metadata = ["sources": sources, "classes": "10", "tool_version": toolVersion]
      let stored = digestOfStore(at: path, metadata: metadata, dataset: dataset)
      let digest =
        try stored
        ?? writeStore(at: path, train: dataset.train, test: dataset.test, metadata: metadata)
      try report(dataset, digest: digest, path: path, changed: stored == nil)
    }
  }

  /// The content digest of the store when it holds just this already, in the format of today.
  private func digestOfStore(
    at path: String, metadata: [String: String], dataset: Dataset
  ) -> SHA256Digest? {
    // A store that cannot be read is rewritten, whatever the reason.
    guard let store = try? StoreReader(path: path), store.isOfLatestFormat,
      metadata.allSatisfy({ store.metadata[$0.key] == $0.value }),
      (try? store.verifyPayload()) != nil,
      store.contentDigest == contentDigest(train: dataset.train, test: dataset.test)
    else { return nil }
    return store.contentDigest
  }

  private func report(
    _ dataset: Dataset, digest: SHA256Digest, path: String, changed: Bool
  ) throws {
    let report = IngestReport(
      dataset, digest: digest, isCompleteMNIST: digest.hex == Self.mnistDigest, path: path,
      changed: changed)
    if options.json {
      try printJSON(report)
      return
    }
    if options.quiet { return }
    for line in report.resultLines { try printResult(line) }
    for line in report.diagnosticLines { printDiagnostic(line) }
  }
}
