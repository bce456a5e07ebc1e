#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How the classes of generated images differ from those of the data.
public struct ClassBalance: Equatable, Sendable {
  /// The Kullback-Leibler divergence of the generated images' shares from the data's, in nats.
  ///
  /// 0 for equal shares, infinite where there are images of a class that the data has not.
  public let divergence: Double
  /// Classes with less than a tenth of their share in the data.
  public let missing: [Int]

  /// - Parameters:
  ///   - fake: Generated images of each class.
  ///   - real: Those of the data.
  /// - Precondition: Both are of as many classes, with an image at least.
  public init(fake: [Int], real: [Int]) {
    let (fakeCount, realCount) = (fake.reduce(0, +), real.reduce(0, +))
    precondition(
      fake.count == real.count && fakeCount > 0 && realCount > 0,
      "\(fakeCount) images of \(fake.count) classes and \(realCount) of \(real.count)")
    let fakeShares = fake.map { Double($0) / Double(fakeCount) }
    let realShares = real.map { Double($0) / Double(realCount) }
    divergence = zip(fakeShares, realShares).reduce(0) { sum, share in
      share.0 > 0 ? sum + share.0 * log(share.0 / share.1) : sum
    }
    // In whole numbers, so that a tenth is a tenth.
    missing = fake.indices.filter { 10 * fake[$0] * realCount < real[$0] * fakeCount }
  }
}
