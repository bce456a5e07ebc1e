/// How a batch is cut: blocks whose transformed gradients stay in the last-level cache, in each a few
/// lanes of images, a lane a work item, and in a lane groups that stay in a core's own cache.
///
/// The cut is fixed, and every lane has gradient accumulators of its own that are added in order;
/// so the bits never depend on the number of threads.
public enum Blocks {
  /// Images in a group.
  package static let groupImages = 2
  /// Images in a lane.
  public static let laneImages = 8
  /// Lanes in a block.
  public static let lanes = 4
  /// Images in a block.
  public static let images = laneImages * lanes

  /// The blocks of a batch: first image and number of images of each.
  public static func of(batch: Int) -> [(first: Int, count: Int)] {
    pieces(of: batch, size: images)
  }

  /// Images of `lane` in a block of `count`: first and number, which may be 0.
  static func range(lane: Int, count: Int) -> (first: Int, count: Int) {
    let first = lane * laneImages
    return (first, max(0, min(laneImages, count - first)))
  }

  /// The groups of a lane of `count` images: first image and number of images of each.
  static func groups(count: Int) -> [(first: Int, count: Int)] {
    pieces(of: count, size: groupImages)
  }

  private static func pieces(of count: Int, size: Int) -> [(first: Int, count: Int)] {
    stride(from: 0, to: count, by: size).map { ($0, min(size, count - $0)) }
  }
}
