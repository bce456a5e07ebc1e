import Foundation
import ReferenceNetwork
import TestSupport
import Testing

/// The numbers of three steps that PyTorch computed in float64; `Goldens/make_golden.py` wrote them.
struct Golden: Decodable {
  /// What is kept of a tensor: its sum, its L2 norm and some elements.
  struct Digest: Decodable {
    let sum, norm: Double
    let at: [Int]
    let values: [Double]
  }
  struct Step: Decodable {
    let fake: Digest
    let dLogits, gLogits: [Double]
    let dLoss, gLoss: Double
    let dGradients, gGradients, dParametersAfter, gParametersAfter: [String: Digest]
  }
  let batch, latent, discriminatorParameters, generatorParameters: Int
  let withoutDropout, withDropout: [Step]

  enum CodingKeys: String, CodingKey {
    case batch, latent, discriminatorParameters, generatorParameters
    case withoutDropout
    case withDropout = "withDropout0.4"
  }

  func steps(_ dropout: DropoutRate) -> [Step] { dropout == .none ? withoutDropout : withDropout }

  static func load() throws -> Golden {
    guard
      let url = Bundle.module.url(
        forResource: "step", withExtension: "json", subdirectory: "Goldens")
    else { throw CocoaError(.fileNoSuchFile) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Golden.self, from: Data(contentsOf: url))
  }
}

/// The dropout of the golden's two runs.
enum DropoutRate: Double, CaseIterable {
  case none = 0
  case published = 0.4
}

/// The L2 norm.
func norm(_ values: [Double]) -> Double {
  values.reduce(0) { $0 + $1 * $1 }.squareRoot()
}

/// Expects what the golden kept of a tensor.
func expectDigest(
  _ observed: [Double], _ expected: Golden.Digest, _ tolerance: Double, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    norm(observed), expected.norm, tolerance, "norm of \(what)", sourceLocation: sourceLocation)
  expectClose(
    expected.at.map { observed[$0] }, expected.values, tolerance, what,
    sourceLocation: sourceLocation)
}
