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

/// A line at the bottom of a terminal that tells how far the work is; nothing anywhere else.
public struct ProgressBar {
  /// Whether there is a terminal that can show it.
  public let isShown: Bool
  private let total: Int
  private let itemsPerStep: Int
  private let unit: String
  private var pace: Pace
  private var lastDraw = 0.0
  private var drawnCount = 0

  /// A bar of work that may have begun earlier.
  ///
  /// - Parameters:
  ///   - total: Steps of the whole work, also of those that are done.
  ///   - done: Steps that are done already.
  ///   - itemsPerStep: What a step does, for the rate.
  ///   - unit: What these items are.
  ///   - isWanted: Whether to show it where it can be shown.
  public init(total: Int, done: Int = 0, itemsPerStep: Int, unit: String, isWanted: Bool) {
    self.total = total
    self.itemsPerStep = itemsPerStep
    self.unit = unit
    isShown = isWanted && Terminal.canRedraw
    pace = Pace(done: done, at: monotonicSeconds())
  }

  /// The time that the rest will take; nil until some seconds have shown it.
  public var secondsLeft: Double? { pace.isSettled ? pace.secondsLeft(of: total) : nil }

  /// Redraws the line, at most ten times a second.
  ///
  /// - Parameters:
  ///   - done: Steps that are done.
  ///   - label: What is worked on.
  ///   - details: More of it, for terminals that are wide enough.
  public mutating func update(
    done: Int, label: String, details: @autoclosure () -> [String] = []
  ) {
    let now = monotonicSeconds()
    pace.add(done: done, at: now)
    guard isShown, now - lastDraw > 0.1 || done == total else { return }
    lastDraw = now
    let line = ProgressLine(
      label: label, done: done, total: total,
      rate: pace.rate.map { "\(fixed($0 * Double(itemsPerStep), 0)) \(unit)/s" },
      left: pace.secondsLeft(of: total).map { "\(durationText($0)) left" }, details: details())
    // The last column stays free: some terminals begin a new line after it.
    let width = Terminal.width - 1
    draw(line.text(width: width), width: width)
  }

  /// Removes the line.
  public mutating func clear() {
    guard drawnCount > 0 else { return }
    draw("", width: Terminal.width - 1)
    draw("", width: 0)
  }

  /// Puts a text over the one before, with blanks in the place of what that had more.
  private mutating func draw(_ text: String, width: Int) {
    let blanks = String(repeating: " ", count: max(0, min(drawnCount, width) - text.count))
    let line = "\r" + text + blanks
    _ = write(STDERR_FILENO, line, line.utf8.count)
    drawnCount = text.count
  }
}
