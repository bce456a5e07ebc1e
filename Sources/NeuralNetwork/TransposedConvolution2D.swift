import CKernels

/// A 4x4, stride 2, `same` transposed convolution of 128 to 128 channels with LeakyReLU, computed
/// in the Winograd domain.
///
/// The layer holds the transformed weights, which all threads read; what a thread computes lies in
/// its own `Workspace`.
public final class TransposedConvolution2D {
  private let operations: TransposedConvolutionKernels
  /// Input height and width: 7 or 14.
  public let size: Int
  private let tilesPerImage, points: Int
  private let transposed: FloatBuffer
  private let weights, transposedWeights: OperandBuffer

  private static let channels = kernel_channels
  private static let phaseChannels = kernel_phase_channels
  /// Elements that stay free between transform points: as many as fit for the smallest type.
  private static let padding = Int(kernel_point_padding_bytes) / 2

  /// Stage 0 goes from 7 to 14 pixels, stage 1 from 14 to 28.
  public init(stage: Int, kernels: Kernels) {
    operations = stage == 0 ? kernels.table.transposed.0 : kernels.table.transposed.1
    size = Int(operations.size)
    tilesPerImage = Int(operations.tiles_per_image)
    points = Int(operations.points)
    let matrix = Self.channels * Self.phaseChannels
    transposed = FloatBuffer(count: 16 * Self.channels * Self.channels)
    weights = OperandBuffer(count: points * matrix, kernels: kernels)
    transposedWeights = OperandBuffer(count: points * matrix, kernels: kernels)
  }

  /// Transforms `kernel` `[4, 4, out, in]`; needed after every change of it.
  public func prepare(kernel: UnsafePointer<Float>, pool: WorkerPool) {
    pool.run(items: 16) { tap, _ in
      operations.transpose_weights(kernel, transposed.start, Int32(tap))
    }
    pool.run(items: 32) { item, _ in
      for channel in stride(from: item * 4, to: item * 4 + 4, by: 2) {
        operations.transform_weights(
          kernel, transposed.start, Int32(channel), weights.at(0), transposedWeights.at(0))
      }
    }
  }

  /// What one thread needs, for one layer after the other: transformed inputs and gradients, products,
  /// and the sum of the weight gradient in the transformed domain.
  public final class Workspace {
    /// A layer, the images whose weight gradient is summed in one product ("total" below), and those
    /// that go through `forward` and `backwardData` together.
    public typealias Use = (layer: TransposedConvolution2D, images: Int, group: Int)

    fileprivate let inputs: OperandBuffer
    fileprivate let products: FloatBuffer
    private var training: (gradients: OperandBuffer, weightGradients: FloatBuffer)?
    private let uses: [Use]
    private let kernels: Kernels

    /// Room for each of the uses.
    public init(_ uses: [Use], kernels: Kernels) {
      self.uses = uses
      self.kernels = kernels
      inputs = OperandBuffer(
        count: uses.largest { $0.layer.transformedCount(images: $0.images, channels: channels) },
        kernels: kernels)
      products = FloatBuffer(
        count: uses.largest {
          max(
            $0.layer.transformedCount(images: $0.group, channels: kernels.panel),
            Int($0.layer.operations.scratch_bytes) / 4)
        })
    }

    /// Allocates what only training needs.
    public func prepareForTraining() {
      if training != nil { return }
      let gradients = OperandBuffer(
        count: uses.largest {
          $0.layer.transformedCount(images: $0.images, channels: phaseChannels)
        }, kernels: kernels)
      let weightGradients = FloatBuffer(
        count: uses.largest { $0.layer.points } * channels * phaseChannels)
      training = (gradients, weightGradients)
    }

    fileprivate var gradients: UnsafeMutableRawPointer { forTraining.gradients.at(0) }
    fileprivate var weightGradients: UnsafeMutablePointer<Float> {
      forTraining.weightGradients.start
    }
    private var forTraining: (gradients: OperandBuffer, weightGradients: FloatBuffer) {
      guard let training else { preconditionFailure("prepareForTraining comes first") }
      return training
    }
  }

  private func transformedCount(images: Int, channels: Int) -> Int {
    points * (channels * images * tilesPerImage + Self.padding)
  }

  /// Transforms the inputs `x`, `[images, size, size, 128]`, of images `first ..< first + images` of
  /// `total`, for `forward` and `backwardWeights`.
  public func transformInput(
    x: UnsafeRawPointer, images: Int, first: Int, total: Int, workspace: Workspace
  ) {
    operations.transform_input(
      x, Int32(images), Int32(first * tilesPerImage), Int32(total * tilesPerImage),
      workspace.inputs.at(0))
  }

  /// `y = LeakyReLU(transposed convolution + bias)` of these images, `[images, 2 size, 2 size, 128]`.
  public func forward(
    bias: UnsafePointer<Float>, images: Int, first: Int, total: Int, workspace: Workspace,
    y: UnsafeMutableRawPointer
  ) {
    operations.forward(
      workspace.inputs.at(0), Int32(images), Int32(first * tilesPerImage),
      Int32(total * tilesPerImage), weights.at(0), bias, workspace.products.start, y)
  }

  /// Transforms the gradient `dy` of `y` through LeakyReLU; adds to the bias gradient `[128]`.
  public func transformGradient(
    y: UnsafeRawPointer, dy: UnsafePointer<Float>, images: Int, first: Int, total: Int,
    workspace: Workspace, biasGradient: UnsafeMutablePointer<Float>
  ) {
    operations.transform_gradient(
      y, dy, Int32(images), Int32(first * tilesPerImage), Int32(total * tilesPerImage),
      workspace.gradients, biasGradient)
  }

  /// The gradient of the input, `[images, size, size, 128]`, after `transformGradient`.
  public func backwardData(
    images: Int, first: Int, total: Int, workspace: Workspace,
    dx: UnsafeMutablePointer<Float>
  ) {
    operations.backward_data(
      workspace.gradients, Int32(images), Int32(first * tilesPerImage),
      Int32(total * tilesPerImage), transposedWeights.at(0), workspace.products.start, dx)
  }

  /// Adds the share of `total` images to the workspace's weight gradient, or starts it.
  public func backwardWeights(total: Int, accumulate: Bool, workspace: Workspace) {
    for point in 0..<points {
      operations.backward_weights(
        workspace.inputs.at(0), workspace.gradients, Int32(total * tilesPerImage),
        Int32(point), accumulate ? 1 : 0, workspace.products.start,
        workspace.weightGradients)
    }
  }

  /// Adds the workspace's weight gradient to `kernel` `[4, 4, out, in]`.
  public func addWeightGradient(
    of workspace: Workspace, to kernel: UnsafeMutablePointer<Float>
  ) {
    operations.transform_weight_gradient(workspace.weightGradients, kernel)
  }
}

extension [TransposedConvolution2D.Workspace.Use] {
  fileprivate func largest(_ count: (Element) -> Int) -> Int { map(count).max() ?? 0 }
}
