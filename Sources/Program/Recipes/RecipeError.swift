import Experiment
import Failures

/// A recipe that cannot be used.
public enum RecipeError: ReportableError, Equatable {
  case notYAML(path: String, reason: String)
  case repeatedKey(path: String, key: String)
  case option(path: String, OptionError)
  case unusable(path: String, reason: String)

  public var kind: FailureKind { .badData }

  public var description: String {
    switch self {
    case .notYAML(let path, let reason):
      "'\(path)' is not a recipe: \(reason); write one 'key: value' a line"
    case .repeatedKey(let path, let key):
      "recipe '\(path)': '\(key)' appears twice; keep one of the lines"
    case .option(let path, let error):
      "recipe '\(path)': \(error)"
    case .unusable(let path, let reason):
      "recipe '\(path)': \(reason)"
    }
  }
}
