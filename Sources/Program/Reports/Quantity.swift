import Charts
import Evaluation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A number that a run has for each epoch: its key, and what charts and tables say of it.
struct Quantity: Sendable {
  /// As in the file.
  let key: String
  let title: String
  /// What it is, as the rest of a sentence.
  let meaning: String
  var axis = LineChart.Axis.fitting
  /// Nil where neither is.
  var better: MetricDirection?
  /// A value of a meaning of its own.
  var reference: LineChart.Reference?
  /// Decimals in tables; shares are shown in percent, with one less.
  var decimals = 3

  var isShare: Bool { axis == .shares }
}

extension Quantity {
  private static let balance = LineChart.Reference(label: "ln 2", value: log(2))
  private static let guess = LineChart.Reference(label: "a guess", value: 0.5)

  /// Numbers of `train.jsonl`.
  static let training = [
    Quantity(
      key: "discriminator_loss", title: "Discriminator loss",
      meaning: "mean binary cross-entropy in nats; ln 2 when it can only guess", reference: balance),
    Quantity(
      key: "generator_loss", title: "Generator loss",
      meaning: "the same of generated digits called written", reference: balance),
    Quantity(
      key: "accuracy_real", title: "Right about written digits",
      meaning: "share that the discriminator, with dropout, calls written", axis: .shares,
      reference: guess),
    Quantity(
      key: "accuracy_fake", title: "Right about generated digits",
      meaning: "share that the discriminator, with dropout, calls generated", axis: .shares,
      reference: guess),
    Quantity(
      key: "gradient_norm_discriminator", title: "Gradient norm, discriminator",
      meaning: "length of a step's gradient, mean of the epoch", axis: .factors, decimals: 4),
    Quantity(
      key: "gradient_norm_generator", title: "Gradient norm, generator",
      meaning: "length of a step's gradient, mean of the epoch", axis: .factors, decimals: 4),
    Quantity(
      key: "gradient_norm_discriminator_largest", title: "Largest norm, discriminator",
      meaning: "of the epoch's steps", axis: .factors, decimals: 4),
    Quantity(
      key: "gradient_norm_generator_largest", title: "Largest norm, generator",
      meaning: "of the epoch's steps", axis: .factors, decimals: 4),
    Quantity(
      key: "sample_mean", title: "Mean pixel of samples",
      meaning: "of digits of fixed latents after the epoch, 0 to 1"),
    Quantity(
      key: "sample_deviation", title: "Diversity of samples",
      meaning: "root mean variance of a pixel across digits of fixed latents"),
    Quantity(
      key: "saturated_pixels", title: "Saturated pixels of samples",
      meaning: "share that is black or white", axis: .shares),
  ]

  /// Metrics of `evaluation.jsonl`, the most telling first.
  static let evaluation = MetricName.allCases.map(Quantity.init)

  /// A metric.
  private init(_ name: MetricName) {
    key = name.rawValue
    better = name.better
    switch name {
    case .frechetDistance:
      title = "Frechet distance"
      meaning = "between the features of generated and written digits"
      axis = .factors
      decimals = 2
    case .kernelDistance:
      title = "Kernel distance"
      meaning = "the same by a cubic kernel, without bias; may be below 0"
      decimals = 4
    case .kernelDistanceDeviation:
      title = "Deviation of the kernel distance"
      meaning = "over its subsets"
      decimals = 4
    case .classifierScore:
      title = "Classifier score"
      meaning = "1 to the number of classes: each digit clear, all classes alike often"
      decimals = 2
    case .classifierScoreReal:
      title = "Classifier score of the test images"
      meaning = "the same of written digits"
      decimals = 2
    case .confidence:
      title = "Confidence"
      meaning = "mean probability of a digit's likeliest class"
      axis = .shares
    case .classKl:
      title = "Imbalance of classes"
      meaning = "divergence from the classes of the test labels, in nats"
    case .missingClasses:
      title = "Missing classes"
      meaning = "classes with less than a tenth of their share"
      decimals = 0
    case .precision:
      title = "Precision"
      meaning = "share of generated digits that look written"
      axis = .shares
    case .recall:
      title = "Recall"
      meaning = "share of written digits that the generator comes near"
      axis = .shares
    case .density:
      title = "Density"
      meaning = "how crowded written digits are with generated ones; about 1 for equals"
    case .coverage:
      title = "Coverage"
      meaning = "share of written digits with a generated one near"
      axis = .shares
    case .copies:
      title = "Copies"
      meaning = "share nearer to a training image than 99 of 100 test images; 1 % for equals"
      axis = .shares
    case .neighbourRatio:
      title = "Distance to the training images"
      meaning = "median to the nearest, divided by that of the test images"
    case .accuracyReal:
      title = "Right about test images"
      meaning = "share that the discriminator calls written"
      axis = .shares
      reference = Self.guess
    case .accuracyFake:
      title = "Right about new generated digits"
      meaning = "share that the discriminator calls generated"
      axis = .shares
      reference = Self.guess
    case .probabilityReal:
      title = "Probability given to test images"
      meaning = "mean with which the discriminator calls them written"
      axis = .shares
      reference = Self.guess
    case .probabilityFake:
      title = "Probability given to generated digits"
      meaning = "mean with which the discriminator calls them written"
      axis = .shares
      reference = Self.guess
    case .discriminatorAuc:
      title = "Area under the ROC curve"
      meaning = "how well the discriminator ranks written above generated; 0.5 for a guess"
      axis = .shares
      reference = Self.guess
    case .meanPixel:
      title = "Mean pixel"
      meaning = "of the generated digits, 0 to 1"
    }
  }

  /// The value as a table has it.
  func text(_ value: Double?) -> String {
    guard let value else { return "-" }
    return isShare
      ? fixedText(value * 100, decimals: max(0, decimals - 2)) + " %"
      : fixedText(value, decimals: decimals)
  }

  /// A chart of the quantity, with a line for each history.
  ///
  /// - Parameters:
  ///   - histories: The runs.
  ///   - numbers: Those of a run that have the quantity.
  ///   - floor: What written digits have; nil when that is unknown.
  /// - Returns: The chart, without points where no run has the quantity.
  func chart(
    of histories: [RunHistory], _ numbers: (RunHistory) -> [RunHistory.EpochNumbers],
    floor: Double? = nil
  ) -> LineChart {
    LineChart(
      title: title,
      series: histories.map { history in
        LineChart.Series(
          name: history.name,
          points: numbers(history).compactMap { epoch in
            epoch.values[key].map { (epoch.epoch, $0) }
          })
      },
      references: (reference.map { [$0] } ?? [])
        + (floor.map { [LineChart.Reference(label: "written digits", value: $0)] } ?? []),
      axis: axis)
  }
}

/// A number with a fixed count of decimals; very large ones by their exponent.
func fixedText(_ value: Double, decimals: Int) -> String {
  let factor = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
  guard let scaled = Int(exactly: (abs(value) * factor).rounded()), abs(value) < 1e9 else {
    return "\(value)"
  }
  let digits = String(scaled)
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let sign = value < 0 && scaled != 0 ? "-" : ""
  return decimals == 0
    ? sign + padded : sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}
