/// Inverted dropout (Srivastava et al. 2014): an element is dropped with probability `rate`, and what
/// is kept is divided by `1 - rate`.
///
/// A draw is a function of the counters alone. The activations multiply by it as they are computed.
public struct Dropout: Sendable {
  /// The share dropped, at least 0 and below 1.
  public let rate: Float
  /// Elements of one image in all layers that drop, one layer after the other.
  public let elements: Int

  /// - Precondition: The elements of each layer are a multiple of 64.
  public init(rate: Float, elements: [Int]) {
    precondition(elements.allSatisfy { $0 % 64 == 0 }, "counters draw 64 elements at a time")
    self.rate = rate
    self.elements = elements.reduce(0, +)
  }

  /// Fills `keep` with the multipliers of one image, 0 or `1 / (1 - rate)`.
  public func draw(
    _ random: RandomStream, _ purpose: RandomPurpose, epoch: Int, step: Int, sample: Int,
    into keep: UnsafeMutablePointer<Float>
  ) {
    random.kernels.table.dropout(
      random.seed, purpose.rawValue << 24 | UInt32(sample), UInt32(step), UInt32(epoch),
      elements, rate, keep)
  }
}
