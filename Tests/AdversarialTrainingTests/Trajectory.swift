import ReferenceNetwork

/// The reference's steps from the golden's start, computed once for all tests.
struct Trajectory {
  struct Step {
    let inputs: TrainingInputs
    let before, after: Training
    let results: TrainingResults
  }
  let steps: [Step]

  static func of(_ dropout: DropoutRate) -> Trajectory {
    dropout == .none ? withoutDropout : withDropout
  }

  private static let withoutDropout = Trajectory(
    GoldenInputs(batch: 8, latentDimension: 100, dropout: .none), count: 3)
  private static let withDropout = Trajectory(
    GoldenInputs(batch: 8, latentDimension: 100, dropout: .published), count: 3)

  /// One step of a small batch, to be repeated to larger ones.
  static let ofSix = Trajectory(
    GoldenInputs(batch: 6, latentDimension: 100, dropout: .published), count: 1)

  /// One step of discriminators with more filters, by their number.
  static let ofWider = Dictionary(
    uniqueKeysWithValues: [128, 256].map { filters in
      let golden = GoldenInputs(
        batch: 2, latentDimension: 100, dropout: .none, filters: filters)
      return (filters, Trajectory(golden, count: 1))
    })

  /// The first `count` steps.
  init(_ golden: GoldenInputs, count: Int) {
    var training = golden.training
    steps = (0..<count).map { index in
      let inputs = golden.inputs(step: index)
      let before = training
      let results = training.step(inputs, kinks: true)
      return Step(inputs: inputs, before: before, after: training, results: results)
    }
  }
}
