import DurableFiles
import Experiment
import Yams

extension Recipe {
  /// The recipe as YAML, every key given.
  public var yaml: String { fields.map { "\($0.key): \($0.value)\n" }.joined() }

  /// Reads a recipe; keys that are not given keep the values of `others`, which are the reference
  /// experiment's for a recipe that someone writes, and `Recipe.whenMissing` for a run's own.
  ///
  /// - Throws: `FileError`; `RecipeError` for anything but known keys with values in range.
  public init(path: String, others: Recipe = Recipe()) throws {
    let bytes = try readFile(at: path, limit: Self.maximumCount)
    try self.init(yaml: String(decoding: bytes, as: UTF8.self), path: path, others: others)
  }

  /// Reads a recipe from text; `path` is for messages.
  ///
  /// - Throws: As `init(path:)`.
  public init(
    yaml text: String, path: String, others: Recipe = Recipe()
  ) throws(RecipeError) {
    self = others
    var given: Set<String> = []
    for (key, value) in try Self.pairs(text, path: path) {
      guard given.insert(key).inserted else { throw .repeatedKey(path: path, key: key) }
      do { try set(key, to: value) } catch { throw .option(path: path, error) }
    }
    do { try validate() } catch { throw .option(path: path, error) }
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
      throw Self.refusal(error, path: path)
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
        throw .option(
          path: path,
          .wrongType(key: key, value: "a list or mapping", expected: "one value"))
      }
      pairs.append((key, value))
    }
    return pairs
  }

  /// What the parser says, without the words of YAML's grammar.
  private static func refusal(_ error: any Error, path: String) -> RecipeError {
    switch error as? YamlError {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      .notYAML(path: path, reason: "line \(mark.line) cannot be read")
    case .duplicatedKeysInMapping(let keys, _) where !keys.isEmpty:
      .repeatedKey(path: path, key: keys[0])
    default: .notYAML(path: path, reason: "it is not text")
    }
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
}
