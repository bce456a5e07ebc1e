import CheckpointArchive
import Networks
import NeuralNetwork
import Pictures

/// Many images of one generator, for programs that measure them: any number of them, made piece by
/// piece.
///
/// They are data as MNIST is: 0 the background, 1 or 255 the stroke.
public struct SampleSet: Sendable {
  /// How many.
  public let count: Int
  /// Key of the latents: the first images of many are those of few, and those of a sheet.
  public let seed: UInt64
  /// Where the latents are cut off, as in `sampleLatents`; nil for nowhere.
  public let truncation: Float?

  /// Images of a set.
  public static let countRange = 1...10_000_000
  /// Where latents can be cut off: nearer to 0 drawing again takes long, further away none are.
  public static let truncationRange: ClosedRange<Float> = 0.1...10
  /// Images in memory at once: whole shards, and latents in whole groups of random numbers.
  private static let pieceCount = 1024

  /// - Precondition: `count` and `truncation` are in their ranges.
  public init(count: Int, seed: UInt64 = Latents.defaultSeed, truncation: Float? = nil) {
    precondition(
      Self.countRange.contains(count)
        && (truncation.map(Self.truncationRange.contains) ?? true))
    (self.count, self.seed, self.truncation) = (count, seed, truncation)
  }

  /// What tells the name of a set from that of others of the same checkpoint.
  public var nameSuffix: String {
    "_\(count)" + Latents.seed(seed).nameSuffix
      + (truncation.map { "_truncation\($0)" } ?? "")
  }

  /// A generator that makes the set.
  ///
  /// - Throws: `ArchiveError`, `DrawingError.unusableNetwork`, `.tooManySamples`, `FileError`,
  ///   `KernelError`.
  func source(
    of info: CheckpointInfo, in archive: ArchiveReader, threads: Int
  ) throws -> Source {
    let dimension = info.run.options.latentDim
    guard count <= RandomStream.mostWords / dimension else {
      throw DrawingError.tooManySamples(
        count: count, limit: RandomStream.mostWords / dimension, latent: dimension)
    }
    let engine = try Engine(threads: threads)
    return Source(
      set: self,
      generator: try usableGenerator(of: archive.checkpoint(epoch: info.epoch), engine: engine),
      engine: engine)
  }

  /// Makes the images of a set in their order.
  struct Source {
    fileprivate let set: SampleSet
    fileprivate let generator: GeneratorModel
    fileprivate let engine: Engine
    private(set) var done = 0

    /// The kernels that compute.
    var instructionSet: String { engine.kernels.name }

    fileprivate init(set: SampleSet, generator: GeneratorModel, engine: Engine) {
      (self.set, self.generator, self.engine) = (set, generator, engine)
    }

    /// The next images `[_, 28, 28]`, 0...1; nil behind the last.
    mutating func next() -> [Float]? {
      let images = done..<min(done + SampleSet.pieceCount, set.count)
      guard !images.isEmpty else { return nil }
      let latents = sampleLatents(
        seed: set.seed, images: images, dimension: generator.latentDimension,
        truncation: set.truncation, engine: engine)
      done = images.upperBound
      return generator.images(latents: latents, count: images.count)
    }
  }
}
