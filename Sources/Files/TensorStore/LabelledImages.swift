/// One split to be stored: images `[N, 28, 28]` and labels `[N]`, both unsigned bytes.
public struct LabelledImages: Sendable {
  /// The pixels, row by row; empty for a split that is not there.
  public let images: [UInt8]
  /// One label an image, 0...9; empty when there are none.
  public let labels: [UInt8]

  /// - Precondition: 784 bytes an image, and a label for each or for none.
  public init(images: [UInt8], labels: [UInt8]) {
    precondition(
      images.count % 784 == 0 && (labels.isEmpty || images.count == labels.count * 784))
    self.images = images
    self.labels = labels
  }

  /// The number of images.
  public var count: Int { images.count / 784 }
}
