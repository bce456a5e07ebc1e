import ReferenceNetwork

/// A layer that is linear in its input and in its parameters, as its three passes.
struct LinearLayer: Sendable, CustomStringConvertible {
  let description: String
  /// Elements of one sample's input, of the kernel and of the bias.
  let inputCount, kernelCount, biasCount: Int
  let forward: @Sendable (_ x: [Double], _ kernel: [Double], _ bias: [Double]) -> [Double]
  let backwardData: @Sendable (_ dy: [Double], _ kernel: [Double]) -> [Double]
  let backwardWeights:
    @Sendable (_ x: [Double], _ dy: [Double]) -> (kernel: [Double], bias: [Double])

  init(_ description: String, _ layer: Dense) {
    self.description = description
    inputCount = layer.inputs
    kernelCount = layer.inputs * layer.outputs
    biasCount = layer.outputs
    forward = { layer.forward($0, kernel: $1, bias: $2) }
    backwardData = { layer.backwardData($0, kernel: $1) }
    backwardWeights = { layer.backwardWeights($0, $1) }
  }

  init(_ description: String, _ layer: Convolution) {
    let window = layer.window
    self.description = description
    inputCount = window.large * window.large * layer.inputs
    kernelCount = window.taps * window.taps * layer.inputs * layer.outputs
    biasCount = layer.outputs
    forward = { layer.forward($0, kernel: $1, bias: $2) }
    backwardData = { layer.backwardData($0, kernel: $1) }
    backwardWeights = { layer.backwardWeights($0, $1) }
  }

  init(_ description: String, _ layer: TransposedConvolution) {
    let window = layer.window
    self.description = description
    inputCount = window.small * window.small * layer.inputs
    kernelCount = window.taps * window.taps * layer.inputs * layer.outputs
    biasCount = layer.outputs
    forward = { layer.forward($0, kernel: $1, bias: $2) }
    backwardData = { layer.backwardData($0, kernel: $1) }
    backwardWeights = { layer.backwardWeights($0, $1) }
  }
}

extension Window {
  /// TensorFlow's `same` padding: `ceil(large / stride)` outputs, and of the padding they need the
  /// smaller half before the image.
  static func same(large: Int, taps: Int, stride: Int) -> Window {
    let small = (large + stride - 1) / stride
    let padding = max(0, (small - 1) * stride + taps - large)
    return Window(large: large, small: small, taps: taps, stride: stride, padding: padding / 2)
  }
}

/// The networks' kinds of layers at sizes that are quickly differentiated.
let smallLayers: [LinearLayer] = [
  LinearLayer("dense 5 to 3", Dense(inputs: 5, outputs: 3)),
  LinearLayer(
    "convolution 3x3, stride 2, even size",
    Convolution(window: .same(large: 6, taps: 3, stride: 2), inputs: 2, outputs: 3)),
  LinearLayer(
    "convolution 3x3, stride 2, odd size",
    Convolution(window: .same(large: 7, taps: 3, stride: 2), inputs: 2, outputs: 3)),
  LinearLayer(
    "convolution 7x7",
    Convolution(window: .same(large: 8, taps: 7, stride: 1), inputs: 3, outputs: 1)),
  LinearLayer(
    "transposed convolution 4x4, stride 2",
    TransposedConvolution(window: .same(large: 6, taps: 4, stride: 2), inputs: 3, outputs: 2)),
]
