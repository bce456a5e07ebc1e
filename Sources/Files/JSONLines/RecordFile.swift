import DurableFiles

/// A file with one JSON object a line, of which some may be another version's.
///
/// Those are kept word for word and in their place when the file is written again, as whoever wrote
/// them knows what they mean. Lines that are no JSON objects, and records that
/// no tool can have written, are dropped.
///
/// A file of nothing but text is somebody else's, and refused.
public struct RecordFile<Record: VersionedRecord>: Sendable {
  /// Where it is.
  public var path: String
  private var lines: [RecordLine<Record>] = []
  /// How many lines are text that is not even the start of an object, as what a crash leaves of one
  /// would be; `write` leaves them out.
  public private(set) var textCount = 0
  /// What this value knows the file to be; nil while there is none.
  private var identity: FileIdentity?

  /// Reads the file; it has no lines when there is none.
  ///
  /// - Throws: `FileError` when the file is there and cannot be read; `RecordFileError.text`.
  public init(path: String) throws {
    self.path = path
    identity = FileIdentity(of: path)
    let bytes: [UInt8]
    do {
      bytes = try readFile(at: path, limit: maximumRecordFileCount)
    } catch FileError.missing {
      return
    }
    var rest = bytes[...]
    // Lines that say nothing to this version are one piece while they follow each other, as a file
    // may have millions of them.
    var (others, otherCount) = ([UInt8](), 0)
    while !rest.isEmpty {
      let line = rest[..<(rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex)]
      rest = rest[line.endIndex...].dropFirst()
      if Record.currentFormatVersion > 1, !mayNameVersion(line), !isLongObject(line) {
        guard JSONScanner.isObject(line) else {
          if isText(line) { textCount += 1 }
          continue
        }
        if otherCount > 0 { others.append(UInt8(ascii: "\n")) }
        others += line
        otherCount += 1
        continue
      }
      guard let line = RecordLine<Record>(line) else {
        if isText(line) { textCount += 1 }
        continue
      }
      if otherCount > 0 { lines.append(.foreign(others, count: otherCount)) }
      (others, otherCount) = ([], 0)
      lines.append(line)
    }
    if otherCount > 0 { lines.append(.foreign(others, count: otherCount)) }
    if textCount > 0, lines.isEmpty { throw RecordFileError.text(path: path) }
  }

  /// The records of this version, in the order of the file.
  public var records: [Record] { lines.compactMap(\.record) }

  /// How many lines are kept though they say nothing to this version.
  public var foreignCount: Int { lines.reduce(0) { $0 + $1.foreignCount } }

  /// Adds a record at the end; `write` makes it durable.
  ///
  /// - Throws: What the encoder throws for a number that is not finite.
  public mutating func append(_ record: Record) throws {
    lines.append(try RecordLine(record))
  }

  /// Takes `records` in the place of those of this version; `write` makes that durable.
  ///
  /// A line of another version stays behind the record that it followed, and a record that is what
  /// it was keeps its text.
  ///
  /// - Parameters:
  ///   - records: Sorted.
  ///   - precedes: Their order.
  /// - Throws: What the encoder throws for a number that is not finite.
  public mutating func replaceRecords(
    by records: [Record], order precedes: (Record, Record) -> Bool
  ) throws {
    var rest = records[...]
    var result: [RecordLine<Record>] = []
    for line in lines {
      guard let old = line.record else {
        result.append(line)
        continue
      }
      while let first = rest.first, !precedes(old, first) {
        result.append(first == old ? line : try RecordLine(first))
        rest.removeFirst()
      }
    }
    lines = try result + rest.map { try RecordLine($0) }
  }

  /// Takes the lines that another program left in the file since it was read or written here; those
  /// of a file that was removed stay.
  ///
  /// - Throws: As `init`.
  public mutating func readAgainIfChanged() throws {
    guard let found = FileIdentity(of: path), found != identity else { return }
    self = try RecordFile(path: path)
  }

  /// Replaces the file.
  ///
  /// - Throws: `FileError`.
  public mutating func write() throws {
    let newline = [UInt8(ascii: "\n")]
    try replaceFile(at: path, contents: Array(lines.map { $0.text + newline }.joined()))
    identity = FileIdentity(of: path)
  }
}

/// Whether a line is text of somebody: not blank, no object or the start of one, and without the bytes
/// that damage leaves.
private func isText(_ line: ArraySlice<UInt8>) -> Bool {
  guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }),
    first != UInt8(ascii: "{")
  else { return false }
  return line.allSatisfy { $0 >= 0x20 || $0 == 0x09 || $0 == 0x0D }
    && String(validating: line, as: UTF8.self) != nil
}

/// More than any run's log needs, in bytes.
private let maximumRecordFileCount = 64 << 20
