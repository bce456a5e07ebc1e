import AdversarialTraining
import ArgumentParser
import CommandSupport
import Experiment
import NeuralNetwork

@main
struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Time the training step, and its layers, on made-up images.",
    discussion: """
      A step is the published one: 128 generated images, the discriminator on 128 real and those, \
      the generator on 256 latents. Its cost is counted directly, as if no algorithm saved \
      multiplications.

        benchmark --precision bf16
        benchmark --threads 1 --layers --json
      """,
    version: toolVersion)

  static func main() { runAsProgram() }

  @Option(
    parsing: .unconditional, help: "Steps to time, after 3 to warm up. (default: 20)",
    transform: wholeNumber(from: 1))
  var steps = 20
  @Option(
    parsing: .unconditional, help: "Images of a discriminator batch. (default: 256)",
    transform: wholeNumber(in: 2...4096))
  var batchSize = 256
  @OptionGroup var threads: ThreadOptions
  @Option(parsing: .unconditional, help: "Arithmetic: fp32 or bf16.")
  var precision = Precision.fp32
  @Flag(help: "Time each layer and pass as well.")
  var layers = false
  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    guard batchSize % 2 == 0 else {
      throw ValidationError("--batch-size is '\(batchSize)'; it must be even")
    }
  }

  func run() throws {
    try reportingErrors {
      var options = TrainingOptions()
      options.batchSize = batchSize
      options.precision = precision
      let threads = try threads.count
      let step = try StepTiming(options, threads: threads, steps: steps)
      let engine = try Engine(bfloat16: precision == .bf16, threads: threads)
      let peak = measurePeak(engine)
      let passes = layers ? timeLayers(engine, images: 256) : []
      let report = Report(
        precision: precision, kernels: engine.kernels.name, threads: threads, step: step,
        peak: peak,
        batchSize: batchSize, layers: passes)
      if json {
        try printJSON(report)
      } else {
        try printResult(report.table)
      }
    }
  }
}

extension Precision: ExpressibleByArgument {}
