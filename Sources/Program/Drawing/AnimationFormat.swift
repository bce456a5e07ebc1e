import DurableFiles
import Pictures

/// How an animation is written.
public enum AnimationFormat: CaseIterable, Sendable {
  /// Exact greys, which browsers play, and plain viewers show the first frame of.
  case animatedPNG
  /// For whatever plays nothing else.
  case gif

  /// What the names of such files end in, after the dot.
  public var suffixes: [String] {
    switch self {
    case .animatedPNG: ["apng", "png"]
    case .gif: ["gif"]
    }
  }

  var kind: FileKind {
    switch self {
    case .animatedPNG: .png
    case .gif: .gif
    }
  }
}

/// The frames of an animation, compressed one by one: none but the one being drawn is in memory as
/// pixels.
struct AnimationFrames {
  private let format: AnimationFormat
  private var pngs: [CompressedPicture] = []
  private var gifs: [GIFFrame] = []

  init(_ format: AnimationFormat) { self.format = format }

  /// Appends a frame; `compressed` is the same picture, where it was compressed for another file
  /// already.
  ///
  /// - Throws: `PictureError`.
  mutating func append(_ picture: Picture, compressed: CompressedPicture? = nil) throws {
    switch format {
    case .animatedPNG: pngs.append(try compressed ?? CompressedPicture(picture))
    case .gif: gifs.append(try GIFFrame(picture))
    }
  }

  /// The file, which is played for ever.
  ///
  /// - Throws: `PictureError`.
  func file(
    milliseconds: Int, lastMilliseconds: Int, texts: PictureTexts
  ) throws -> [UInt8] {
    switch format {
    case .animatedPNG:
      try animatedPNGBytes(
        pngs, millisecondsPerFrame: milliseconds, loops: 0,
        lastFrameMilliseconds: lastMilliseconds, text: texts.all)
    case .gif:
      animatedGIFBytes(
        gifs, millisecondsPerFrame: milliseconds, lastFrameMilliseconds: lastMilliseconds,
        text: texts.all)
    }
  }
}

/// How long the frames of animations are shown, and how many there can be.
public enum AnimationLimits {
  /// Milliseconds a frame can be shown.
  public static let millisecondsRange = 10...60_000
  /// Browsers have all frames in memory, four bytes for each pixel.
  static let pixels = 1 << 28

  /// How many pictures of this layout an animation holds.
  public static func frames(of layout: SheetLayout) -> Int {
    pixels / (layout.width * layout.height)
  }

  /// Refuses more frames than an animation holds.
  ///
  /// - Throws: `DrawingError.animationTooLarge`.
  static func check(_ frames: Int, of layout: SheetLayout) throws(DrawingError) {
    guard frames <= Self.frames(of: layout) else {
      throw .animationTooLarge(
        frames: frames, width: layout.width, height: layout.height, limit: pixels)
    }
  }
}
