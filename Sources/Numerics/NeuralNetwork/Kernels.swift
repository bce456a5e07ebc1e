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

  /// The name of the instruction set: `avx512bf16`, `avx512`, `avx2` or `portable`.
  public let name: String

  /// Columns of a panel: 32.
  public var panel: Int { Int(table.panel) }

  /// The widest set this processor runs, or the one the environment variable `GAN_KERNELS` names;
  /// with `bfloat16`, one whose products multiply bfloat16 numbers.
  ///
  /// - Throws: `KernelError.unavailable` when `GAN_KERNELS` names none that runs here,
  ///   `.noBfloat16` when this processor, or the set it names, lacks such products.
  public init(bfloat16: Bool = false) throws {
    if bfloat16 {
      guard let table = kernel_table_bf16() else { throw KernelError.noBfloat16 }
      self.init(table: table.pointee)
    } else {
      guard let table = kernel_table() else {
        let name = getenv("GAN_KERNELS").map { String(cString: $0) }
        throw KernelError.unavailable(name: name ?? "")
      }
      self.init(table: table.pointee)
    }
  }

  /// The set of the given name.
  ///
  /// - Throws: `KernelError.unavailable` when it is unknown or this processor lacks it.
  public init(named name: String) throws {
    guard let table = kernel_table_named(name) else { throw KernelError.unavailable(name: name) }
    self.init(table: table.pointee)
  }

  private init(table: KernelTable) {
    self.table = table
    name = String(cString: table.name)
  }
}

/// A choice of kernels that this processor cannot run.
public enum KernelError: ReportableError {
  case unavailable(name: String)
  case noBfloat16

  public var kind: FailureKind { .usage }

  public var description: String {
    switch self {
    case .unavailable(let name):
      """
      the kernels '\(name)' are unknown or need a newer processor; set GAN_KERNELS to avx512, \
      avx2 or portable, or unset it
      """
    case .noBfloat16:
      """
      bf16 needs a processor with AVX-512 and its bfloat16 products (avx512_bf16 in /proc/cpuinfo), \
      and no other kernels in GAN_KERNELS; use --precision fp32
      """
    }
  }
}
