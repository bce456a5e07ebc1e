/// What fixes the result of a training run, whatever its length.
///
/// Names are those of the recipe's keys and of the command's flags; the defaults are the reference
/// experiment.
public struct TrainingOptions: Equatable, Sendable {
  /// Images of a discriminator batch, half of them real; even, 2...4096.
  public var batchSize = 256
  /// Size of a latent vector, 1...4096.
  public var latentDim = 100
  /// Adam's step size for both networks, above 0, at most 1.
  public var learningRate = 2e-4
  /// Adam's decay of the first moment, at least 0, below 1; 0.5 is Radford, Metz and Chintala's.
  public var beta1 = 0.5
  /// Share of the discriminator's activations dropped in training, at least 0, below 1.
  public var dropout = 0.4
  /// Key of every random draw.
  public var seed: UInt64 = 1
  /// Arithmetic of the kernels.
  public var precision = Precision.fp32
  /// An epoch is archived when this divides it, at least 1.
  public var keepEvery = 1

  /// The reference experiment.
  public init() {}
}

/// Arithmetic of the kernels.
public enum Precision: String, Codable, CaseIterable, Sendable {
  /// 32-bit floats everywhere.
  case fp32
  /// Matrix operands in bfloat16, sums and parameters in 32-bit floats.
  case bf16
}

extension TrainingOptions {
  /// The options in the order of the recipe, as text.
  public var fields: [(key: String, value: String)] {
    [
      ("batch_size", "\(batchSize)"), ("latent_dim", "\(latentDim)"),
      ("learning_rate", "\(learningRate)"), ("beta1", "\(beta1)"), ("dropout", "\(dropout)"),
      ("seed", "\(seed)"), ("precision", precision.rawValue), ("keep_every", "\(keepEvery)"),
    ]
  }

  /// What differs from the options of a run, one `key: there, here` an element.
  public func differences(from run: TrainingOptions) -> [String] {
    Recipes.differences(fields, from: run.fields)
  }

  /// Whether every value is in its range.
  public var isValid: Bool {
    do {
      try validate()
      return true
    } catch {
      return false
    }
  }

  /// Checks every range.
  ///
  /// - Throws: `RecipeError.outOfRange` for the first value outside its range.
  public func validate() throws(RecipeError) {
    func check(_ isValid: Bool, _ key: String, _ value: Any, _ range: String) throws(RecipeError) {
      if !isValid { throw .outOfRange(key: key, value: "\(value)", range: range) }
    }
    try check(
      (2...4096).contains(batchSize) && batchSize % 2 == 0, "batch_size", batchSize,
      "an even number in 2...4096")
    try check((1...4096).contains(latentDim), "latent_dim", latentDim, "a number in 1...4096")
    try check(
      learningRate > 0 && learningRate <= 1, "learning_rate", learningRate,
      "above 0 and at most 1")
    try check(beta1 >= 0 && beta1 < 1, "beta1", beta1, "at least 0 and below 1")
    try check(dropout >= 0 && dropout < 1, "dropout", dropout, "at least 0 and below 1")
    try check((1...1_000_000).contains(keepEvery), "keep_every", keepEvery, "1...1000000")
  }
}

extension TrainingOptions: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case batchSize, latentDim, learningRate, beta1, dropout, seed, precision, keepEvery
  }
}

/// What differs between fields of the same keys, one `key: there, here` an element.
public func differences(
  _ here: [(key: String, value: String)], from run: [(key: String, value: String)]
) -> [String] {
  zip(here, run).filter { $0.0.value != $0.1.value }.map { here, there in
    "\(here.key): \(there.value) in the run, \(here.value) here"
  }
}
