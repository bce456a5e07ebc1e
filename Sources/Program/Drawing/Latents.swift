import CheckpointArchive
import Networks
import NeuralNetwork
import NumpyFiles

/// What generators draw from.
public enum Latents: Sendable {
  /// Normal deviates, the same ones for every checkpoint; the first of many are those of few.
  case seed(UInt64)
  /// The middle of them all.
  case zeros
  /// Vectors of the user's, `[count, latent]`.
  case file(NumpyMatrix)

  /// The key of latents of which nothing is said.
  public static let defaultSeed: UInt64 = 1
  /// The most numbers that are read from a file: 10,000 vectors of the longest kind.
  public static let fileLimit = 10_000 * 4096

  /// How many vectors there are; nil for as many as are wanted.
  public var count: Int? {
    switch self {
    case .seed: nil
    case .zeros: 1
    case .file(let matrix): matrix.rows
    }
  }

  /// What tells a picture's name from that of one of the default seed.
  public var nameSuffix: String {
    switch self {
    case .seed(Self.defaultSeed): ""
    case .seed(let seed): "_seed\(seed)"
    case .zeros: "_zeros"
    case .file(let matrix): "_latents-\(Self.shortDigest(of: matrix))"
    }
  }

  /// For a caption.
  var caption: String {
    switch self {
    case .seed(let seed): "seed \(seed)"
    case .zeros: "zeros"
    case .file(let matrix): "latents \(Self.shortDigest(of: matrix))"
    }
  }

  /// For a picture's texts.
  var text: (keyword: String, text: String) {
    switch self {
    case .seed(let seed): ("Seed", "\(seed)")
    case .zeros: ("Latents", "zeros")
    case .file(let matrix): ("Latents SHA-256", matrix.fileDigest.hex)
    }
  }

  private static func shortDigest(of matrix: NumpyMatrix) -> Substring {
    matrix.fileDigest.hex.prefix(8)
  }

  /// Refuses checkpoints whose generators take vectors of another size.
  ///
  /// - Throws: `DrawingError.latentSize`.
  public func expectFit(_ infos: [CheckpointInfo]) throws(DrawingError) {
    guard case .file(let matrix) = self else { return }
    for info in infos where info.run.options.latentDim != matrix.columns {
      throw .latentSize(
        path: matrix.path, found: matrix.columns, checkpoint: info.name,
        needed: info.run.options.latentDim)
    }
  }

  /// The first vectors, at most `count`, `[_, latent]` for a checkpoint's generator.
  ///
  /// - Throws: `DrawingError.latentSize`.
  func vectors(
    count: Int, for info: CheckpointInfo, engine: Engine
  ) throws(DrawingError) -> [Float] {
    try expectFit([info])
    let dimension = info.run.options.latentDim
    switch self {
    case .seed(let seed):
      return sampleLatents(seed: seed, count: count, dimension: dimension, engine: engine)
    case .zeros:
      return [Float](repeating: 0, count: count * dimension)
    case .file(let matrix):
      return Array(matrix.elements.prefix(count * dimension))
    }
  }
}
