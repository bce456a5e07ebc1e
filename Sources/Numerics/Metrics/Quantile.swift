/// The number below which a share of `numbers` lies, on the line between the two neighbours where it
/// falls between them; NumPy's default.
///
/// - Precondition: There is a number, and the share is in 0...1.
public func quantile(_ share: Double, of numbers: [Double]) -> Double {
  precondition(!numbers.isEmpty && (0...1).contains(share), "no quantile \(share) of no numbers")
  let sorted = numbers.sorted()
  let position = share * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}
