import CKernels

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The Adam optimizer of one network (Kingma and Ba 2015, arXiv:1412.6980), in Keras's form.
///
///     m = beta1 m + (1 - beta1) g
///     v = beta2 v + (1 - beta2) g^2
///     w -= rate sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)
public final class Adam {
  /// Decays of the two moments, each at least 0 and below 1, and what keeps the quotient finite.
  public let beta1, beta2, epsilon: Float
  /// The moments, laid out as the parameters are.
  public let firstMoments, secondMoments: FloatBuffer
  /// Updates made so far: t.
  public var updates = 0

  /// Zero moments of a network that has `parameterCount` parameters.
  ///
  /// The defaults are Keras's.
  public init(
    parameterCount: Int, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-7
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    firstMoments = FloatBuffer(count: parameterCount)
    secondMoments = FloatBuffer(count: parameterCount)
  }

  /// The rate that includes the bias correction: `rate * sqrt(1 - beta2^t) / (1 - beta1^t)`.
  ///
  /// `update` is `t`, counted from 1.
  public static func correctedRate(
    rate: Double, beta1: Double, beta2: Double, update: Int
  ) -> Double {
    rate * (1 - pow(beta2, Double(update))).squareRoot() / (1 - pow(beta1, Double(update)))
  }

  /// Parameters that one work item updates.
  private static let sliceCount = 65536

  /// One update of `parameters` from `gradients`, which are laid out as they are.
  ///
  /// - Returns: Whether all parameters and moments stayed finite; an infinite second moment would hold
  ///   its parameter for ever.
  public func update(
    _ parameters: Parameters, gradients: FloatBuffer, rate: Float, engine: Engine
  ) -> Bool {
    updates += 1
    let corrected = Self.correctedRate(
      rate: Double(rate), beta1: Double(beta1), beta2: Double(beta2), update: updates)
    let values = parameters.values
    let slices = max(1, values.count / Self.sliceCount)
    var areFinite = [Bool](repeating: false, count: slices)
    areFinite.withUnsafeMutableBufferPointer { areFinite in
      engine.run(items: slices) { slice, _ in
        let part = cacheLines(of: values.count, slice: slice, of: slices)
        areFinite[slice] = engine.kernels.table.adam_update(
          values.start + part.lowerBound, gradients.start + part.lowerBound,
          firstMoments.start + part.lowerBound, secondMoments.start + part.lowerBound, part.count,
          Float(corrected), beta1, beta2, epsilon)
      }
    }
    return areFinite.allSatisfy { $0 }
  }
}
