import DurableFiles

/// A file of TensorBoard's events, as TensorFlow frames them.
///
/// Each event has its length in 8 bytes, a check of these, the message, and a check of that; numbers are
/// little-endian. Source: tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto.
struct EventRecords {
  /// The file so far.
  private(set) var bytes: [UInt8] = []

  /// A file whose first event says which version of the format follows, and who wrote it.
  init(writer: String) {
    append(
      wallTime: 0, step: 0,
      [
        (Field.fileVersion, .text(Self.version)),
        (Field.source, .message(ProtocolBuffer([(1, .text(writer))]))),
      ])
  }

  /// Adds an event with values at a step.
  mutating func append(_ values: [SummaryValue], step: Int, wallTime: Double) {
    let summary = ProtocolBuffer(values.map { (1, .message($0.message)) })
    append(wallTime: wallTime, step: step, [(Field.summary, .message(summary))])
  }

  private mutating func append(
    wallTime: Double, step: Int, _ content: [(number: Int, value: ProtocolBuffer.Value)]
  ) {
    let event = ProtocolBuffer(
      [(Field.wallTime, .double(wallTime)), (Field.step, .integer(step))] + content)
    bytes += Self.frame(event.bytes)
  }

  /// A message between its length and its check.
  static func frame(_ message: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(message.count))
    return length + littleEndian(maskedChecksum(length)) + message
      + littleEndian(maskedChecksum(message))
  }

  fileprivate static let version = "brain.Event:2"

  /// Numbers of an event's fields.
  private enum Field {
    static let wallTime = 1
    static let step = 2
    static let fileVersion = 3
    static let summary = 5
    static let source = 10
  }
}

extension FileKind {
  /// What a file of events begins with: the length and the check of the event that names the version.
  static let events = FileKind("a file of TensorBoard's events") { beginning in
    !beginning.prefix(64).ranges(of: Array(EventRecords.version.utf8)).isEmpty
  }
}

/// A check that may itself be among bytes that are checked.
private func maskedChecksum(_ bytes: [UInt8]) -> UInt32 {
  let checksum = crc32c(bytes)
  return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
}

private func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
