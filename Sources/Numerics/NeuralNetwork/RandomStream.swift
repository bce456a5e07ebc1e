import CKernels

/// What a random draw is for; each purpose has numbers of its own.
public enum RandomPurpose: UInt32, Sendable {
  case initialization = 1
  case realImages, discriminatorLatents, generatorLatents
  case discriminatorDropout, generatorDropout
  case samples
  case judgeImages, judgeDropout
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

  /// `count` uniform 32-bit words.
  public func words(_ purpose: RandomPurpose, epoch: Int, step: Int, count: Int) -> [UInt32] {
    let groups = (count + 63) / 64
    var words = [UInt32](repeating: 0, count: groups * 64)
    kernels.table.philox(
      seed, purpose.rawValue << 24, UInt32(step), UInt32(epoch), 0, groups, &words)
    return Array(words.prefix(count))
  }

  /// `count` deviates of the standard normal distribution.
  public func normals(_ purpose: RandomPurpose, epoch: Int, step: Int, count: Int) -> [Float] {
    let rounded = (count + 63) / 64 * 64
    let words = words(purpose, epoch: epoch, step: step, count: rounded)
    var deviates = [Float](repeating: 0, count: rounded)
    normal_deviates(words, rounded, &deviates)
    return Array(deviates.prefix(count))
  }
}
