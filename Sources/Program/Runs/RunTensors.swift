import Tensors

/// What a run keeps of the networks in training; a lazy collection copies one tensor at a time.
public struct RunTensors {
  /// Parameters, as they go into the archive.
  let generator, discriminator: any Collection<NamedTensor>
  /// Parameters and Adam moments of both networks, as they go into the state.
  let state: any Collection<NamedTensor>
  /// Adam updates made.
  let generatorUpdates, discriminatorUpdates: Int

  /// All of it, as it is now.
  public init(
    generator: any Collection<NamedTensor>, discriminator: any Collection<NamedTensor>,
    state: any Collection<NamedTensor>, generatorUpdates: Int, discriminatorUpdates: Int
  ) {
    self.generator = generator
    self.discriminator = discriminator
    self.state = state
    self.generatorUpdates = generatorUpdates
    self.discriminatorUpdates = discriminatorUpdates
  }
}
