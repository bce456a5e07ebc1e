import CommandSupport
import Experiment

/// What one run of the benchmark measured.
struct Report: Encodable {
  let precision: Precision
  let kernels: String
  let threads, steps, batchSize: Int
  let medianMs, minMs, maxMs: Double
  let imagesPerSecond: Double
  /// The direct count of the step's multiply-adds by its median time, and the share of the peak.
  let gigaflops, peakGigaflops, shareOfPeak: Double
  let firstStepS, peakMb: Double
  let layers: [LayerTiming]

  init(
    precision: Precision, kernels: String, threads: Int, step: StepTiming, peak: Double,
    batchSize: Int, layers: [LayerTiming]
  ) {
    self.precision = precision
    self.kernels = kernels
    self.threads = threads
    self.batchSize = batchSize
    self.layers = layers
    steps = step.milliseconds.count
    medianMs = step.median
    minMs = step.milliseconds[0]
    maxMs = step.milliseconds[steps - 1]
    imagesPerSecond = Double(batchSize) / step.median * 1e3
    gigaflops = Double(batchSize) * Self.gigaflopPerBatchImage / step.median * 1e3
    peakGigaflops = peak
    shareOfPeak = gigaflops / peak
    firstStepS = step.firstStepSeconds
    peakMb = step.peakMebibytes
  }

  /// The direct count a step, by the images of its batch: half as many generated forward, as many
  /// forward and back in the generator's update, and the discriminator on both.
  private static let gigaflopPerBatchImage: Double = {
    let dense = 100 * 6272
    let transposed = 16 * 128 * 128 * (7 * 7 + 14 * 14)
    let output = 28 * 28 * 49 * 128
    let conv1 = 14 * 14 * 9 * 64
    let conv2 = 7 * 7 * 576 * 64
    let generator =
      (dense + transposed + output) * 3 / 2 + dense + 2 * (transposed + output)
    let discriminator = 2 * (conv1 + conv2 + 3136) + (conv1 + 2 * conv2) + (conv1 + conv2)
    return 2 * Double(generator + discriminator) * 1e-9
  }()

  var table: String {
    var lines = [
      "\(precision.rawValue), \(kernels) kernels, \(threads) threads, batch \(batchSize)",
      """
      step  median \(fixed(medianMs, 1)) ms, min \(fixed(minMs, 1)), max \(fixed(maxMs, 1)) \
      (\(steps) steps)  \(fixed(imagesPerSecond, 0)) images/s
      """,
      """
      counted directly \(fixed(gigaflops, 0)) GFLOP/s, \(fixed(100 * shareOfPeak, 0)) % of the \
      \(fixed(peakGigaflops, 0)) that multiply-adds in registers reach
      """,
      "peak memory \(fixed(peakMb, 0)) MiB, first step done after \(fixed(firstStepS, 2)) s",
    ]
    if !layers.isEmpty {
      lines += ["", "256 images                                  ms   GFLOP/s   of peak"]
    }
    for layer in layers {
      let name = "\(layer.layer)  \(layer.pass)"
      lines.append(
        padded(name, 38, left: true) + padded(fixed(layer.milliseconds, 2), 8)
          + padded(fixed(layer.gigaflops, 0), 10)
          + padded(fixed(100 * layer.gigaflops / peakGigaflops, 0) + " %", 10))
    }
    return lines.joined(separator: "\n")
  }

  private func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return left ? text + space : space + text
  }
}
