import DurableFiles
import Yams

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

  /// Checks every range.
  ///
  /// - Throws: `RecipeError.outOfRange` for the first value outside its range.
  public func validate() throws(RecipeError) {
    guard Self.epochsRange.contains(epochs) else {
      throw .outOfRange(key: "epochs", value: "\(epochs)", range: "a number in 1...100000")
    }
    try options.validate()
  }

  /// The recipe as YAML, every key given.
  public var yaml: String {
    "epochs: \(epochs)\n" + options.fields.map { "\($0.key): \($0.value)\n" }.joined()
  }
}

// MARK: - Reading

extension Recipe {
  /// Reads a recipe; keys that are not given keep the reference experiment's values.
  ///
  /// - Throws: `FileError`; `RecipeError` for anything but known keys with values in range.
  public init(path: String) throws {
    let bytes = try readFile(at: path, limit: Self.maximumCount)
    try self.init(yaml: String(decoding: bytes, as: UTF8.self), path: path)
  }

  /// Reads a recipe from text; `path` is for messages.
  ///
  /// - Throws: As `init(path:)`.
  public init(yaml text: String, path: String) throws(RecipeError) {
    self.init()
    var given: Set<String> = []
    for (key, value) in try Self.pairs(text, path: path) {
      guard given.insert(key).inserted else { throw .repeatedKey(path: path, key: key) }
      try set(key, to: value, path: path)
    }
    try validate()
  }

  /// A recipe is a page; 64 KiB bounds what a mistaken path costs.
  private static let maximumCount = 64 << 10

  private static func pairs(
    _ text: String, path: String
  ) throws(RecipeError) -> [(key: String, value: String)] {
    guard !repeatsItself(text) else {
      throw .notYAML(path: path, reason: "it refers to its own parts again and again")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      let reason = "\(error)".split(separator: "\n").joined(separator: " ")
      throw .notYAML(path: path, reason: reason)
    }
    guard let root else { return [] }
    guard let mapping = root.mapping else {
      throw .notYAML(path: path, reason: "it is not a list of keys and values")
    }
    var pairs: [(String, String)] = []
    for (key, value) in mapping {
      guard let key = key.scalar?.string else {
        throw .notYAML(path: path, reason: "a key is not a word")
      }
      guard let value = value.scalar?.string else {
        throw .wrongType(path: path, key: key, value: "a list or mapping", expected: "one value")
      }
      pairs.append((key, value))
    }
    return pairs
  }

  /// Whether there are many aliases, `*name`, also in comments.
  ///
  /// A recipe needs none, and a few levels of lists of them stand for more values than can be
  /// compared in a lifetime.
  private static func repeatsItself(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let aliases = zip(bytes, bytes.dropFirst()).count { first, second in
      first == UInt8(ascii: "*") && second > 0x20 && second != first
    }
    return aliases > 8
  }

  private mutating func set(
    _ key: String, to text: String, path: String
  ) throws(RecipeError) {
    func parse<Value>(_ expected: String, _ value: Value?) throws(RecipeError) -> Value {
      guard let value else {
        throw .wrongType(path: path, key: key, value: text, expected: expected)
      }
      return value
    }
    switch key {
    case "epochs": epochs = try parse("a whole number", Int(text))
    case "batch_size": options.batchSize = try parse("a whole number", Int(text))
    case "latent_dim": options.latentDim = try parse("a whole number", Int(text))
    case "learning_rate": options.learningRate = try parse("a number", Double(text))
    case "beta1": options.beta1 = try parse("a number", Double(text))
    case "dropout": options.dropout = try parse("a number", Double(text))
    case "seed": options.seed = try parse("a whole number, at least 0", UInt64(text))
    case "precision": options.precision = try parse("fp32 or bf16", Precision(rawValue: text))
    case "keep_every": options.keepEvery = try parse("a whole number", Int(text))
    default:
      throw .unknownKey(
        path: path, key: key, known: ["epochs"] + options.fields.map(\.key))
    }
  }
}
