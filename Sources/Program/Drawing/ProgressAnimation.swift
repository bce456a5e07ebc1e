import CheckpointArchive
import DurableFiles
import Pictures

/// The labelled sheets of many checkpoints one after the other: an animation, and a PNG for each frame.
public struct ProgressAnimation: Sendable {
  /// How long each frame but the last is shown.
  public let milliseconds: Int
  private let format: AnimationFormat

  /// The last frame is shown this long, or as long as the others when that is longer.
  private var lastMilliseconds: Int { max(milliseconds, 2000) }

  /// The least interval of 1, 2, 5, 10, 20 and so on whose multiples among the epochs of an archive,
  /// and its last epoch, fit into an animation.
  public static func interval(fitting layout: SheetLayout, of archive: ArchiveReader) -> Int {
    let limit = max(1, AnimationLimits.frames(of: layout))
    var interval = 1
    while archive.epochs(every: interval).count > limit {
      interval = String(interval).first == "2" ? interval / 2 * 5 : interval * 2
    }
    return interval
  }

  /// An animation.
  ///
  /// - Precondition: `milliseconds` is in `AnimationLimits.millisecondsRange`.
  public init(milliseconds: Int, format: AnimationFormat = .animatedPNG) {
    precondition(AnimationLimits.millisecondsRange.contains(milliseconds))
    self.milliseconds = milliseconds
    self.format = format
  }

  /// Draws the checkpoints in their order; frames of an earlier animation that are not among them are
  /// removed.
  ///
  /// Frames that are there already stay; a damaged checkpoint is noted in the outcome and left out.
  ///
  /// - Parameters:
  ///   - infos: At least one checkpoint.
  ///   - sheets: Draws each frame.
  ///   - path: Where the animation goes.
  ///   - folder: The folder of the frames, `frame_e001.png` and so on.
  ///   - variant: What their names have behind that of the checkpoint.
  ///   - progress: Gets the checkpoint that was drawn.
  /// - Returns: What was written, kept and removed.
  /// - Throws: `DrawingError`, `FileError`, `PictureError`; errors of the archive other than damage.
  public func draw(
    _ infos: [CheckpointInfo], from sheets: SampleSheets, at path: String, frames folder: String,
    variant: String, progress: (CheckpointInfo) -> Void
  ) throws -> DrawingOutcome {
    try AnimationLimits.check(infos.count, of: sheets.layout)
    let folder = FrameFolder(path: folder, variant: variant)
    let places = infos.map(folder.place)
    try prepareOutput(at: path, as: format.kind)
    for place in places { try prepareOutput(at: place, as: .png) }
    if let frame = places.first(where: { areSamePlace($0, path) }) {
      throw DrawingError.animationIsFrame(path: path, frame: frame)
    }
    var outcome = DrawingOutcome()
    let isCurrent = try format == .animatedPNG && texts(infos, sheets).match(fileAt: path)
    let areFramesCurrent = try zip(infos, places).allSatisfy {
      try sheets.texts(of: $0).match(fileAt: $1)
    }
    if isCurrent && areFramesCurrent {
      outcome.unchanged = [path] + places
    } else {
      let file = try file(of: infos, from: sheets, into: &outcome) { info, picture, outcome in
        let texts = sheets.texts(of: info)
        try outcome.replacePicture(at: folder.place(of: info), texts: texts) {
          try pngBytes(picture, text: texts.all)
        }
        progress(info)
      }
      // Last, as it says that the frames are all there.
      if let file { try outcome.replaceFile(at: path, contents: file) }
    }
    try folder.removeFrames(besides: outcome.unchanged + outcome.written, into: &outcome)
    return outcome
  }

  /// The animation as a file, without the frames; nil when no checkpoint can be drawn.
  ///
  /// - Returns: Also the checkpoints that could not be drawn.
  /// - Throws: As `draw`.
  public func file(
    of infos: [CheckpointInfo], from sheets: SampleSheets, progress: (CheckpointInfo) -> Void
  ) throws -> (bytes: [UInt8]?, outcome: DrawingOutcome) {
    try AnimationLimits.check(infos.count, of: sheets.layout)
    var outcome = DrawingOutcome()
    let bytes = try file(of: infos, from: sheets, into: &outcome) { info, _, _ in progress(info) }
    return (bytes, outcome)
  }

  /// Writes the checkpoints as video, as many as there are.
  ///
  /// - Parameters:
  ///   - infos: The checkpoints.
  ///   - sheets: Draws each frame.
  ///   - progress: Gets the checkpoint that was drawn.
  ///   - write: Takes the next bytes; tells whether somebody reads them, else nothing more is drawn.
  /// - Returns: The checkpoints that could not be drawn.
  /// - Throws: As `draw`, and what `write` throws.
  public func writeVideo(
    of infos: [CheckpointInfo], from sheets: SampleSheets, progress: (CheckpointInfo) -> Void,
    to write: ([UInt8]) throws -> Bool
  ) throws -> DrawingOutcome {
    var outcome = DrawingOutcome()
    var stream = VideoStream(milliseconds: milliseconds)
    for info in infos where stream.isRead {
      if let picture = try outcome.collect(info, { try sheets.picture(of: info) }) {
        try stream.append(picture, write)
      }
      progress(info)
    }
    try stream.hold(lastMilliseconds, write)
    return outcome
  }

  /// Draws what can be drawn; `body` gets each frame.
  private func file(
    of infos: [CheckpointInfo], from sheets: SampleSheets, into outcome: inout DrawingOutcome,
    _ body: (CheckpointInfo, CompressedPicture, inout DrawingOutcome) throws -> Void
  ) throws -> [UInt8]? {
    var frames = AnimationFrames(format)
    var drawn: [CheckpointInfo] = []
    for info in infos {
      guard let picture = try outcome.collect(info, { try sheets.picture(of: info) }) else {
        continue
      }
      let compressed = try CompressedPicture(picture)
      try frames.append(picture, compressed: compressed)
      drawn.append(info)
      try body(info, compressed, &outcome)
    }
    return drawn.isEmpty
      ? nil
      : try frames.file(
        milliseconds: milliseconds, lastMilliseconds: lastMilliseconds,
        texts: texts(drawn, sheets))
  }

  private func texts(_ infos: [CheckpointInfo], _ sheets: SampleSheets) -> PictureTexts {
    sheets.texts([sheets.generatorLines(of: infos), ("Delay", "\(milliseconds) ms")])
  }
}
