import NeuralNetwork
import TestSupport
import Testing

@Suite struct DropoutTests {
  /// Multipliers of one image, both layers.
  private static let elements = 14 * 14 * 64 + 7 * 7 * 64

  private func masks(
    rate: Float, samples: Int, kernels: String
  ) throws -> [[Float]] {
    let stream = RandomStream(seed: 41, kernels: try Kernels(named: kernels))
    let keep = FloatBuffer(count: Self.elements)
    return (0..<samples).map { sample in
      Dropout(rate: rate, elements: [14 * 14 * 64, 7 * 7 * 64]).draw(
        stream, .discriminatorDropout, epoch: 1, step: 2, sample: sample, into: keep.start)
      return Array(UnsafeBufferPointer(start: keep.start, count: Self.elements))
    }
  }

  @Test(arguments: [0.1, 0.25, 0.4, 0.5, 0.75, 0.9, 0.99] as [Float])
  func keptShareIsOneLessTheRate(rate: Float) throws {
    let samples = 40
    let masks = try masks(rate: rate, samples: samples, kernels: "portable")
    let kept = masks.reduce(0) { $0 + $1.count { $0 != 0 } }
    let n = Double(samples * Self.elements)
    let share = 1 - Double(rate)
    // Five standard errors of a share.
    expectClose(
      Double(kept) / n, share, 5 * (share * (1 - share) / n).squareRoot(), "share at rate \(rate)")
    #expect(masks.allSatisfy { $0.allSatisfy { $0 == 0 || $0 == 1 / (1 - rate) } })
  }

  /// Every place of a mask, over many samples: none is always kept or dropped.
  @Test func everyElementIsDroppedAtTheRate() throws {
    let samples = 400
    let masks = try masks(rate: 0.4, samples: samples, kernels: "portable")
    let n = Double(samples)
    for element in 0..<Self.elements {
      let kept = masks.count { $0[element] != 0 }
      // Six standard errors: 15,680 places are looked at, of which one in 3e8 may be off by so much.
      expectClose(
        Double(kept) / n, 0.6, 6 * (0.24 / n).squareRoot(), "share at element \(element)")
    }
  }

  /// Elements at a distance, up to the 64 that are drawn at once, are kept independently.
  @Test func elementsOfAMaskAreIndependent() throws {
    let masks = try masks(rate: 0.4, samples: 10, kernels: "portable")
    for distance in 1...64 {
      let pairs = Self.elements - distance
      let both = masks.reduce(0) { sum, mask in
        sum + (0..<pairs).count { mask[$0] != 0 && mask[$0 + distance] != 0 }
      }
      let n = Double(pairs * masks.count)
      // Pairs overlap, so that their indicators correlate with each other's neighbour: the variance
      // is below 0.36 * 0.64 + 2 * (0.6^3 - 0.36^2) = 0.41. Five standard errors.
      expectClose(Double(both) / n, 0.36, 5 * (0.41 / n).squareRoot(), "distance \(distance)")
    }
  }

  @Test(arguments: runnableKernels)
  func rateZeroKeepsEverything(kernels: String) throws {
    let mask = try masks(rate: 0, samples: 1, kernels: kernels)[0]
    #expect(mask.allSatisfy { $0 == 1 })
  }

  @Test(arguments: runnableKernels, [0.1, 0.4, 0.5] as [Float])
  func everyInstructionSetDropsTheSame(kernels: String, rate: Float) throws {
    let observed = try masks(rate: rate, samples: 3, kernels: kernels)
    let portable = try masks(rate: rate, samples: 3, kernels: "portable")
    expectSame(observed.joined(), portable.joined(), "multipliers, \(kernels)")
  }

  @Test func maskFillsBothLayersAndNothingBehindThem() throws {
    let stream = RandomStream(seed: 41, kernels: try Kernels())
    let keep = FloatBuffer(count: Self.elements + 64)
    Dropout(rate: 0, elements: [14 * 14 * 64, 7 * 7 * 64]).draw(
      stream, .generatorDropout, epoch: 1, step: 2, sample: 0, into: keep.start)
    #expect((0..<Self.elements).allSatisfy { keep.start[$0] == 1 })
    #expect((Self.elements..<Self.elements + 64).allSatisfy { keep.start[$0] == 0 })
  }
}
