import CKernels
import Failures

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The numeric kernels of one instruction set.
public struct Kernels {
  package let table: KernelTable

  /// The name of the instruction set: `amxbf16`, `avx512bf16`, `avx512` or `avx2` on x86-64, `neonbf16`
  /// or `neon` on arm64, or `portable`.
  public let name: String

  /// Columns of a panel: 32.
  public var panel: Int { Int(table.panel) }

  /// The widest set this processor runs, or the one the environment variable `GAN_KERNELS` names;
  /// with `bfloat16`, one whose products multiply bfloat16 numbers, else floats.
  ///
  /// - Throws: `KernelError` when this processor has no such products, or when `GAN_KERNELS` names a
  ///   set that does not run here or multiplies other numbers.
  public init(bfloat16: Bool = false) throws {
    if let table = bfloat16 ? kernel_table_bf16() : kernel_table() {
      self.init(table: table.pointee)
      return
    }
    guard let name = getenv("GAN_KERNELS").map({ String(cString: $0) }), !name.isEmpty else {
      throw KernelError.noBfloat16
    }
    _ = try Kernels(named: name)
    throw KernelError.otherNumbers(name: name, bfloat16: bfloat16)
  }

  /// The set of the given name.
  ///
  /// - Throws: `KernelError.unavailable` when it is unknown or this processor lacks it.
  public init(named name: String) throws {
    guard let table = kernel_table_named(name) else { throw KernelError.unavailable(name: name) }
    self.init(table: table.pointee)
  }

  /// The sets that this processor runs, the widest first.
  public static var runnable: [Kernels] {
    (0...).lazy.map { kernel_table_at($0) }.prefix { $0 != nil }
      .compactMap { $0.map { Kernels(table: $0.pointee) } }
  }

  /// Whether products multiply bfloat16 numbers, not float32 ones.
  public var isBfloat16: Bool { table.operand_bytes == 2 }

  private init(table: KernelTable) {
    self.table = table
    name = String(cString: table.name)
  }
}

/// A choice of kernels that this processor cannot run.
public enum KernelError: ReportableError {
  case unavailable(name: String)
  /// Other numbers are multiplied than was asked for.
  case otherNumbers(name: String, bfloat16: Bool)
  case noBfloat16

  public var kind: FailureKind { .usage }

  public var description: String {
    switch self {
    case .unavailable(let name):
      """
      the kernels '\(name)' are unknown or need another processor; set GAN_KERNELS to one of \
      \(Kernels.runnable.map(\.name).joined(separator: ", ")), or unset it
      """
    case .otherNumbers(let name, let bfloat16):
      bfloat16
        ? "the kernels '\(name)' of GAN_KERNELS multiply float32 numbers; use --precision fp32, or unset it"
        : "the kernels '\(name)' of GAN_KERNELS multiply bfloat16 ones; use --precision bf16, or unset it"
    case .noBfloat16:
      """
      bf16 needs a processor with bfloat16 products (avx512_bf16 in /proc/cpuinfo, bf16 on arm64); \
      use --precision fp32
      """
    }
  }
}
