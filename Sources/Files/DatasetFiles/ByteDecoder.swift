/// Turns the numbers of an array into bytes of the same value, or refuses them.
///
/// Floats may also be steps of 1/255 from 0 to 1, which become the steps. The first that is neither
/// 0 nor 1 decides; an array of nothing else is one of steps, as such floats come from a division.
struct ByteDecoder {
  enum Scale {
    case undecided
    case whole
    case steps
  }

  /// A number that is no byte.
  struct Unfit: Error {
    let value: String
    /// Whether the others are steps of 1/255.
    let isAmongSteps: Bool
  }

  private let type: NumberType
  /// How the numbers so far were understood; while undecided, 0 and 1 are given back as they are.
  private(set) var scale: Scale

  /// - Parameters:
  ///   - type: Of the numbers.
  ///   - allowsSteps: Whether floats may be steps of 1/255.
  init(_ type: NumberType, allowsSteps: Bool) {
    self.type = type
    scale = type.kind == .float && allowsSteps ? .undecided : .whole
  }

  /// The bytes of the next numbers.
  ///
  /// - Precondition: `raw` are whole numbers of the type.
  mutating func bytes(of raw: [UInt8]) throws(Unfit) -> [UInt8] {
    switch (type.kind, type.size) {
    case (.unsigned, 1): raw
    case (.unsigned, 2): try integers(raw, UInt16.self)
    case (.unsigned, 4): try integers(raw, UInt32.self)
    case (.unsigned, _): try integers(raw, UInt64.self)
    case (.signed, 1): try integers(raw, Int8.self)
    case (.signed, 2): try integers(raw, Int16.self)
    case (.signed, 4): try integers(raw, Int32.self)
    case (.signed, _): try integers(raw, Int64.self)
    case (.float, 2): try floats(numbers(raw, UInt16.self).map(double(half:)))
    case (.float, 4): try floats(numbers(raw, UInt32.self).map { Double(Float(bitPattern: $0)) })
    case (.float, _): try floats(numbers(raw, UInt64.self).map { Double(bitPattern: $0) })
    }
  }

  private func numbers<Number: FixedWidthInteger>(_ raw: [UInt8], _: Number.Type) -> [Number] {
    raw.withUnsafeBytes { raw in
      stride(from: 0, to: raw.count, by: MemoryLayout<Number>.size).map { offset in
        let number = raw.loadUnaligned(fromByteOffset: offset, as: Number.self)
        return type.isBigEndian ? Number(bigEndian: number) : Number(littleEndian: number)
      }
    }
  }

  private func integers<Number: FixedWidthInteger>(
    _ raw: [UInt8], _: Number.Type
  ) throws(Unfit) -> [UInt8] {
    let numbers = numbers(raw, Number.self)
    if let number = numbers.first(where: { UInt8(exactly: $0) == nil }) {
      throw Unfit(value: "\(number)", isAmongSteps: false)
    }
    return numbers.map { UInt8(truncatingIfNeeded: $0) }
  }

  private mutating func floats(_ numbers: [Double]) throws(Unfit) -> [UInt8] {
    if scale == .undecided, let first = numbers.first(where: { $0 != 0 && $0 != 1 }) {
      scale = first > 0 && first < 1 ? .steps : .whole
    }
    let (factor, tolerance) = scale == .steps ? (255.0, tolerance) : (1.0, 0.0)
    if let number = numbers.first(where: { number in
      let step = (number * factor).rounded()
      return !(step >= 0 && step <= 255 && abs(number * factor - step) <= step * tolerance)
    }) {
      // In the digits of its own type.
      let value = type.size == 8 ? "\(number)" : "\(Float(number))"
      throw Unfit(value: value, isAmongSteps: scale == .steps)
    }
    return numbers.map { UInt8(($0 * factor).rounded()) }
  }

  /// By which share of it 255 times a step may miss a whole number: three roundings, of the factor
  /// 1/255, of the product and of a narrower type that it was made in.
  private var tolerance: Double {
    switch type.size {
    case 2: 3 * 0x1p-11
    // Many divide in 32 bits what they save in 64.
    default: 3 * 0x1p-24
    }
  }
}

/// The value of a 16-bit float (IEEE 754 binary16), which Swift does not have on every system.
private func double(half bits: UInt16) -> Double {
  let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
  let magnitude =
    switch exponent {
    case 0: fraction * 0x1p-24
    case 31: fraction == 0 ? Double.infinity : .nan
    default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  return bits >> 15 == 0 ? magnitude : -magnitude
}
