import Foundation
import Metrics
import Testing

/// The numbers that NumPy and SciPy computed in float64; `Goldens/make_golden.py` wrote them and says
/// what the inputs are.
struct MetricsGolden: Decodable {
  let frechetDistance, frechetDistanceSingular: Double
  let kernelDistance, kernelDistanceDeviation: Double
  let precision, recall, density, coverage: Double
  let classifierScore, confidence, classKl: Double
  let histogram: [Int]
  let area, copies, neighbourRatio: Double
  /// Successes, trials, borders.
  let wilson: [[Double]]

  static func load() throws -> MetricsGolden {
    guard
      let url = Bundle.module.url(
        forResource: "metrics", withExtension: "json", subdirectory: "Goldens")
    else { throw CocoaError(.fileNoSuchFile) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(MetricsGolden.self, from: Data(contentsOf: url))
  }
}

/// Numbers in 0..<1, multiples of 1 / 65536.
func uniform(_ count: Int, salt: Int) -> [Double] {
  (0..<count).map { index in
    var x = UInt32(truncatingIfNeeded: index + 65536 * salt)
    x ^= x >> 16
    x &*= 0x7FEB_352D
    x ^= x >> 15
    x &*= 0x846C_A68B
    x ^= x >> 16
    return Double(x >> 16) / 65536
  }
}

/// Vectors whose numbers depend on each other.
func features(_ count: Int, _ dimension: Int, salt: Int, scale: Float = 1) -> FeatureVectors {
  let u = uniform(count * dimension, salt: salt)
  let elements = u.indices.map { index in
    let (row, column) = (index / dimension * dimension, index % dimension)
    return scale * Float(u[index] + u[row + (column + 1) % dimension] * u[row])
  }
  return FeatureVectors(elements, dimension: dimension)
}

/// Four subsets that numbers prime to the counts step through.
func subsets(_ count: Int, size: Int) -> [[Int]] {
  [1, 7, 11, 13].enumerated().map { number, step in
    (0..<size).map { (number + step * $0) % count }
  }
}

/// Pairs of subsets of sets of those sizes.
func subsetPairs(_ real: Int, _ fake: Int, size: Int) -> [(real: [Int], fake: [Int])] {
  zip(subsets(real, size: size), subsets(fake, size: size)).map { (real: $0, fake: $1) }
}

/// All four numbers of two sets, with five neighbours.
func neighbourMetrics(
  real: FeatureVectors, fake: FeatureVectors, k: Int = 5, on loop: WorkLoop = .serial
) -> NeighbourMetrics {
  NeighbourMetrics(
    real: real, fake: fake, realRadii: NeighbourRadii(of: real, k: k, on: loop),
    fakeRadii: NeighbourRadii(of: fake, k: k, on: loop), on: loop)
}

/// The Frechet distance of two sets.
func frechetDistance(
  _ x: FeatureVectors, _ y: FeatureVectors, on loop: WorkLoop = .serial
) -> FrechetDistance {
  FrechetDistance(GaussianStatistics(of: x, on: loop), GaussianStatistics(of: y, on: loop))
}
