import Tensors

/// The kernel and the bias of a layer, in Keras's layouts, as checkpoints have them.
struct LayerWeights: Sendable {
  /// Such as `transposed1`.
  let name: String
  /// `[height, width, in, out]` of a convolution, `[height, width, out, in]` of a transposed one,
  /// `[in, out]` of a dense layer.
  let kernel: Tensor
  /// `[out]`.
  let bias: Tensor

  /// Both under the names that PyTorch gives them.
  var torchTensors: [NamedTensor] {
    [
      NamedTensor(name: "\(name).weight", tensor: kernel),
      NamedTensor(name: "\(name).bias", tensor: bias),
    ]
  }

  /// The same as PyTorch and ONNX have them of a convolution, transposed or not: `[out, in, height,
  /// width]`, and of a transposed one `[in, out, height, width]`.
  var channelsFirst: LayerWeights {
    LayerWeights(name: name, kernel: kernel.permuted([3, 2, 0, 1]), bias: bias)
  }

  /// The same of a dense layer: `[out, in]`, with the channels before the pixels of what is flattened
  /// and of what is made an image of.
  func channelsFirst(from: ImageShape?, to: ImageShape?) -> LayerWeights {
    func parts(_ image: ImageShape?, _ count: Int) -> [Int] {
      image.map { [$0.side * $0.side, $0.channels] } ?? [1, count]
    }
    let (inputs, outputs) = (kernel.shape[0], kernel.shape[1])
    let outputParts = parts(to, outputs)
    return LayerWeights(
      name: name,
      kernel: kernel.reshaped(parts(from, inputs) + outputParts).permuted([3, 2, 1, 0])
        .reshaped([outputs, inputs]),
      bias: bias.reshaped(outputParts).permuted([1, 0]).reshaped([outputs]))
  }
}

/// The shape of a square image with channels.
struct ImageShape: Equatable, Sendable {
  /// Height and width.
  let side: Int
  let channels: Int

  /// As Python writes its shape with the channels first.
  var channelsFirst: String { "(\(channels), \(side), \(side))" }
}
