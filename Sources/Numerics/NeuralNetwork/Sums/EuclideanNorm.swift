extension Engine {
  /// Elements that one work item adds.
  private static let sliceCount = 65536

  /// The length of a vector: the root of the sum of its squares.
  ///
  /// Cut and order of the sum depend on the count alone, so the bits do not depend on the threads.
  /// Squares are added in float32, as fast as memory gives them, but not more than 64 in a row; those
  /// sums go on in double precision. Elements below 1e-19, whose squares float32 and so `Adam` do not
  /// have, count as 0.
  ///
  /// - Parameter buffer: A whole one; its padding must be 0.
  /// - Returns: The norm, at least 0; not finite when an element is not, or from 1e19 on.
  public func norm(of buffer: FloatBuffer) -> Double {
    let slices = max(1, buffer.count / Self.sliceCount)
    var sums = [Double](repeating: 0, count: slices)
    sums.withUnsafeMutableBufferPointer { sums in
      run(items: slices) { slice, _ in
        let part = cacheLines(of: buffer.count, slice: slice, of: slices)
        sums[slice] = sumOfSquares(buffer.start + part.lowerBound, count: part.count)
      }
    }
    return sums.reduce(0, +).squareRoot()
  }
}

/// The sum of the squares of `count` elements, a multiple of 16.
private func sumOfSquares(_ elements: UnsafePointer<Float>, count: Int) -> Double {
  typealias Lanes = SIMD16<Float>
  let bytes = UnsafeRawPointer(elements)
  let lines = count / Lanes.scalarCount
  var sum = 0.0
  for first in stride(from: 0, to: lines, by: 64) {
    var squares = Lanes()
    for line in first..<min(first + 64, lines) {
      let x = bytes.load(fromByteOffset: line * MemoryLayout<Lanes>.stride, as: Lanes.self)
      squares += x * x
    }
    sum = squares.indices.reduce(sum) { $0 + Double(squares[$1]) }
  }
  return sum
}
