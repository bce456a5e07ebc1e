/// The gradient of `function` at `x` by central differences, `(f(x + h) - f(x - h)) / 2h` a
/// coordinate.
///
/// Exact but for rounding where the function is linear or quadratic; elsewhere off by
/// `h^2 / 6 * f'''`, so that with `h` = 1e-5 and values around 1 both errors stay below 1e-9.
public func centralDifferences(
  at x: [Double], step h: Double = 1e-5, of function: ([Double]) -> Double
) -> [Double] {
  x.indices.map { index in
    var (above, below) = (x, x)
    above[index] += h
    below[index] -= h
    return (function(above) - function(below)) / (above[index] - below[index])
  }
}

/// What a gradient in float64 may differ from its central differences by: rounding, 1e-16 * |f| / h
/// with |f| around 10, some tens of times over.
public let differenceTolerance = 1e-8

/// The sum of the products of two arrays of one length.
public func inner(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count)
  return zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
}
