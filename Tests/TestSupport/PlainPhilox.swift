/// Philox 4x32-10 as its paper writes it, a block at a time.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public enum PlainPhilox {
  /// The four words of one counter under one key.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (x, k) = (counter, key)
    for _ in 0..<10 {
      let first = x[0].multipliedFullWidth(by: 0xD251_1F53)
      let second = x[2].multipliedFullWidth(by: 0xCD9E_8D57)
      x = SIMD4(second.high ^ x[1] ^ k[0], second.low, first.high ^ x[3] ^ k[1], first.low)
      k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return x
  }
}
