import DurableFiles
import Safetensors

/// The images of one split in a store: unsigned bytes `[count, height, width]`.
public struct StoredImages: Sendable {
  /// Images, and pixels of one.
  public let count, height, width: Int
  let offset: Int

  /// The images of a tensor; none when there is no tensor.
  init(_ entry: SafetensorsHeader.Entry?) {
    (count, height, width) = (entry?.shape[0] ?? 0, 28, 28)
    offset = entry?.byteRange.lowerBound ?? 0
  }
}
