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
    try writeStore(
      at: run.path + "/data/mnist.safetensors",
      train: LabelledImages(images: [UInt8](repeating: 7, count: 8 * 784), labels: []),
      test: LabelledImages(images: [UInt8](repeating: 7, count: 6 * 784), labels: []),
      metadata: [:])
    try run.evaluate.expect(
      fails: 65,
      """
      error: 'data/mnist.safetensors' has images without labels, of which there can be no judge; \
      measure the discriminator alone with --no-judge
      """)
    #expect(try run.evaluate.run(["--no-judge", "--quiet"]) == .quietly)
  }

  @Test func theJudgeSaysWhatItLacks() throws {
    let run = try TemporaryRun()
    let end = "run 'ingest' on a data set with labels"
    func refuse(labels: (train: Int, test: Int), test: Int = 6, _ problem: String) throws {
      func split(_ count: Int, _ labels: Int) -> LabelledImages {
        LabelledImages(
          images: [UInt8](repeating: 7, count: count * 784),
          labels: (0..<labels).map { UInt8($0 % 2) })
      }
      try writeStore(
        at: run.path + "/data/mnist.safetensors", train: split(8, labels.train),
        test: split(test, labels.test), metadata: [:])
      try run.evaluate.expect(["judge"], fails: 65, "error: \(problem)")
    }
    try refuse(
      labels: (0, 6),
      "the store has no labels of its training images, which a judge learns from; \(end)")
    try refuse(
      labels: (8, 0),
      "the store has no labels of its test images, which a judge learns from; \(end)")
    try refuse(
      labels: (8, 5), test: 5,
      """
      the store has only 5 test images, and an evaluation takes 6 at least; run 'ingest' on a larger \
      data set
      """)
    #expect(try run.names(in: "data") == ["mnist.safetensors"])
  }
}
