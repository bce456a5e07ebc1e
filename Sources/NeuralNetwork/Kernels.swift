import CKernels
import Failures

/// The numeric kernels of one instruction set.
public struct Kernels {
  let table: KernelTable

  /// The name of the instruction set: `avx512bf16`, `avx512`, `avx2` or `portable`.
  public let name: String

  /// Floats in one panel column block: twice the vector width.
  var panel: Int { Int(table.panel) }

  /// The widest set this processor runs, or the one the environment variable `GAN_KERNELS` names.
  ///
  /// - Throws: `KernelError.unavailable` when `GAN_KERNELS` names none that runs here.
  public init() throws {
    guard let table = kernel_table() else { throw KernelError.unavailable(name: "GAN_KERNELS") }
    self.init(table: table.pointee)
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

  public var exitCode: Int32 { 64 }

  public var description: String {
    switch self {
    case .unavailable(let name):
      """
      the kernels '\(name)' are unknown or need a newer processor; set GAN_KERNELS to avx512, \
      avx2 or portable, or unset it
      """
    }
  }
}
