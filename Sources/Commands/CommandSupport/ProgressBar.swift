#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Seconds of a clock that only goes forward.
public func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// A progress line with rate and remaining time, on a terminal only.
public struct ProgressBar {
  private let isShown: Bool
  private let total: Int
  private let unit: String
  private let start = monotonicSeconds()
  private var lastDraw = 0.0
  private static let width = 24

  /// A bar of `total` steps of `unit` work items; draws nothing unless standard error is a terminal.
  public init(total: Int, unit: String, quiet: Bool) {
    self.total = total
    self.unit = unit
    isShown = !quiet && isatty(STDERR_FILENO) != 0
  }

  /// Redraws the line, at most ten times a second.
  public mutating func update(done: Int, itemsPerStep: Int, label: String) {
    let now = monotonicSeconds()
    guard isShown, done > 0, now - lastDraw > 0.1 || done == total else { return }
    lastDraw = now
    let seconds = max(now - start, 1e-3)
    let filled = Self.width * done / max(total, 1)
    let bar =
      String(repeating: "#", count: filled) + String(repeating: "-", count: Self.width - filled)
    let rate = Int(Double(done * itemsPerStep) / seconds)
    let left = Int(seconds / Double(done) * Double(total - done))
    let line = "\r\(label) [\(bar)] \(done)/\(total)  \(rate) \(unit)/s  \(left) s left   "
    _ = write(STDERR_FILENO, line, line.utf8.count)
  }

  /// Removes the line.
  public func clear() {
    guard isShown else { return }
    let line = "\r" + String(repeating: " ", count: 78) + "\r"
    _ = write(STDERR_FILENO, line, line.utf8.count)
  }
}
