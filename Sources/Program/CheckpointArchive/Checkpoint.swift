import Experiment
import Tensors

/// One trained epoch.
public struct Checkpoint: Sendable {
  /// What `checkpoint.json` says.
  public let info: CheckpointInfo
  /// The networks' parameters in Keras's layouts, by file name.
  let networks: [String: [NamedTensor]]
  /// The archive's path, for messages.
  let path: String

  /// Such as `e050`.
  public var name: String { info.name }

  /// The parameters of the network that makes images.
  ///
  /// - Throws: `ArchiveError.missingNetwork`.
  public var generator: [NamedTensor] {
    get throws { try network(NetworkName.generator) }
  }

  /// The parameters of the network that judges them.
  ///
  /// - Throws: `ArchiveError.missingNetwork`.
  public var discriminator: [NamedTensor] {
    get throws { try network(NetworkName.discriminator) }
  }

  private func network(_ name: String) throws(ArchiveError) -> [NamedTensor] {
    guard let tensors = networks[EpochImage.fileName(of: name)] else {
      throw .missingNetwork(path: path, checkpoint: self.name, name: name)
    }
    return tensors
  }
}
