import CKernels

extension Convolution2D {
  /// What one thread needs to take an image through the layer and back.
  public final class Workspace {
    /// The input with the zeros around it, which nobody overwrites.
    let padded: OperandBuffer
    let patches: OperandBuffer
    /// What leaves, `[outputSize, outputSize]` pixels, before bias and activation.
    let output: FloatBuffer
    private let shape: ConvolutionShape
    private let kernels: Kernels
    private var training: Training?

    struct Training {
      /// The gradient of `output`.
      let delta: OperandBuffer
      let patchGradient: FloatBuffer
      /// The gradient of `padded`.
      let paddedGradient: FloatBuffer
      let scratch: FloatBuffer
    }

    /// Room for one image of the layer.
    public init(_ layer: Convolution2D, kernels: Kernels) {
      shape = layer.shape
      self.kernels = kernels
      let pixels = Int(shape.output_size * shape.output_size)
      padded = OperandBuffer(count: Int(shape.padded_size) * shape.paddedRow, kernels: kernels)
      patches = OperandBuffer(count: pixels * shape.patchStride, kernels: kernels)
      output = FloatBuffer(count: pixels * shape.filterStride)
    }

    /// Allocates what only training needs.
    public func prepareForTraining() {
      if training != nil { return }
      let pixels = Int(shape.output_size * shape.output_size)
      let panel = kernels.panel
      training = Training(
        delta: OperandBuffer(count: pixels * shape.filterStride, kernels: kernels),
        patchGradient: FloatBuffer(count: pixels * shape.patchStride),
        paddedGradient: FloatBuffer(count: Int(shape.padded_size) * shape.paddedRow),
        // The panels of delta, one of patches, their pixels filled up to a tile, and a tile.
        scratch: FloatBuffer(count: (pixels + 16) * (shape.filterStride + panel) + panel * panel))
    }

    var forTraining: Training {
      guard let training else { preconditionFailure("prepareForTraining comes first") }
      return training
    }

    /// Where the input's first pixel lies, the activations of the layer before.
    public var input: UnsafeMutableRawPointer { padded.at(shape.inputStart) }
    /// Where an input pixel lies, counted row by row.
    ///
    /// - Precondition: The layer needs no zeros around its input.
    public func input(pixel: Int) -> UnsafeMutableRawPointer {
      precondition(shape.padded_size == shape.size, "there are zeros between the rows")
      return padded.at(pixel * Int(shape.channels))
    }
    /// Copies what enters at a pixel, `[channels]`.
    ///
    /// - Precondition: The kernels' operands are floats.
    public func copyInput(pixel: Int, to channels: UnsafeMutablePointer<Float>) {
      precondition(kernels.table.operand_bytes == MemoryLayout<Float>.size, "bfloat16 operands")
      let count = Int(shape.channels)
      channels.update(
        from: input(pixel: pixel).assumingMemoryBound(to: Float.self), count: count)
    }
    /// What leaves at a pixel, before bias and activation: `[filters]`.
    public func output(pixel: Int) -> UnsafeMutablePointer<Float> {
      output.start + pixel * shape.filterStride
    }
    /// Takes `gradient`, `[outputSize, outputSize, filters]`, as that of what leaves.
    public func loadOutputGradient(_ gradient: UnsafePointer<Float>) {
      kernels.table.store_operands(
        gradient, Int(shape.output_size * shape.output_size), Int(shape.filters), delta,
        shape.filterStride)
    }
    /// The gradient of what leaves, operands.
    var delta: UnsafeMutableRawPointer { forTraining.delta.at(0) }
    /// The gradient of the input, laid out as the input is.
    public var inputGradient: UnsafeMutablePointer<Float> {
      forTraining.paddedGradient.start + shape.inputStart
    }

    /// Takes an image `[size, size, channels]` as the input.
    public func load(_ image: UnsafePointer<Float>) {
      kernels.table.store_operands(
        image, Int(shape.size), Int(shape.size * shape.channels), input, shape.paddedRow)
    }

    /// Copies the gradient of the input to `image`, `[size, size, channels]`.
    public func copyInputGradient(to image: UnsafeMutablePointer<Float>) {
      let length = Int(shape.size * shape.channels)
      for row in 0..<Int(shape.size) {
        (image + row * length).update(from: inputGradient + row * shape.paddedRow, count: length)
      }
    }
  }
}
