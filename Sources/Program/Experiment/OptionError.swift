import Failures

/// A value of a recipe that cannot be used.
public enum OptionError: ReportableError, Equatable {
  case unknownKey(key: String, known: [String])
  case wrongType(key: String, value: String, expected: String)
  case outOfRange(key: String, value: String, range: String)

  public var kind: FailureKind { .usage }

  public var description: String {
    switch self {
    case .unknownKey(let key, let known):
      "unknown key '\(key)'; the keys are \(known.joined(separator: ", "))"
    case .wrongType(let key, let value, let expected):
      "\(key) is '\(value)', which is not \(expected); correct it"
    case .outOfRange(let key, let value, let range):
      "\(key) is \(value), but must be \(range)"
    }
  }
}
