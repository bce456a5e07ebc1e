import Metrics
import NeuralNetwork
import TestSupport
import Testing

/// No number depends on how many threads work on it.
@Suite struct ThreadTests {
  private struct Numbers: Equatable {
    let frechet: FrechetDistance
    let kernel: KernelDistance
    let neighbours: NeighbourMetrics
  }

  private func numbers(on loop: WorkLoop) -> Numbers {
    let (real, fake) = (features(500, 20, salt: 1), features(400, 20, salt: 2))
    return Numbers(
      frechet: frechetDistance(real, fake, on: loop),
      kernel: KernelDistance(
        real: real, fake: fake, subsets: subsetPairs(500, 400, size: 150), on: loop),
      neighbours: neighbourMetrics(real: real, fake: fake, on: loop))
  }

  @Test func theNumbersAreTheSameAtAnyThreadCount() {
    let serial = numbers(on: .serial)
    for threads in 1...3 {
      let pool = WorkerPool(threads: threads)
      let observed = numbers(
        on: WorkLoop { items, body in pool.run(items: items) { item, _ in body(item) } })
      #expect(observed == serial, "\(threads) threads")
    }
    #expect(
      numbers(on: WorkLoop { items, body in for item in (0..<items).reversed() { body(item) } })
        == serial)
  }
}
