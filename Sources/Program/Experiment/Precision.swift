/// Arithmetic of the kernels.
public enum Precision: String, Codable, CaseIterable, Sendable {
  /// 32-bit floats everywhere.
  case fp32
  /// Matrix operands in bfloat16, sums and parameters in 32-bit floats.
  case bf16
}
