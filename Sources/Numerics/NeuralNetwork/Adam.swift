#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Adam's bias correction.
public enum Adam {
  /// The rate that includes the bias correction: `rate * sqrt(1 - beta2^t) / (1 - beta1^t)`.
  ///
  /// `update` is `t`, counted from 1.
  public static func correctedRate(
    rate: Double, beta1: Double, beta2: Double, update: Int
  ) -> Double {
    rate * (1 - pow(beta2, Double(update))).squareRoot() / (1 - pow(beta1, Double(update)))
  }
}
