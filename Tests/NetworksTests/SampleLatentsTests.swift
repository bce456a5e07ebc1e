import Networks
import NeuralNetwork
import Testing

@Suite struct SampleLatentsTests {
  private let engine: Engine

  init() throws { engine = try Engine(threads: 1) }

  @Test func piecesAreThoseOfTheWhole() {
    for truncation in [nil, 0.8] as [Float?] {
      let whole = sampleLatents(
        seed: 5, images: 0..<200, dimension: 7, truncation: truncation, engine: engine)
      let pieces = [0..<64, 64..<192, 192..<200].flatMap {
        sampleLatents(seed: 5, images: $0, dimension: 7, truncation: truncation, engine: engine)
      }
      #expect(pieces == whole)
    }
    #expect(
      sampleLatents(seed: 5, images: 0..<200, dimension: 7, engine: engine)
        == sampleLatents(seed: 5, count: 200, dimension: 7, engine: engine))
  }

  @Test func truncatedOnesAreNormalDeviatesWithinTheLimit() {
    let plain = sampleLatents(seed: 6, count: 2000, dimension: 10, engine: engine)
    let latents = sampleLatents(
      seed: 6, images: 0..<2000, dimension: 10, truncation: 0.5, engine: engine)
    #expect(latents.allSatisfy { abs($0) <= 0.5 })
    for (latent, number) in zip(latents, plain) where abs(number) <= 0.5 {
      #expect(latent == number)
    }
    // The variance of the normal distribution cut off at c is 1 - 2 c phi(c) / (2 Phi(c) - 1), at 0.5
    // 0.0806; that of 20,000 numbers has a standard error of 0.0005, their mean one of 0.002.
    let mean = latents.reduce(0) { $0 + Double($1) } / 20_000
    let variance = latents.reduce(0) { $0 + Double($1) * Double($1) } / 20_000
    #expect(abs(mean) < 0.01)
    #expect(abs(variance - 0.0806) < 0.003)
  }
}
