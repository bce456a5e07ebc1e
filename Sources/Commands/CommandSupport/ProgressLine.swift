/// What a progress bar shows, as far as it fits.
struct ProgressLine {
  /// What is worked on, such as `e012/100`.
  let label: String
  /// Steps.
  let done, total: Int
  /// Such as `1490 images/s` and `2 h 14 min left`; nil while they are not known.
  let rate, left: String?
  /// More of what is worked on; the first matters most.
  let details: [String]

  /// The line in at most `width` characters: what matters less is left out where there is no room.
  func text(width: Int) -> String {
    let pieces = [label, bar, count, rate, left] + details
    let byImportance = [0, 4, 5, 1, 6, 3, 2] + Array(pieces.indices.dropFirst(7))
    var room = width
    var chosen: Set<Int> = []
    for index in byImportance where pieces.indices.contains(index) {
      guard let needed = pieces[index]?.count, needed <= room else { continue }
      chosen.insert(index)
      room -= needed + Self.gap.count
    }
    return chosen.sorted().compactMap { pieces[$0] }.joined(separator: Self.gap)
  }

  private static let gap = "  "
  private static let barWidth = 10

  private var bar: String {
    let filled = min(Self.barWidth, Self.barWidth * done / max(total, 1))
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: "-", count: Self.barWidth - filled) + "]"
  }

  private var count: String { "\(done)/\(total)" }
}
