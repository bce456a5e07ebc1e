/// A fixed block of zero-initialised floats at a 64-byte boundary.
public final class FloatBuffer {
  /// The first element.
  public let start: UnsafeMutablePointer<Float>
  /// Elements the buffer holds.
  public let count: Int

  /// Allocates `count` zeros, rounded up to whole cache lines.
  public init(count: Int) {
    self.count = (count + 15) / 16 * 16
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(self.count, 16) * 4, alignment: 64)
    start = bytes.bindMemory(to: Float.self, capacity: max(self.count, 16))
    start.initialize(repeating: 0, count: max(self.count, 16))
  }

  deinit { start.deallocate() }

  /// Sets every element to zero.
  public func clear() { start.update(repeating: 0, count: count) }
}
