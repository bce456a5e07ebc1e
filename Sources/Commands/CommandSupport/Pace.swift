/// How fast work goes on, by the last minute of it.
struct Pace {
  private typealias Mark = (done: Int, seconds: Double)
  /// A mark a second of the last minute, and one from before.
  private var marks: [Mark]
  private var last: Mark

  private static let span = 60.0

  /// Work that begins, or goes on, at a time.
  init(done: Int, at seconds: Double) {
    last = (done, seconds)
    marks = [last]
  }

  /// Notes how far the work is.
  mutating func add(done: Int, at seconds: Double) {
    last = (done, seconds)
    if let mark = marks.last, seconds - mark.seconds >= 1 { marks.append(last) }
    while marks.count > 1, seconds - marks[1].seconds >= Self.span { marks.removeFirst() }
  }

  /// Steps a second; nil while none is done.
  var rate: Double? {
    guard let first = marks.first, last.done > first.done, last.seconds > first.seconds else {
      return nil
    }
    return Double(last.done - first.done) / (last.seconds - first.seconds)
  }

  /// Whether it is that of some seconds: the first steps of a process are slower than the others.
  var isSettled: Bool { marks.count > 5 }

  /// The time that the rest will take.
  func secondsLeft(of total: Int) -> Double? { rate.map { Double(max(0, total - last.done)) / $0 } }
}
