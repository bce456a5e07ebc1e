import DurableFiles
import Experiment
import Foundation
import Tensors
import TestSupport

@testable import CheckpointArchive

extension TemporaryFolder {
  var archive: String { path + "/checkpoints.tar" }
}

/// An epoch with small, made-up networks.
func image(epoch: Int) throws -> EpochImage {
  func network(_ count: Int) -> [NamedTensor] {
    let values = (0..<count).map { Float($0 * epoch) + 0.5 }
    return [NamedTensor(name: "dense.kernel", tensor: Tensor(shape: [count], elements: values))]
  }
  let run = RunIdentity(
    dataSha256: String(repeating: "0", count: 64), instructionSet: "portable",
    options: TrainingOptions(), toolVersion: "test")
  let info = CheckpointInfo(
    epoch: epoch, step: epoch * 3, discriminatorLoss: 0.7, generatorLoss: 0.6,
    accuracyReal: 0.5, accuracyFake: 0.25, run: run)
  return try EpochImage(
    info: info,
    networks: [(NetworkName.generator, network(300)), (NetworkName.discriminator, network(20))],
    path: "test")
}

/// The bytes of an archive of the first epochs, made in one go.
func wholeArchive(epochs: Int) throws -> [UInt8] {
  let folder = try TemporaryFolder()
  let appender = try ArchiveAppender(path: folder.archive)
  for epoch in 1...epochs { try appender.append(image(epoch: epoch)) }
  return try bytes(at: folder.archive)
}
