import CKernels

/// A pool of threads that runs the fixed work items of a parallel region.
///
/// Which thread takes an item is left to chance; an item must therefore write only what no other
/// item of the region touches, and then the bits do not depend on the number of threads.
public final class WorkerPool {
  /// Threads that take items, the caller's included.
  public let threads: Int
  private let pool: OpaquePointer

  /// - Parameter threads: At least 1.
  public init(threads: Int) {
    precondition(threads >= 1, "a pool needs a thread, not \(threads)")
    guard let pool = thread_pool_create(Int32(threads)) else { preconditionFailure("no memory") }
    self.pool = pool
    self.threads = threads
  }

  deinit { thread_pool_destroy(pool) }

  /// Calls `body(item, thread)` once for every item in `0..<items` and returns when all are done.
  public func run(items: Int, _ body: (_ item: Int, _ thread: Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      var work = body
      withUnsafeMutablePointer(to: &work) { context in
        thread_pool_run(
          pool, Int32(items),
          { context, item, thread in
            guard let context else { return }
            context.assumingMemoryBound(to: ((Int, Int) -> Void).self)
              .pointee(Int(item), Int(thread))
          }, context)
      }
    }
  }
}
