import CKernels

/// A dense layer with LeakyReLU, of a shard of images at once: `y = LeakyReLU(z kernel + bias)`.
public final class Dense {
  /// `[inputs, outputs]` and `[outputs]`.
  public let kernel, bias: Parameter
  /// Numbers that enter and that leave for an image.
  public let inputs, outputs: Int
  private let engine: Engine
  private let panels: FloatBuffer

  /// A layer whose parameters `name.kernel` and `name.bias` it adds to the layout.
  ///
  /// - Precondition: `outputs` is a multiple of 32, the widest panel.
  public init(
    _ name: String, inputs: Int, outputs: Int, layout: inout ParameterLayout, engine: Engine
  ) {
    precondition(outputs % 32 == 0, "\(outputs) outputs are no whole panels")
    precondition(kernel_most_shards == Shards.mostAtATime, "the C header has another number")
    kernel = layout.add(name + ".kernel", [inputs, outputs])
    bias = layout.add(name + ".bias", [outputs])
    self.inputs = inputs
    self.outputs = outputs
    self.engine = engine
    panels = FloatBuffer(count: inputs * outputs)
  }

  private var panel: Int { engine.kernels.panel }

  /// Packs the kernel, on all threads; needed after every change of it.
  public func prepare(_ parameters: Parameters) {
    engine.run(items: outputs / panel) { item, _ in
      engine.kernels.table.dense_pack(
        parameters[kernel], Int32(inputs), Int32(outputs), Int32(item * panel), panels.start)
    }
  }

  /// The activations `y`, operands `[images, outputs]`, of `z`, `[images, inputs]`, on this thread.
  ///
  /// `scratch` holds a panel row an image.
  public func forward(
    _ z: UnsafePointer<Float>, images: Int, parameters: Parameters, scratch: FloatBuffer,
    y: UnsafeMutableRawPointer
  ) {
    engine.kernels.table.dense_forward(
      z, Int32(images), Int32(inputs), panels.start, parameters[bias], Int32(outputs),
      scratch.start, y)
  }

  /// The gradient of what LeakyReLU took, in place of that of the activations `y` of `images` images.
  public func backwardActivation(
    y: UnsafeRawPointer, gradient: UnsafeMutablePointer<Float>, images: Int
  ) {
    engine.kernels.table.leaky_relu_backward(y, gradient, images * outputs)
  }

  /// The gradients of kernel and bias, on all threads: the tree of the shards' sums, written to `place`
  /// or added to what is there.
  ///
  /// - Parameters:
  ///   - z: Inputs of the shards' images, `[images, inputs]`.
  ///   - dy: The gradients of what LeakyReLU took, `[images, outputs]`.
  ///   - starts: The first image of each shard, then the number of images; at most
  ///     `Shards.mostAtATime` shards.
  ///   - scratch: For each thread a panel row an image.
  ///   - place: The kernel's gradient, then the bias's.
  public func backwardWeights(
    _ z: UnsafePointer<Float>, dy: UnsafePointer<Float>, starts: [Int], scratch: [FloatBuffer],
    place: ShardSum.Place
  ) {
    precondition(
      (2...Shards.mostAtATime + 1).contains(starts.count), "\(starts.count - 1) shards at a time")
    precondition(bias.offset == kernel.offset + kernel.count, "the bias follows the kernel")
    let starts = starts.map { Int32($0) }
    let biasGradient = place.start + kernel.count
    engine.run(items: outputs / panel) { item, thread in
      engine.kernels.table.dense_backward(
        z, starts, Int32(starts.count - 1), Int32(inputs), dy, Int32(outputs),
        Int32(item * panel), place.isAdded, scratch[thread].start, place.start, biasGradient)
    }
  }
}
