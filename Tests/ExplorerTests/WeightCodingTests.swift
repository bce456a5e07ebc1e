import CZlib
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Explorer

@Suite struct WeightCodingTests {
  /// A generator's tensors with a latent of 3, kernels growing by channel.
  private let tensors: [NamedTensor] = {
    var numbers = SeededNumbers(seed: 5)
    func tensor(_ name: String, _ shape: [Int]) -> NamedTensor {
      let count = shape.reduce(1, *)
      return NamedTensor(
        name: name,
        tensor: Tensor(
          shape: shape, elements: (0..<count).map { _ in Float.random(in: -1...1, using: &numbers) }
        ))
    }
    return [
      tensor("dense.kernel", [3, 256]), tensor("dense.bias", [256]),
      tensor("transposed1.kernel", [4, 4, 128, 8]), tensor("transposed1.bias", [128]),
      tensor("output.kernel", [7, 7, 128, 1]), tensor("output.bias", [1]),
    ]
  }()

  /// The bytes that a page unpacks.
  private func unpacked(_ text: String, count: Int) throws -> [UInt8] {
    let packed = try #require(Data(base64Encoded: text))
    var bytes = [UInt8](repeating: 0, count: count)
    var length = UInt(count)
    let status = uncompress(&bytes, &length, Array(packed), UInt(packed.count))
    #expect(status == Z_OK && length == count)
    return bytes
  }

  private func halves(_ bytes: ArraySlice<UInt8>) -> [Float] {
    let bytes = Array(bytes)
    let count = bytes.count / 2
    return (0..<count).map { halfValue(UInt16(bytes[$0]) | UInt16(bytes[count + $0]) << 8) }
  }

  @Test func fineWeightsAreTheNearestHalves() throws {
    let elements = tensors.flatMap(\.tensor.elements)
    let bytes = try unpacked(fineWeights(tensors), count: 2 * elements.count)
    #expect(halves(bytes[...]) == elements.map { halfValue(halfBits($0)) })
  }

  @Test func coarseWeightsAreWithinHalfAStepOfTheirChannel() throws {
    let (smallCount, wholeCount) = (
      128 + 256 + 128 + 128 + 1 + 1, 3 * 256 + 16 * 128 * 8 + 49 * 128
    )
    let bytes = try unpacked(
      coarseWeights(tensors, step: 0.25), count: 2 * smallCount + wholeCount)
    let small = halves(bytes[..<(2 * smallCount)])
    let whole = bytes[(2 * smallCount)...].map { Float(Int8(bitPattern: $0)) }
    func expect(_ tensor: Int, steps: Int, from start: Int, channel: (Int) -> Int, count: Int) {
      let elements = tensors[tensor].tensor.elements
      var squares = [Float](repeating: 0, count: count)
      for (i, element) in elements.enumerated() { squares[channel(i)] += element * element }
      for (i, element) in elements.enumerated() {
        let step = small[steps + channel(i)]
        let meanSquare = squares[channel(i)] / Float(elements.count / count)
        #expect(abs(step - meanSquare.squareRoot() / 4) < step * 0x1p-10)
        #expect(abs(whole[start + i] * step - element) <= step * 0.5001)
      }
    }
    expect(0, steps: 0, from: 0, channel: { $0 % 128 }, count: 128)
    expect(2, steps: 384, from: 768, channel: { $0 / 8 % 128 }, count: 128)
    expect(4, steps: 640, from: 768 + 16384, channel: { _ in 0 }, count: 1)
    let biases = tensors[1].tensor.elements
    #expect(Array(small[128..<384]) == biases.map { halfValue(halfBits($0)) })
  }

  @Test func aChannelOfZerosStaysZero() throws {
    let zeros = NamedTensor(
      name: "output.kernel",
      tensor: Tensor(shape: [7, 7, 128, 1], elements: .init(repeating: 0, count: 6272)))
    let bytes = try unpacked(coarseWeights([zeros], step: 0.25), count: 2 + 6272)
    #expect(bytes.allSatisfy { $0 == 0 })
  }

  @Test func normalWeightsTakeAsManyBitsAsTheirEntropy() {
    var numbers = SeededNumbers(seed: 6)
    let elements = (0..<100_352).map { _ -> Float in
      (0..<12).reduce(-6) { sum, _ in sum + Float.random(in: 0...1, using: &numbers) }
    }
    let kernel = NamedTensor(
      name: "dense.kernel", tensor: Tensor(shape: [16, 6272], elements: elements))
    // 2 - log2(1/4) = 4 bits of 8, with base64's third more; the entropy is 4.05.
    let bits = Double(coarseWeights([kernel], step: 0.25).utf8.count) * 6 / 100_352
    #expect((4.0..<4.2).contains(bits))
  }
}
