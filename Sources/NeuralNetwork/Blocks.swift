/// How a batch is cut: blocks that stay in cache, in each a few lanes of images, a lane a work item.
///
/// The cut is fixed, and every lane has gradient accumulators of its own that are added in order;
/// so the bits never depend on the number of threads.
public enum Blocks {
  /// Images in a lane.
  public static let laneImages = 4
  /// Lanes in a block.
  public static let lanes = 8
  /// Images in a block.
  public static let images = laneImages * lanes

  /// The blocks of a batch: first image and number of images of each.
  public static func of(batch: Int) -> [(first: Int, count: Int)] {
    stride(from: 0, to: batch, by: images).map { ($0, min(images, batch - $0)) }
  }

  /// Images of `lane` in a block of `count`: first and number, which may be 0.
  static func range(lane: Int, count: Int) -> (first: Int, count: Int) {
    let first = lane * laneImages
    return (first, max(0, min(laneImages, count - first)))
  }
}
