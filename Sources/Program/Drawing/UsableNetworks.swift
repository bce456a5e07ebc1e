import CheckpointArchive
import Networks
import NeuralNetwork

/// The generator of a checkpoint, at work.
///
/// - Throws: `DrawingError.unusableNetwork`; `ArchiveError`, `FileError`.
public func usableGenerator(
  of checkpoint: Checkpoint, engine: Engine
) throws -> GeneratorModel {
  let tensors = try checkpoint.generator
  do {
    return try GeneratorModel(
      latentDimension: checkpoint.info.run.options.latentDim, tensors: tensors, engine: engine)
  } catch {
    throw DrawingError.unusableNetwork(checkpoint: checkpoint.name, reason: error)
  }
}

/// The discriminator of a checkpoint, at work.
///
/// - Throws: `DrawingError.unusableNetwork`; `ArchiveError`, `FileError`.
public func usableDiscriminator(
  of checkpoint: Checkpoint, engine: Engine
) throws -> DiscriminatorModel {
  let tensors = try checkpoint.discriminator
  do {
    return try DiscriminatorModel(
      filters: checkpoint.info.run.options.discriminatorFilters, tensors: tensors, engine: engine)
  } catch {
    throw DrawingError.unusableNetwork(checkpoint: checkpoint.name, reason: error)
  }
}
