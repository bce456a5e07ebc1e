import NeuralNetwork
import TestSupport
import Testing

@Suite struct EuclideanNormTests {
  /// Sums in float32 are of 64 squares: 64 roundings of 2^-24 at most.
  private static let tolerance = 64 * 0x1p-24

  /// From a single line of 16 to several slices with a rest.
  private static let counts = [16, 48, 1024, 1040, 65536, 65552, 1_164_304]

  private func buffer(_ count: Int, scale: Float = 1) -> FloatBuffer {
    let buffer = FloatBuffer(count: count)
    var numbers = SeededNumbers(seed: UInt32(count))
    for (index, number) in numbers.uniform(count).enumerated() {
      buffer.start[index] = scale * Float(number)
    }
    return buffer
  }

  @Test(arguments: counts, [Float(1), 1e-12, 1e12])
  func itIsTheRootOfTheSumOfSquares(count: Int, scale: Float) throws {
    let buffer = buffer(count, scale: scale)
    let squares = UnsafeBufferPointer(start: buffer.start, count: count).map {
      Double($0) * Double($0)
    }
    let expected = squares.reduce(0, +).squareRoot()
    let norm = try Engine(threads: 2).norm(of: buffer)
    expectClose(norm / expected, 1, Self.tolerance, "norm of \(count) numbers")
  }

  @Test(arguments: counts) func threadsDoNotChangeIt(count: Int) throws {
    let buffer = buffer(count)
    let norms = try [1, 2, 3, 5].map { try Engine(threads: $0).norm(of: buffer).bitPattern }
    #expect(Set(norms).count == 1)
  }

  @Test func everyElementCounts() throws {
    let engine = try Engine(threads: 2)
    let buffer = FloatBuffer(count: 65536 + 4096 + 48)
    #expect(engine.norm(of: buffer) == 0)
    for index in [0, 15, 16, 1023, 1024, 65535, 65536, buffer.count - 1] {
      buffer.start[index] = -3
      #expect(engine.norm(of: buffer) == 3, "element \(index)")
      buffer.start[index] = .infinity
      #expect(!engine.norm(of: buffer).isFinite)
      buffer.start[index] = 0
    }
  }
}
