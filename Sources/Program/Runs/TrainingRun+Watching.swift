/// What whoever watches a run asks of it.
extension TrainingRun {
  /// Steps made since the start.
  public var stepsDone: Int { progress.epoch * stepsPerEpoch + progress.totals.steps }

  /// Steps that the whole run has.
  public var stepsInAll: Int { max(recipe.epochs, progress.epoch) * stepsPerEpoch }

  /// The kernels' instruction set.
  public var instructionSet: String { progress.run.instructionSet }

  /// The record of the last epoch; nil when there is none.
  public var lastRecord: EpochRecord? { log.records.last }

  /// Means over the steps of the epoch that has begun: the losses, and the shares, 0...1, of real and
  /// generated images judged right; nil before the first step.
  public var means: (discriminatorLoss: Double, generatorLoss: Double, real: Double, fake: Double)?
  {
    guard progress.totals.steps > 0 else { return nil }
    return progress.totals.means(of: recipe.options)
  }
}
