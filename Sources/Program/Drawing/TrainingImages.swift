import DurableFiles
import Pictures
import TensorStore

/// Writes a sheet of the first training images of a store, unless it is there already.
///
/// - Parameters:
///   - store: The images.
///   - layout: Also says how many images there are.
///   - path: Where the picture goes.
///   - toolVersion: For the picture's texts.
/// - Returns: Whether it was written.
/// - Throws: `DrawingError.tooFewImages`; `StoreError.damaged` when the store's digest differs;
///   `FileError`, `PictureError`.
public func drawTrainingImages(
  of store: StoreReader, layout: SheetLayout, at path: String, toolVersion: String
) throws -> DrawingOutcome {
  guard layout.count <= store.trainImages.count else {
    throw DrawingError.tooFewImages(asked: layout.count, found: store.trainImages.count)
  }
  try prepareOutput(at: path, as: .png)
  var outcome = DrawingOutcome()
  let texts = PictureTexts(
    toolVersion: toolVersion,
    [
      ("Images", "training images 0 to \(layout.count - 1)"),
      ("Data SHA-256", store.contentDigest.hex), ("Layout", layout.description),
    ])
  if try texts.match(fileAt: path) {
    outcome.unchanged = [path]
  } else {
    try store.verifyPayload()
    let images = try store.pixels(Array(0..<layout.count), of: store.trainImages)
    try store.expectUnchanged()
    let bytes = try pngBytes(layout.picture(of: images), text: texts.all)
    try replaceFile(at: path, contents: bytes)
    outcome.written = [path]
  }
  return outcome
}
