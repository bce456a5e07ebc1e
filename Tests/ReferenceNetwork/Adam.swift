import Foundation

/// Adam in Keras's form, with its moments for one network.
///
///     m = beta1 * m + (1 - beta1) * g
///     v = beta2 * v + (1 - beta2) * g * g
///     w -= rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)
///
/// Source: Kingma and Ba 2015, arXiv:1412.6980, the last paragraph of section 2.
public struct Adam: Sendable {
  /// The constants of the experiment.
  public var rate = 2e-4, beta1 = 0.5, beta2 = 0.999, epsilon = 1e-7
  /// Updates made.
  public private(set) var updates = 0
  /// Shaped like the network.
  public private(set) var firstMoments, secondMoments: [Layer]

  /// No update made yet.
  public init(_ layers: [Layer]) {
    firstMoments = layers.map(\.zeros)
    secondMoments = layers.map(\.zeros)
  }

  /// One update of `layers`.
  public mutating func update(_ layers: inout [Layer], gradients: [Layer]) {
    updates += 1
    let corrected =
      rate * (1 - pow(beta2, Double(updates))).squareRoot() / (1 - pow(beta1, Double(updates)))
    for index in layers.indices {
      update(
        &layers[index].kernel, gradients[index].kernel, &firstMoments[index].kernel,
        &secondMoments[index].kernel, corrected)
      update(
        &layers[index].bias, gradients[index].bias, &firstMoments[index].bias,
        &secondMoments[index].bias, corrected)
    }
  }

  private func update(
    _ w: inout [Double], _ g: [Double], _ m: inout [Double], _ v: inout [Double],
    _ corrected: Double
  ) {
    for i in w.indices {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i]
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i]
      w[i] -= corrected * m[i] / (v[i].squareRoot() + epsilon)
    }
  }
}
