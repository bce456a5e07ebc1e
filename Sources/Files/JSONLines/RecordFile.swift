import DurableFiles

/// A file with one JSON object a line, of which some may be another version's.
///
/// Those are kept word for word and in their place when the file is written again, as whoever wrote
/// them knows what they mean. Lines that are no JSON objects, and records that
/// no tool can have written, are dropped.
public struct RecordFile<Record: VersionedRecord>: Sendable {
  /// Where it is.
  public let path: String
  private var lines: [RecordLine<Record>] = []

  /// Reads the file; it has no lines when there is none.
  ///
  /// - Throws: `FileError` when the file is there and cannot be read.
  public init(path: String) throws {
    self.path = path
    let bytes: [UInt8]
    do {
      bytes = try readFile(at: path, limit: maximumRecordFileCount)
    } catch FileError.missing {
      return
    }
    var rest = bytes[...]
    // One at a time: an array of all lines could take many times the file's memory.
    while !rest.isEmpty {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[line.endIndex...].dropFirst()
      if let line = RecordLine<Record>(line) { lines.append(line) }
    }
  }

  /// The records of this version, in the order of the file.
  public var records: [Record] { lines.compactMap(\.record) }

  /// How many lines are kept though they say nothing to this version.
  public var foreignCount: Int { lines.count { $0.record == nil } }

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

  /// Replaces the file.
  ///
  /// - Throws: `FileError`.
  public func write() throws {
    let newline = [UInt8(ascii: "\n")]
    try replaceFile(at: path, contents: Array(lines.map { $0.text + newline }.joined()))
  }
}

/// More than any run's log needs, in bytes.
private let maximumRecordFileCount = 64 << 20
