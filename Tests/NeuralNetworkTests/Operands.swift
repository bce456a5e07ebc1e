import CKernels
import Testing

@testable import NeuralNetwork

/// Expects the L2 norm of the difference to be at most `tolerance` times that of what was expected.
func expectRelative(
  _ observed: [Double], _ expected: [Double], _ tolerance: Double, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let scale = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
  let error = zip(observed, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    .squareRoot()
  // Written so that a not-a-number fails.
  if error / scale <= tolerance { return }
  Issue.record(
    "\(what): relative error \(error / scale), at most \(tolerance)",
    sourceLocation: sourceLocation)
}

/// Floats as the kernels' operands.
func operands(_ values: [Float], kernels: Kernels) -> OperandBuffer {
  let buffer = OperandBuffer(count: values.count, kernels: kernels)
  for (index, value) in values.enumerated() {
    if kernels.table.operand_bytes == 4 {
      buffer.at(index).storeBytes(of: value, as: Float.self)
    } else {
      let bits = value.bitPattern
      let rounded = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16  // to nearest, ties to even
      buffer.at(index).storeBytes(of: UInt16(truncatingIfNeeded: rounded), as: UInt16.self)
    }
  }
  return buffer
}

/// Operands as doubles.
func values(_ buffer: OperandBuffer, count: Int, kernels: Kernels) -> [Double] {
  (0..<count).map { index in
    if kernels.table.operand_bytes == 4 {
      return Double(buffer.at(index).load(as: Float.self))
    }
    return Double(Float(bitPattern: UInt32(buffer.at(index).load(as: UInt16.self)) << 16))
  }
}
