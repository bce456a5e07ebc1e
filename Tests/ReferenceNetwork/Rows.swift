/// `y[yStart + k] += factor * x[xStart + k]` for all k below `count`.
///
/// It and `sumOfProducts` are the inner loop of every layer. They take an array's memory once a
/// row: an element at a time, the thread sanitizer would make the tests take hours.
func addProducts(
  _ factor: Double, _ x: [Double], from xStart: Int, count: Int, to y: inout [Double],
  from yStart: Int
) {
  precondition(xStart + count <= x.count && yStart + count <= y.count)
  x.withUnsafeBufferPointer { x in
    y.withUnsafeMutableBufferPointer { y in
      for k in 0..<count { y[yStart + k] = y[yStart + k] + factor * x[xStart + k] }
    }
  }
}

/// The sum of `x[xStart + k] * y[yStart + k]` over all k below `count`.
func sumOfProducts(
  _ x: [Double], from xStart: Int, _ y: [Double], from yStart: Int, count: Int
) -> Double {
  precondition(xStart + count <= x.count && yStart + count <= y.count)
  return x.withUnsafeBufferPointer { x in
    y.withUnsafeBufferPointer { y in
      (0..<count).reduce(0) { sum, k in sum + x[xStart + k] * y[yStart + k] }
    }
  }
}
