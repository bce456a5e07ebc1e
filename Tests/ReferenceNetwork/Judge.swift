import Foundation

/// The judge: images `[N, 28, 28, 1]` to logits `[N, classes]`.
public struct Judge: Sendable {
  /// Two convolutions, the features' and the logits' layers.
  public var layers: [Layer]
  private let dense, output: Dense

  private static let filters = 64
  private static let (first, second) = Discriminator.convolutions(filters: filters)

  /// A judge of the given layers, in that order.
  public init(layers: [Layer]) {
    precondition(layers.count == 4)
    self.layers = layers
    dense = Dense(inputs: 7 * 7 * Self.filters, outputs: layers[2].bias.count)
    output = Dense(inputs: layers[2].bias.count, outputs: layers[3].bias.count)
  }

  /// The features and logits of `images`; without masks nothing is dropped.
  public func opinions(
    _ images: [Double], masks: Discriminator.Masks?
  ) -> (features: [Double], logits: [Double]) {
    let z1 = Self.first.forward(images, kernel: layers[0].kernel, bias: layers[0].bias)
    let x2 = Dropout.apply(LeakyReLU.forward(z1), multipliers: masks?.first)
    let z2 = Self.second.forward(x2, kernel: layers[1].kernel, bias: layers[1].bias)
    let x3 = Dropout.apply(LeakyReLU.forward(z2), multipliers: masks?.second)
    let z3 = dense.forward(x3, kernel: layers[2].kernel, bias: layers[2].bias)
    let features = LeakyReLU.forward(z3)
    return (
      features, output.forward(features, kernel: layers[3].kernel, bias: layers[3].bias)
    )
  }

  /// The gradients of all parameters from those of the logits.
  public func gradients(
    _ logitGradient: [Double], images: [Double], masks: Discriminator.Masks?
  ) -> [Layer] {
    let z1 = Self.first.forward(images, kernel: layers[0].kernel, bias: layers[0].bias)
    let x2 = Dropout.apply(LeakyReLU.forward(z1), multipliers: masks?.first)
    let z2 = Self.second.forward(x2, kernel: layers[1].kernel, bias: layers[1].bias)
    let x3 = Dropout.apply(LeakyReLU.forward(z2), multipliers: masks?.second)
    let z3 = dense.forward(x3, kernel: layers[2].kernel, bias: layers[2].bias)
    let dz3 = LeakyReLU.backward(
      output.backwardData(logitGradient, kernel: layers[3].kernel), x: z3)
    let dx3 = dense.backwardData(dz3, kernel: layers[2].kernel)
    let dz2 = LeakyReLU.backward(Dropout.apply(dx3, multipliers: masks?.second), x: z2)
    let dx2 = Self.second.backwardData(dz2, kernel: layers[1].kernel)
    let dz1 = LeakyReLU.backward(Dropout.apply(dx2, multipliers: masks?.first), x: z1)
    return [
      layers[0].replacing(Self.first.backwardWeights(images, dz1)),
      layers[1].replacing(Self.second.backwardWeights(x2, dz2)),
      layers[2].replacing(dense.backwardWeights(x3, dz3)),
      layers[3].replacing(output.backwardWeights(LeakyReLU.forward(z3), logitGradient)),
    ]
  }
}

/// Cross-entropy of softmax, averaged over the batch.
public enum SoftmaxLoss {
  /// The gradient of the mean loss of `logits`, `[N, classes]`, with respect to each.
  public static func gradient(logits: [Double], labels: [Int]) -> [Double] {
    let classes = logits.count / labels.count
    return logits.indices.map { index in
      let (row, own) = (index / classes * classes, index % classes)
      let sum = (0..<classes).reduce(0) { $0 + exp(logits[row + $1]) }
      let one = labels[index / classes] == own ? 1.0 : 0
      return (exp(logits[index]) / sum - one) / Double(labels.count)
    }
  }

  /// The mean loss.
  public static func loss(logits: [Double], labels: [Int]) -> Double {
    let classes = logits.count / labels.count
    return labels.indices.reduce(0) { total, n in
      let row = logits[n * classes..<(n + 1) * classes]
      return total + log(row.reduce(0) { $0 + exp($1) }) - row[row.startIndex + labels[n]]
    } / Double(labels.count)
  }
}
