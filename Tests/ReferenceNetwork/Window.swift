/// The pairs of pixels that a strided window connects, the same for a convolution and its adjoint.
///
/// Tap `(u, v)` of a `taps` x `taps` kernel connects the pixel `(i, j)` of the small grid with
///
///     (i * stride + u - padding, j * stride + v - padding)
///
/// of the large grid, unless that lies outside.
public struct Window: Sendable {
  /// Height and width of the two grids.
  public let large, small: Int
  /// Height and width of the kernel.
  public let taps: Int
  /// Large pixels per small pixel, and how far the first window reaches over the edge.
  public let stride, padding: Int

  /// A window of the given geometry.
  public init(large: Int, small: Int, taps: Int, stride: Int, padding: Int) {
    self.large = large
    self.small = small
    self.taps = taps
    self.stride = stride
    self.padding = padding
  }

  /// Calls `body` for every connected pair of pixels of `images` images, by index `[N, H, W]`.
  @inline(__always)
  func forEachPair(images: Int, _ body: (_ large: Int, _ small: Int, _ tap: Int) -> Void) {
    for image in 0..<images {
      for i in 0..<small {
        for j in 0..<small {
          for u in 0..<taps {
            for v in 0..<taps {
              let row = i * stride + u - padding
              let column = j * stride + v - padding
              if row < 0 || row >= large || column < 0 || column >= large { continue }
              body(
                (image * large + row) * large + column, (image * small + i) * small + j,
                u * taps + v)
            }
          }
        }
      }
    }
  }
}
