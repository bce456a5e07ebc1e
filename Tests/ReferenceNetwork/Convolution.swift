/// A convolution from the large to the small grid of a window.
///
///     y[n, i, j, o] = b[o] + sum over u, v, c of
///       x[n, i * stride + u - padding, j * stride + v - padding, c] * w[u, v, c, o]
///
/// Images are `[N, H, W, C]`, the kernel is Keras's `[taps, taps, in, out]`.
public struct Convolution: Sendable {
  /// Which pixels meet.
  public let window: Window
  /// Channels of `x` and of `y`.
  public let inputs, outputs: Int

  /// A convolution of `inputs` to `outputs` channels.
  public init(window: Window, inputs: Int, outputs: Int) {
    self.window = window
    self.inputs = inputs
    self.outputs = outputs
  }

  /// `y` of `x`.
  public func forward(_ x: [Double], kernel: [Double], bias: [Double]) -> [Double] {
    let images = x.count / (window.large * window.large * inputs)
    var y = repeated(bias, count: images * window.small * window.small)
    window.forEachPair(images: images) { large, small, tap in
      for c in 0..<inputs {
        addProducts(
          x[large * inputs + c], kernel, from: (tap * inputs + c) * outputs, count: outputs,
          to: &y, from: small * outputs)
      }
    }
    return y
  }

  /// The gradient of `x` from that of `y`.
  public func backwardData(_ dy: [Double], kernel: [Double]) -> [Double] {
    let images = dy.count / (window.small * window.small * outputs)
    var dx = [Double](repeating: 0, count: images * window.large * window.large * inputs)
    window.forEachPair(images: images) { large, small, tap in
      for c in 0..<inputs {
        dx[large * inputs + c] += sumOfProducts(
          dy, from: small * outputs, kernel, from: (tap * inputs + c) * outputs, count: outputs)
      }
    }
    return dx
  }

  /// The gradients of kernel and bias from that of `y`.
  public func backwardWeights(
    _ x: [Double], _ dy: [Double]
  ) -> (kernel: [Double], bias: [Double]) {
    let images = dy.count / (window.small * window.small * outputs)
    var kernel = [Double](repeating: 0, count: window.taps * window.taps * inputs * outputs)
    window.forEachPair(images: images) { large, small, tap in
      for c in 0..<inputs {
        addProducts(
          x[large * inputs + c], dy, from: small * outputs, count: outputs, to: &kernel,
          from: (tap * inputs + c) * outputs)
      }
    }
    return (kernel, columnSums(dy, columns: outputs))
  }
}
