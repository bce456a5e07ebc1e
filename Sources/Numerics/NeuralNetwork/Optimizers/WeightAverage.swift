#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The average of what a network's parameters were after each update, in which every one counts half as
/// much as one that is a half-life younger.
///
///     decay = 2 ^ (-1 / halfLife)
///     average += (1 - decay) / (1 - decay^t) * (parameters - average)
///
/// The divisor is the sum of all weights so far, as in `Adam`: the average is of the t updates alone, and
/// nothing is left of what it was before the first. Yaz et al. 2019, arXiv:1806.04498, show what it does
/// for generators.
public final class WeightAverage {
  /// The average, laid out as the parameters are.
  public let values: FloatBuffer
  /// In updates, above 0.
  public let halfLife: Double

  /// Zeros, of a network that has `parameterCount` parameters.
  public init(parameterCount: Int, halfLife: Double) {
    precondition(halfLife > 0, "a half-life of \(halfLife)")
    self.halfLife = halfLife
    values = FloatBuffer(count: parameterCount)
  }

  /// The share that update `update`, counted from 1, has in the average after it.
  static func share(ofUpdate update: Int, halfLife: Double) -> Double {
    let age = -M_LN2 / halfLife
    return expm1(age) / expm1(age * Double(update))
  }

  /// Parameters that one work item averages.
  private static let sliceCount = 65536

  /// Adds the parameters as they are after update `update`, counted from 1.
  public func add(_ parameters: Parameters, update: Int, engine: Engine) {
    let share = Float(Self.share(ofUpdate: update, halfLife: halfLife))
    let slices = max(1, values.count / Self.sliceCount)
    engine.run(items: slices) { slice, _ in
      let part = cacheLines(of: values.count, slice: slice, of: slices)
      move(
        values.start + part.lowerBound, towards: parameters.values.start + part.lowerBound,
        by: share, count: part.count)
    }
  }
}

/// `average += share * (target - average)` of `count` elements, a multiple of 16.
private func move(
  _ average: UnsafeMutablePointer<Float>, towards target: UnsafePointer<Float>, by share: Float,
  count: Int
) {
  typealias Lanes = SIMD16<Float>
  let (averages, targets) = (UnsafeMutableRawPointer(average), UnsafeRawPointer(target))
  for offset in stride(
    from: 0, to: count * MemoryLayout<Float>.stride, by: MemoryLayout<Lanes>.stride)
  {
    let old = averages.load(fromByteOffset: offset, as: Lanes.self)
    let new = targets.load(fromByteOffset: offset, as: Lanes.self)
    averages.storeBytes(of: old + (new - old) * share, toByteOffset: offset, as: Lanes.self)
  }
}
