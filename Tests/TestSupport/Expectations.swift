import Testing

/// Expects arrays to agree element by element; names the worst element when they do not.
///
/// A not-a-number is never close. `allowance` is what each element may differ by besides the
/// tolerance; `what` says in the failure what the arrays are.
public func expectClose(
  _ observed: [Double], _ expected: [Double], _ tolerance: Double, allowance: [Double]? = nil,
  _ what: @autoclosure () -> String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard observed.count == expected.count else {
    Issue.record(
      "\(what()): \(observed.count) elements, expected \(expected.count)",
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
    \(what()): \(failing.count) of \(observed.count) elements off by more than \(tolerance), the \
    worst at \(worst): observed \(observed[worst]), expected \(expected[worst])
    """, sourceLocation: sourceLocation)
}

/// Expects two numbers to differ by at most `tolerance`; names both when they do not.
public func expectClose(
  _ observed: Double, _ expected: Double, _ tolerance: Double, _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose([observed], [expected], tolerance, what(), sourceLocation: sourceLocation)
}

/// Expects long arrays to be equal; names the first difference when they are not.
///
/// `#expect` would look for the shortest edit, which takes minutes where much differs.
public func expectSame<Element: Equatable>(
  _ observed: some Collection<Element>, _ expected: some Collection<Element>,
  _ what: @autoclosure () -> String, sourceLocation: SourceLocation = #_sourceLocation
) {
  if observed.elementsEqual(expected) { return }
  let first = zip(observed, expected).enumerated().first { $1.0 != $1.1 }
  let difference =
    first.map { "element \($0) is \($1.0), expected \($1.1)" }
    ?? "\(observed.count) elements, expected \(expected.count)"
  Issue.record("\(what()): \(difference)", sourceLocation: sourceLocation)
}
