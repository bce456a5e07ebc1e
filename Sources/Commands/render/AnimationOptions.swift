import ArgumentParser
import CommandSupport
import Drawing
import DurableFiles
import Pictures

/// Where an animation goes, and in which form.
struct AnimationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the frames as video there and nothing else, in YUV4MPEG2, which ffmpeg reads; - for "
        + "standard output.", valueName: "path"))
  var y4m: String?

  /// Refuses a path that does not fit what is written.
  ///
  /// - Throws: `ValidationError`.
  func check(output: String?, isJSON: Bool) throws {
    if y4m != nil && output != nil {
      throw ValidationError("--y4m and --output name a place both; leave one of them out")
    }
    try render.check(y4m, "--y4m", "video", endingIn: ["y4m"])
    try render.check(
      output, "--output", "an animated PNG or GIF",
      endingIn: AnimationFormat.allCases.flatMap(\.suffixes))
    try checkStandardOutput([y4m, output], isJSON: isJSON)
  }

  /// Runs `body` with what takes the bytes of the video.
  ///
  /// - Throws: `FileError`, and what `body` throws.
  func withVideo(_ body: ((_ bytes: [UInt8]) throws -> Bool) throws -> Void) throws {
    guard let y4m, y4m != standardOutputPath else { return try body(writeResult) }
    let path = outputPathWithoutLinks(y4m)
    try prepareOutput(at: path, as: .y4m)
    try replaceFile(at: path) { file in
      try body { bytes in
        try file.write(bytes)
        return true
      }
    }
  }
}

/// The format that the name of an output asks for.
func animationFormat(of output: String?) -> AnimationFormat {
  guard let ending = output.flatMap(suffix) else { return .animatedPNG }
  return AnimationFormat.allCases.first { $0.suffixes.contains(ending) } ?? .animatedPNG
}
