import ArgumentParser
import CommandSupport
import Evaluation
import Judging
import NeuralNetwork
import TensorStore

struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Train the classifier whose features tell how good images are.",
    discussion: """
      It learns the labels of the store's training images, once for a store; where it lies already \
      there is nothing to do. One that is damaged, of other data or of another version is replaced.

      With it come the metrics of images of which one knows what they are, to read others by: \
      training images, the same without the most frequent class, the same blurred (a binomial filter \
      of 5 x 5 pixels), and uniform noise. No generator should do better than the first, or worse than \
      the last.

        evaluate judge
        evaluate judge --data few/store.safetensors
      """)

  @OptionGroup var data: DataOptions

  @Option(
    help: ArgumentHelp(
      "The judge. (default: judge.safetensors beside the tensor store)", valueName: "path"))
  var output: String?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    if output?.isEmpty == true { throw ValidationError("--output is empty; name a file") }
  }

  func run() throws {
    try reportingErrors {
      let path = output ?? judgePath(besideStore: data.path)
      let store = try data.openStore()
      let place = try JudgePlace(path: path, of: store)
      if let judge = place.judge {
        try JudgeReport(judge, path: path, changed: false).print(reporting)
        return
      }
      let engine = try Engine(threads: threads.count)
      let trainer = try JudgeTrainer(store: store, engine: engine)
      if let fault = place.fault, !reporting.quiet {
        printDiagnostic("'\(path)' is \(fault), a new judge takes its place")
      }
      let trained = try train(trainer)
      let judge = trained.with(
        calibration: try calibration(of: trained, for: store, on: engine))
      try judge.write(to: path)
      try JudgeReport(judge, path: path, changed: true).print(reporting)
    }
  }

  private func train(_ trainer: JudgeTrainer) throws -> TrainedJudge {
    var bar = ProgressBar(
      total: trainer.steps, itemsPerStep: trainer.batchSize, unit: "images",
      isWanted: !reporting.quiet)
    defer { bar.clear() }
    return try trainer.train(toolVersion: toolVersion) { bar.update(done: $0, label: "judge") }
  }

  private func calibration(
    of judge: TrainedJudge, for store: StoreReader, on engine: Engine
  ) throws -> [CalibrationRow] {
    var bar = ProgressBar(
      total: TestSetReference.calibrationRows, itemsPerStep: store.testImages.count, unit: "images",
      isWanted: !reporting.quiet)
    defer { bar.clear() }
    bar.update(done: 0, label: "calibration")
    return try TestSetReference(store: store, judge: judge, engine: engine)
      .calibration { bar.update(done: $0, label: "calibration") }
  }
}
