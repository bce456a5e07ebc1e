import Evaluation
import Failures

/// A gate that cannot be used.
public enum GateError: ReportableError, Equatable {
  case notYAML(path: String, reason: String)
  case repeatedKey(path: String, key: String)
  case unknownKey(path: String, key: String, known: [String])
  case unknownMetric(path: String, name: String)
  case wrongType(path: String, key: String, value: String, expected: String)
  case outOfRange(path: String, key: String, value: String, range: String)
  case asksNothing(path: String, key: String, known: [String])
  case noDirection(path: String, metric: MetricName)
  case contradiction(path: String, metric: MetricName)
  case noChampion(path: String)
  case missingChampion(folder: String)

  public var kind: FailureKind {
    switch self {
    case .noChampion: .usage
    case .missingChampion: .inputMissing
    default: .badData
    }
  }

  public var description: String {
    switch self {
    case .notYAML(let path, let reason):
      "'\(path)' is not a gate: \(reason); write 'metrics:' and below it one metric a line"
    case .repeatedKey(let path, let key):
      "gate '\(path)': '\(key)' appears twice; keep one of them"
    case .unknownKey(let path, let key, let known):
      "gate '\(path)': unknown key '\(key)'; there are \(known.joined(separator: ", "))"
    case .unknownMetric(let path, let name):
      """
      gate '\(path)': unknown metric '\(name)'; there are \
      \(MetricName.allCases.map(\.rawValue).joined(separator: ", "))
      """
    case .wrongType(let path, let key, let value, let expected):
      "gate '\(path)': \(key) is \(value), which is not \(expected); correct it"
    case .outOfRange(let path, let key, let value, let range):
      "gate '\(path)': \(key) is \(value), but must be \(range)"
    case .asksNothing(let path, let key, let known):
      "gate '\(path)': \(key) asks nothing; give \(known.joined(separator: ", "))"
    case .noDirection(let path, let metric):
      """
      gate '\(path)': of \(metric.rawValue) neither more nor less is better, so it cannot worsen; give \
      at_least or at_most instead of may_worsen
      """
    case .contradiction(let path, let metric):
      """
      gate '\(path)': nothing has a \(metric.rawValue) that is at_least and at_most that; make at_most \
      the larger one
      """
    case .noChampion(let path):
      """
      gate '\(path)' compares with a champion; name its run with --champion, or let the gate say \
      'first_run: promote' or 'first_run: refuse'
      """
    case .missingChampion(let folder):
      "there is no run in '\(folder)' to compare with; name the folder of one with --champion"
    }
  }
}
