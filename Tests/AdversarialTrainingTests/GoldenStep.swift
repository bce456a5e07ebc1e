import Foundation
import Tensors

/// The float64 reference of three steps, written by `Goldens/make_golden.py`.
struct Golden: Decodable {
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

  static func load() throws -> Golden {
    guard
      let url = Bundle.module.url(
        forResource: "step", withExtension: "json", subdirectory: "Goldens")
    else { throw CocoaError(.fileNoSuchFile) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Golden.self, from: Data(contentsOf: url))
  }

  /// scale * sin(0.7 i + phase), rounded to float32 as the generator script does.
  static func wave(_ count: Int, scale: Double, phase: Double) -> [Float] {
    (0..<count).map { Float(scale * sin(0.7 * Double($0) + phase)) }
  }

  /// The script's dropout mask: a hash of the index, compared with the rate.
  static func isKept(index: Int, rate: Double, salt: Int) -> Bool {
    Double(((index + salt) * 2_654_435_761) % 4_294_967_296) >= rate * 4_294_967_296
  }

  static let generatorWaves = [0.03, 0.01, 0.03, 0.01, 0.03, 0.01, 0.03, 0.01]
  static let discriminatorWaves = [0.3, 0.01, 0.1, 0.01, 0.1, 0.01]

  /// Parameters whose phases count up by 0.1 from `phase`.
  static func parameters(
    _ shapes: [(name: String, shape: [Int])], scales: [Double], phase: Double
  ) -> [NamedTensor] {
    zip(shapes, scales).enumerated().map { index, pair in
      let count = pair.0.shape.reduce(1, *)
      return NamedTensor(
        name: pair.0.name,
        tensor: Tensor(
          shape: pair.0.shape,
          elements: wave(count, scale: pair.1, phase: phase + 0.1 * Double(index))))
    }
  }
}
