#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Binary cross-entropy of a logit, computed without forming the probability.
public enum BinaryCrossEntropy {
  /// `softplus(logit) - label * logit`, the loss of one sample.
  public static func loss(logit: Float, label: Double) -> Double {
    let x = Double(logit)
    return max(x, 0) - x * label + log1p(exp(-abs(x)))
  }

  /// `sigmoid(logit) - label`, its derivative.
  public static func gradient(logit: Float, label: Double) -> Double {
    1 / (1 + exp(-Double(logit))) - label
  }
}
