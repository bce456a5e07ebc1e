import DurableFiles
import TestSupport
import Testing

@testable import DatasetFiles

@Suite struct DatasetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func dataset(_ files: [String: [UInt8]]) throws -> Dataset {
    for (name, bytes) in files { try write(bytes, to: folder.file(name)) }
    return try Dataset(files: InputFiles(files.keys.sorted().map { folder.file($0) }))
  }

  @Test func idxFilesArePackedOrNot() throws {
    #expect(try Small.isHeld(by: dataset(Small.idxFiles)))
    let packed = Dictionary(
      uniqueKeysWithValues: Small.idxFiles.map { ($0 + ".gz", gzip($1)) })
    #expect(try Small.isHeld(by: dataset(packed)))
  }

  @Test func theFirstBytesDecideNotTheEnding() throws {
    let renamed = Dictionary(
      uniqueKeysWithValues: Small.idxFiles.map { ($0 + ".npz", gzip($1)) })
    #expect(try Small.isHeld(by: dataset(renamed)))
  }

  @Test func sourcesAreNamedWithTheirDigests() throws {
    let sources = try dataset(Small.idxFiles).sources
    #expect(sources.map(\.name) == Small.idxFiles.keys.sorted())
    #expect(sources[0].digest == sha256(try #require(Small.idxFiles["t10k-images-idx3-ubyte"])))
  }

  @Test func emptyFilesAndWebPagesAreRecognised() throws {
    let cases = [
      ("", " (it is empty)"), ("<!DOCTYPE html><title>404</title>", " but a web page"),
      ("\n\n <HTML>", " but a web page"), ("{\"message\": \"Not Found\"}", ""),
      ("\u{93}NUMPY", ""),
    ]
    for (text, hint) in cases {
      #expect(throws: DatasetError.unrecognised(path: folder.file("mnist.npz"), hint: hint)) {
        try folder.dataset(Array(text.utf8))
      }
    }
  }

  @Test func imagesMayComeWithoutLabels() throws {
    var files = Small.idxFiles
    files["train-labels-idx1-ubyte"] = nil
    files["t10k-labels-idx1-ubyte"] = nil
    let dataset = try dataset(files)
    #expect(dataset.train.images == Small.trainImages && dataset.train.labels.isEmpty)
    #expect(dataset.test.images == Small.testImages && dataset.test.labels.isEmpty)
  }

  @Test func theTestSplitMayBeMissing() throws {
    let dataset = try dataset(Small.idxFiles.filter { $0.key.hasPrefix("train") })
    #expect(dataset.train.images == Small.trainImages && dataset.train.labels == Small.trainLabels)
    #expect(dataset.test.count == 0 && dataset.test.labels.isEmpty)
  }

  @Test func labelsNeedTheirImages() throws {
    for name in Small.idxFiles.keys where name.contains("images") {
      var files = Small.idxFiles
      files[name] = nil
      let folder = try TemporaryFolder()
      for (name, bytes) in files { try write(bytes, to: folder.file(name)) }
      let error = #expect(throws: DatasetError.self) {
        try Dataset(files: InputFiles([folder.path]))
      }
      guard case .missingArray(_, _, let found) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(found.count == 3)
    }
  }

  @Test func labelsAndImagesMustBeAsMany() throws {
    var files = Small.idxFiles
    files["train-labels-idx1-ubyte"] = idx([2], [1, 2])
    #expect(
      throws: DatasetError.countMismatch(
        path: folder.file("train-labels-idx1-ubyte"), split: "train", images: 3, labels: 2)
    ) { try dataset(files) }
  }

  @Test func labelsAboveNineAreRefused() throws {
    var files = Small.idxFiles
    files["t10k-labels-idx1-ubyte"] = idx([2], [9, 10])
    #expect(
      throws: DatasetError.labelOutOfRange(
        path: folder.file("t10k-labels-idx1-ubyte"), split: "test", index: 1, label: 10)
    ) { try dataset(files) }
  }

  @Test func imagesOfOtherSizesAreRefused() throws {
    for shape in [[1, 28, 29], [1, 812], [2, 14, 28], [1, 32, 32]] {
      var files = Small.idxFiles
      files["train-images-idx3-ubyte"] = idx(
        shape, [UInt8](repeating: 0, count: shape.reduce(1, *)))
      #expect(
        throws: DatasetError.unsupportedArray(
          path: folder.file("train-images-idx3-ubyte"), array: "train images",
          reason: "has shape \(shape)")
      ) { try dataset(files) }
    }
    var members = Small.members
    members[1].content = npy([1, 3], Small.trainLabels)
    #expect(
      throws: DatasetError.unsupportedArray(
        path: folder.file("mnist.npz"), array: "train labels", reason: "has shape [1, 3]")
    ) { try folder.dataset(zip(members)) }
  }

  @Test func aSplitGivenTwiceIsRefused() throws {
    var files = Small.idxFiles
    files["train-images.idx3-ubyte"] = idx([3, 28, 28], Small.trainImages)
    #expect(
      throws: DatasetError.ambiguous(
        path: folder.file("train-images.idx3-ubyte"), role: "train images (x_train)")
    ) { try dataset(files) }
  }

  @Test func theCompressedCopyBesideAFileIsLeftOut() throws {
    var files = Small.idxFiles
    for (name, bytes) in files { files[name + ".gz"] = gzip(bytes) }
    let dataset = try dataset(files)
    #expect(Small.isHeld(by: dataset))
    #expect(dataset.sources.map(\.name) == Small.idxFiles.keys.sorted())
  }

  @Test(arguments: ["images-idx3-ubyte", "train-test-idx3-ubyte", "latest-train-idx3-ubyte"])
  func namesThatSayNoSplitOrBothAreRefused(name: String) throws {
    let error = #expect(throws: DatasetError.self) {
      try dataset([name: idx([2, 28, 28], Small.testImages)])
    }
    guard case .unrecognised = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func filesAboveTheLimitAreNotRead() throws {
    let path = folder.file("train-images-idx3-ubyte")
    try write(idx([3, 28, 28], []), to: path)
    try UpdatableFile(path: path).truncate(to: 1 << 40)
    #expect(throws: FileError.self) { try Dataset(files: InputFiles([path])) }
  }
}
