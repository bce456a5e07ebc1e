import Failures

/// A value of a recipe that cannot be used.
public enum OptionError: ReportableError, Equatable {
  case unknownKey(key: String, known: [String])
  case wrongType(key: String, value: String, expected: String)
  case outOfRange(key: String, value: String, range: String)
  case notHeld(key: String, value: String, nearest: String)

  /// The same, said of the flag that gave the value: `--batch-size` for `batch_size`.
  public var ofFlag: OptionError {
    func flag(_ key: String) -> String { "--" + key.replacing("_", with: "-") }
    return switch self {
    case .unknownKey: self
    case .wrongType(let key, let value, let expected):
      .wrongType(key: flag(key), value: value, expected: expected)
    case .outOfRange(let key, let value, let range):
      .outOfRange(key: flag(key), value: value, range: range)
    case .notHeld(let key, let value, let nearest):
      .notHeld(key: flag(key), value: value, nearest: nearest)
    }
  }

  public var kind: FailureKind { .usage }

  public var description: String {
    switch self {
    case .unknownKey(let key, let known):
      "unknown key '\(key)'; the keys are \(known.joined(separator: ", "))"
    case .wrongType(let key, let value, let expected):
      "\(key) is '\(value)', which is not \(expected); correct it"
    case .outOfRange(let key, let value, let range):
      "\(key) is \(value), but must be \(range)"
    case .notHeld(let key, let value, let nearest):
      """
      \(key) is \(value), which rounds away in the 32 bits of the arithmetic; the nearest that does \
      not is \(nearest)
      """
    }
  }
}
