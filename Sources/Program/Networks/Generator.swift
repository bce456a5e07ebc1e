import CKernels
import NeuralNetwork

/// The generator of the MNIST DCGAN: latents `[N, latent]` to images `[N, 28, 28, 1]` in 0...1.
///
/// dense 7x7x128, LeakyReLU; two 4x4 stride 2 transposed convolutions of 128 filters, LeakyReLU;
/// a 7x7 convolution to one channel, sigmoid. A thread takes a shard of images through all layers in
/// its own caches.
public final class Generator {
  /// The weights, in file order and Keras's layouts.
  public let parameters: Parameters
  /// Numbers of a latent vector.
  public var latentDimension: Int { dense.inputs }

  let engine: Engine
  let dense: Dense
  let first, second: TransposedConvolution2D
  let output: OutputConvolution
  let workspaces: [GeneratorWorkspace]

  /// Pixels of an image.
  public static let pixels = 28 * 28
  /// Activations of an image behind the dense layer and the two transposed convolutions.
  static let hiddenCount = 7 * 7 * Int(kernel_channels)
  static let middleCount = 14 * 14 * Int(kernel_channels)
  static let lastCount = pixels * Int(kernel_channels)

  /// A generator with zero parameters.
  public init(latentDimension: Int, engine: Engine) {
    var layout = ParameterLayout()
    let dense = Dense(
      "dense", inputs: latentDimension, outputs: Self.hiddenCount, layout: &layout, engine: engine)
    let first = TransposedConvolution2D("transposed1", stage: 0, layout: &layout, engine: engine)
    let second = TransposedConvolution2D("transposed2", stage: 1, layout: &layout, engine: engine)
    precondition(
      Self.hiddenCount == first.size * first.size * Int(kernel_channels)
        && Self.middleCount == second.size * second.size * Int(kernel_channels)
        && Shards.mostImages <= first.group,
      "the kernels' shapes are other ones")
    output = OutputConvolution("output", layout: &layout, kernels: engine.kernels)
    workspaces = (0..<engine.threads).map { _ in
      GeneratorWorkspace(first: first, second: second, kernels: engine.kernels)
    }
    (self.dense, self.first, self.second, self.engine) = (dense, first, second, engine)
    parameters = Parameters(layout)
  }

  /// Allocates what only gradients need; `prepare` has to follow.
  func prepareForTraining() {
    first.prepareForTraining()
    second.prepareForTraining()
    for workspace in workspaces { workspace.prepareForTraining() }
  }

  /// Transforms the weights; needed after every change of the parameters.
  public func prepare() {
    first.prepare(parameters)
    second.prepare(parameters)
    output.prepare(parameters)
    dense.prepare(parameters)
  }

  /// Generates a shard on this thread and hands over one image after the other, `[28, 28]`, which is
  /// valid during the call.
  ///
  /// - Precondition: At most `Shards.mostImages` images, of latents `[count, latent]`.
  public func generate(
    latents: UnsafePointer<Float>, count: Int, thread: Int,
    consume: (_ image: Int, _ pixels: UnsafePointer<Float>) -> Void
  ) {
    if count == 0 { return }
    let workspace = workspaces[thread]
    forwardFirst(latents: latents, count: count, workspace: workspace)
    for first in stride(from: 0, to: count, by: second.group) {
      let images = min(second.group, count - first)
      forwardSecond(first: first, images: images, index: 0, workspace: workspace)
      for image in 0..<images {
        forwardOutput(image: image, workspace: workspace)
        consume(first + image, workspace.output.probabilities.start)
      }
    }
  }

  /// Images `[count, 28, 28]` of latents `[count, latent]`, on all threads, after `prepare`.
  public func images(latents: [Float], count: Int) -> [Float] {
    precondition(latents.count == count * latentDimension)
    let images = FloatBuffer(count: count * Self.pixels)
    let shards = Shards(images: count)
    latents.withUnsafeBufferPointer { latents in
      guard let latents = latents.baseAddress else { return }
      engine.run(items: shards.count) { shard, thread in
        let range = shards[shard]
        generate(
          latents: latents + range.lowerBound * latentDimension, count: range.count, thread: thread
        ) { image, pixels in
          (images.start + (range.lowerBound + image) * Self.pixels)
            .update(from: pixels, count: Self.pixels)
        }
      }
    }
    return Array(UnsafeBufferPointer(start: images.start, count: count * Self.pixels))
  }

  /// The dense layer and the first convolution of a shard.
  func forwardFirst(
    latents: UnsafePointer<Float>, count: Int, workspace: GeneratorWorkspace
  ) {
    precondition(count <= Shards.mostImages, "\(count) images are more than a shard")
    dense.forward(
      latents, images: count, parameters: parameters, scratch: workspace.panel,
      y: workspace.hidden.at(0))
    first.transformInput(
      x: workspace.hidden.at(0), images: count, index: 0, workspace: workspace.transformed)
    first.forward(
      parameters: parameters, images: count, index: 0, workspace: workspace.transformed,
      y: workspace.middle.at(0))
  }

  /// The second convolution of a group of a shard's images from `first` on, group `index` of a lane.
  func forwardSecond(first: Int, images: Int, index: Int, workspace: GeneratorWorkspace) {
    second.transformInput(
      x: workspace.middle.at(first * Self.middleCount), images: images, index: index,
      workspace: workspace.transformed)
    second.forward(
      parameters: parameters, images: images, index: index, workspace: workspace.transformed,
      y: workspace.last.at(0))
  }

  /// One image of that group to the workspace's probabilities.
  func forwardOutput(image: Int, workspace: GeneratorWorkspace) {
    output.forward(
      workspace.last.at(image * Self.lastCount), parameters: parameters,
      workspace: workspace.output)
  }
}
