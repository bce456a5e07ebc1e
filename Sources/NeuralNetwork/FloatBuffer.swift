#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A fixed block of zero-initialised floats at a 64-byte boundary.
///
/// A large block is mapped at a 2 MiB boundary and asks for large pages: the kernels jump between
/// transform points, and with small pages spend a tenth of their time on address translation.
public final class FloatBuffer {
  /// The first element.
  public let start: UnsafeMutablePointer<Float>
  /// Elements the buffer holds.
  public let count: Int
  private let mapping: UnsafeMutableRawBufferPointer?

  private static let largePage = 2 << 20

  /// Allocates `count` zeros, rounded up to whole cache lines.
  public init(count: Int) {
    self.count = (max(count, 1) + 15) / 16 * 16
    let bytes = self.count * MemoryLayout<Float>.stride
    mapping = bytes >= Self.largePage / 2 ? Self.map(bytes) : nil
    if let mapping, let base = mapping.baseAddress {
      let aligned = base.alignedUp(toMultipleOf: Self.largePage)
      start = aligned.bindMemory(to: Float.self, capacity: self.count)
    } else {
      let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      start = raw.bindMemory(to: Float.self, capacity: self.count)
      start.initialize(repeating: 0, count: self.count)
    }
  }

  /// Zeros from the system; nil when it has none, and `init` then traps on its own allocation.
  private static func map(_ bytes: Int) -> UnsafeMutableRawBufferPointer? {
    let total = (bytes + largePage - 1) / largePage * largePage + largePage
    guard
      let base = mmap(nil, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      base != MAP_FAILED
    else { return nil }
    #if os(Linux)
    // Without large pages everything works, a little slower.
    madvise(base, total, MADV_HUGEPAGE)
    #endif
    return UnsafeMutableRawBufferPointer(start: base, count: total)
  }

  deinit {
    if let mapping { munmap(mapping.baseAddress, mapping.count) } else { start.deallocate() }
  }

  /// Sets every element to zero.
  public func clear() { start.update(repeating: 0, count: count) }
}
