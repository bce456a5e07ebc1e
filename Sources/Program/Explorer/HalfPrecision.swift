/// The bits of the number of 16 bits, IEEE 754's binary16, that is nearest to `value`, ties to even.
///
/// Beyond the largest, 65504, it is that one. Precondition: `value` is finite.
func halfBits(_ value: Float) -> UInt16 {
  precondition(value.isFinite, "\(value) in 16 bits")
  let sign = UInt16(value.bitPattern >> 16) & 0x8000
  let magnitude = value.magnitude.bitPattern
  if magnitude >= tooLargeForHalf { return sign | largestHalf }
  if magnitude < smallestNormalHalf {
    return sign | UInt16((value.magnitude * 0x1p24).rounded(.toNearestOrEven))
  }
  // The upper 13 bits of the fraction that goes, and one more where the rest is odd.
  let rounded = magnitude + 0xFFF + (magnitude >> 13 & 1)
  return sign | UInt16((rounded - exponentDifference) >> 13)
}

/// The value of a finite number of 16 bits.
func halfValue(_ bits: UInt16) -> Float {
  let exponent = Int(bits >> 10 & 31)
  let fraction = Float(bits & 1023)
  let magnitude =
    exponent == 0
    ? fraction * 0x1p-24 : Float(sign: .plus, exponent: exponent - 25, significand: fraction + 1024)
  return bits >> 15 == 0 ? magnitude : -magnitude
}

/// The bits, as a float, of 65520, of 2^-14, and of the difference of the exponents' biases.
private let tooLargeForHalf: UInt32 = 0x477F_F000
private let smallestNormalHalf: UInt32 = 0x3880_0000
private let exponentDifference: UInt32 = 0x3800_0000
private let largestHalf: UInt16 = 0x7BFF
