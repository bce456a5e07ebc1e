/// How many images a sheet has, as far as that is said, and the rest by the latents that there are.
public struct SheetSize: Sendable {
  /// Images from top to bottom and from left to right.
  public let rows, columns: Int
  /// What they would be if nothing were said; nil when that does not do.
  public let standard: (rows: Int, columns: Int)?

  /// The size of which nothing is said, where latents do not decide.
  public static let standardCount = (rows: 10, columns: 10)

  /// The size of a sheet of generated images.
  ///
  /// - Parameters:
  ///   - latents: What they are made of.
  ///   - rows: What is said of the rows.
  ///   - columns: What is said of the columns.
  /// - Throws: `DrawingError.tooManyLatents` when the sheet would not show all vectors of a file.
  public init(of latents: Latents, rows: Int?, columns: Int?) throws(DrawingError) {
    guard let count = latents.count else {
      self.init(
        rows: rows ?? Self.standardCount.rows, columns: columns ?? Self.standardCount.columns,
        standard: Self.standardCount)
      return
    }
    func needed(_ one: Int) -> Int { (count + one - 1) / one }
    let width = min(Self.standardCount.columns, count)
    let wanted = (
      rows: rows ?? needed(columns ?? width),
      columns: columns ?? rows.map { max(width, needed($0)) } ?? width
    )
    let range = SheetLayout.countRange
    guard range.contains(wanted.rows), range.contains(wanted.columns),
      wanted.rows * wanted.columns >= count
    else { throw .tooManyLatents(found: count, rows: rows, columns: columns) }
    self.init(
      rows: wanted.rows, columns: wanted.columns,
      standard: range.contains(needed(width)) ? (needed(width), width) : nil)
  }

  /// The size of a sheet of `count` images of a store, of which it shows whole rows.
  public init(ofImages count: Int, rows: Int?, columns: Int?) {
    func size(_ rows: Int?, _ columns: Int?) -> (rows: Int, columns: Int) {
      let columns = columns ?? min(Self.standardCount.columns, count)
      return (
        rows ?? min(Self.standardCount.rows, max(1, count / max(1, columns))), columns
      )
    }
    let (wanted, standard) = (size(rows, columns), size(nil, nil))
    self.init(rows: wanted.rows, columns: wanted.columns, standard: standard)
  }

  /// A size.
  public init(rows: Int, columns: Int, standard: (rows: Int, columns: Int)?) {
    (self.rows, self.columns, self.standard) = (rows, columns, standard)
  }
}
