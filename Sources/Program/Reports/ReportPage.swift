import Charts
import CheckpointArchive
import Drawing
import DurableFiles
import Evaluation
import Experiment
import JSONLines
import Judging
import NeuralNetwork
import WebPages

/// Makes the page that shows some runs: their digits, curves, metrics and options.
public final class ReportPage {
  let runs: [ReportedRun]
  let inputs: ReportInputs
  let seed: UInt64
  let toolVersion: String
  let kernels: String
  let calibration: Calibration?
  let shown: ShownEpochs
  private let engine: Engine

  /// - Parameters:
  ///   - runs: One to `RunCurves.mostRuns`, of different names.
  ///   - inputs: The data and its judge.
  ///   - seed: Key of the latents, as of `render grid`.
  ///   - threads: At least 1; the page does not depend on it.
  ///   - toolVersion: For the page's origin.
  /// - Throws: `KernelError`; what the encoder throws for a judge that is not finite.
  public init(
    of runs: [ReportedRun], with inputs: ReportInputs, seed: UInt64, threads: Int,
    toolVersion: String
  ) throws {
    self.runs = runs
    self.inputs = inputs
    self.seed = seed
    self.toolVersion = toolVersion
    engine = try Engine(threads: threads)
    kernels = engine.kernels.name
    calibration = try Calibration(of: inputs.judge, for: runs.map(\.history))
    shown = ShownEpochs(
      of: runs.map { run in
        ((run.archive.epochs.map(\.epoch) + run.leftOut).sorted(), run.history.best?.epoch)
      })
  }

  /// How many epochs `bytes` draws, of all runs together.
  public var drawnEpochs: Int {
    runs.reduce(0) { sum, run in
      sum + run.archive.epochs.count { shown.numbers.contains($0.epoch) }
    }
  }

  /// The page.
  ///
  /// - Parameters:
  ///   - outcome: Gets the checkpoints that could not be drawn.
  ///   - progress: Gets each epoch that is drawn.
  /// - Returns: The bytes, the same for the same files and kernels.
  /// - Throws: `ModelFileError` for the judge; `StoreError`, `FileError`, `PictureError`.
  public func bytes(
    noting outcome: inout DrawingOutcome, progress: () -> Void
  ) throws -> [UInt8] {
    let drawing = try EpochDrawing(judge: inputs.judge, seed: seed, engine: engine)
    let search = try inputs.store.map { try NearestImages(of: $0, threads: engine.threads) }
    let pictures = try runs.map { run in
      let store = inputs.isData(of: run) ? inputs.store : nil
      return try RunPictures(
        of: shown.numbers, in: run.archive, by: drawing,
        among: store.flatMap { store in search.map { (store, $0) } }, noting: &outcome,
        progress: progress)
    }
    return try page(with: pictures)
  }

  private func page(with pictures: [RunPictures]) throws -> [UInt8] {
    func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    let first = firstShown(pictures)
    let digits = DigitsSection(page: self, pictures: pictures, epoch: first)
    return Page(template: text(PackageResources.report_html)).filled([
      "title": .text(title),
      "verdicts": .markup(verdicts),
      "missing": .markup(missingParts),
      "epoch": .text(checkpointName(epoch: first)),
      "digits-note": .text(digits.note),
      "digits": .markup(digits.markup),
      "progress": .markup(progressSection(pictures)),
      "legend": .markup(legend),
      "training": .markup(trainingSection),
      "evaluation": .markup(evaluationSection),
      "origin": .markup(originSection),
      "runs-noun": .text(runs.count == 1 ? "run" : "runs"),
      "command": .text(command),
      "style": .code(text(PackageResources.report_css)),
      "data": .json(try jsonLine(data(pictures, first: first, largestShare: digits.largestShare))),
      "script": .code(text(PackageResources.report_js)),
    ])
  }

  private var title: String {
    let names = runs.map(\.history.name)
    return names.count == 1 ? "Report of the run \(names[0])" : "Report of \(listed(names))"
  }

  private var verdicts: Markup {
    Markup(
      runs.map { run in
        let name = runs.count == 1 ? "" : "\(run.history.name): "
        return .element(
          "p", [("class", "verdict")],
          text: name + verdict(on: run.history, last: run.last, calibration: calibration))
      })
  }

  /// The last epoch that all runs have a picture of; without one, the last that any has.
  private func firstShown(_ pictures: [RunPictures]) -> Int {
    shown.numbers.last { epoch in pictures.allSatisfy { $0.epochs[epoch] != nil } }
      ?? shown.numbers.last { epoch in pictures.contains { $0.epochs[epoch] != nil } }
      ?? shown.numbers[shown.numbers.count - 1]
  }

  private func data(
    _ pictures: [RunPictures], first: Int, largestShare: Double
  ) -> ReportData {
    func byName<Value>(_ epochs: [Int: Value]) -> [String: Value] {
      Dictionary(
        epochs.map { (checkpointName(epoch: $0.key), $0.value) }, uniquingKeysWith: { $1 })
    }
    return ReportData(
      epochs: shown.numbers.map { .init(name: checkpointName(epoch: $0), number: $0) },
      firstShown: checkpointName(epoch: first), largestShare: largestShare,
      runs: zip(runs, pictures).map { run, pictures in
        ReportData.Run(
          pictures: byName(pictures.epochs),
          leftOut: run.leftOut.map { checkpointName(epoch: $0) } + pictures.damaged,
          values: byName(values(of: run.history)))
      })
  }

  /// The metrics of the epochs that the slider has, as tables have them.
  private func values(of history: RunHistory) -> [Int: [String: String]] {
    let wanted = Set(shown.numbers)
    return Dictionary(
      history.evaluations.filter { wanted.contains($0.epoch) }.map { epoch in
        let texts = Quantity.evaluation.compactMap { quantity in
          epoch.values[quantity.key].map { (quantity.key, quantity.text($0)) }
        }
        return (epoch.epoch, Dictionary(texts, uniquingKeysWith: { $1 }))
      }, uniquingKeysWith: { $1 })
  }
}

/// Such as `a, b and c`.
func listed(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " and " + last
}
