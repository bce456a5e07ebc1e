import Evaluation

/// What a gate says of a checkpoint, and why: the content of `verdict.json`, which FORMAT.md describes.
///
/// It holds no time and no path, so equal checkpoints, champions and gates give equal bytes.
public struct Verdict: Encodable, Equatable, Sendable {
  /// Of the file.
  public static let currentFormatVersion = 1
  /// See `currentFormatVersion`.
  public let formatVersion: Int
  /// Whether all comparisons passed.
  public let passed: Bool
  /// SHA-256 of the gate's text.
  public let gateSha256: String
  /// What was judged.
  public let candidate: Measured
  /// What it was compared with; nil without.
  public let champion: Measured?
  /// What the gate says of a run without a champion; nil when it does not say, or was not asked.
  public let firstRun: Gate.FirstRun?
  /// One for each rule, in the order of the gate.
  public let comparisons: [Comparison]
  /// The version of the tool that judged.
  public let toolVersion: String

  /// A checkpoint, and what fixes its numbers.
  public struct Measured: Encodable, Equatable, Sendable {
    /// Such as `e050`.
    public let checkpoint: String
    /// On what it was measured, by what.
    public let conditions: EvaluationRecord.Conditions

    init(_ record: EvaluationRecord) {
      checkpoint = record.checkpoint
      conditions = record.conditions
    }
  }

  /// Compares a checkpoint with what a gate asks.
  ///
  /// - Parameters:
  ///   - gate: The rules.
  ///   - candidate: The checkpoint's record.
  ///   - champion: The champion's; nil when there is none.
  ///   - toolVersion: For the file.
  /// - Precondition: Both were measured on the same.
  /// - Throws: `GateError.noChampion` when the gate needs one, there is none, and it does not say what
  ///   to do then.
  public init(
    of gate: GateFile, candidate: EvaluationRecord, champion: EvaluationRecord?,
    toolVersion: String
  ) throws(GateError) {
    try gate.expectAnswer(withChampion: champion != nil)
    formatVersion = Self.currentFormatVersion
    gateSha256 = gate.sha256.hex
    self.candidate = Measured(candidate)
    self.champion = champion.map(Measured.init)
    firstRun = champion == nil && gate.gate.needsChampion ? gate.gate.firstRun : nil
    let passesFirst = firstRun == .promote
    comparisons = gate.gate.rules.map {
      Comparison(
        $0, candidate: candidate.metrics, champion: champion?.metrics, passesFirst: passesFirst)
    }
    passed = comparisons.allSatisfy(\.passed)
    self.toolVersion = toolVersion
  }
}
