import Metrics
import TestSupport
import Testing

@Suite struct KernelDistanceTests {
  @Test func ofTwoHalvesOfASetItIsAboutZero() {
    let x = features(1000, 16, salt: 1)
    let halves = (real: Array(0..<500), fake: Array(500..<1000))
    let distance = KernelDistance(real: x, fake: x, subsets: [halves], on: .serial).mean
    let moved = features(1000, 16, salt: 1, scale: 1.2)
    let other = KernelDistance(real: x, fake: moved, subsets: [halves], on: .serial).mean
    #expect(abs(distance) < 0.03 && other > 0.3, "halves \(distance), scaled \(other)")
  }

  @Test func theEstimateHasNoBias() {
    // All pairs of halves of six vectors: the mean of an unbiased estimate of equal sets is that
    // of drawing without replacement, which is zero.
    let x = features(6, 3, salt: 2)
    let subsets: [(real: [Int], fake: [Int])] = (0..<64).compactMap { bits in
      let real = (0..<6).filter { bits >> $0 & 1 == 1 }
      return real.count == 3 ? (real, (0..<6).filter { !real.contains($0) }) : nil
    }
    #expect(subsets.count == 20)
    let distance = KernelDistance(real: x, fake: x, subsets: subsets, on: .serial)
    expectClose(distance.mean, 0, 1e-12, "mean")
    #expect(distance.deviation > 0.01)
  }
}
