import Foundation
import Safetensors
import TensorStore
import Tensors
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

  @Test func whatTheDataHasNotIsSaid() throws {
    for name in [
      "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "train-labels-idx1-ubyte",
    ] {
      unlink(folder.file("input/\(name)"))
    }
    let run = try folder.ingest("input", "--output", "store")
    #expect(run.output == "Train (3, 28, 28) no labels\nTest none\n")
    #expect(
      run.errors.split(separator: "\n").dropFirst() == [
        "there are no test images: 'evaluate' will need them",
        "this is not the complete published MNIST: other images, labels or order", "wrote store",
      ])
    let report = try folder.ingest("input", "--output", "store", "--json").output
    #expect(report.contains(#""missing":["train.labels","test.images","test.labels"]"#))
    #expect(try folder.ingest("input", "--output", "store").errors.hasSuffix("nothing to do\n"))
  }

  @Test func floatsBetweenZeroAndOneAreSaidToBeSteps() throws {
    let images = (0..<784).map { Float($0 % 256) / 255 }
    let raw = images.flatMap { little(Int($0.bitPattern), 4) }
    try Data(npyHeader([1, 28, 28], type: "<f4") + raw).write(
      to: URL(fileURLWithPath: folder.file("x_train.npy")))
    let run = try folder.ingest("x_train.npy", "--output", "store")
    #expect(run.status == 0)
    #expect(
      run.errors.contains(
        "\nthe train images are floats from 0 to 1 in steps of 1/255, stored as 0 to 255\n"))
    let expected = (0..<784).map { UInt8($0 % 256) }
    #expect(try Array(bytes(at: folder.file("store")).suffix(784)) == expected)
  }

  @Test func aStoreOfFormat1IsWrittenAnew() throws {
    let path = folder.file("data/mnist.safetensors")
    _ = try folder.ingest("input")
    let latest = try StoreReader(path: path)
    let whole = try bytes(at: path)
    let payload = whole.suffix(5 * 785)
    let tensors = [
      ("train.images", ElementType.u8, [3, 28, 28]), ("train.labels", .u8, [3]),
      ("test.images", .u8, [2, 28, 28]), ("test.labels", .u8, [2]),
    ]
    var metadata = latest.metadata
    metadata["format_version"] = "1"
    metadata["header_sha256"] = nil
    try Data(safetensorsHeader(tensors, metadata: metadata) + payload).write(
      to: URL(fileURLWithPath: path))
    let first = try StoreReader(path: path)
    try first.verifyPayload()
    #expect(first.contentDigest == latest.contentDigest)
    #expect(try folder.ingest("input").errors.hasSuffix("\nwrote data/mnist.safetensors\n"))
    #expect(try bytes(at: path) == whole)
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
        "changed", "is_complete_mnist", "missing", "output", "payload_sha256", "scaled", "sources",
        "test_count",
        "train_count",
      ])
    #expect(report["changed"] as? Bool == true)
    #expect(report["is_complete_mnist"] as? Bool == false)
    #expect(report["missing"] as? [String] == [])
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

        Reads .npz and .npy files as NumPy and Keras write them, idx and idx.gz files,
        PNG pictures in folders 0 to 9, or a folder that has them, such as
        torchvision's. Images are 28x28 greys, of any type of whole numbers 0 to 255,
        or of floats 0 to 1 in steps of 1/255. Labels and the test split may be
        missing.

          ingest data/mnist.npz
          ingest downloads/ --output data/mnist.safetensors

        USAGE: ingest <inputs> ... [--output <output>] [--require-test] [--quiet] [--json]

        ARGUMENTS:
          <inputs>                The .npz, .npy or idx files, or their folder.

        OPTIONS:
          --output <output>       The tensor store to write. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --require-test          Refuse data without test images, which evaluate
                                  needs, and write nothing.
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.


        """)
    #expect(try folder.ingest("--version").output == "0.3.0\n")
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
