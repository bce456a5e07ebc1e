import Failures

/// A recipe that cannot be used.
public enum RecipeError: ReportableError, Equatable {
  case notYAML(path: String, reason: String)
  case unknownKey(path: String, key: String, known: [String])
  case repeatedKey(path: String, key: String)
  case wrongType(path: String, key: String, value: String, expected: String)
  case outOfRange(key: String, value: String, range: String)

  public var kind: FailureKind {
    if case .outOfRange = self { return .usage }
    return .badData
  }

  public var description: String {
    switch self {
    case .notYAML(let path, let reason):
      "'\(path)' is not a recipe: \(reason); write one 'key: value' a line"
    case .unknownKey(let path, let key, let known):
      "recipe '\(path)': unknown key '\(key)'; the keys are \(known.joined(separator: ", "))"
    case .repeatedKey(let path, let key):
      "recipe '\(path)': '\(key)' appears twice; keep one of the lines"
    case .wrongType(let path, let key, let value, let expected):
      "recipe '\(path)': \(key) is '\(value)', which is not \(expected); correct the line"
    case .outOfRange(let key, let value, let range):
      "\(key) is \(value), but must be \(range)"
    }
  }
}
