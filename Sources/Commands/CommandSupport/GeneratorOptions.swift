import ArgumentParser
import CheckpointArchive

/// `--raw`: which generator of a checkpoint.
public struct GeneratorOptions: ParsableArguments {
  @Flag(help: "Take the generator as it was trained where there is an averaged one.")
  var raw = false

  /// The default.
  public init() {}

  /// The generator that checkpoints are to stand for.
  public var kind: GeneratorKind { raw ? .raw : .averaged }
}
