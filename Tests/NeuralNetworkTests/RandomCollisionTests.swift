import NeuralNetwork
import Testing

/// No two draws of a run are the same draw.
@Suite struct RandomCollisionTests {
  @Test func allPurposesAreTested() {
    #expect(allPurposes.map(\.rawValue) == Array(1...UInt32(allPurposes.count)))
    #expect(RandomPurpose(rawValue: UInt32(allPurposes.count) + 1) == nil)
  }

  /// Two words of every draw; by chance two of 17,000 pairs agree with probability 1e-11.
  @Test func purposesEpochsAndStepsDrawTheirOwnWords() throws {
    let stream = RandomStream(seed: 9, kernels: try Kernels())
    let epochs = Array(0...40) + [255, 256, 257, 65_535, 65_536, 65_537, 99_999, 100_000]
    let steps = Array(0...40) + [233, 255, 256, 65_535, 65_536, 99_999, 100_000, 1 << 24, 1 << 31]
    var draws: [[UInt32]] = []
    for purpose in allPurposes {
      for epoch in epochs {
        for step in steps {
          draws.append(stream.words(purpose, epoch: epoch, step: step, count: 2))
        }
      }
    }
    #expect(Set(draws).count == draws.count)
  }

  /// The longest draw, 4096 latents of 500, repeats no four words of a counter.
  @Test func aLongDrawDoesNotRepeatItself() throws {
    let stream = RandomStream(seed: 9, kernels: try Kernels())
    let words = stream.words(.generatorLatents, epoch: 1, step: 1, count: 4096 * 500)
    // The first two of each counter's four words, which lie 16 apart.
    let pairs = stride(from: 0, to: words.count, by: 64).flatMap { group in
      (group..<group + 16).map { UInt64(words[$0]) << 32 | UInt64(words[$0 + 16]) }
    }
    #expect(Set(pairs).count == pairs.count)
  }

  /// The first 64 of a sample's multipliers; by chance two of 8,000 agree with probability 2e-12.
  @Test func samplesOfALargeBatchDropTheirOwnElements() throws {
    let stream = RandomStream(seed: 9, kernels: try Kernels())
    let dropout = Dropout(rate: 0.5, elements: [14 * 14 * 64, 7 * 7 * 64])
    let keep = FloatBuffer(count: dropout.elements)
    var masks: [UInt64] = []
    func draw(_ purpose: RandomPurpose, epoch: Int, step: Int, sample: Int) {
      dropout.draw(
        stream, purpose, epoch: epoch, step: step, sample: sample, into: keep.start)
      masks.append((0..<64).reduce(0) { $0 << 1 | (keep.start[$1] > 0 ? 1 : 0) })
    }
    for purpose in [RandomPurpose.discriminatorDropout, .generatorDropout] {
      for sample in 0..<4096 { draw(purpose, epoch: 1, step: 0, sample: sample) }
      for sample in [0, 1, 255, 256, 4095] {
        for (epoch, step) in [(1, 1), (0, 0), (0, 1), (100_000, 0), (100_000, 233)] {
          draw(purpose, epoch: epoch, step: step, sample: sample)
        }
      }
    }
    #expect(Set(masks).count == masks.count)
  }

  @Test func seedsDrawTheirOwnWords() throws {
    let seeds = (0..<1000).map { UInt64($0) } + (0..<64).map { 1 << $0 }
    let kernels = try Kernels()
    let draws = Set(seeds).map { seed in
      RandomStream(seed: seed, kernels: kernels).words(.samples, epoch: 0, step: 0, count: 2)
    }
    #expect(Set(draws).count == Set(seeds).count)
  }
}
