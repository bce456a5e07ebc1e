import AdversarialTraining
import CommandSupport
import ArgumentParser
import Glibc
import NeuralNetwork

@main
struct Benchmark: ParsableCommand {
  @Option var steps = 20
  @Option var kernels = "avx512"
  @Option var threads: Int?
  func run() throws {
    let configuration = ModelConfiguration()
    let model = try AdversarialModel(configuration: configuration, threads: threadCount(threads), kernels: Kernels(named: kernels))
    let real = [Float](repeating: 0.5, count: 128 * 784)
    var times: [Double] = []
    func cpu() -> Double { Double(clock()) / 1e6 }
    var cpus: [Double] = []
    for step in 0..<steps + 3 {
      let start = monotonicSeconds()
      let startCPU = cpu()
      _ = model.step(model.inputs(epoch: 1, step: step, realImages: real))
      if step >= 3 { cpus.append((cpu() - startCPU) * 1e3) }
      if step >= 3 { times.append((monotonicSeconds() - start) * 1e3) }
    }
    times.sort()
    cpus.sort()
    print("cpu median \(cpus[steps / 2]) min \(cpus[0])")
    print("median \(times[steps / 2]) min \(times[0]) max \(times[steps - 1])")
  }
}
