/// What every network computes with: the kernels of one instruction set and the threads that run
/// them.
public final class Engine {
  /// The kernels.
  public let kernels: Kernels
  private let pool: WorkerPool

  /// Threads that take work items, the caller's included.
  public var threads: Int { pool.threads }

  /// An engine of the given kernels.
  ///
  /// - Parameters:
  ///   - kernels: One instruction set's.
  ///   - threads: At least 1; no result depends on it.
  public init(kernels: Kernels, threads: Int) {
    self.kernels = kernels
    pool = WorkerPool(threads: threads)
  }

  /// An engine of the widest kernels that this processor runs, or of those that `GAN_KERNELS` names.
  ///
  /// - Throws: `KernelError` when there are none, or none that multiply bfloat16 numbers.
  public convenience init(bfloat16: Bool = false, threads: Int) throws {
    try self.init(kernels: Kernels(bfloat16: bfloat16), threads: threads)
  }

  /// Calls `body(item, thread)` once for every item in `0..<items`, lower ones first, and returns
  /// when all are done.
  ///
  /// Which thread takes an item is left to chance; an item must therefore write only what no other
  /// item of the region touches, and then the bits do not depend on the number of threads.
  public func run(items: Int, _ body: (_ item: Int, _ thread: Int) -> Void) {
    pool.run(items: items, body)
  }
}
