import Experiment

/// What an update of the discriminator minimises besides its loss: how steep its logit is at the images.
///
///     weight / 2 * |d logit / d image|^2
///
/// of each image, with the weight of its kind: R1 is that of real images, R2 that of generated ones.
/// Pixels are 0...1 and dropout is that of the image's own logit. Source: Mescheder et al. 2018,
/// arXiv:1801.04406. Where an update in `interval` has penalties, they count as often (Karras et al.
/// 2020, arXiv:1912.04958).
struct GradientPenalty {
  private let real, generated: Double
  private let interval: Int

  /// The penalties of a run.
  init(_ options: TrainingOptions) {
    (real, generated) = (options.r1, options.r2)
    interval = options.penaltyInterval
  }

  /// The weight of an image in the discriminator's update behind so many others; 0 where there is no
  /// penalty.
  func weight(_ sample: Objective.Sample, updates: Int) -> Double {
    guard updates % interval == 0 else { return 0 }
    switch sample {
    case .real: return real * Double(interval)
    case .generated: return generated * Double(interval)
    case .fooling: return 0
    }
  }
}
