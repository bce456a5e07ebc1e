/// A row of the table of options: everything that recipes, flags, files and messages say of one.
public struct TrainingOption: Sendable {
  /// Its name in recipes, in JSON and in messages; the flag's has dashes.
  public let key: String
  /// What it is, for the flag's help: a sentence without its full stop.
  public let help: String
  /// The values that it can have, as what follows "must be".
  public let range: String
  /// The version of the archive's format that brought it.
  public let introducedIn: Int
  /// What a file that lacks it means, as text.
  public let meaningWhenMissing: String
  /// The value in the reference experiment, as text.
  public var defaultText: String { text(TrainingOptions()) }

  /// The value as text, which `parse` reads.
  let text: @Sendable (TrainingOptions) -> String
  /// Sets the value that a text stands for, in or out of range.
  let parse: @Sendable (String, inout TrainingOptions) throws(OptionError) -> Void
  /// Whether the value is in range.
  let isInRange: @Sendable (TrainingOptions) -> Bool
  /// The text of the nearest value that the arithmetic can hold; nil when it holds this one.
  let nearestHeld: @Sendable (TrainingOptions) -> String?
  let encode: @Sendable (TrainingOptions, inout KeyedEncodingContainer<OptionKey>) throws -> Void
  let decode: @Sendable (KeyedDecodingContainer<OptionKey>, inout TrainingOptions) throws -> Void
  /// Sets what a file means that lacks it.
  let setMeaningWhenMissing: @Sendable (inout TrainingOptions) -> Void

  /// Whether the files of a run name it: what every version knows always, what came later where it is
  /// used, so that a run without it has the bytes that it always had, and earlier versions know it.
  func isRecorded(of options: TrainingOptions) -> Bool {
    introducedIn == 1 || text(options) != meaningWhenMissing
  }

  /// A row.
  ///
  /// - Parameters:
  ///   - key: In snake case.
  ///   - property: Where the value is; what it has there at first is the default.
  ///   - help: What it is, without a full stop.
  ///   - range: What follows "must be".
  ///   - introducedIn: Version of the archive's format.
  ///   - olderFilesMean: What a file means that lacks it. It stays what it is when the default
  ///     changes; nil is today's default.
  ///   - isInRange: Whether a value is one of those that `range` tells.
  init<Value: OptionValue>(
    _ key: String, _ property: WritableKeyPath<TrainingOptions, Value> & Sendable, help: String,
    range: String, introducedIn: Int = 1, olderFilesMean: Value? = nil,
    isInRange: @escaping @Sendable (Value) -> Bool
  ) {
    let missing = olderFilesMean ?? TrainingOptions()[keyPath: property]
    let codingKey = OptionKey(key)
    self.key = key
    self.help = help
    self.range = range
    self.introducedIn = introducedIn
    meaningWhenMissing = missing.description
    text = { $0[keyPath: property].description }
    parse = { (text, options) throws(OptionError) in
      guard let value = Value(text) else {
        // A whole number that is none of this type is too large, or below 0.
        if isWholeNumber(text) { throw .outOfRange(key: key, value: text, range: range) }
        throw .wrongType(key: key, value: text, expected: Value.kind)
      }
      options[keyPath: property] = value
    }
    self.isInRange = { isInRange($0[keyPath: property]) }
    nearestHeld = { $0[keyPath: property].nearestHeld(isInRange) }
    encode = { try $1.encode($0[keyPath: property], forKey: codingKey) }
    decode = { container, options in
      guard container.contains(codingKey) else { return }
      options[keyPath: property] = try container.decode(Value.self, forKey: codingKey)
    }
    setMeaningWhenMissing = { $0[keyPath: property] = missing }
  }
}

/// A type of option.
protocol OptionValue: Codable, LosslessStringConvertible, Sendable {
  /// What a text of it is, as what follows "is not".
  static var kind: String { get }
  /// The text of the nearest value in range that the arithmetic can hold; nil when it holds this one.
  func nearestHeld(_ isInRange: (Self) -> Bool) -> String?
}

extension OptionValue {
  func nearestHeld(_ isInRange: (Self) -> Bool) -> String? { nil }
}

/// Whether a text is digits, with a sign or without, of however many.
func isWholeNumber(_ text: String) -> Bool {
  text.wholeMatch(of: /[+-]?[0-9]+/) != nil
}

extension Int: OptionValue {
  static var kind: String { "a whole number" }
}

extension UInt64: OptionValue {
  static var kind: String { "a whole number" }
}

extension Double: OptionValue {
  static var kind: String { "a number" }

  /// Networks and optimizers compute in 32 bits, in which 1e-50 is 0 and 0.99999999 is 1.
  func nearestHeld(_ isInRange: (Double) -> Bool) -> String? {
    let held = Float(self)
    if self != 0, held.magnitude < .leastNormalMagnitude { return "\(Float.leastNormalMagnitude)" }
    return isInRange(Double(held)) ? nil : "\(held.nextDown)"
  }
}

/// Names of which one is chosen.
protocol NamedOptionValue: OptionValue, CaseIterable, RawRepresentable where RawValue == String {}

extension NamedOptionValue {
  static var kind: String {
    let names = allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }
  /// As `init(rawValue:)`.
  public init?(_ description: String) { self.init(rawValue: description) }
  /// Its name.
  public var description: String { rawValue }
}

extension Precision: NamedOptionValue {}
extension Loss: NamedOptionValue {}
