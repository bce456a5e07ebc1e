#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Cross-entropy of the softmax of logits, one a class, computed without forming small probabilities.
public enum SoftmaxCrossEntropy {
  /// `log(sum over classes of exp(logit)) - logits[label]`, the loss of one sample.
  ///
  /// - Precondition: `label` is a class.
  public static func loss(_ logits: UnsafeBufferPointer<Float>, label: Int) -> Double {
    let most = largest(logits)
    // Where the label's logit is the largest, small losses are right as well.
    var others = 0.0
    for (index, logit) in logits.enumerated() where index != label {
      others += exp(Double(logit) - most)
    }
    let own = Double(logits[label]) - most
    return own == 0 ? log1p(others) : log(others + exp(own)) - own
  }

  /// Writes `scale` times its derivative, the softmax of the logits less 1 at the label.
  ///
  /// - Precondition: `label` is a class, and `gradient` has room for all.
  public static func gradient(
    _ logits: UnsafeBufferPointer<Float>, label: Int, scale: Double,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    let most = largest(logits)
    let sum = logits.reduce(0) { $0 + exp(Double($1) - most) }
    for (index, logit) in logits.enumerated() {
      let probability = exp(Double(logit) - most) / sum
      gradient[index] = Float(scale * (index == label ? probability - 1 : probability))
    }
  }

  private static func largest(_ logits: UnsafeBufferPointer<Float>) -> Double {
    Double(logits.reduce(-.infinity) { $1 > $0 ? $1 : $0 })
  }
}
