#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A value as one line of JSON with sorted snake_case keys, without the newline.
///
/// Equal values give equal text.
///
/// - Throws: What the encoder throws, such as for a number that is not finite.
public func jsonLine(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// The value that `text`, as `jsonLine` writes it, stands for; nil when it is anything else, or
/// longer than any of ours.
public func decodeJSONLine<Value: Decodable>(
  _ text: some Collection<UInt8>, as type: Value.Type = Value.self
) -> Value? {
  // Keys of many combining marks take time with the square of their length.
  guard text.count <= maximumLineCount else { return nil }
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  // The reason does not help whoever has a damaged line; that it is damaged does.
  return try? decoder.decode(type, from: Data(text))
}

/// Whether a line is too long to be decoded, and has the outer form of an object.
func isLongObject(_ text: some BidirectionalCollection<UInt8>) -> Bool {
  text.count > maximumLineCount && text.first == UInt8(ascii: "{") && text.last == UInt8(ascii: "}")
}

/// Several times the longest line that any stage writes, in bytes.
private let maximumLineCount = 16 << 10
