import DurableFiles
import Experiment
import Safetensors
import Tensors

/// One trained epoch, whose networks are read when they are asked for.
public struct Checkpoint: Sendable {
  /// What `checkpoint.json` says.
  public let info: CheckpointInfo
  /// The archive.
  let file: ReadableFile
  /// Which generator it stands for.
  let generatorKind: GeneratorKind
  /// Where the networks' parameters lie, in Keras's layouts, by file name.
  let networks: [String: Range<Int>]

  /// Such as `e050`.
  public var name: String { info.name }

  /// The parameters of the network that makes images.
  ///
  /// - Throws: `ArchiveError.missingNetwork`, `SafetensorsError`, `FileError`.
  public var generator: [NamedTensor] {
    get throws { try network(info.generatorName(generatorKind)) }
  }

  /// The parameters of the network that judges them.
  ///
  /// - Throws: `ArchiveError.missingNetwork`, `SafetensorsError`, `FileError`.
  public var discriminator: [NamedTensor] {
    get throws { try network(NetworkName.discriminator) }
  }

  private func network(_ name: String) throws -> [NamedTensor] {
    let member = EpochImage.fileName(of: name)
    guard let range = networks[member] else {
      throw ArchiveError.missingNetwork(path: file.path, checkpoint: self.name, name: name)
    }
    let source = "\(file.path): \(self.name)/\(member)"
    let header = try SafetensorsHeader(of: file, range: range, source: source)
    return try header.tensors(of: file, from: range.lowerBound, source: source)
  }
}
