import CKernels

/// A 4x4, stride 2, `same` transposed convolution of 128 to 128 channels with LeakyReLU, computed
/// in the Winograd domain.
///
/// The layer holds the transformed weights, which all threads read; what a thread computes lies in
/// its own `Workspace`.
public final class TransposedConvolution2D {
  /// `[4, 4, out 128, in 128]` and `[128]`.
  public let kernel, bias: Parameter
  private let operations: TransposedConvolutionKernels
  private let engine: Engine
  /// Input height and width: 7 or 14.
  public let size: Int
  /// Most images of a group, which a call takes together.
  public let group: Int
  private let points, pointPadding: Int
  private let transposed: FloatBuffer
  private let weights: OperandBuffer
  /// For backward-data; nil where nothing is trained.
  private var transposedWeights: OperandBuffer?

  private static let channels = kernel_channels
  private static let phaseChannels = kernel_phase_channels

  /// A layer whose parameters `name.kernel` and `name.bias` it adds to the layout; stage 0 goes from 7
  /// to 14 pixels, stage 1 from 14 to 28.
  public init(_ name: String, stage: Int, layout: inout ParameterLayout, engine: Engine) {
    let kernels = engine.kernels
    self.engine = engine
    kernel = layout.add(name + ".kernel", [4, 4, Int(Self.channels), Int(Self.channels)])
    bias = layout.add(name + ".bias", [Int(Self.channels)])
    operations = stage == 0 ? kernels.table.transposed.0 : kernels.table.transposed.1
    let geometry = operations.geometry
    size = Int(geometry.size)
    group = Int(geometry.group)
    points = Int(geometry.points)
    pointPadding = kernel_point_padding_bytes / kernels.table.operand_bytes
    transposed = FloatBuffer(count: 16 * Self.channels * Self.channels)
    weights = OperandBuffer(
      count: Self.weightElements(points: points, padding: pointPadding), kernels: kernels)
  }

  /// Elements of transformed weights, or of their gradient.
  private static func weightElements(points: Int, padding: Int) -> Int {
    points * (channels * phaseChannels + padding)
  }

  /// Allocates what only backward-data needs; `prepare` has to follow.
  public func prepareForTraining() {
    if transposedWeights == nil {
      transposedWeights = OperandBuffer(
        count: Self.weightElements(points: points, padding: pointPadding), kernels: engine.kernels)
    }
  }

  /// Transforms the kernel, on all threads; needed after every change of it.
  public func prepare(_ parameters: Parameters) {
    let values = parameters[kernel]
    engine.run(items: 16) { tap, _ in
      operations.transpose_weights(values, transposed.start, Int32(tap))
    }
    engine.run(items: 32) { item, _ in
      for channel in stride(from: item * 4, to: item * 4 + 4, by: 2) {
        operations.transform_weights(
          values, transposed.start, Int32(channel), weights.at(0), transposedWeights?.at(0))
      }
    }
  }

