/// A transposed convolution, from the small to the large grid of a window.
///
///     y[n, i * stride + u - padding, j * stride + v - padding, o] +=
///       x[n, i, j, c] * w[u, v, o, c]
///
/// over all i, j, u, v and c, from b[o]. Images are `[N, H, W, C]`, the kernel is Keras's
/// `[taps, taps, out, in]`. It is the adjoint of the convolution with the same window and kernel.
public struct TransposedConvolution: Sendable {
  /// Which pixels meet.
  public let window: Window
  /// Channels of `x` and of `y`.
  public let inputs, outputs: Int

  /// A transposed convolution of `inputs` to `outputs` channels.
  public init(window: Window, inputs: Int, outputs: Int) {
    self.window = window
    self.inputs = inputs
    self.outputs = outputs
  }

  /// `y` of `x`.
  public func forward(_ x: [Double], kernel: [Double], bias: [Double]) -> [Double] {
    let images = x.count / (window.small * window.small * inputs)
    var y = repeated(bias, count: images * window.large * window.large)
    window.forEachPair(images: images) { large, small, tap in
      for o in 0..<outputs {
        y[large * outputs + o] += sumOfProducts(
          x, from: small * inputs, kernel, from: (tap * outputs + o) * inputs, count: inputs)
      }
    }
    return y
  }

  /// The gradient of `x` from that of `y`.
  public func backwardData(_ dy: [Double], kernel: [Double]) -> [Double] {
    let images = dy.count / (window.large * window.large * outputs)
    var dx = [Double](repeating: 0, count: images * window.small * window.small * inputs)
    window.forEachPair(images: images) { large, small, tap in
      for o in 0..<outputs {
        addProducts(
          dy[large * outputs + o], kernel, from: (tap * outputs + o) * inputs, count: inputs,
          to: &dx, from: small * inputs)
      }
    }
    return dx
  }

  /// The gradients of kernel and bias from that of `y`.
  public func backwardWeights(
    _ x: [Double], _ dy: [Double]
  ) -> (kernel: [Double], bias: [Double]) {
    let images = dy.count / (window.large * window.large * outputs)
    var kernel = [Double](repeating: 0, count: window.taps * window.taps * inputs * outputs)
    window.forEachPair(images: images) { large, small, tap in
      for o in 0..<outputs {
        addProducts(
          dy[large * outputs + o], x, from: small * inputs, count: inputs, to: &kernel,
          from: (tap * outputs + o) * inputs)
      }
    }
    return (kernel, columnSums(dy, columns: outputs))
  }
}
