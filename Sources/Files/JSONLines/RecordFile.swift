import DurableFiles

/// The records of a file with one JSON object a line; none when there is no such file.
///
/// Lines that are not such records, as a foreign or a future tool may leave, are skipped.
///
/// - Throws: `FileError` when the file is there and cannot be read.
public func readRecords<Record: Decodable>(
  at path: String, as type: Record.Type = Record.self
) throws -> [Record] {
  let bytes: [UInt8]
  do {
    bytes = try readFile(at: path, limit: maximumRecordFileCount)
  } catch FileError.missing {
    return []
  }
  var records: [Record] = []
  var rest = bytes[...]
  // One at a time: an array of all lines could take many times the file's memory.
  while !rest.isEmpty {
    let line = rest.prefix { $0 != UInt8(ascii: "\n") }
    rest = rest[line.endIndex...].dropFirst()
    if let record = decodeJSONLine(line, as: type) { records.append(record) }
  }
  return records
}

/// Replaces the file by `records`, one JSON object a line.
///
/// - Throws: `FileError`; what the encoder throws for a number that is not finite.
public func writeRecords(_ records: [some Encodable], at path: String) throws {
  let text = try records.map { try jsonLine($0) + "\n" }.joined()
  try replaceFile(at: path, contents: Array(text.utf8))
}

/// More than any run's log needs, in bytes.
private let maximumRecordFileCount = 64 << 20
