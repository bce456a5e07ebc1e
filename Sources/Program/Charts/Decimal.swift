/// A whole number times a power of ten, which a tick has without rounding.
struct Decimal: Equatable {
  let digits: Int
  let exponent: Int

  /// The nearest number.
  var value: Double {
    exponent < 0 ? Double(digits) / powerOfTen(-exponent) : Double(digits) * powerOfTen(exponent)
  }

  /// Such as `0.25`, `1500` and, where that would be long, `2e-7`.
  var text: String {
    if digits == 0 { return "0" }
    if exponent > 0 {
      return exponent + String(abs(digits)).count <= 6
        ? "\(digits)" + String(repeating: "0", count: exponent) : "\(digits)e\(exponent)"
    }
    if exponent < -5 { return "\(digits)e\(exponent)" }
    let plain = String(abs(digits))
    let padded = String(repeating: "0", count: max(0, 1 - exponent - plain.count)) + plain
    let whole = padded.dropLast(-exponent)
    var fraction = String(padded.suffix(-exponent))
    while fraction.last == "0" { fraction.removeLast() }
    return (digits < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }
}

/// 10 to the power of `exponent`, which is at least 0.
func powerOfTen(_ exponent: Int) -> Double {
  (0..<exponent).reduce(1.0) { power, _ in power * 10 }
}
