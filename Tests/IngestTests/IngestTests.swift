import Foundation
import TensorStore
import TestSupport
import Testing

@Suite struct IngestTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.writeInput()
  }

  @Test func writesTheStoreAndTheLinesOfTheCourse() throws {
    let run = try folder.ingest("input")
    #expect(run.status == 0)
    #expect(run.output == "Train (3, 28, 28) (3,)\nTest (2, 28, 28) (2,)\n")
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(
      lines.prefix(4).map { $0.dropFirst(64) } == [
        "  t10k-images-idx3-ubyte", "  t10k-labels-idx1-ubyte", "  train-images-idx3-ubyte",
        "  train-labels-idx1-ubyte",
      ])
    #expect(
      lines.suffix(2) == [
        "this is not the complete published MNIST: other images, labels or order",
        "wrote data/mnist.safetensors",
      ])
    let store = try StoreReader(path: folder.file("data/mnist.safetensors"))
    try store.verifyPayload()
    #expect(try store.trainLabels() == [5, 0, 9])
    #expect(store.metadata["sources"]?.split(separator: "\n").count == 4)
    #expect(try folder.names(in: "data") == ["mnist.safetensors"])
  }

  @Test func unchangedInputDoesNothing() throws {
    _ = try folder.ingest("input")
    let path = folder.file("data/mnist.safetensors")
    var before = stat()
    stat(path, &before)
    let run = try folder.ingest("input")
    #expect(run.status == 0)
    #expect(run.errors.hasSuffix("\ndata/mnist.safetensors is up to date, nothing to do\n"))
    #expect(run.output == "Train (3, 28, 28) (3,)\nTest (2, 28, 28) (2,)\n")
    var after = stat()
    stat(path, &after)
    #expect(before.st_ino == after.st_ino)
    #expect(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec)
  }

  @Test func changedInputAndDamagedStoresAreWrittenAgain() throws {
    _ = try folder.ingest("input")
    let path = folder.file("data/mnist.safetensors")
    let first = try bytes(at: path)
    for offset in [0, 10, 200, first.count - 1] {
      var damaged = first
      damaged[offset] ^= 1
      try Data(damaged).write(to: URL(fileURLWithPath: path))
      #expect(try folder.ingest("input").errors.hasSuffix("wrote data/mnist.safetensors\n"))
      #expect(try bytes(at: path) == first)
    }
    try folder.writeInput(firstLabel: 6)
    #expect(try folder.ingest("input").status == 0)
    #expect(try StoreReader(path: path).trainLabels() == [6, 0, 9])
  }

  @Test func theSameFilesGiveTheSameBytes() throws {
    _ = try folder.ingest("input", "--output", "a")
    _ = try folder.ingest("./input/", "--output", folder.file("b"))
    #expect(try bytes(at: folder.file("a")) == bytes(at: folder.file("b")))
  }

  @Test func quietPrintsNothingAndJSONOneLine() throws {
    let quiet = try folder.ingest("input", "--quiet")
    #expect(quiet.status == 0 && quiet.output.isEmpty && quiet.errors.isEmpty)
    let run = try folder.ingest("input", "--json", "--output", "new/store")
    #expect(run.status == 0 && run.errors.isEmpty)
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(
      report.keys.sorted() == [
        "changed", "is_complete_mnist", "output", "payload_sha256", "sources", "test_count",
        "train_count",
      ])
    #expect(report["changed"] as? Bool == true)
    #expect(report["is_complete_mnist"] as? Bool == false)
    #expect(report["output"] as? String == "new/store")
    #expect(report["train_count"] as? Int == 3)
    let store = try StoreReader(path: folder.file("new/store"))
    #expect(report["payload_sha256"] as? String == store.contentDigest.hex)
    let sources = try #require(report["sources"] as? [[String: String]])
    #expect(sources.map { $0["name"] }.first == "t10k-images-idx3-ubyte")
    #expect(sources.allSatisfy { $0["sha256"]?.count == 64 })
  }

  @Test func theBundledFileIsTheCompleteMNIST() throws {
    // The program's libraries, the file and its arrays once; the arrays twice would be too much.
    let run = try folder.start(
      [Program.repository + "/data/mnist.npz"], kilobytes: 130_000 + 12_000 + 55_000
    ).finish()
    #expect(run.status == 0)
    #expect(run.output == "Train (60000, 28, 28) (60000,)\nTest (10000, 28, 28) (10000,)\n")
    #expect(
      run.errors == """
        06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64  mnist.npz
        this is the complete MNIST as published
        wrote data/mnist.safetensors

        """)
  }

  @Test func helpAndVersion() throws {
    let help = try folder.ingest("--help")
    #expect(help.status == 0)
    #expect(
      help.output == """
        OVERVIEW: Read the MNIST files and write the tensor store.

        Reads one .npz in Keras's layout, or the idx or idx.gz files, or a folder of
        them.

          ingest data/mnist.npz
          ingest downloads/ --output data/mnist.safetensors

        USAGE: ingest <inputs> ... [--output <output>] [--quiet] [--json]

        ARGUMENTS:
          <inputs>                The .npz, the idx files, or their folder.

        OPTIONS:
          --output <output>       The tensor store to write. (default:
                                  data/mnist.safetensors)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.


        """)
    #expect(try folder.ingest("--version").output == "0.2.0\n")
  }

  @Test func usageErrorsExit64BeforeAnyWork() throws {
    for arguments in [[], ["input", "--output", ""], ["input", "--outputs", "x"]] {
      let run = try folder.start(arguments).finish()
      #expect(run.status == 64)
      #expect(run.output.isEmpty)
    }
    #expect(try folder.names() == ["input"])
  }
}
