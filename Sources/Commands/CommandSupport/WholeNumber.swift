import ArgumentParser

/// Reads the value of an option that is a whole number in a range, and says of any other what would do.
///
/// - Throws: From the closure, `ValidationError`.
public func wholeNumber<Value: FixedWidthInteger & Sendable>(
  in range: ClosedRange<Value>
) -> @Sendable (String) throws -> Value {
  { text in
    guard let value = Value(text), range.contains(value) else {
      throw ValidationError(
        "it must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}

/// The same without an upper end.
///
/// - Throws: From the closure, `ValidationError`.
public func wholeNumber(from start: Int) -> @Sendable (String) throws -> Int {
  { text in
    guard let value = Int(text), value >= start else {
      throw ValidationError("it must be a whole number from \(start)")
    }
    return value
  }
}
