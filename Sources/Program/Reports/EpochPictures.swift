import CheckpointArchive
import Drawing
import Evaluation
import Networks
import TensorStore
import WebPages

/// What a report shows of an epoch of a run, as PNG files in base64.
struct EpochPictures: Encodable {
  /// Digits of fixed latents, six rows of ten.
  let digits: String
  /// A walk between digits, four rows of ten.
  let walk: String
  /// Ten digits above the training images nearest to them; nil without a store.
  let nearest: String?
  /// How many digits the judge takes for each class; nil without a judge.
  let classes: [Int]?
}

/// The pictures of a run, and what could not be drawn.
struct RunPictures {
  /// By epoch.
  let epochs: [Int: EpochPictures]
  /// The first ten digits of each epoch as a strip, for the page without a slider.
  let strips: [Int: String]
  /// Names of the epochs whose networks are damaged.
  let damaged: [String]

  /// Draws the pictures of a run.
  ///
  /// - Parameters:
  ///   - epochs: Those wanted; what the archive lacks is left out.
  ///   - archive: The run's.
  ///   - drawing: Draws the digits.
  ///   - store: Training images of the run's data, and the search among them; nil without.
  ///   - outcome: Gets the epochs whose networks are damaged.
  ///   - progress: Gets each epoch that is done.
  /// - Throws: `StoreError`, `FileError`, `PictureError`; errors of the archive other than damage.
  init(
    of epochs: [Int], in archive: ArchiveReader, by drawing: EpochDrawing,
    among store: (store: StoreReader, search: NearestImages)?,
    noting outcome: inout DrawingOutcome, progress: () -> Void
  ) throws {
    let earlier = outcome.failures.count
    var drawn: [(epoch: Int, digits: EpochDrawing.Digits)] = []
    for info in archive.epochs where epochs.contains(info.epoch) {
      let digits = try outcome.collect(info) {
        try drawing.digits(of: archive.checkpoint(epoch: info.epoch))
      }
      if let digits { drawn.append((info.epoch, digits)) }
      progress()
    }
    damaged = outcome.failures[earlier...].map(\.checkpoint)
    let nearest = try store.map { try Self.nearest(to: drawn.map(\.digits), in: $0) }
    var pictures: [Int: EpochPictures] = [:]
    var strips: [Int: String] = [:]
    for (place, (epoch, digits)) in drawn.enumerated() {
      let row = Array(digits.fixed.prefix(EpochDrawing.columns * Generator.pixels))
      pictures[epoch] = EpochPictures(
        digits: base64(try sheet(of: digits.fixed, rows: EpochDrawing.rows)),
        walk: base64(try sheet(of: digits.walk, rows: EpochDrawing.walkRows)),
        nearest: try nearest.map { base64(try sheet(of: row + $0[place], rows: 2)) },
        classes: digits.classCounts)
      strips[epoch] = base64(try sheet(of: row, rows: 1))
    }
    self.epochs = pictures
    self.strips = strips
  }

  /// For each epoch the training images nearest to its first ten digits, `[10, 28, 28]`.
  private static func nearest(
    to digits: [EpochDrawing.Digits], in store: (store: StoreReader, search: NearestImages)
  ) throws -> [[Float]] {
    let indices = try store.search.nearest(to: digits.flatMap(\.first))
    return try stride(from: 0, to: indices.count, by: EpochDrawing.columns).map {
      try store.store.pixels(
        Array(indices[$0..<$0 + EpochDrawing.columns]), of: store.store.trainImages)
    }
  }
}
