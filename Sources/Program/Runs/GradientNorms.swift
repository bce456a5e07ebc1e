/// L2 norms of the gradients of both networks, each over all parameters.
public struct GradientNorms: Codable, Equatable, Sendable {
  /// At least 0.
  public var generator, discriminator: Double

  /// Both.
  public init(generator: Double, discriminator: Double) {
    self.generator = generator
    self.discriminator = discriminator
  }

  /// Whether gradients can have these norms.
  var isPossible: Bool { [generator, discriminator].allSatisfy { $0 >= 0 && $0.isFinite } }
}

/// The norms of the steps of an epoch, added, and the largest of each network.
struct GradientNormTotals: Codable, Equatable, Sendable {
  private var sums = GradientNorms(generator: 0, discriminator: 0)
  private(set) var largest = GradientNorms(generator: 0, discriminator: 0)

  /// Adds those of a step.
  mutating func add(_ norms: GradientNorms) {
    sums.generator += norms.generator
    sums.discriminator += norms.discriminator
    largest.generator = max(largest.generator, norms.generator)
    largest.discriminator = max(largest.discriminator, norms.discriminator)
  }

  /// Whether steps can have these norms.
  var isPossible: Bool { sums.isPossible && largest.isPossible }

  /// The means over so many steps.
  func means(steps: Int) -> GradientNorms {
    GradientNorms(
      generator: sums.generator / Double(steps), discriminator: sums.discriminator / Double(steps))
  }
}
