#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Maps numbers to 0...1 along an axis, and says where its ticks are: at 1, 2 or 5 times a power of ten.
struct Scale {
  /// The numbers at both ends.
  let range: ClosedRange<Double>
  /// Ascending, at both ends and between them, or between them only.
  let ticks: [Decimal]
  private let isLogarithmic: Bool

  /// Where a number lies: 0 at the lower end, 1 at the upper one.
  func position(of value: Double) -> Double {
    isLogarithmic
      ? (log10(value) - log10(range.lowerBound))
        / (log10(range.upperBound) - log10(range.lowerBound))
      : (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }
}

extension Scale {
  /// A scale of equal steps whose ends are ticks.
  ///
  /// - Parameters:
  ///   - values: What it must hold; equal values, or none, get some room.
  ///   - steps: About so many between ticks.
  init(holding values: [Double], steps: Int) {
    let (low, high) = Self.bounds(of: values)
    let step = Self.step(atLeast: (high - low) / Double(steps), isWhole: false)
    let first = Int((low / step.value).rounded(.down))
    let last = Int((high / step.value).rounded(.up))
    ticks = (first...max(first + 1, last)).map {
      Decimal(digits: $0 * step.digits, exponent: step.exponent)
    }
    range = ticks[0].value...ticks[ticks.count - 1].value
    isLogarithmic = false
  }

  /// A scale of whole numbers whose ends are those of `values`, with ticks inside; a single one lies in the
  /// middle.
  init(counting values: [Int], steps: Int) {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    let step = Int(Self.step(atLeast: Double(high - low) / Double(steps), isWhole: true).value)
    let first = (low + step - 1) / step
    ticks = (first...max(first, high / step)).map { Decimal(digits: $0 * step, exponent: 0) }
    range = low < high ? Double(low)...Double(high) : Double(low - 1)...Double(low + 1)
    isLogarithmic = false
  }

  /// A scale of equal factors; nil when a value is not above 0, or all are within a factor of ten.
  init?(logarithmsOf values: [Double]) {
    guard let low = values.min(), let high = values.max(), low > 0, high / low > 10 else {
      return nil
    }
    let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    let factors = decades.count <= 4 ? [1, 2, 5] : [1]
    let all = decades.flatMap { decade in factors.map { Decimal(digits: $0, exponent: decade) } }
    let first = all.lastIndex { $0.value <= low } ?? 0
    let last = all.firstIndex { $0.value >= high } ?? all.count - 1
    let interval = max(1, (last - first) / 6)
    range = all[first].value...all[last].value
    ticks = (first...last).filter { ($0 - first).isMultiple(of: interval) }.map { all[$0] }
    isLogarithmic = true
  }

  /// The least of 1, 2 and 5 times a power of ten that is at least `length`.
  private static func step(atLeast length: Double, isWhole: Bool) -> Decimal {
    var exponent = isWhole ? 0 : -120
    while true {
      for digits in [1, 2, 5] {
        let step = Decimal(digits: digits, exponent: exponent)
        if step.value >= length * (1 - 1e-9) { return step }
      }
      exponent += 1
    }
  }

  /// Both ends, far enough apart that ticks between them are different numbers.
  private static func bounds(of values: [Double]) -> (low: Double, high: Double) {
    guard let low = values.min(), let high = values.max() else { return (0, 1) }
    let size = max(abs(low), abs(high))
    if high - low > size * 1e-6 { return (low, high) }
    return size == 0 ? (0, 1) : (low - size / 10, high + size / 10)
  }
}
