import Evaluation

/// What a checkpoint must be like to take the place of another one, the champion.
public struct Gate: Equatable, Sendable {
  /// In the order of the file, at least one.
  public let rules: [Rule]
  /// What is said of rules that compare with a champion when there is none; nil when the file does not
  /// say.
  public let firstRun: FirstRun?

  /// What to do without a champion.
  public enum FirstRun: String, CaseIterable, Encodable, Sendable {
    case promote, refuse
  }

  /// One thing that is asked of one metric.
  public struct Rule: Equatable, Sendable {
    public let metric: MetricName
    public let limit: Limit
  }

  /// How a value is bounded.
  public enum Limit: Equatable, Sendable {
    case atLeast(Double)
    case atMost(Double)
    /// By how much it may be worse than the champion's.
    case mayWorsen(Allowance)
  }

  /// How much worse a value may be.
  public enum Allowance: Equatable, Sendable {
    /// In the metric's unit, 0 or more.
    case absolute(Double)
    /// In percent of the magnitude of the champion's value, 0 or more.
    case relative(percent: Double)

    /// The largest distance to a champion's value.
    func distance(from champion: Double) -> Double {
      switch self {
      case .absolute(let distance): distance
      case .relative(let percent): percent / 100 * champion.magnitude
      }
    }
  }

  /// Whether it compares with a champion.
  public var needsChampion: Bool {
    rules.contains { if case .mayWorsen = $0.limit { true } else { false } }
  }
}
