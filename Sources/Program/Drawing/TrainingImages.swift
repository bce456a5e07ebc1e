import DurableFiles
import Pictures
import TensorStore

/// A sheet of the first training images of a store.
public struct TrainingImages {
  private let store: StoreReader
  private let layout: SheetLayout
  private let toolVersion: String

  /// - Parameters:
  ///   - store: The images.
  ///   - layout: Also says how many images there are.
  ///   - toolVersion: For the picture's texts.
  /// - Throws: `DrawingError.tooFewImages`.
  public init(_ store: StoreReader, layout: SheetLayout, toolVersion: String) throws(DrawingError) {
    guard layout.count <= store.trainImages.count else {
      throw .tooFewImages(asked: layout.count, found: store.trainImages.count)
    }
    (self.store, self.layout, self.toolVersion) = (store, layout, toolVersion)
  }

  /// Writes the sheet, unless it is there already.
  ///
  /// - Throws: `StoreError.damaged` when the store's digest differs; `FileError`, `PictureError`.
  public func draw(at path: String) throws -> DrawingOutcome {
    try prepareOutput(at: path, as: .png)
    var outcome = DrawingOutcome()
    try outcome.replacePicture(at: path, texts: texts) { try file() }
    return outcome
  }

  /// The sheet as a file.
  ///
  /// - Throws: As `draw`.
  public func file() throws -> [UInt8] {
    try store.verifyPayload()
    let images = try store.pixels(Array(0..<layout.count), of: store.trainImages)
    try store.expectUnchanged()
    return try pngBytes(layout.picture(of: images), text: texts.all)
  }

  private var texts: PictureTexts {
    PictureTexts(
      toolVersion: toolVersion,
      [
        ("Images", "training images 0 to \(layout.count - 1)"),
        ("Data SHA-256", store.contentDigest.hex), ("Layout", layout.description),
      ])
  }
}
