import CKernels

/// What a random draw is for; each purpose has numbers of its own.
public enum RandomPurpose: UInt32, Sendable {
  case initialization = 1
  case realImages, discriminatorLatents, generatorLatents
  case discriminatorDropout, generatorDropout
  case samples
  case judgeImages, judgeDropout
  case metricSubsets, courseImages, calibrationImages, judgeShifts
}

/// Random numbers as pure functions of (seed, purpose, epoch, step, index): Philox 4x32-10
/// counters, so nothing has to be saved to resume and no draw shifts another.
public struct RandomStream {
  /// The kernels that draw.
  public let kernels: Kernels
  /// The key of every draw.
  public let seed: UInt64

  /// Draws with the key `seed`.
  public init(seed: UInt64, kernels: Kernels) {
    self.seed = seed
    self.kernels = kernels
  }

  /// The words of a draw; with more of them the counters begin again.
  public static let mostWords = 1 << 34

  /// `count` uniform 32-bit words, those from `first` on of all that this draw has.
  ///
  /// - Precondition: `first` is a multiple of 64, and the words are among the first `mostWords`.
  public func words(
    _ purpose: RandomPurpose, epoch: Int, step: Int, from first: Int = 0, count: Int
  ) -> [UInt32] {
    precondition(first.isMultiple(of: 64) && first + count <= Self.mostWords)
    let groups = (count + 63) / 64
    var words = [UInt32](repeating: 0, count: groups * 64)
    kernels.table.philox(
      seed, purpose.rawValue << 24, UInt32(step), UInt32(epoch), UInt32(first / 64), groups, &words)
    return Array(words.prefix(count))
  }

  /// `count` deviates of the standard normal distribution, those from `first` on of all that this draw
  /// has.
  ///
  /// - Precondition: As of `words`.
  public func normals(
    _ purpose: RandomPurpose, epoch: Int, step: Int, from first: Int = 0, count: Int
  ) -> [Float] {
    let rounded = (count + 63) / 64 * 64
    let words = words(purpose, epoch: epoch, step: step, from: first, count: rounded)
    var deviates = [Float](repeating: 0, count: rounded)
    normal_deviates(words, rounded, &deviates)
    return Array(deviates.prefix(count))
  }

  /// `count` different numbers of `0..<total`, each order equally likely (Fisher and Yates); of as many as
  /// there are, a permutation.
  ///
  /// - Precondition: `count` is at most `total`, which is below 2^32.
  public func selection(
    _ purpose: RandomPurpose, epoch: Int, step: Int, count: Int, of total: Int
  ) -> [Int] {
    precondition((0...total).contains(count), "\(count) of \(total)")
    var order = Array(0..<total)
    for (place, word) in words(purpose, epoch: epoch, step: step, count: count).enumerated() {
      order.swapAt(place, place + Int((UInt64(word) * UInt64(total - place)) >> 32))
    }
    return Array(order.prefix(count))
  }
}
