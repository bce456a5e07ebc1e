import DurableFiles

extension FileKind {
  /// What videos replace.
  public static let y4m = FileKind("a YUV4MPEG2 video") { $0.starts(with: Y4MVideo.magic) }
}

/// Pictures as uncompressed video that goes through a pipe, in the format of the MJPEG tools:
/// YUV4MPEG2, of luminance alone; FORMAT.md lists its tags.
///
/// Nothing is known of the number of frames in front, so the bytes can be written as they are made.
public struct Y4MVideo: Sendable {
  /// What a video begins with.
  static let magic = Array("YUV4MPEG2".utf8)
  private let width, height: Int
  /// What stands in front of the frames.
  public let header: [UInt8]

  /// - Parameters:
  ///   - width: Pixels a row.
  ///   - height: Rows.
  ///   - millisecondsPerFrame: How long every frame is shown, at least 1.
  public init(width: Int, height: Int, millisecondsPerFrame: Int) {
    precondition(millisecondsPerFrame > 0)
    (self.width, self.height) = (width, height)
    let tags = "W\(width) H\(height) F1000:\(millisecondsPerFrame) Ip A1:1 Cmono XCOLORRANGE=FULL"
    header = Self.magic + Array(" \(tags)\n".utf8)
  }

  /// The bytes of a frame.
  ///
  /// - Precondition: The picture has the size of the video.
  public func frame(_ picture: Picture) -> [UInt8] {
    precondition(picture.width == width && picture.height == height)
    return Array("FRAME\n".utf8) + picture.pixels
  }
}
