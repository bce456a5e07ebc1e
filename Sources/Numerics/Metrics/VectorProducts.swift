/// Inner products of every row with every column of two sets of vectors, a block of rows at a time.
///
/// A sum runs through a pair of vectors from front to back, whatever block it is in: a product is the
/// same from either side, and equal vectors have equal products.
struct VectorProducts {
  /// Rows of a block, which a work item takes.
  static let blockRows = 64
  /// Columns whose sums are in registers together.
  private static let panel = 4
  /// Rows whose sums are.
  private static let tileRows = 4

  private let rows: FeatureVectors
  private let columnCount: Int
  /// `[panels][dimension]` of `panel` neighbouring columns; zeros behind the last one.
  private let panels: [SIMD4<Double>]

  init(rows: FeatureVectors, columns: FeatureVectors) {
    precondition(rows.dimension == columns.dimension, "features of two networks")
    self.rows = rows
    columnCount = columns.count
    let dimension = rows.dimension
    var panels = [SIMD4<Double>](
      repeating: .zero, count: (columns.count + Self.panel - 1) / Self.panel * dimension)
    for column in 0..<columns.count {
      for k in 0..<dimension {
        panels[column / Self.panel * dimension + k][column % Self.panel] =
          columns.elements[column * dimension + k]
      }
    }
    self.panels = panels
  }

  /// Work items of all rows.
  var blocks: Int { (rows.count + Self.blockRows - 1) / Self.blockRows }

  /// The rows of a block.
  func rows(ofBlock block: Int) -> Range<Int> {
    block * Self.blockRows..<min(rows.count, (block + 1) * Self.blockRows)
  }

  /// Columns of the block's products, those behind the last vector included.
  var stride: Int { panels.count / rows.dimension * Self.panel }

  /// Calls `body` for every block on the threads of `loop`, with its rows and `[rows][stride]` products,
  /// which are valid during the call; with `fromDiagonal`, those of a row with itself and later columns.
  func forEachBlock(
    on loop: WorkLoop, fromDiagonal: Bool = false,
    _ body: (_ block: Int, _ products: UnsafeMutablePointer<Double>) -> Void
  ) {
    loop(blocks) { block in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.blockRows * stride) { buffer in
        guard let products = buffer.baseAddress else { return }
        fill(
          block: block, fromColumn: fromDiagonal ? block * Self.blockRows : 0, into: products)
        body(block, products)
      }
    }
  }

  /// Fills `products`, `[rows of the block][stride]`, from a column on.
  private func fill(
    block: Int, fromColumn first: Int, into products: UnsafeMutablePointer<Double>
  ) {
    let range = rows(ofBlock: block)
    let dimension = rows.dimension
    rows.elements.withUnsafeBufferPointer { elements in
      panels.withUnsafeBufferPointer { panels in
        guard let elements = elements.baseAddress, let panels = panels.baseAddress else { return }
        for panel in first / Self.panel..<stride / Self.panel {
          var row = range.lowerBound
          let b = panels + panel * dimension
          while row < range.upperBound {
            let a = elements + row * dimension
            let to = products + (row - range.lowerBound) * stride + panel * Self.panel
            if row + Self.tileRows <= range.upperBound {
              tile(a, b, dimension, to)
              row += Self.tileRows
            } else {
              single(a, b, dimension, to)
              row += 1
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func tile(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<SIMD4<Double>>, _ dimension: Int,
    _ to: UnsafeMutablePointer<Double>
  ) {
    var (s0, s1, s2, s3) = (
      SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero
    )
    let (a1, a2, a3) = (a + dimension, a + 2 * dimension, a + 3 * dimension)
    var k = 0
    while k < dimension {
      let column = b[k]
      s0 += a[k] * column
      s1 += a1[k] * column
      s2 += a2[k] * column
      s3 += a3[k] * column
      k &+= 1
    }
    store(s0, to)
    store(s1, to + stride)
    store(s2, to + 2 * stride)
    store(s3, to + 3 * stride)
  }

  @inline(__always)
  private func single(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<SIMD4<Double>>, _ dimension: Int,
    _ to: UnsafeMutablePointer<Double>
  ) {
    var sum = SIMD4<Double>.zero
    for k in 0..<dimension { sum += a[k] * b[k] }
    store(sum, to)
  }

  @inline(__always)
  private func store(_ sum: SIMD4<Double>, _ to: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(to).storeBytes(of: sum, as: SIMD4<Double>.self)
  }
}
