/// Repeatable numbers for the tests, from `PlainPhilox`: the same on every machine.
public struct SeededNumbers: RandomNumberGenerator, Sendable {
  private let seed: UInt32
  private var drawn: UInt32 = 0

  /// Numbers that follow from the seed alone.
  public init(seed: UInt32) { self.seed = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    drawn += 1
    let words = PlainPhilox.block(counter: SIMD4(drawn, 0, 0, 0), key: SIMD2(seed, 0))
    return UInt64(words[0]) << 32 | UInt64(words[1])
  }

  /// `count` numbers, uniform in -scale ..< scale.
  public mutating func uniform(_ count: Int, scale: Double = 1) -> [Double] {
    (0..<count).map { _ in
      scale * (Double(next() >> 11) * 0x1p-52 - 1)
    }
  }
}
