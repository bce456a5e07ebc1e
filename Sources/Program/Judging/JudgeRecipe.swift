/// How a judge is trained; one recipe for all data, so that judges differ by their data only.
public struct JudgeRecipe: Codable, Equatable, Sendable {
  /// Passes over the training images.
  public let epochs: Int
  /// Images of a step, the last one of an epoch excepted.
  public let batchSize: Int
  /// Adam's rate in the first step, from which it falls to zero along a line.
  public let learningRate: Double
  /// Share of both convolutions' activations that a step drops.
  public let dropout: Double
  /// Most pixels by which a step moves an image in each direction.
  public let shift: Int
  /// Key of all draws.
  public let seed: UInt64

  /// A recipe of other numbers.
  public init(
    epochs: Int, batchSize: Int, learningRate: Double, dropout: Double, shift: Int, seed: UInt64
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.dropout = dropout
    self.shift = shift
    self.seed = seed
  }

  /// The recipe of every judge that is kept.
  public static let standard = JudgeRecipe(
    epochs: 10, batchSize: 128, learningRate: 1e-3, dropout: 0.25, shift: 1, seed: 1)
}
