import CheckpointArchive
import Networks
import NeuralNetwork

/// Both networks of a checkpoint, measured.
public struct CheckpointQuality: Equatable, Sendable {
  /// Its generator's images.
  public let images: QualityReport
  /// Its discriminator on them and on the test images.
  public let discriminator: DiscriminatorReport
}

extension TestSetReference {
  /// Measures a checkpoint on images that its generator makes now, rounded to whole numbers 0...255.
  ///
  /// - Parameters:
  ///   - checkpoint: Of any run.
  ///   - samples: Generated images, more than five.
  ///   - seed: Key of the latents, the same for every checkpoint, and of the subsets.
  /// - Returns: The numbers, which threads do not change.
  /// - Throws: `EvaluationError.unusableNetwork`, `.notFinite`; `ArchiveError`; `FileError`;
  ///   `StoreError.changed`.
  public func quality(
    of checkpoint: Checkpoint, samples: Int, seed: UInt64
  ) throws -> CheckpointQuality {
    let (generator, discriminator) = try networks(of: checkpoint, engine: engine)
    guard let fakes = roundedImages(of: generator, samples: samples, seed: seed) else {
      throw EvaluationError.notFinite(checkpoint: checkpoint.name)
    }
    let reals = try store.bytes(0..<store.testImages.count, of: store.testImages)
    func logits(_ images: [UInt8]) -> [Float] {
      Self.pieces(of: images).flatMap {
        discriminator.logits(images: $0.pixels, count: $0.count)
      }
    }
    let (real, fake) = (logits(reals), logits(fakes))
    guard (real + fake).allSatisfy(\.isFinite) else {
      throw EvaluationError.notFinite(checkpoint: checkpoint.name)
    }
    return CheckpointQuality(
      images: try report(images: fakes, seed: seed),
      discriminator: DiscriminatorReport(realLogits: real, fakeLogits: fake))
  }

  /// The images; nil when one has a pixel that is no number.
  private func roundedImages(
    of generator: GeneratorModel, samples: Int, seed: UInt64
  ) -> [UInt8]? {
    let dimension = generator.latentDimension
    let latents = sampleLatents(seed: seed, count: samples, dimension: dimension, engine: engine)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(samples * Generator.pixels)
    for first in stride(from: 0, to: samples, by: 1024) {
      let count = min(1024, samples - first)
      let images = generator.images(
        latents: Array(latents[first * dimension..<(first + count) * dimension]), count: count)
      guard images.allSatisfy(\.isFinite) else { return nil }
      bytes += images.map { UInt8(min(max($0 * 255, 0), 255).rounded()) }
    }
    return bytes
  }
}
