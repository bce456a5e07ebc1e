import Foundation

/// LeakyReLU of slope 0.2, element by element.
public enum LeakyReLU {
  /// The slope below 0.
  public static let slope = 0.2

  /// `x` where it is positive, `0.2 * x` elsewhere.
  public static func forward(_ x: [Double]) -> [Double] { x.map { $0 > 0 ? $0 : slope * $0 } }

  /// The gradient of the input `x` from that of the output.
  ///
  /// The element `flipped` is taken for positive if it is not, and the other way round.
  public static func backward(_ dy: [Double], x: [Double], flipped: Int? = nil) -> [Double] {
    x.indices.map { (x[$0] > 0) != ($0 == flipped) ? dy[$0] : slope * dy[$0] }
  }
}

/// The logistic function, element by element.
public enum Sigmoid {
  /// `1 / (1 + exp(-x))`.
  public static func forward(_ x: [Double]) -> [Double] { x.map { 1 / (1 + exp(-$0)) } }

  /// The gradient of the input from that of the output `y`.
  public static func backward(_ dy: [Double], y: [Double]) -> [Double] {
    zip(dy, y).map { $0 * $1 * (1 - $1) }
  }
}

/// Inverted dropout by given multipliers, each 0 or `1 / (1 - rate)`; it is its own adjoint.
public enum Dropout {
  /// `x` times `multipliers`, or `x` itself where there are none.
  public static func apply(_ x: [Double], multipliers: [Double]?) -> [Double] {
    guard let multipliers else { return x }
    precondition(x.count == multipliers.count, "\(multipliers.count) multipliers for \(x.count)")
    return zip(x, multipliers).map { $0 * $1 }
  }
}

/// Binary cross-entropy of logits, averaged over the batch.
public enum CrossEntropy {
  /// The mean of `-label * log(p) - (1 - label) * log(1 - p)`, `p` the sigmoid of the logit.
  public static func loss(logits: [Double], labels: [Double]) -> Double {
    zip(logits, labels).reduce(0) { sum, pair in
      sum + max(pair.0, 0) - pair.0 * pair.1 + log1p(exp(-abs(pair.0)))
    } / Double(logits.count)
  }

  /// Its gradient with respect to each logit.
  public static func gradient(logits: [Double], labels: [Double]) -> [Double] {
    zip(logits, labels).map { (1 / (1 + exp(-$0)) - $1) / Double(logits.count) }
  }
}
