/// The squares of the distances of vectors to their k-th nearest neighbours within the set.
///
/// A vector is no neighbour of itself, but one that equals it is.
public struct NeighbourRadii: Sendable {
  /// How many neighbours the ball around a vector reaches to.
  public let k: Int
  let squares: [Double]

  /// The radii of `vectors`.
  ///
  /// - Precondition: There are more than `k` vectors, and `k` is at least 1.
  /// - Complexity: O(n^2 dimension).
  public init(of vectors: FeatureVectors, k: Int, on loop: WorkLoop) {
    precondition(k >= 1 && vectors.count > k, "\(k) neighbours among \(vectors.count) vectors")
    self.k = k
    let distances = SquaredDistances(rows: vectors, columns: vectors)
    squares = [Double](unsafeUninitializedCapacity: vectors.count) { squares, count in
      let squares = squares
      distances.forEachRow(on: loop) { row, _, distances in
        distances[row] = .infinity
        squares[row] = Self.smallest(k, of: UnsafeBufferPointer(distances))
      }
      count = vectors.count
    }
  }

  /// The k-th smallest of `numbers`.
  private static func smallest(_ k: Int, of numbers: UnsafeBufferPointer<Double>) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: k) { nearest in
      nearest.initialize(repeating: .infinity)
      for number in numbers where number < nearest[k - 1] {
        var place = k - 1
        while place > 0, nearest[place - 1] > number {
          nearest[place] = nearest[place - 1]
          place -= 1
        }
        nearest[place] = number
      }
      return nearest[k - 1]
    }
  }
}
