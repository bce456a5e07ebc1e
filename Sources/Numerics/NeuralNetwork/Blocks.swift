/// How a batch is cut: blocks of at most 128 images, each into 8 tracks, and a track into what fits
/// the caches.
///
/// A track is a work item: one thread takes it through all layers and back, so that what it writes
/// stays in that thread's own caches, and its gradients go to a slot of the track's own. The cut
/// depends on the batch alone and the slots are added in order, so the bits never depend on the
/// number of threads.
public enum Blocks {
  /// Most images in a block.
  public static let images = 128
  /// Tracks of a block; those of a small one may be empty.
  public static let tracks = 8
  /// Most images in a track: they go through the first convolution together.
  package static let trackImages = images / tracks
  /// Images of a track whose transformed gradients of the second convolution are multiplied together.
  ///
  /// They fit the last-level cache; each goes through that convolution alone, in a core's own cache.
  package static let laneImages = 8

  /// The blocks of a batch: first image and number of images of each.
  public static func of(batch: Int) -> [(first: Int, count: Int)] {
    pieces(of: batch, size: images)
  }

  /// The images of track `index` in a block of `count`: first and number, which may be 0.
  ///
  /// Tracks differ by one image at most.
  public static func track(_ index: Int, count: Int) -> (first: Int, count: Int) {
    let first = count * index / tracks
    return (first, count * (index + 1) / tracks - first)
  }

  /// Cuts `count` images into pieces of `size`, the last one smaller: first image and number of each.
  package static func pieces(of count: Int, size: Int) -> [(first: Int, count: Int)] {
    stride(from: 0, to: count, by: size).map { ($0, min(size, count - $0)) }
  }
}
