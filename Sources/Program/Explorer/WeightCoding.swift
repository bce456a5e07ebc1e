import Tensors
import WebPages

/// The weights of a network in 16 bits, compressed, in base64; FORMAT.md says how.
func fineWeights(_ tensors: some Collection<NamedTensor>) -> String {
  base64(deflated(halfPlanes(tensors.flatMap { $0.tensor.elements.map(halfBits) })))
}

/// The weights of a generator in whole steps of `step` times their channel's root mean square,
/// compressed, in base64; FORMAT.md says how.
///
/// A number takes some 2 - log2(step) bits, and is off by `step` / 3.5 of the root mean square.
func coarseWeights(_ tensors: some Collection<NamedTensor>, step: Float) -> String {
  var small: [UInt16] = []
  var whole: [UInt8] = []
  for named in tensors {
    let elements = named.tensor.elements
    guard let channels = KernelChannels(of: named) else {
      small += elements.map(halfBits)
      continue
    }
    let steps = channels.rootMeanSquares(of: elements).map { halfBits($0 * step) }
    let sizes = steps.map(halfValue)
    small += steps
    for (index, element) in elements.enumerated() {
      let size = sizes[channels.channel(of: index)]
      let steps = size == 0 ? 0 : min(max((element / size).rounded(), -127), 127)
      whole.append(UInt8(bitPattern: Int8(steps)))
    }
  }
  return base64(deflated(halfPlanes(small) + whole))
}

/// The lower bytes of all numbers, then the upper ones: those of weights have much in common.
private func halfPlanes(_ halves: [UInt16]) -> [UInt8] {
  halves.map { UInt8(truncatingIfNeeded: $0) } + halves.map { UInt8($0 >> 8) }
}

/// To which channel of its layer's output each element of a kernel belongs.
private struct KernelChannels {
  let count: Int
  private let innerCount: Int

  /// Of the dense layer and the transposed convolutions 128 channels, of the last convolution one; nil
  /// for a bias.
  init?(of named: NamedTensor) {
    let shape = named.tensor.shape
    switch (named.name, shape.count) {
    case (_, 1): return nil
    case ("dense.kernel", _): (count, innerCount) = (Self.denseChannels, 1)
    case ("output.kernel", _): (count, innerCount) = (1, 1)
    default: (count, innerCount) = (shape[2], shape[3])
    }
  }

  /// The outputs of the dense layer are `[7, 7, 128]`.
  private static let denseChannels = 128

  func channel(of index: Int) -> Int { index / innerCount % count }

  func rootMeanSquares(of elements: [Float]) -> [Float] {
    var sums = [Double](repeating: 0, count: count)
    for (index, element) in elements.enumerated() {
      sums[channel(of: index)] += Double(element) * Double(element)
    }
    let elementsInChannel = Double(elements.count / count)
    return sums.map { Float(($0 / elementsInChannel).squareRoot()) }
  }
}
