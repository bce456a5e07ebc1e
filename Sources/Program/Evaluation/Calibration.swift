import Judging

extension TestSetReference {
  /// Rows of the calibration.
  public static let calibrationRows = 4

  /// Measures images of which one knows what they are, as many as there are test images, as if a generator
  /// had made them.
  ///
  /// - Parameter progress: Gets the number of rows done, on this thread.
  /// - Returns: First what no generator surpasses, then what any should.
  /// - Throws: `FileError`; `StoreError.changed`.
  public func calibration(progress: (_ done: Int) -> Void) throws -> [CalibrationRow] {
    let images = try CalibrationImages(of: store, kernels: engine.kernels)
    let left = mostFrequentClass
    let kinds: [(name: String, images: () throws -> [UInt8])] = [
      ("training images", { try images.training() }),
      ("without class \(left)", { try images.training(without: left) }),
      ("blurred", { blurred(try images.training()) }),
      ("uniform noise", { images.noise() }),
    ]
    return try kinds.enumerated().map { index, kind in
      let row = CalibrationRow(
        name: kind.name, report: try report(images: kind.images(), seed: 1))
      progress(index + 1)
      return row
    }
  }

  /// The class of most test images, the first of equals.
  private var mostFrequentClass: Int {
    classCounts.indices.reduce(0) { classCounts[$1] > classCounts[$0] ? $1 : $0 }
  }
}
