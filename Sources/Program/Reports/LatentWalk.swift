#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Latents on the way from one to the other, both included, over the sphere that they lie near: in between
/// they are as long as latents are.
///
///     sin((1 - t) a) / sin(a) one + sin(t a) / sin(a) other,   a the angle between the two
///
/// - Parameters:
///   - one: The first.
///   - other: The last, of the same length.
///   - count: How many, at least 2.
/// - Returns: `[count, dimension]`.
func latentWalk(from one: [Float], to other: [Float], count: Int) -> [Float] {
  func product(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  let cosine = product(one, other) / (product(one, one) * product(other, other)).squareRoot()
  // The angle of nearly equal or opposite latents is nothing to divide by.
  let angle = cosine.isFinite && abs(cosine) < 0.9995 ? acos(cosine) : 0
  return (0..<count).flatMap { step -> [Float] in
    let t = Double(step) / Double(count - 1)
    let weights =
      angle == 0 ? (1 - t, t) : (sin((1 - t) * angle) / sin(angle), sin(t * angle) / sin(angle))
    return zip(one, other).map { Float(weights.0 * Double($0) + weights.1 * Double($1)) }
  }
}
