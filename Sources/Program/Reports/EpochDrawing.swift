import CheckpointArchive
import Drawing
import Judging
import Networks
import NeuralNetwork
import Pictures

/// Draws what a report shows of an epoch: digits of the same latents for all of them.
final class EpochDrawing {
  private let engine: Engine
  private let judge: JudgeModel?
  private let seed: UInt64

  /// Digits a row.
  static let columns = 10
  /// Rows of digits of fixed latents, and of the walk between the first of these.
  static let rows = 6
  static let walkRows = 4
  /// Digits whose classes are counted.
  static let countedDigits = 250

  /// - Parameters:
  ///   - judge: Tells the classes; nil when there is none.
  ///   - seed: Key of the latents, as of `render grid`.
  ///   - engine: Computes.
  /// - Throws: `ModelFileError`.
  init(judge: TrainedJudge?, seed: UInt64, engine: Engine) throws {
    self.engine = engine
    self.judge = try judge?.model(on: engine)
    self.seed = seed
  }

  /// The digits of an epoch.
  struct Digits {
    /// `[rows * columns, 28, 28]`, 0...1: the first ones of the seed.
    let fixed: [Float]
    /// `[walkRows * columns, 28, 28]`: each row on the way from one digit to the next, the last row from
    /// the fourth to the first.
    let walk: [Float]
    /// How many of `countedDigits` the judge takes for each class; nil without a judge.
    let classCounts: [Int]?

    /// Those of the first row, 0...255, whose nearest training images are shown.
    var first: [UInt8] {
      fixed.prefix(EpochDrawing.columns * Generator.pixels).map(roundedPixel)
    }
  }

  /// Draws the digits of a checkpoint.
  ///
  /// - Throws: `DrawingError.unusableNetwork`; errors of the archive.
  func digits(of checkpoint: Checkpoint) throws -> Digits {
    let dimension = checkpoint.info.run.options.latentDim
    let generator = try usableGenerator(of: checkpoint, engine: engine)
    let shown = Self.rows * Self.columns
    let count = judge == nil ? shown : Self.countedDigits
    let latents = sampleLatents(seed: seed, count: count, dimension: dimension, engine: engine)
    let images = generator.images(latents: latents, count: count)
    let steps = Self.walkRows * Self.columns
    let path = LatentWalk(
      stations: Array(latents.prefix(Self.walkRows * dimension)), stationCount: Self.walkRows,
      vectorCount: 1, dimension: dimension, steps: steps)
    let walk = generator.images(latents: (0..<steps).flatMap(path.vectors), count: steps)
    return Digits(
      fixed: Array(images.prefix(shown * Generator.pixels)), walk: walk,
      classCounts: judge.map { counts(images, count, by: $0) })
  }

  private func counts(_ images: [Float], _ count: Int, by judge: JudgeModel) -> [Int] {
    let pixels = images.map { Float(roundedPixel($0)) / 255 }
    let logits = judge.opinions(images: pixels, count: count).logits
    var counts = [Int](repeating: 0, count: judge.classes)
    for image in 0..<count {
      let own = logits[image * judge.classes..<(image + 1) * judge.classes]
      let likeliest = own.indices.max { own[$0] < own[$1] } ?? own.startIndex
      counts[likeliest - own.startIndex] += 1
    }
    return counts
  }
}

/// A pixel 0...1 as data sets have it.
func roundedPixel(_ value: Float) -> UInt8 { UInt8(min(max(value * 255, 0), 255).rounded()) }

/// Images `[count, 28, 28]`, 0...1, in rows of ten, black on white, as a PNG.
///
/// - Throws: `PictureError`.
func sheet(of images: [Float], rows: Int) throws -> [UInt8] {
  try pngBytes(
    grid(of: images, rows: rows, columns: EpochDrawing.columns, palette: .grayReversed))
}
