#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A fixed block of zero-initialised floats at a 64-byte boundary.
///
/// A large block is mapped and asks for large pages: the kernels jump between transform points, and
/// with small pages spend a tenth of their time on address translation. The system lays such blocks
/// side by side, so that large pages span their borders.
public final class FloatBuffer {
  /// The first element.
  public let start: UnsafeMutablePointer<Float>
  /// Elements the buffer holds.
  public let count: Int
  private let isMapped: Bool

  private static let mappedBytes = 256 << 10

  /// Allocates `count` zeros, rounded up to whole cache lines.
  public init(count: Int) {
    self.count = (max(count, 1) + line - 1) / line * line
    let bytes = self.count * MemoryLayout<Float>.stride
    if bytes >= Self.mappedBytes, let mapping = Self.map(bytes) {
      isMapped = true
      start = mapping.bindMemory(to: Float.self, capacity: self.count)
    } else {
      isMapped = false
      let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      start = raw.bindMemory(to: Float.self, capacity: self.count)
      start.initialize(repeating: 0, count: self.count)
    }
  }

  /// Zeros from the system; nil when it has none, and `init` then traps on its own allocation.
  private static func map(_ bytes: Int) -> UnsafeMutableRawPointer? {
    let base = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let base, base != MAP_FAILED else { return nil }
    #if os(Linux)
    // Without large pages everything works, a little slower.
    madvise(base, bytes, MADV_HUGEPAGE)
    #endif
    return base
  }

  deinit {
    if isMapped {
      munmap(start, count * MemoryLayout<Float>.stride)
    } else {
      start.deallocate()
    }
  }

  /// Sets every element to zero.
  public func clear() { start.update(repeating: 0, count: count) }
}

/// Floats of a cache line.
private let line = 16

/// Part `slice` of `slices` nearly equal parts of `count` elements that begin and end at cache lines.
///
/// - Precondition: `count` is a multiple of 16.
func cacheLines(of count: Int, slice: Int, of slices: Int) -> Range<Int> {
  let lines = count / line
  return lines * slice / slices * line..<lines * (slice + 1) / slices * line
}
