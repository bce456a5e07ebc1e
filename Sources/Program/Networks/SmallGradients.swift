import NeuralNetwork

/// A shard's gradients that images are added to one by one: the biases, and the output's kernel.
///
/// They begin at zero for each shard, wherever its sum goes, so that a shard's numbers are its own.
final class SmallGradients {
  private let first: FloatBuffer
  private let others: FloatBuffer
  /// Where those of the first convolution's bias, and all behind the second one's kernel, are among the
  /// network's parameters.
  private let firstRange, otherRange: Range<Int>
  let secondBias, outputKernel, outputBias: UnsafeMutablePointer<Float>

  init(_ generator: Generator) {
    let (firstBias, secondBias) = (generator.first.bias, generator.second.bias)
    firstRange = firstBias.offset..<firstBias.offset + firstBias.count
    otherRange = secondBias.offset..<generator.parameters.layout.count
    first = FloatBuffer(count: firstRange.count)
    others = FloatBuffer(count: otherRange.count)
    self.secondBias = others.start
    outputKernel = others.start + generator.output.kernel.offset - secondBias.offset
    outputBias = others.start + generator.output.bias.offset - secondBias.offset
  }

  var firstBias: UnsafeMutablePointer<Float> { first.start }

  func clear() {
    first.clear()
    others.clear()
  }

  /// Writes or adds the numbers to a sum whose first element is parameter `start`.
  func leave(at place: ShardSum.Place, start: Int) {
    for (numbers, range) in [(first, firstRange), (others, otherRange)] {
      let to = place.start + range.lowerBound - start
      for index in 0..<range.count {
        to[index] = place.isAdded ? to[index] + numbers.start[index] : numbers.start[index]
      }
    }
  }
}
