import CheckpointArchive
import Tensors

/// What a run keeps of the networks in training; a lazy collection copies one tensor at a time.
public struct RunTensors {
  /// Parameters of each network, in the archive's order.
  let networks: [EpochImage.Network]
  /// Parameters and Adam moments of all networks, as they go into the state: the parameters of a
  /// network have its name and a dot before theirs.
  let state: any Collection<NamedTensor>
  /// Adam updates made.
  let generatorUpdates, discriminatorUpdates: Int

  /// All of it, as it is now.
  public init(
    networks: [EpochImage.Network], state: any Collection<NamedTensor>, generatorUpdates: Int,
    discriminatorUpdates: Int
  ) {
    self.networks = networks
    self.state = state
    self.generatorUpdates = generatorUpdates
    self.discriminatorUpdates = discriminatorUpdates
  }
}
