import CheckpointArchive
import DurableFiles
import Networks
import Pictures

/// What one generator makes of latents that walk: an animation without a beginning or an end.
public struct Interpolation: Sendable {
  /// How long each frame is shown.
  public let milliseconds: Int
  /// Pictures of the whole walk.
  public let frames: Int
  /// Latents that each image of the sheet passes.
  public let stations: Int
  private let format: AnimationFormat

  /// Pictures of a walk.
  public static let frameRange = 2...10_000
  /// Latents that an image passes.
  public static let stationRange = 2...100

  /// A walk.
  ///
  /// - Precondition: `frames` and `stations` are in their ranges, and `milliseconds` in
  ///   `AnimationLimits.millisecondsRange`.
  public init(
    milliseconds: Int, frames: Int, stations: Int, format: AnimationFormat = .animatedPNG
  ) {
    precondition(
      AnimationLimits.millisecondsRange.contains(milliseconds) && Self.frameRange.contains(frames)
        && Self.stationRange.contains(stations))
    self.milliseconds = milliseconds
    self.frames = frames
    self.stations = stations
    self.format = format
  }

  /// Writes the animation, unless it is there already.
  ///
  /// - Parameters:
  ///   - info: The checkpoint.
  ///   - sheets: Draw each frame; their latents are the stations, those of the first station of all
  ///     images in front.
  ///   - path: Where it goes.
  ///   - progress: Gets the number of frames that are drawn.
  /// - Returns: Whether it was written or kept.
  /// - Throws: `ArchiveError`, `DrawingError`, `FileError`, `PictureError`.
  public func draw(
    _ info: CheckpointInfo, from sheets: SampleSheets, at path: String, progress: (Int) -> Void
  ) throws -> DrawingOutcome {
    try AnimationLimits.check(frames, of: sheets.layout)
    try prepareOutput(at: path, as: format.kind)
    var outcome = DrawingOutcome()
    if try format == .animatedPNG && texts(info, sheets).match(fileAt: path) {
      outcome.unchanged = [path]
    } else {
      try outcome.replaceFile(
        at: path, contents: file(of: info, from: sheets, progress: progress))
    }
    return outcome
  }

  /// The animation as a file.
  ///
  /// - Throws: As `draw`.
  public func file(
    of info: CheckpointInfo, from sheets: SampleSheets, progress: (Int) -> Void
  ) throws -> [UInt8] {
    try AnimationLimits.check(frames, of: sheets.layout)
    var drawn = AnimationFrames(format)
    try forEachPicture(info, sheets) { picture, count in
      try drawn.append(picture)
      progress(count)
      return true
    }
    return try drawn.file(
      milliseconds: milliseconds, lastMilliseconds: milliseconds, texts: texts(info, sheets))
  }

  /// Writes one round of the walk as video.
  ///
  /// - Parameters:
  ///   - info: The checkpoint.
  ///   - sheets: As of `draw`.
  ///   - progress: Gets the number of frames that are drawn.
  ///   - write: Takes the next bytes; tells whether somebody reads them, else nothing more is drawn.
  /// - Throws: As `draw`, and what `write` throws.
  public func writeVideo(
    of info: CheckpointInfo, from sheets: SampleSheets, progress: (Int) -> Void,
    to write: ([UInt8]) throws -> Bool
  ) throws {
    var stream = VideoStream(milliseconds: milliseconds)
    try forEachPicture(info, sheets) { picture, count in
      try stream.append(picture, write)
      progress(count)
      return stream.isRead
    }
  }

  /// Draws the frames in their order until `body`, which gets each and how many there are by then, does
  /// not want more.
  private func forEachPicture(
    _ info: CheckpointInfo, _ sheets: SampleSheets, _ body: (Picture, Int) throws -> Bool
  ) throws {
    let count = sheets.layout.count
    let generator = try sheets.generator(of: info)
    let walk = LatentWalk(
      stations: try sheets.vectors(stations * count, for: info), stationCount: stations,
      vectorCount: count, dimension: generator.latentDimension, steps: frames)
    for step in 0..<frames {
      let picture = sheets.picture(of: walk.vectors(at: step), by: generator)
      guard try body(picture, step + 1) else { return }
    }
  }

  private func texts(_ info: CheckpointInfo, _ sheets: SampleSheets) -> PictureTexts {
    sheets.texts([
      ("Checkpoint", info.name), ("Generator SHA-256", sheets.generatorSha256(of: info)),
      ("Walk", "\(frames) frames, \(stations) stations"), ("Delay", "\(milliseconds) ms"),
    ])
  }
}
