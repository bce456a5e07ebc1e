import AdversarialTraining
import ArgumentParser
import CheckpointArchive
import CommandSupport
import Experiment
import Runs
import TensorStore

extension Train {
  /// `--repair`: computes the run again up to its last damaged epoch, before training goes on.
  ///
  /// - Returns: Whether epochs were written back.
  /// - Throws: `ExitCode` when a signal stopped it; what `Repairer` throws.
  func repairArchive(
    of folder: RunFolder, store: StoreReader, options: TrainingOptions
  ) throws -> Bool {
    let repairer = try Repairer(
      folder: folder, store: store, options: options, threads: threads.count,
      toolVersion: toolVersion)
    let damaged = repairer.repair.damagedEpochs.map { checkpointName(epoch: $0) }
    guard let last = repairer.repair.damagedEpochs.last else {
      if !output.quiet { printDiagnostic("\(folder.archive) has no damaged epoch") }
      return false
    }
    if !output.quiet {
      printDiagnostic(
        "computing \(damaged.joined(separator: ", ")) of \(folder.archive) again, from epoch 1")
    }
    var bar = ProgressBar(
      total: last * repairer.repair.stepsPerEpoch, itemsPerStep: options.batchSize, unit: "images",
      isWanted: !output.quiet)
    var isRepaired = false
    let isDone = try repairer.run(
      shouldStop: { StopRequest.signal != nil },
      observe: { event in
        switch event {
        case .step(let epoch, let stepsDone):
          bar.update(done: stepsDone, label: "\(checkpointName(epoch: epoch))/\(last)")
        case .restored(let epochs):
          isRepaired = true
          bar.clear()
          let names = epochs.map { checkpointName(epoch: $0) }.joined(separator: ", ")
          printDiagnostic("\(names) of \(folder.archive) written back")
        }
      })
    bar.clear()
    if !isDone, let number = StopRequest.signal {
      printDiagnostic("stopped before the repair was done; run the same command again")
      if output.json { try printJSON(TrainingResult(untrained: folder, isRepaired: isRepaired)) }
      throw ExitCode(128 + number)
    }
    return isRepaired
  }
}
