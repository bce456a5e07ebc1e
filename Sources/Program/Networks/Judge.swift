import NeuralNetwork

/// A classifier of images `[28, 28, 1]`, whose features the metrics compare: images to logits, one a
/// class.
///
/// The discriminator's two convolutions with LeakyReLU and dropout, a dense layer to the features with
/// LeakyReLU, and one to the logits. A thread takes a shard of images at a time; the dense layers see
/// it as one image, a sample a pixel, that a 1x1 convolution goes over.
public final class Judge {
  /// The weights, in file order.
  public let parameters: Parameters
  /// Numbers that the last layer takes, and logits that it gives.
  public let featureCount = 128
  /// Logits of an image.
  public let classes: Int
  /// Elements of one image that dropout may drop, layer by layer: `[14, 14, 64]`, `[7, 7, 64]`.
  public let dropoutElements: [Int]

  let engine: Engine
  let first, second, dense, output: Convolution2D
  let firstActivation, secondActivation, featureActivation: LeakyReLU

  /// Pixels of an image.
  public static let pixels = imageSize * imageSize
  /// Their height and width.
  public static let imageSize = 28
  private static let filters = 64
  /// The dense layers' height and width: pixels for a whole shard.
  private static let shardSize = 4

  /// A judge with zero parameters.
  ///
  /// - Precondition: There are 2...256 classes.
  public init(classes: Int, engine: Engine) {
    precondition((2...256).contains(classes), "\(classes) classes")
    precondition(Self.shardSize * Self.shardSize == Shards.mostImages, "a shard is no square")
    self.classes = classes
    self.engine = engine
    var layout = ParameterLayout()
    func convolution(
      _ name: String, size: Int, channels: Int, filters: Int, kernelSize: Int, stride: Int
    ) -> Convolution2D {
      Convolution2D(
        name, size: size, channels: channels, filters: filters, kernelSize: kernelSize,
        stride: stride, layout: &layout, engine: engine)
    }
    first = convolution(
      "conv1", size: Self.imageSize, channels: 1, filters: Self.filters, kernelSize: 3, stride: 2)
    second = convolution(
      "conv2", size: first.outputSize, channels: Self.filters, filters: Self.filters,
      kernelSize: 3, stride: 2)
    dropoutElements = [first, second].map { $0.outputSize * $0.outputSize * Self.filters }
    dense = convolution(
      "features", size: Self.shardSize, channels: dropoutElements[1], filters: featureCount,
      kernelSize: 1, stride: 1)
    output = convolution(
      "logits", size: Self.shardSize, channels: featureCount, filters: classes, kernelSize: 1,
      stride: 1)
    firstActivation = LeakyReLU(of: first, into: second, kernels: engine.kernels)
    secondActivation = LeakyReLU(of: second, kernels: engine.kernels)
    featureActivation = LeakyReLU(of: dense, into: output, kernels: engine.kernels)
    parameters = Parameters(layout)
  }

  /// Packs the weights, a layer a thread; needed after every change of the parameters.
  public func prepare() {
    let layers = [dense, second, first, output]
    engine.run(items: layers.count) { layer, _ in layers[layer].prepare(parameters) }
  }

  /// Takes a shard of `images`, `[count, 28, 28]`, through all layers; its features and logits are then
  /// in the workspace.
  ///
  /// `keep` holds each image's dropout multipliers, those of all `dropoutElements`; without it nothing
  /// is dropped.
  func forward(
    images: UnsafePointer<Float>, count: Int, keep: UnsafePointer<Float>?,
    workspace: JudgeWorkspace
  ) {
    precondition(count <= Shards.mostImages, "\(count) images are more than a shard")
    for image in 0..<count {
      let (one, two) = workspace.image(image)
      let keep = keep.map { $0 + image * droppedCount }
      one.load(images + image * Self.pixels)
      first.forward(one)
      firstActivation.forward(one, bias: parameters[first.bias], keep: keep, y: two.input)
      second.forward(two)
      secondActivation.forward(
        two, bias: parameters[second.bias], keep: keep.map { $0 + dropoutElements[0] },
        y: workspace.dense.input(pixel: image))
    }
    dense.forward(workspace.dense)
    featureActivation.forward(
      workspace.dense, bias: parameters[dense.bias], keep: nil, y: workspace.output.input)
    output.forward(workspace.output)
    for image in 0..<count {
      let logits = workspace.output.output(pixel: image)
      for index in 0..<classes { logits[index] += parameters[output.bias][index] }
    }
  }

  /// Elements that dropout may drop in all layers of an image.
  var droppedCount: Int { dropoutElements[0] + dropoutElements[1] }
}
