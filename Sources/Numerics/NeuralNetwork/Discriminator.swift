import CKernels
import Tensors

/// The discriminator of the MNIST DCGAN: images `[N, 28, 28, 1]` to logits `[N]`.
///
/// Two 3x3 stride 2 `same` convolutions of 64 filters, each with LeakyReLU and dropout, and a
/// dense layer to one logit. It works on one image at a time, on the calling thread.
public final class Discriminator {
  /// Weights, gradients and moments.
  public let parameters: ParameterSet

  private let kernels: Kernels
  private let firstTransposed: FloatBuffer
  private let secondPanels, secondTransposed: OperandBuffer
  private let workspaces: [FloatBuffer]
  private var slotGradients: FloatBuffer?

  private static let filters = 64
  private static let secondPatch = 3 * 3 * filters
  private static let denseInputs = 7 * 7 * filters
  /// Places for the gradients of work items that run at the same time: a block's tracks of generated
  /// images and of real ones.
  public static let slots = 2 * Blocks.tracks
  private static let slotCount = (Int(kernel_discriminator_parameters) + 15) / 16 * 16

  /// The tensors of the discriminator, in file order and Keras's layouts.
  public static let tensorShapes: [(name: String, shape: [Int])] = [
    ("conv1.kernel", [3, 3, 1, filters]), ("conv1.bias", [filters]),
    ("conv2.kernel", [3, 3, filters, filters]), ("conv2.bias", [filters]),
    ("dense.kernel", [denseInputs, 1]), ("dense.bias", [1]),
  ]

  /// A discriminator with zero parameters.
  public init(kernels: Kernels, pool: WorkerPool) {
    self.kernels = kernels
    parameters = ParameterSet(Self.tensorShapes)
    firstTransposed = FloatBuffer(count: Self.filters * 32)
    secondPanels = OperandBuffer(count: Self.secondPatch * Self.filters, kernels: kernels)
    secondTransposed = OperandBuffer(
      count: Self.secondPatch * Self.filters, kernels: kernels)
    workspaces = (0..<pool.threads).map { _ in
      FloatBuffer(count: kernels.table.discriminator_workspace_floats)
    }
  }

  private func value(_ name: String) -> UnsafeMutablePointer<Float> {
    parameters.pointer(name, in: parameters.values)
  }

  /// Packs the weights; needed after every change of the parameters.
  public func prepare() {
    kernels.table.discriminator_pack(
      value("conv1.kernel"), value("conv2.kernel"), firstTransposed.start, secondPanels.at(0),
      secondTransposed.at(0))
  }

  private var weights: DiscriminatorWeights {
    DiscriminatorWeights(
      conv1_kernel: value("conv1.kernel"), conv1_transposed: firstTransposed.start,
      conv1_bias: value("conv1.bias"), conv2_panels: secondPanels.at(0),
      conv2_transposed: secondTransposed.at(0), conv2_bias: value("conv2.bias"),
      dense_kernel: value("dense.kernel"), dense_bias: value("dense.bias").pointee)
  }

  /// The logit of one image `[28, 28]`.
  ///
  /// `keep` holds the dropout multipliers of `[14, 14, 64]`, then those of `[7, 7, 64]`; without
  /// it nothing is dropped. Images on different threads do not meet.
  public func logit(
    image: UnsafePointer<Float>, keep: UnsafePointer<Float>?, thread: Int
  ) -> Float {
    var weights = weights
    return kernels.table.discriminator_forward(image, &weights, keep, workspaces[thread].start)
  }

  /// Clears the gradients before a batch.
  public func beginGradients() {
    if slotGradients == nil { slotGradients = FloatBuffer(count: Self.slots * Self.slotCount) }
    slotGradients?.clear()
  }

  /// Adds one image's parameter gradients to those of a slot, after its `logit` on this thread.
  public func accumulateGradients(
    logitGradient: Float, keep: UnsafePointer<Float>?, slot: Int, thread: Int
  ) {
    guard let slotGradients else { preconditionFailure("beginGradients comes first") }
    var weights = weights
    kernels.table.discriminator_backward(
      &weights, keep, logitGradient, workspaces[thread].start,
      slotGradients.start + slot * Self.slotCount, nil)
  }

  /// The gradient `[28, 28]` of one image, after its `logit` on this thread.
  public func imageGradient(
    logitGradient: Float, keep: UnsafePointer<Float>?, thread: Int,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    var weights = weights
    kernels.table.discriminator_backward(
      &weights, keep, logitGradient, workspaces[thread].start, nil, gradient)
  }

  /// Completes `parameters.gradients` after a batch: the slots added in order.
  public func finishGradients() {
    guard let slotGradients else { preconditionFailure("beginGradients comes first") }
    let sums = slotGradients.start
    kernels.table.sum_rows(
      sums, Int32(Self.slots), Self.slotCount, 0, Self.slotCount, sums)
    parameters.gradients.start.update(from: sums, count: parameters.count)
    let offset = parameters.entries[2].offset
    kernels.table.unpack_panels(
      sums + offset, Int32(Self.secondPatch), Int32(Self.filters),
      parameters.gradients.start + offset)
  }
}
