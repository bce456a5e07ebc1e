import AdversarialTraining
import Experiment
import Foundation

/// The numbers of one step under several objectives that PyTorch computed in float64;
/// `Goldens/make_objectives.py` wrote them.
struct GoldenObjectives: Decodable {
  struct Case: Decodable {
    let loss: Loss
    let labelSmoothing, r1, r2: Double
    let dLoss, gLoss, penalty: Double
    let dGradients, gGradients: [String: Golden.Digest]
  }
  let batch, latent: Int
  let cases: [String: Case]

  static func load() throws -> GoldenObjectives {
    guard
      let url = Bundle.module.url(
        forResource: "objectives", withExtension: "json", subdirectory: "Goldens")
    else { throw CocoaError(.fileNoSuchFile) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(GoldenObjectives.self, from: Data(contentsOf: url))
  }
}

extension DropoutSource {
  /// The golden's masks, for any number of samples.
  static func golden(salt: Int, rate: Double) -> DropoutSource {
    .explicit { layer, sample, element in
      let index = sample * (layer == 0 ? 14 * 14 * 64 : 7 * 7 * 64) + element
      let hash = Double(((index + salt + layer) * 2_654_435_761) % 4_294_967_296)
      return hash >= rate * 4_294_967_296
    }
  }
}
