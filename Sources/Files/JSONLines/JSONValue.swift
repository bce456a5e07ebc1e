#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Any JSON, for what another version wrote and this one hands on.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

extension JSONValue: Codable {
  /// - Throws: `DecodingError` for a number that none of the cases holds.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .unsigned(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Writes the value; keys are what they were.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .unsigned(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

extension JSONValue {
  /// What `jsonLine` writes of a value.
  ///
  /// - Throws: What the encoder throws for a number that is not finite.
  public init(encoding value: some Encodable) throws {
    let text = Data(try jsonLine(value).utf8)
    self = try JSONDecoder().decode(JSONValue.self, from: text)
  }

  /// What of an object, and of the objects in it, `known` has no keys for; nil when that is nothing.
  public func keys(missingIn known: JSONValue) -> JSONValue? {
    guard case .object(let all) = self, case .object(let known) = known else { return nil }
    var missing: [String: JSONValue] = [:]
    for (key, value) in all {
      missing[key] = known[key].map { value.keys(missingIn: $0) } ?? value
    }
    return missing.isEmpty ? nil : .object(missing)
  }

  /// The object with the keys of `more` that it lacks, also in the objects in it.
  public func adding(_ more: JSONValue) -> JSONValue {
    guard case .object(let mine) = self, case .object(let more) = more else { return self }
    return .object(mine.merging(more) { $0.adding($1) })
  }
}
