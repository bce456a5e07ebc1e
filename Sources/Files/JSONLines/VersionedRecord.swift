/// A record that fills a line of a file, with the version of the file's format in it.
public protocol VersionedRecord: Codable, Equatable, Sendable {
  /// The version of the lines that this tool reads and writes.
  static var currentFormatVersion: Int { get }
  /// The version of this line: the current one.
  var formatVersion: Int { get }
  /// Whether the tool can have written it: a record with other values is damage, and dropped.
  var isPossible: Bool { get }
}

/// What a line is, to a tool that knows one version of its records.
enum RecordLine<Record: VersionedRecord>: Equatable, Sendable {
  /// A record, and its text: it may have keys that this version ignores.
  case record(Record, text: [UInt8])
  /// A JSON object that another version of the tool, or another tool, wrote.
  case foreign([UInt8])

  /// Of a record, as this version writes it.
  init(_ record: Record) throws { self = .record(record, text: Array(try jsonLine(record).utf8)) }

  /// Of a line without its newline; nil when it is no JSON object, or a record of this version with
  /// values that none can have.
  init?(_ text: ArraySlice<UInt8>) {
    if isLongObject(text) {
      self = .foreign(Array(text))
      return
    }
    guard let origin = decodeJSONLine(text, as: Provenance.self) else { return nil }
    if origin.formatVersion == Record.currentFormatVersion,
      let record = decodeJSONLine(text, as: Record.self)
    {
      guard record.isPossible else { return nil }
      self = .record(record, text: Array(text))
    } else {
      self = .foreign(Array(text))
    }
  }

  /// The line without its newline.
  var text: [UInt8] {
    switch self {
    case .record(_, let text), .foreign(let text): text
    }
  }

  /// The record, if it is one.
  var record: Record? {
    if case .record(let record, _) = self { record } else { nil }
  }
}
