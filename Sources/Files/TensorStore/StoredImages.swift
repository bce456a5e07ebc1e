import DurableFiles
import Safetensors

/// The images of one split in a store: unsigned bytes `[count, height, width]`.
public struct StoredImages: Sendable {
  /// Images, and pixels of one.
  public let count, height, width: Int
  let offset: Int

  init(_ entry: SafetensorsHeader.Entry) {
    (count, height, width) = (entry.shape[0], entry.shape[1], entry.shape[2])
    offset = entry.byteRange.lowerBound
  }
}
