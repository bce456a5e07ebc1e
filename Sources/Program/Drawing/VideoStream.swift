import Pictures

/// Pictures as video, frame by frame, until nobody reads any more.
struct VideoStream {
  /// Takes the next bytes; tells whether somebody reads them.
  typealias Write = ([UInt8]) throws -> Bool

  private let milliseconds: Int
  private var video: Y4MVideo?
  private var last: [UInt8] = []
  /// Whether somebody still reads.
  private(set) var isRead = true

  /// A video in which each frame is shown for so long.
  init(milliseconds: Int) { self.milliseconds = milliseconds }

  /// Writes a frame, all of one size.
  ///
  /// - Throws: What `write` throws.
  mutating func append(_ picture: Picture, _ write: Write) throws {
    guard isRead else { return }
    let stream =
      video
      ?? Y4MVideo(
        width: picture.width, height: picture.height, millisecondsPerFrame: milliseconds)
    last = stream.frame(picture)
    isRead = try write(video == nil ? stream.header + last : last)
    video = stream
  }

  /// Repeats the last frame until it has been shown for so long.
  ///
  /// - Throws: What `write` throws.
  mutating func hold(_ lastMilliseconds: Int, _ write: Write) throws {
    let shown = max(1, (lastMilliseconds + milliseconds - 1) / milliseconds)
    for _ in 1..<shown where isRead && video != nil { isRead = try write(last) }
  }
}
