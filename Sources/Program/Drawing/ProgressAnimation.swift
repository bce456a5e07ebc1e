import CheckpointArchive
import DurableFiles
import Pictures

/// The sheets of many checkpoints one after the other: an animated PNG, and a PNG for each frame.
public struct ProgressAnimation: Sendable {
  /// How long each frame but the last is shown.
  public let milliseconds: Int
  /// Where the animation goes.
  public let path: String
  /// The folder of the frames, `frame_0001.png` and so on.
  public let framesFolder: String

  /// Milliseconds a frame can be shown.
  public static let millisecondsRange = 10...60_000
  /// The last frame is shown this long, or as long as the others when that is longer.
  private static let lastMilliseconds = 2000
  /// All frames are in memory at once, a byte for each pixel.
  private static let maximumPixels = 1 << 28

  /// How many sheets of this layout an animation holds.
  public static func frameLimit(of layout: SheetLayout) -> Int {
    maximumPixels / (layout.width * layout.height)
  }

  /// The least interval of 1, 2, 5, 10, 20 and so on whose multiples among the epochs of an archive,
  /// and its last epoch, fit into an animation.
  public static func interval(fitting layout: SheetLayout, of archive: ArchiveReader) -> Int {
    let limit = max(1, frameLimit(of: layout))
    var interval = 1
    while archive.epochs(every: interval).count > limit {
      interval = String(interval).first == "2" ? interval / 2 * 5 : interval * 2
    }
    return interval
  }

  /// An animation.
  ///
  /// - Precondition: `milliseconds` is in `millisecondsRange`.
  public init(milliseconds: Int, path: String, framesFolder: String) {
    precondition(Self.millisecondsRange.contains(milliseconds))
    self.milliseconds = milliseconds
    self.path = path
    self.framesFolder = framesFolder
  }

  /// Draws the checkpoints in their order; frames of an earlier, longer animation are removed.
  ///
  /// Frames that are there already stay; a damaged checkpoint is noted in the outcome and left out.
  ///
  /// - Parameters:
  ///   - infos: At least one checkpoint.
  ///   - sheets: Draws each frame.
  ///   - progress: Gets the checkpoint that is drawn.
  /// - Returns: What was written, kept and removed.
  /// - Throws: `DrawingError.animationTooLarge`, `.animationIsFrame`, `FileError`, `PictureError`; errors of the archive
  ///   other than damage.
  public func draw(
    _ infos: [CheckpointInfo], from sheets: SampleSheets, progress: (CheckpointInfo) -> Void
  ) throws -> DrawingOutcome {
    let layout = sheets.layout
    guard infos.count <= Self.frameLimit(of: layout) else {
      throw DrawingError.animationTooLarge(
        frames: infos.count, width: layout.width, height: layout.height, limit: Self.maximumPixels)
    }
    let places = framePaths(count: infos.count)
    for place in [path] + places { try prepareOutput(at: place, as: .png) }
    if let frame = places.first(where: { areSamePlace($0, path) }) {
      throw DrawingError.animationIsFrame(path: path, frame: frame)
    }
    var outcome = DrawingOutcome()
    let isCurrent = try texts(infos, sheets).match(fileAt: path)
    let areFramesCurrent = try zip(infos, places).allSatisfy {
      try sheets.texts(of: $0).match(fileAt: $1)
    }
    if isCurrent && areFramesCurrent {
      outcome.unchanged = [path] + places
    } else {
      let frames = try infos.compactMap { info in
        defer { progress(info) }
        return try outcome.collect(info) { (info, try sheets.picture(of: info)) }
      }
      try write(frames, from: sheets, into: &outcome)
    }
    try removeFrames(after: outcome.unchanged + outcome.written, into: &outcome)
    return outcome
  }

  /// Writes the frames, then the animation, which says that they are all there.
  private func write(
    _ frames: [(info: CheckpointInfo, picture: Picture)], from sheets: SampleSheets,
    into outcome: inout DrawingOutcome
  ) throws {
    if frames.isEmpty { return }
    func write(_ path: String, _ texts: PictureTexts, _ bytes: () throws -> [UInt8]) throws {
      if try texts.match(fileAt: path) {
        outcome.unchanged.append(path)
      } else {
        try replaceFile(at: path, contents: bytes())
        outcome.written.append(path)
      }
    }
    for (frame, place) in zip(frames, framePaths(count: frames.count)) {
      let texts = sheets.texts(of: frame.info)
      try write(place, texts) { try pngBytes(frame.picture, text: texts.all) }
    }
    let texts = texts(frames.map(\.info), sheets)
    try write(path, texts) {
      try animatedPNGBytes(
        frames.map(\.picture), millisecondsPerFrame: milliseconds, loops: 0,
        lastFrameMilliseconds: max(milliseconds, Self.lastMilliseconds), text: texts.all)
    }
  }

  private func texts(_ infos: [CheckpointInfo], _ sheets: SampleSheets) -> PictureTexts {
    let generators = infos.map { "\($0.name) \($0.generatorSha256)" }.joined(separator: "\n")
    return sheets.texts([
      ("Generators SHA-256", generators), ("Delay", "\(milliseconds) ms"),
    ])
  }

  // MARK: - Names of frames

  private static let prefix = "frame_"
  private static let suffix = ".png"

  private func framePaths(count: Int) -> [String] {
    let width = max(4, String(count).count)
    return (0..<count).map { index in
      let digits = String(index + 1)
      let zeros = String(repeating: "0", count: width - digits.count)
      return "\(framesFolder)/\(Self.prefix)\(zeros)\(digits)\(Self.suffix)"
    }
  }

  /// Removes the numbered frames that are not of this animation, if this program made them.
  private func removeFrames(after current: [String], into outcome: inout DrawingOutcome) throws {
    let current = Set(current)
    if current.isEmpty { return }
    for name in try namesInFolder(framesFolder) {
      let digits = name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)
      let path = "\(framesFolder)/\(name)"
      guard name == "\(Self.prefix)\(digits)\(Self.suffix)", !digits.isEmpty,
        digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
        !current.contains(path), try PictureTexts.areOurs(inFileAt: path)
      else { continue }
      try removeFile(at: path)
      outcome.removed.append(path)
    }
  }
}
