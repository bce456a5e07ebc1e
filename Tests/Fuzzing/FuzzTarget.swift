/// A parser under test: `tools/fuzz` feeds it one input after the other.
struct FuzzTarget: Sendable {
  /// As `tools/fuzz` takes it.
  let name: String
  /// Valid inputs, from which the fuzzer starts.
  let seeds: @Sendable () throws -> [[UInt8]]
  /// Parses an input; traps when something accepted breaks a promise of the parser.
  let parse: @Sendable ([UInt8]) throws -> Void
  /// Makes checksums and the like right again, so that what they protect is reached.
  var repair: (@Sendable ([UInt8]) -> [UInt8])?

  static let all = [
    npz, npy, idx, gzip, latents, safetensors, store, archive, append, recipe, gate, checkpoint,
    progress, records, png,
  ]

  /// The one that the environment names.
  static let chosen: FuzzTarget = {
    let name = environment("FUZZ_TARGET") ?? ""
    guard let target = all.first(where: { $0.name == name }) else {
      fatalError("no target '\(name)'")
    }
    return target
  }()
}

/// Dies, as the fuzzer's finding, when a promise of a parser is broken.
///
/// Unlike `precondition` it says where, optimised too.
func expect(
  _ isKept: Bool, _ promise: String = "broken promise", file: StaticString = #file,
  line: UInt = #line
) {
  if !isKept { fatalError(promise, file: file, line: line) }
}

/// A file that the parsers of files read, one after the other.
let scratchPath: String = {
  guard let folder = environment("FUZZ_SCRATCH") else {
    fatalError("FUZZ_SCRATCH names no folder")
  }
  return folder + "/input"
}()
