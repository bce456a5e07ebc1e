import ArgumentParser
import CommandSupport
import Drawing
import NumpyFiles

/// What the generators draw from.
struct LatentOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Key of the latents: the same ones for every checkpoint. (default: 1)", valueName: "n"),
    transform: wholeNumber(in: 0...UInt64.max))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Take the latents of a .npy file instead, float32 or float64, [count, latent].",
      valueName: "path"))
  var latents: String?

  @Flag(help: "Take the latent that is zero throughout instead.")
  var zeros = false

  func validate() throws {
    try check(latents, "--latents")
    if [seed != nil, latents != nil, zeros].count(where: { $0 }) > 1 {
      throw ValidationError("--seed, --latents and --zeros exclude each other; give one of them")
    }
  }

  /// The latents, those of the file read.
  ///
  /// - Throws: `NumpyError`, `FileError`.
  var source: Latents {
    get throws {
      if zeros { return .zeros }
      if let latents {
        return .file(try NumpyMatrix(path: latents, limit: Latents.fileLimit))
      }
      return .seed(seed ?? Latents.defaultSeed)
    }
  }
}
