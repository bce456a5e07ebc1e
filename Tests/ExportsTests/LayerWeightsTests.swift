import Tensors
import Testing

@testable import Exports

@Suite struct LayerWeightsTests {
  /// Element i is i.
  private func counting(_ shape: [Int]) -> Tensor {
    Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map(Float.init))
  }

  private func element(_ tensor: Tensor, _ place: Int...) -> Float {
    tensor.elements[zip(place, tensor.shape).reduce(0) { $0 * $1.1 + $1.0 }]
  }

  @Test func permutedMovesEveryElement() {
    let tensor = counting([2, 3, 4])
    let result = tensor.permuted([2, 0, 1])
    #expect(result.shape == [4, 2, 3])
    for i in 0..<2 {
      for j in 0..<3 {
        for k in 0..<4 { #expect(element(result, k, i, j) == element(tensor, i, j, k)) }
      }
    }
    #expect(tensor.permuted([0, 1, 2]) == tensor)
  }

  @Test func kernelsOfConvolutionsHaveTheirChannelsFirst() {
    let weights = LayerWeights(name: "c", kernel: counting([3, 5, 2, 4]), bias: counting([4]))
    let result = weights.channelsFirst
    #expect(result.kernel.shape == [4, 2, 3, 5])
    #expect(element(result.kernel, 3, 1, 2, 4) == element(weights.kernel, 2, 4, 1, 3))
    #expect(element(result.kernel, 0, 1, 1, 2) == element(weights.kernel, 1, 2, 1, 0))
    #expect(result.bias == weights.bias)
  }

  @Test func denseWeightsFollowTheOrderOfTheImageThatTheyMake() {
    let image = ImageShape(side: 2, channels: 3)
    let weights = LayerWeights(name: "d", kernel: counting([5, 12]), bias: counting([12]))
    let result = weights.channelsFirst(from: nil, to: image)
    #expect(result.kernel.shape == [12, 5] && result.bias.shape == [12])
    for pixel in 0..<4 {
      for channel in 0..<3 {
        #expect(element(result.bias, channel * 4 + pixel) == Float(pixel * 3 + channel))
        #expect(
          element(result.kernel, channel * 4 + pixel, 2)
            == element(weights.kernel, 2, pixel * 3 + channel))
      }
    }
  }

  @Test func denseWeightsFollowTheOrderOfTheImageThatTheySee() {
    let weights = LayerWeights(name: "d", kernel: counting([12, 5]), bias: counting([5]))
    let result = weights.channelsFirst(from: ImageShape(side: 2, channels: 3), to: nil)
    #expect(result.kernel.shape == [5, 12] && result.bias == weights.bias)
    for pixel in 0..<4 {
      for channel in 0..<3 {
        #expect(
          element(result.kernel, 4, channel * 4 + pixel)
            == element(weights.kernel, pixel * 3 + channel, 4))
      }
    }
  }
}
