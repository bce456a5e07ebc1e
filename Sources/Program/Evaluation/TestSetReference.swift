import Judging
import Metrics
import Networks
import NeuralNetwork
import TensorStore

/// What generated images are compared with: the whole test set, its features, neighbours and nearest
/// training images, computed once.
///
/// All of it, as the test set's parts differ: MNIST's halves are further apart than many a generator is
/// from the whole.
public final class TestSetReference {
  /// Neighbours that balls reach to.
  static let neighbours = 5

  let store: StoreReader
  let engine: Engine
  private let judge: JudgeModel
  private let nearest: NearestImages
  private let loop: WorkLoop

  private let features: FeatureVectors
  private let normalized: FeatureVectors
  private let statistics: GaussianStatistics
  private let radii: NeighbourRadii
  private let predictions: ClassPredictions
  let classCounts: [Int]
  private let distances: [Double]

  /// The test images of `store`, as `judge`, which is of its data, sees them.
  ///
  /// - Precondition: There are more than five test images.
  /// - Throws: `ModelFileError`, `FileError`, `StoreError`.
  public init(store: StoreReader, judge: TrainedJudge, engine: Engine) throws {
    self.store = store
    self.engine = engine
    self.judge = try judge.model(on: engine)
    loop = WorkLoop { items, body in engine.run(items: items) { item, _ in body(item) } }
    nearest = try NearestImages(of: store, threads: engine.threads)
    let images = try store.bytes(0..<store.testImages.count, of: store.testImages)
    let opinions = self.judge.opinions(of: images)
    features = FeatureVectors(opinions.features, dimension: self.judge.featureCount)
    normalized = features.normalized
    statistics = GaussianStatistics(of: features, on: loop)
    radii = NeighbourRadii(of: normalized, k: Self.neighbours, on: loop)
    predictions = ClassPredictions(logits: opinions.logits, classes: self.judge.classes)
    classCounts = judge.confusion.map { $0.reduce(0, +) }
    distances = try nearest.distances(of: images)
  }

  /// Compares images with the test set.
  ///
  /// - Parameters:
  ///   - images: `[count, 28, 28]`, 0...255; more than five.
  ///   - seed: Key of the kernel distance's subsets.
  /// - Returns: The metrics of the images.
  /// - Throws: `FileError`; `StoreError.changed`.
  public func report(images: [UInt8], seed: UInt64) throws -> QualityReport {
    let opinions = judge.opinions(of: images)
    let fake = FeatureVectors(opinions.features, dimension: judge.featureCount)
    let fakeNormalized = fake.normalized
    let said = ClassPredictions(logits: opinions.logits, classes: judge.classes)
    let kernel = KernelDistance(
      real: features, fake: fake,
      subsets: kernelSubsets(
        real: features.count, fake: fake.count,
        random: RandomStream(seed: seed, kernels: engine.kernels)), on: loop)
    let neighbours = NeighbourMetrics(
      real: normalized, fake: fakeNormalized, realRadii: radii,
      fakeRadii: NeighbourRadii(of: fakeNormalized, k: Self.neighbours, on: loop), on: loop)
    let balance = ClassBalance(fake: said.histogram, real: classCounts)
    let copies = CopyStatistics(
      fake: try nearest.distances(of: images), test: distances, resolution: 1.0 / 255)
    return QualityReport(
      frechetDistance: FrechetDistance(statistics, GaussianStatistics(of: fake, on: loop)).value,
      kernelDistance: kernel.mean, kernelDistanceDeviation: kernel.deviation,
      classifierScore: said.classifierScore, classifierScoreReal: predictions.classifierScore,
      confidence: said.confidence, classKl: balance.divergence,
      missingClasses: balance.missing.count, precision: neighbours.precision,
      recall: neighbours.recall, density: neighbours.density, coverage: neighbours.coverage,
      copies: copies.share, neighbourRatio: copies.medianRatio,
      meanPixel: Double(images.reduce(0) { $0 + Int($1) }) / Double(255 * images.count))
  }
}
