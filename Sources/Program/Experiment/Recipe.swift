/// A whole training run: how long, and with which options.
public struct Recipe: Equatable, Sendable {
  /// Epochs to train, in `epochsRange`.
  public var epochs = 100
  /// Lengths that a run can have.
  public static let epochsRange = 1...100_000
  /// Everything else.
  public var options = TrainingOptions()

  /// The reference experiment: 100 epochs.
  public init() {}
}

extension Recipe {
  private static let epochsKey = "epochs"
  private static let epochsRangeText =
    "a number in \(epochsRange.lowerBound)...\(epochsRange.upperBound)"

  /// What the recipe of a run means that names no key: an option that it lacks came later.
  public static var whenMissing: Recipe {
    var recipe = Recipe()
    recipe.options = .whenMissing
    return recipe
  }

  /// Keys and values as text, in the order of the file.
  public var fields: [(key: String, value: String)] {
    [(Self.epochsKey, "\(epochs)")] + options.fields
  }

  /// Sets what `key` stands for to the value that `text` is, in or out of range.
  ///
  /// - Throws: `OptionError.unknownKey`, `.wrongType`; `.outOfRange` for a number that is too long.
  public mutating func set(_ key: String, to text: String) throws(OptionError) {
    if key == Self.epochsKey {
      guard let value = Int(text) else {
        if isWholeNumber(text) {
          throw .outOfRange(key: key, value: text, range: Self.epochsRangeText)
        }
        throw .wrongType(key: key, value: text, expected: Int.kind)
      }
      epochs = value
      return
    }
    guard let option = TrainingOption.all.first(where: { $0.key == key }) else {
      throw .unknownKey(key: key, known: fields.map(\.key))
    }
    try option.parse(text, &options)
  }

  /// Checks every range, and that the arithmetic can hold every value.
  ///
  /// - Throws: `OptionError.outOfRange` or `.notHeld` for the first value that cannot be used.
  public func validate() throws(OptionError) {
    guard Self.epochsRange.contains(epochs) else {
      throw .outOfRange(key: Self.epochsKey, value: "\(epochs)", range: Self.epochsRangeText)
    }
    try options.validate()
  }

  /// What the help of a flag says of the key: what it is, its range, its default.
  ///
  /// - Precondition: There is such a key.
  public static func help(of key: String) -> String {
    func text(_ help: String, _ range: String, _ value: String) -> String {
      "\(help); \(range). (default: \(value))"
    }
    if key == epochsKey {
      return text("Whole epochs to train in all", epochsRangeText, "\(Recipe().epochs)")
    }
    guard let option = TrainingOption.all.first(where: { $0.key == key }) else {
      preconditionFailure("no option '\(key)'")
    }
    return text(option.help, option.range, option.defaultText)
  }
}
