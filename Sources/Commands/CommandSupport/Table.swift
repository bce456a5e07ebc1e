/// Rows of cells as lines, columns two spaces apart: the first `leading` to the left, the others,
/// which are numbers, to the right; control characters in them are escaped.
public func alignedTable(_ cells: [[String]], leading: Int = 1) -> String {
  let rows = cells.map { $0.map(printableLine) }
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  let lines = rows.map { row in
    let cells = row.enumerated().map { column, cell in
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      return column < leading ? cell + padding : padding + cell
    }
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
  return lines.joined(separator: "\n")
}

/// A share, 0...1, such as `61.25 %`.
public func percentage(_ share: Double) -> String { fixed(share * 100, 2) + " %" }
