import TensorStore
import TestSupport
import Testing

/// What the stages say of a store without some of its parts.
@Suite struct PartialStoreTests {
  /// A run beside a store of unlabelled training images and nothing else.
  private func makeRun(epochs: [Int] = []) throws -> TemporaryRun {
    let run = try TemporaryRun(epochs: epochs)
    let images = LabelledImages(
      images: (0..<32 * 784).map { UInt8(truncatingIfNeeded: $0) }, labels: [])
    try writeStore(
      at: run.path + "/data/mnist.safetensors", train: images,
      test: LabelledImages(images: [], labels: []), metadata: [:])
    return run
  }

  @Test func trainNeedsTrainingImagesOnly() throws {
    let run = try makeRun()
    let result = try run.train.run(
      ["--epochs", "1", "--batch-size", "16", "--latent-dim", "2", "--threads", "1", "--quiet"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(try run.render.run(["real", "--quiet"]) == .quietly)
  }

  @Test func evaluateSaysWhatItLacks() throws {
    let run = try makeRun(epochs: [1])
    try run.evaluate.expect(
      fails: 65,
      """
      error: the store has no test images, which 'evaluate' needs; run 'ingest' on a data set with \
      a test split
      """)
  }
}
