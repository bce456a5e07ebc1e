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
  /// JSON objects that another version of the tool, or another tool, wrote, a line each.
  case foreign([UInt8], count: Int)

  /// Of a record, as this version writes it.
  init(_ record: Record) throws { self = .record(record, text: Array(try jsonLine(record).utf8)) }

  /// Of a line without its newline; nil when it is no JSON object, and for a record of this version
  /// with values that none can have.
  init?(_ text: ArraySlice<UInt8>) {
    if isLongObject(text) {
      self = .foreign(Array(text), count: 1)
      return
    }
    guard let origin = decodeJSONLine(text, as: Provenance.self) else { return nil }
    if origin.formatVersion == Record.currentFormatVersion,
      let record = decodeJSONLine(text, as: Record.self)
    {
      guard record.isPossible else { return nil }
      self = .record(record, text: Array(text))
    } else {
      self = .foreign(Array(text), count: 1)
    }
  }

  /// The lines, without the last one's newline.
  var text: [UInt8] {
    switch self {
    case .record(_, let text), .foreign(let text, _): text
    }
  }

  /// The record, if it is one.
  var record: Record? {
    if case .record(let record, _) = self { record } else { nil }
  }

  /// How many lines say nothing to this version.
  var foreignCount: Int {
    if case .foreign(_, let count) = self { count } else { 0 }
  }
}

/// Whether a line names a version, or may spell that in another way; without one it is of the first.
func mayNameVersion(_ line: ArraySlice<UInt8>) -> Bool {
  if line.count < versionKey.count { return false }
  return line.contains(UInt8(ascii: "\\")) || line.firstRange(of: versionKey) != nil
}

private let versionKey = Array("\"format_version\"".utf8)
