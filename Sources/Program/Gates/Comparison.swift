import Evaluation

/// A value of a checkpoint held against one rule of a gate.
public struct Comparison: Encodable, Equatable, Sendable {
  public let metric: MetricName
  public let rule: RuleName
  /// By how much it may be worse than the champion's, as the gate writes it; nil for the other rules.
  public let allowance: String?
  /// The side of `limit` on which a value passes; nil without a limit.
  public let bound: Bound?
  /// The least or the greatest value that passes; nil when it would follow from a champion's value and
  /// there is none.
  public let limit: Double?
  /// The checkpoint's; nil when it was not measured, or is no finite number.
  public let value: Double?
  /// The champion's, in the same way.
  public let champion: Double?
  public let passed: Bool

  /// The rules, by their keys in the file.
  public enum RuleName: String, Encodable, Sendable {
    case atLeast = "at_least"
    case atMost = "at_most"
    case mayWorsen = "may_worsen"
  }

  /// A side of a limit, which belongs to it.
  public enum Bound: String, Encodable, Sendable {
    case least = "at_least"
    case most = "at_most"

    fileprivate func allows(_ value: Double, _ limit: Double) -> Bool {
      switch self {
      case .least: value >= limit
      case .most: value <= limit
      }
    }
  }

  /// Compares.
  ///
  /// - Parameters:
  ///   - rule: Of the gate.
  ///   - candidate: What was measured.
  ///   - champion: The same of the champion; nil without one.
  ///   - passesFirst: Whether a rule that needs a champion passes without one.
  init(
    _ rule: Gate.Rule, candidate: CheckpointQuality, champion: CheckpointQuality?, passesFirst: Bool
  ) {
    func number(_ quality: CheckpointQuality?) -> Double? {
      quality?[rule.metric].flatMap { $0.isFinite ? $0 : nil }
    }
    metric = rule.metric
    value = number(candidate)
    self.champion = number(champion)
    switch rule.limit {
    case .atLeast(let least): (self.rule, allowance, bound, limit) = (.atLeast, nil, .least, least)
    case .atMost(let most): (self.rule, allowance, bound, limit) = (.atMost, nil, .most, most)
    case .mayWorsen(let allowance):
      self.rule = .mayWorsen
      self.allowance = allowance.description
      let best = self.champion
      switch (best, rule.metric.better) {
      case (let best?, .lower?): (bound, limit) = (.most, best + allowance.distance(from: best))
      case (let best?, .higher?): (bound, limit) = (.least, best - allowance.distance(from: best))
      default: (bound, limit) = (nil, nil)
      }
    }
    if let limit, let bound {
      passed = value.map { bound.allows($0, limit) } ?? false
    } else {
      passed = champion == nil && passesFirst && value != nil
    }
  }
}

extension Gate.Allowance: CustomStringConvertible {
  /// As the gate's file has it, such as `0.02` or `10%`.
  public var description: String {
    switch self {
    case .absolute(let distance): shortText(distance)
    case .relative(let percent): "\(shortText(percent))%"
    }
  }
}

/// The shortest text of a number, whole ones without a point.
func shortText(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
