import CommandSupport
import Evaluation

/// The checkpoints there are, as a table or a line of JSON.
struct CheckpointListReport {
  let checkpoints: [ListedCheckpoint]

  private struct JSONResult: Encodable {
    let checkpoints: [ListedCheckpoint]
  }

  /// Prints them on standard output.
  func print(_ options: OutputOptions) throws {
    if options.json {
      try printJSON(JSONResult(checkpoints: checkpoints))
    } else if !options.quiet {
      let rows = checkpoints.map { checkpoint in
        [
          checkpoint.checkpoint, "\(checkpoint.step)",
          "\(fixed(Double(checkpoint.bytes) / 1e6, 1)) MB", "\(checkpoint.evaluations)",
          checkpoint.frechetDistance.map { fixed($0, 2) } ?? "-",
        ]
      }
      try printResult(
        alignedTable([["checkpoint", "step", "size", "evaluations", "frechet"]] + rows))
    }
  }
}
