import Tensors
import TestSupport
import Testing

@testable import Explorer

@Suite struct StrongestDirectionsTests {
  /// Rows that are multiples of 3, 2 and 1 of different unit vectors, turned by an eighth in the first two.
  @Test func singularVectorsComeStrongestFirst() {
    let half = Float(0.5).squareRoot()
    let kernel = Tensor(
      shape: [3, 4],
      elements: [
        3 * half, -2 * half, 0, 0,
        3 * half, 2 * half, 0, 0,
        0, 0, 1, 0,
      ])
    let expected: [Float] = [half, half, 0, -half, half, 0, 0, 0, 1]
    let found = strongestDirections(of: kernel, count: 8)
    #expect(found.count == 9)
    for (a, b) in zip(found[..<3] + found[6...], expected[..<3] + expected[6...]) {
      #expect(abs(a - b) < 1e-6)
    }
    // Of two largest elements of the same size rounding chooses which is positive.
    #expect(abs(abs(found[3]) - half) < 1e-6 && abs(found[3] + found[4]) < 1e-6)
  }

  @Test func noMoreThanAskedForAndNoSignIsLeftToChance() {
    var numbers = SeededNumbers(seed: 2)
    let elements = (0..<20 * 100).map { _ in Float.random(in: -1...1, using: &numbers) }
    let found = strongestDirections(of: Tensor(shape: [20, 100], elements: elements), count: 5)
    #expect(found.count == 5 * 20)
    // Where every second latent changes its sign, so do a vector's elements there, or all the others.
    let mirrored = strongestDirections(
      of: Tensor(
        shape: [20, 100],
        elements: elements.enumerated().map { $0 / 100 % 2 == 0 ? $1 : -$1 }), count: 5)
    for start in stride(from: 0, to: 100, by: 20) {
      let vector = found[start..<start + 20]
      let largest = vector.indices.max { vector[$0].magnitude < vector[$1].magnitude } ?? start
      #expect(vector[largest] > 0)
      for index in vector.indices {
        let expected = index % 2 == largest % 2 ? vector[index] : -vector[index]
        #expect(abs(mirrored[index] - expected) < 1e-6)
      }
      #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }
  }
}
