/// Squared Euclidean distances of every row to every column, as `|x|^2 + |y|^2 - 2 x y`.
///
/// The distance of a vector to an equal one is exactly zero, and no distance depends on the direction.
struct SquaredDistances {
  private let products: VectorProducts
  private let rowSquares, columnSquares: [Double]
  /// Columns.
  let columns: Int

  init(rows: FeatureVectors, columns: FeatureVectors) {
    products = VectorProducts(rows: rows, columns: columns)
    rowSquares = rows.squares
    columnSquares = columns.squares
    self.columns = columns.count
  }

  /// Work items of all rows.
  var blocks: Int { products.blocks }

  /// Calls `body` for every row, with its distances to all columns, on the threads of `loop`; the rows
  /// of a block follow each other on one.
  func forEachRow(
    on loop: WorkLoop,
    _ body: (_ row: Int, _ block: Int, _ distances: UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    products.forEachBlock(on: loop) { block, values in
      columnSquares.withUnsafeBufferPointer { columnSquares in
        for (index, row) in products.rows(ofBlock: block).enumerated() {
          let distances = UnsafeMutableBufferPointer(
            start: values + index * products.stride, count: columns)
          let square = rowSquares[row]
          for column in 0..<columns {
            distances[column] = max(square + columnSquares[column] - 2 * distances[column], 0)
          }
          body(row, block, distances)
        }
      }
    }
  }
}

extension FeatureVectors {
  /// The squares of the lengths, added in the order in which products are.
  fileprivate var squares: [Double] {
    stride(from: 0, to: elements.count, by: dimension).map { start in
      elements[start..<start + dimension].reduce(0) { $0 + $1 * $1 }
    }
  }
}
