#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a classifier says of images, from its logits.
public struct ClassPredictions: Sendable {
  /// Images, and classes.
  public let count, classes: Int
  /// For each class, how many images are most likely of it; of equally likely ones the first counts.
  public let histogram: [Int]
  /// The mean over images of the probability of the most likely class.
  public let confidence: Double
  /// The exponential of the mean Kullback-Leibler divergence of an image's probabilities from those of
  /// all images.
  ///
  /// 1 where all images are alike, up to the number of classes where each is sure and all classes are
  /// equally many. It sees neither copies nor any blur that the classifier forgives.
  /// Source: Salimans et al. 2016, arXiv:1606.03498, the Inception score of another classifier.
  public let classifierScore: Double

  /// The predictions that `logits`, `[count, classes]`, express.
  ///
  /// - Precondition: There is an image, and there are two classes at least.
  public init(logits: [Float], classes: Int) {
    precondition(
      classes >= 2 && !logits.isEmpty && logits.count % classes == 0,
      "\(logits.count) logits of \(classes) classes")
    count = logits.count / classes
    self.classes = classes
    var histogram = [Int](repeating: 0, count: classes)
    var sum = [Double](repeating: 0, count: classes)
    var (confidence, negativeEntropy) = (0.0, 0.0)
    for start in stride(from: 0, to: logits.count, by: classes) {
      let logarithms = logProbabilities(logits[start..<start + classes])
      var best = 0
      for (index, logarithm) in logarithms.enumerated() {
        let probability = exp(logarithm)
        sum[index] += probability
        // A probability that is zero leaves nothing.
        if probability > 0 { negativeEntropy += probability * logarithm }
        if logarithm > logarithms[best] { best = index }
      }
      histogram[best] += 1
      confidence += exp(logarithms[best])
    }
    let images = Double(count)
    self.histogram = histogram
    self.confidence = confidence / images
    let marginal = sum.map { $0 / images }
    let marginalEntropy = -marginal.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 }
    classifierScore = exp(negativeEntropy / images + marginalEntropy)
  }
}

/// The logarithms of the softmax of `logits`.
private func logProbabilities(_ logits: ArraySlice<Float>) -> [Double] {
  let logits = logits.map(Double.init)
  let most = logits.reduce(-.infinity, max)
  let sum = log(logits.reduce(0) { $0 + exp($1 - most) })
  return logits.map { $0 - most - sum }
}
