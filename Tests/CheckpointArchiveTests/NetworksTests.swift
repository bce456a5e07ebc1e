import ArchiveFixtures
import DurableFiles
import Experiment
import Foundation
import Tensors
import TestSupport
import Testing

@testable import CheckpointArchive

/// Format 2: an epoch of any networks, looked up by name; and format 1 as 0.2.0 wrote it.
@Suite struct NetworksTests {
  private func network(_ value: Float) -> [NamedTensor] {
    [NamedTensor(name: "dense.kernel", tensor: Tensor(shape: [2], elements: [value, 0]))]
  }

  private func epoch(_ names: [String]) throws -> EpochImage {
    let networks = names.enumerated().map {
      EpochImage.Network(name: $1, tensors: network(Float($0)))
    }
    return try EpochImage(info: image(epoch: 1).info, networks: networks, path: "test")
  }

  @Test func networksAreFoundByNameInAnyOrder() throws {
    let folder = try TemporaryFolder()
    let image = try epoch(["discriminator", "judge_2", "generator-ema", "generator"])
    try ArchiveAppender(path: folder.archive).append(image)
    let checkpoint = try ArchiveReader(path: folder.archive).checkpoint(epoch: 1)
    #expect(try checkpoint.discriminator == network(0))
    #expect(try checkpoint.generator == network(3))
    #expect(checkpoint.info.members.count == 4)
    #expect(checkpoint.info.formatVersion == 2)
    #expect(try verifyArchive(at: folder.archive) == [.whole(epoch: 1)])
  }

  @Test func anEpochHasUpToSixteenNetworks() throws {
    let folder = try TemporaryFolder()
    let image = try epoch((1...16).map { "n\($0)" })
    try ArchiveAppender(path: folder.archive).append(image)
    let reader = try ArchiveReader(path: folder.archive)
    #expect(reader.epochs.map(\.members.count) == [16])
    #expect(
      throws: ArchiveError.missingNetwork(
        path: folder.archive, checkpoint: "e001", name: "generator")
    ) { try reader.checkpoint(epoch: 1).generator }
  }

  @Test func aNetworkThatIsNotNamedMakesTheEpochUnreadable() throws {
    let folder = try TemporaryFolder()
    let bytes = archive(try epoch(["generator", "discriminator"]).bytes, rewriting: "e001") {
      $0.replacing(/"discriminator.safetensors":"[0-9a-f]*",/, with: "")
    }
    try write(bytes, to: folder.archive)
    #expect(throws: ArchiveError.noWholeEpoch(path: folder.archive)) {
      try ArchiveReader(path: folder.archive)
    }
  }

  @Test func otherNamesAreNoNetworks() {
    for name in [
      "generator.safetensors", "a-b_9.safetensors",
      String(repeating: "n", count: 52) + ".safetensors",
    ] {
      #expect(EpochImage.isNetworkFile(name))
    }
    for name in [
      ".safetensors", "Generator.safetensors", "a/b.safetensors", "../a.safetensors", "checkpoint",
      "a.safetensors.safetensors", "é.safetensors", "a b.safetensors",
      String(repeating: "n", count: 53) + ".safetensors",
    ] {
      #expect(!EpochImage.isNetworkFile(name), "\(name)")
    }
  }

  @Test func formatOneIsRead() throws {
    let folder = try TemporaryFolder()
    try unpackFixtures(ofVersion: "0.2.0", into: folder.path)
    for (run, epochs) in [("run", 2), ("stopped", 1)] {
      let path = "\(folder.path)/\(run)/checkpoints.tar"
      let reader = try ArchiveReader(path: path)
      #expect(reader.warning == nil && reader.epochs.map(\.epoch) == Array(1...epochs))
      let checkpoint = try reader.checkpoint(epoch: 1)
      #expect(checkpoint.info.formatVersion == 1)
      #expect(checkpoint.info.run.toolVersion == "0.2.0")
      #expect(checkpoint.info.run.arithmeticRevision == 1)
      #expect(checkpoint.info.run.options.batchSize == 16)
      #expect(try checkpoint.generator[0].tensor.shape == [2, 6272])
      #expect(try checkpoint.discriminator[0].name == "conv1.kernel")
      #expect(try verifyArchive(at: path) == (1...epochs).map { .whole(epoch: $0) })
      #expect(try ArchiveAppender(path: path).epochs.count == epochs)
    }
  }
}

/// FORMAT.md beside the code says what each option is.
@Suite struct FormatDocumentTests {
  @Test func everyOptionIsInTheTable() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let document = try String(
      contentsOf: tests.appendingPathComponent(
        "../../Sources/Program/CheckpointArchive/FORMAT.md"), encoding: .utf8)
    for option in TrainingOption.all {
      let row = """
        | `\(option.key)` | \(option.range) | \(option.introducedIn) | \(option.meaningWhenMissing) |
        """
      #expect(document.contains(row), "\(row)")
    }
  }
}
