import Tensors

/// A judge and how well it does.
public struct TrainedJudge: Equatable, Sendable {
  /// What made it and what it is for.
  public struct Facts: Codable, Equatable, Sendable {
    /// Of the file.
    public let formatVersion: Int
    /// The version of the tool that made it.
    public let toolVersion: String
    /// What identifies the data that it was trained on.
    public let dataSha256: String
    /// Labels 0 ..< classes.
    public let classes: Int
    /// How it was trained.
    public let recipe: JudgeRecipe
    /// The kernels' instruction set, on which the last bits depend.
    public let instructionSet: String
    /// The revision of the arithmetic that trained.
    public let arithmeticRevision: Int
    /// Share of the test images that it knows.
    public let testAccuracy: Double
    /// Images of known quality as it sees them; none until they are measured.
    public internal(set) var calibration: [CalibrationRow] = []
  }

  /// See `Facts`.
  public internal(set) var facts: Facts
  /// Test images by their label, then by what it takes them for: `[classes][classes]`.
  public let confusion: [[Int]]
  /// The weights.
  public let tensors: [NamedTensor]

  /// Images of known quality, beside which others are read.
  public var calibration: [CalibrationRow] { facts.calibration }

  /// The same judge with these rows.
  public func with(calibration rows: [CalibrationRow]) -> TrainedJudge {
    var judge = self
    judge.facts.calibration = rows
    return judge
  }
}
