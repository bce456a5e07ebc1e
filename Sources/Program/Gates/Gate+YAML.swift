import Evaluation
import StrictYAML

extension Gate {
  /// Reads a gate from text; `path` is for messages.
  ///
  /// - Throws: `GateError` for anything but known keys and metrics with values in range.
  public init(yaml text: String, path: String) throws(GateError) {
    let reader = GateReader(path: path)
    var rules: [Rule] = []
    var firstRun: FirstRun?
    for entry in try reader.entries(of: text) {
      switch entry.key {
      case "metrics": rules = try reader.rules(entry)
      case "first_run": firstRun = try reader.firstRun(entry)
      default:
        throw .unknownKey(path: path, key: entry.key, known: ["metrics", "first_run"])
      }
    }
    guard !rules.isEmpty else {
      throw .asksNothing(path: path, key: "it", known: ["'metrics:' with at least one of them"])
    }
    self.init(rules: rules, firstRun: firstRun)
  }
}

/// Makes rules of entries.
private struct GateReader {
  let path: String
  private static let limitKeys = ["at_least", "at_most", "may_worsen"]

  func entries(of text: String) throws(GateError) -> [YAMLEntry] {
    do {
      return try yamlEntries(text)
    } catch {
      switch error {
      case .unreadable(let reason): throw .notYAML(path: path, reason: reason)
      case .repeatedKey(let key): throw .repeatedKey(path: path, key: key)
      }
    }
  }

  func firstRun(_ entry: YAMLEntry) throws(GateError) -> Gate.FirstRun {
    guard case .scalar(let text) = entry.value, let choice = Gate.FirstRun(rawValue: text) else {
      throw wrongType(entry, key: entry.key, expected: "promote or refuse")
    }
    return choice
  }

  func rules(_ entry: YAMLEntry) throws(GateError) -> [Gate.Rule] {
    guard case .mapping(let metrics) = entry.value else {
      throw wrongType(entry, key: entry.key, expected: "a list of metrics with their limits")
    }
    var rules: [Gate.Rule] = []
    for metric in metrics {
      guard let name = MetricName(rawValue: metric.key) else {
        throw .unknownMetric(path: path, name: metric.key)
      }
      rules += try limits(metric, of: name).map { Gate.Rule(metric: name, limit: $0) }
    }
    return rules
  }

  private func limits(_ entry: YAMLEntry, of metric: MetricName) throws(GateError) -> [Gate.Limit] {
    guard case .mapping(let limits) = entry.value else {
      throw wrongType(entry, key: entry.key, expected: "limits such as {at_most: 1}")
    }
    var given: [Gate.Limit] = []
    var bounds: (least: Double?, most: Double?)
    for limit in limits {
      let key = "\(metric.rawValue).\(limit.key)"
      switch limit.key {
      case "at_least":
        let value = try bound(limit, key: key, of: metric)
        bounds.least = value
        given.append(.atLeast(value))
      case "at_most":
        let value = try bound(limit, key: key, of: metric)
        bounds.most = value
        given.append(.atMost(value))
      case "may_worsen":
        guard metric.better != nil else { throw .noDirection(path: path, metric: metric) }
        given.append(.mayWorsen(try allowance(limit, key: key)))
      default:
        throw .unknownKey(path: path, key: key, known: Self.limitKeys)
      }
    }
    guard !given.isEmpty else {
      throw .asksNothing(path: path, key: metric.rawValue, known: Self.limitKeys)
    }
    if let least = bounds.least, let most = bounds.most, least > most {
      throw .contradiction(path: path, metric: metric)
    }
    return given
  }

  private func bound(
    _ entry: YAMLEntry, key: String, of metric: MetricName
  ) throws(GateError) -> Double {
    guard case .scalar(let text) = entry.value, let value = Self.number(text) else {
      throw wrongType(entry, key: key, expected: "a number")
    }
    guard metric.range.contains(value) else {
      let range = metric.range
      throw .outOfRange(
        path: path, key: key, value: text,
        range: range.upperBound.isFinite
          ? "in \(shortText(range.lowerBound))...\(shortText(range.upperBound))"
          : "at least \(shortText(range.lowerBound))")
    }
    return value
  }

  private func allowance(_ entry: YAMLEntry, key: String) throws(GateError) -> Gate.Allowance {
    guard case .scalar(let text) = entry.value,
      let value = Self.number(text.hasSuffix("%") ? text.dropLast() : text[...])
    else {
      throw wrongType(entry, key: key, expected: "a number such as 0.02 or a share such as 10%")
    }
    guard value >= 0 else {
      throw .outOfRange(path: path, key: key, value: text, range: "at least 0")
    }
    return text.hasSuffix("%") ? .relative(percent: value) : .absolute(value)
  }

  /// The number that a text is in decimal digits; nil for words such as nan, and what no double holds.
  private static func number(_ text: some StringProtocol) -> Double? {
    guard text.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }),
      let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  private func wrongType(_ entry: YAMLEntry, key: String, expected: String) -> GateError {
    let value =
      switch entry.value {
      case .scalar(let text): "'\(text)'"
      case .mapping: "keys and values"
      case .list: "a list"
      }
    return .wrongType(path: path, key: key, value: value, expected: expected)
  }
}
