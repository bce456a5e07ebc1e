import ReferenceNetwork
import Testing

/// The L2 norm.
func norm(_ values: [Double]) -> Double {
  values.reduce(0) { $0 + $1 * $1 }.squareRoot()
}

/// Expects two numbers to differ by at most `tolerance`; names both when they do not.
func expectClose(
  _ observed: Double, _ expected: Double, _ tolerance: Double, _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if abs(observed - expected) <= tolerance { return }
  Issue.record(
    "\(what()): observed \(observed), expected \(expected), tolerance \(tolerance)",
    sourceLocation: sourceLocation)
}

/// Expects arrays to agree element by element; names the worst element when they do not.
///
/// `allowance` is what an element may differ by besides the tolerance.
func expectClose(
  _ observed: [Double], _ expected: [Double], _ tolerance: Double, allowance: [Double]? = nil,
  _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard observed.count == expected.count else {
    Issue.record(
      "\(what): \(observed.count) elements, expected \(expected.count)",
      sourceLocation: sourceLocation)
    return
  }
  // Written so that a not-a-number is not close.
  let failing = observed.indices.filter {
    !(abs(observed[$0] - expected[$0]) <= tolerance + (allowance?[$0] ?? 0))
  }
  guard let first = failing.first else { return }
  let worst = failing.reduce(first) {
    abs(observed[$1] - expected[$1]) > abs(observed[$0] - expected[$0]) ? $1 : $0
  }
  Issue.record(
    """
    \(what): \(failing.count) of \(observed.count) elements off by more than \(tolerance), the \
    worst at \(worst): observed \(observed[worst]), expected \(expected[worst])
    """, sourceLocation: sourceLocation)
}

/// Expects what the golden kept of a tensor.
func expectDigest(
  _ observed: [Double], _ expected: Golden.Digest, _ tolerance: Double, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    norm(observed), expected.norm, tolerance, "norm of \(what)", sourceLocation: sourceLocation)
  expectClose(
    expected.at.map { observed[$0] }, expected.values, tolerance, what,
    sourceLocation: sourceLocation)
}