  /// What one thread needs, for one layer after the other: transformed inputs and gradients, products,
  /// and the sum of the weight gradient in the transformed domain.
  public final class Workspace {
    /// A layer and the most images whose weight gradient is summed together.
    public typealias Use = (layer: TransposedConvolution2D, images: Int)

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
        count: uses.largest { $0.layer.elements(channels: channels, images: $0.images) },
        kernels: kernels)
      products = FloatBuffer(
        count: uses.largest {
          max(
            $0.layer.groupElements(channels: kernels.panel) * channels / kernels.panel,
            $0.layer.operations.geometry.scratch_bytes / 4)
        })
    }

    /// Images of a layer that there is room for.
    fileprivate func mostImages(of layer: TransposedConvolution2D) -> Int {
      uses.first { $0.layer === layer }?.images ?? 0
    }

    /// Allocates what only training needs.
    public func prepareForTraining() {
      if training != nil { return }
      let gradients = OperandBuffer(
        count: uses.largest { $0.layer.elements(channels: phaseChannels, images: $0.images) },
        kernels: kernels)
      let weightGradients = FloatBuffer(
        count: weightElements(
          points: uses.largest { $0.layer.points }, padding: kernel_point_padding_bytes / 4))
      training = (gradients, weightGradients)
    }

    fileprivate var gradients: OperandBuffer { forTraining.gradients }
    fileprivate var weightGradients: UnsafeMutablePointer<Float> {
      forTraining.weightGradients.start
    }
    private var forTraining: (gradients: OperandBuffer, weightGradients: FloatBuffer) {
      guard let training else { preconditionFailure("prepareForTraining comes first") }
      return training
    }
  }

  /// Elements of a group's transformed data; products, which are floats, need no more.
  private func groupElements(channels: Int) -> Int {
    points * (channels * Int(operations.geometry.panel_rows) + pointPadding)
  }

  /// Elements of the transformed data of `images` images, in whole groups.
  private func elements(channels: Int, images: Int) -> Int {
    groupElements(channels: channels) * ((images + group - 1) / group)
  }

  private func inputs(_ index: Int, _ workspace: Workspace) -> UnsafeMutableRawPointer {
    let most = workspace.mostImages(of: self)
    precondition(index >= 0 && index * group < most, "group \(index) of \(most) images")
    return workspace.inputs.at(index * groupElements(channels: Self.channels))
  }

  private func gradients(_ index: Int, _ workspace: Workspace) -> UnsafeMutableRawPointer {
    workspace.gradients.at(index * groupElements(channels: Self.phaseChannels))
  }

  /// Transforms the inputs `x`, `[images, size, size, 128]`, of group `index` for `forward` and
  /// `backwardWeights`.
  public func transformInput(
    x: UnsafeRawPointer, images: Int, index: Int, workspace: Workspace
  ) {
    precondition(images <= group, "\(images) images in a group of \(group)")
    operations.transform_input(x, Int32(images), inputs(index, workspace))
  }

  /// `y = LeakyReLU(transposed convolution + bias)` of the group, `[images, 2 size, 2 size, 128]`.
  public func forward(
    parameters: Parameters, images: Int, index: Int, workspace: Workspace,
    y: UnsafeMutableRawPointer
  ) {
    operations.forward(
      inputs(index, workspace), Int32(images), weights.at(0), parameters[bias],
      workspace.products.start, y)
  }

  /// Transforms the gradient `dy` of `y` through LeakyReLU, `[2 size, 2 size, 128]` of number `image`
  /// of the group's `images` images; adds to the bias gradient `[128]`.
  public func transformGradient(
    y: UnsafeRawPointer, dy: UnsafePointer<Float>, image: Int, of images: Int, index: Int,
    workspace: Workspace, biasGradient: UnsafeMutablePointer<Float>
  ) {
    precondition(image < images && images <= group, "image \(image) of \(images) in a group")
    operations.transform_gradient(
      y, dy, Int32(image), Int32(images), gradients(index, workspace), biasGradient)
  }

  /// The gradient of the input, `[images, size, size, 128]`, after `transformGradient`.
  public func backwardData(
    images: Int, index: Int, workspace: Workspace, dx: UnsafeMutablePointer<Float>
  ) {
    guard let transposedWeights else { preconditionFailure("prepareForTraining comes first") }
    operations.backward_data(
      gradients(index, workspace), Int32(images), transposedWeights.at(0),
      workspace.products.start, dx)
  }

  /// Adds the share of `images` images to the workspace's weight gradient, or starts it.
  ///
  /// They lie in full groups, the first of which is number 0; the last one may have fewer.
  public func backwardWeights(images: Int, accumulate: Bool, workspace: Workspace) {
    precondition(images <= workspace.mostImages(of: self), "no room for \(images) images")
    let full = images / group
    let rest = images % group
    for point in 0..<points {
      if full > 0 {
        backwardWeights(
          from: 0, groups: full, images: group, point: point, accumulate: accumulate,
          workspace: workspace)
      }
      if rest > 0 {
        backwardWeights(
          from: full, groups: 1, images: rest, point: point, accumulate: accumulate || full > 0,
          workspace: workspace)
      }
    }
  }

  /// The share of `groups` groups of `images` images each in one transform point.
  private func backwardWeights(
    from index: Int, groups: Int, images: Int, point: Int, accumulate: Bool, workspace: Workspace
  ) {
    operations.backward_weights(
      inputs(index, workspace), gradients(index, workspace), Int32(groups), Int32(images),
      Int32(point), accumulate, workspace.products.start, workspace.weightGradients)
  }

  /// Adds the workspace's weight gradient to that of the kernel, or starts that.
  public func transformWeightGradient(
    of workspace: Workspace, accumulate: Bool, to kernel: UnsafeMutablePointer<Float>
  ) {
    operations.transform_weight_gradient(
      workspace.weightGradients, accumulate, kernel)
  }
}

extension [TransposedConvolution2D.Workspace.Use] {
  fileprivate func largest(_ count: (Element) -> Int) -> Int { map(count).max() ?? 0 }
}
