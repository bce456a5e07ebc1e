import NeuralNetwork
import TestSupport
import Testing

@Suite struct RandomWordsTests {
  /// The known answers of Random123's `kat_vectors` for philox4x32, 10 rounds.
  @Test(
    arguments: [
      (
        counter: [0, 0, 0, 0], key: [0, 0],
        answer: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
      ),
      (
        counter: [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff],
        key: [0xffff_ffff, 0xffff_ffff],
        answer: [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
        key: [0xa409_3822, 0x299f_31d0],
        answer: [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, answer: SIMD4<UInt32>)])
  func plainPhiloxGivesTheKnownAnswers(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>, answer: SIMD4<UInt32>
  ) {
    #expect(PlainPhilox.block(counter: counter, key: key) == answer)
  }

  /// The words of `RandomStream`: sixteen counters at a time, word by word.
  private func plainWords(
    seed: UInt64, purpose: RandomPurpose, epoch: Int, step: Int, count: Int
  ) -> [UInt32] {
    let key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32))
    let words = (0..<(count + 63) / 64).flatMap { group in
      let blocks = (0..<16).map { block in
        PlainPhilox.block(
          counter: SIMD4(
            UInt32(16 * group + block), purpose.rawValue << 24, UInt32(step), UInt32(epoch)),
          key: key)
      }
      return (0..<4).flatMap { word in blocks.map { $0[word] } }
    }
    return Array(words.prefix(count))
  }

  /// Coordinates that fill all four bytes of each word of counter and key somewhere.
  @Test(arguments: runnableKernels, [0, 1, 0x299f_31d0_a409_3822, .max] as [UInt64])
  func everyInstructionSetDrawsPlainPhilox(kernels: String, seed: UInt64) throws {
    let stream = RandomStream(seed: seed, kernels: try Kernels(named: kernels))
    for purpose in allPurposes {
      for (epoch, step) in [(0, 0), (1, 233), (100_000, 70_000), (0xffff_ffff, 0xffff_ffff)] {
        let observed = stream.words(purpose, epoch: epoch, step: step, count: 200)
        let expected = plainWords(
          seed: seed, purpose: purpose, epoch: epoch, step: step, count: 200)
        expectSame(observed, expected, "\(purpose), epoch \(epoch), step \(step)")
      }
    }
  }

  @Test(arguments: runnableKernels)
  func longDrawsCountOn(kernels: String) throws {
    let stream = RandomStream(seed: 7, kernels: try Kernels(named: kernels))
    let count = 300_000
    let observed = stream.words(.samples, epoch: 3, step: 5, count: count)
    let expected = plainWords(seed: 7, purpose: .samples, epoch: 3, step: 5, count: count)
    expectSame(observed, expected, "words, \(kernels)")
  }

  @Test func fewerDrawsAreThePrefixOfMore() throws {
    let stream = RandomStream(seed: 8, kernels: try Kernels())
    let words = stream.words(.realImages, epoch: 2, step: 3, count: 1000)
    let normals = stream.normals(.realImages, epoch: 2, step: 3, count: 1000)
    for count in 0...200 {
      #expect(
        stream.words(.realImages, epoch: 2, step: 3, count: count) == Array(words.prefix(count)))
      #expect(
        stream.normals(.realImages, epoch: 2, step: 3, count: count)
          == Array(normals.prefix(count)))
    }
  }
}

/// Draws without replacement.
@Suite struct SelectionTests {
  private let stream: RandomStream

  init() throws { stream = RandomStream(seed: 7, kernels: try Kernels()) }

  private func selection(_ step: Int, count: Int, of total: Int) -> [Int] {
    stream.selection(.judgeImages, epoch: 1, step: step, count: count, of: total)
  }

  @Test func ofAllItIsAPermutation() {
    let order = selection(0, count: 1000, of: 1000)
    #expect(order.sorted() == Array(0..<1000) && order != selection(1, count: 1000, of: 1000))
    // One number in a thousand stays where it is, on average.
    #expect(order.enumerated().count { $0.offset == $0.element } < 10)
    // Neighbours part: two thirds of a thousand are more than 200 from each other.
    #expect(zip(order, order.dropFirst()).count { abs($0 - $1) > 200 } > 500)
  }

  @Test func fewerAreThePrefixOfMore() {
    #expect(selection(0, count: 10, of: 64)[...] == selection(0, count: 64, of: 64).prefix(10))
    #expect(selection(0, count: 0, of: 5) == [])
  }

  @Test func eachPairIsEquallyLikely() {
    var counts = [Int](repeating: 0, count: 16)
    for step in 0..<12_000 {
      let pair = selection(step, count: 2, of: 4)
      counts[pair[0] * 4 + pair[1]] += 1
    }
    for (index, count) in counts.enumerated() {
      // 1000 of 12 pairs, six deviations of 30.
      #expect(index / 4 == index % 4 ? count == 0 : abs(count - 1000) < 180, "pair \(index)")
    }
  }
}

/// Every purpose.
let allPurposes: [RandomPurpose] = [
  .initialization, .realImages, .discriminatorLatents, .generatorLatents, .discriminatorDropout,
  .generatorDropout, .samples, .judgeImages, .judgeDropout,
  .metricSubsets, .courseImages, .calibrationImages, .judgeShifts,
]
