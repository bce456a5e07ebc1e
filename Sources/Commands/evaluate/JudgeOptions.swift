import ArgumentParser
import DurableFiles
import Failures
import Judging
import TensorStore

/// `--judge` and `--no-judge`: whose features checkpoints are measured by.
struct JudgeOptions: ParsableArguments {
  @Option(
    name: .customLong("judge"),
    help: ArgumentHelp(
      "The judge. (default: judge.safetensors beside the tensor store)", valueName: "path"))
  var file: String?

  @Flag(name: .customLong("no-judge"), help: "Measure the discriminator alone.")
  var isLeftOut = false

  func validate() throws {
    if file?.isEmpty == true { throw ValidationError("--judge is empty; name a file") }
    if file != nil && isLeftOut {
      throw ValidationError("--judge and --no-judge exclude each other; leave one of them out")
    }
  }

  /// Whether anything was chosen.
  var isGiven: Bool { file != nil || isLeftOut }

  /// Reads the judge of `store`, which lies at `storePath`; nil when it is to be left out.
  ///
  /// - Throws: `JudgeOptionError`; `JudgeError`, `SafetensorsError`, `FileError`, `StoreError`.
  func judge(of store: StoreReader, at storePath: String) throws -> TrainedJudge? {
    if isLeftOut { return nil }
    if try store.trainLabels().isEmpty || store.testLabels().isEmpty {
      throw JudgeOptionError.noLabels(path: storePath)
    }
    let path = file ?? judgePath(besideStore: storePath)
    do {
      return try TrainedJudge(path: path, of: store)
    } catch FileError.missing {
      throw JudgeOptionError.missing(path: path)
    }
  }
}

/// Why there is no judge to measure by.
enum JudgeOptionError: ReportableError, Equatable {
  case missing(path: String)
  case noLabels(path: String)

  var kind: FailureKind {
    switch self {
    case .missing: .inputMissing
    case .noLabels: .badData
    }
  }

  var description: String {
    switch self {
    case .missing(let path):
      """
      there is no judge '\(path)'; make it with 'evaluate judge', or measure the discriminator alone \
      with --no-judge
      """
    case .noLabels(let path):
      """
      '\(path)' has images without labels, of which there can be no judge; measure the discriminator \
      alone with --no-judge
      """
    }
  }
}
