/// A fixed block of what kernels multiply: floats, or bfloat16 numbers.
public final class OperandBuffer {
  private let bytes: FloatBuffer
  private let operandBytes: Int

  /// Zeros.
  public init(count: Int, kernels: Kernels) {
    operandBytes = kernels.table.operand_bytes
    bytes = FloatBuffer(count: (count * operandBytes + 3) / 4)
  }

  /// The place of element `index`.
  public func at(_ index: Int) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(bytes.start) + index * operandBytes
  }
}
