import Foundation

/// A value as one line of JSON with sorted keys, without the newline.
///
/// - Throws: What the encoder throws, such as for a number that is not finite.
public func jsonLine(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
