import Experiment
import StrictYAML

extension Recipe {
  /// The recipe as YAML, every key given.
  public var yaml: String { fields.map { "\($0.key): \($0.value)\n" }.joined() }

  /// Reads a recipe; keys that are not given keep the values of `others`, which are the reference
  /// experiment's for a recipe that someone writes, and `Recipe.whenMissing` for a run's own.
  ///
  /// - Throws: `FileError`; `RecipeError` for anything but known keys with values in range.
  public init(path: String, others: Recipe = Recipe()) throws {
    let bytes = try readPage(at: path)
    try self.init(yaml: String(decoding: bytes, as: UTF8.self), path: path, others: others)
  }

  /// Reads a recipe from text; `path` is for messages.
  ///
  /// - Throws: As `init(path:)`.
  public init(
    yaml text: String, path: String, others: Recipe = Recipe()
  ) throws(RecipeError) {
    self = others
    for (key, value) in try Self.pairs(text, path: path) {
      do { try set(key, to: value) } catch { throw .option(path: path, error) }
    }
    do { try validate() } catch { throw .option(path: path, error) }
  }

  private static func pairs(
    _ text: String, path: String
  ) throws(RecipeError) -> [(key: String, value: String)] {
    let entries: [YAMLEntry]
    do {
      entries = try yamlEntries(text)
    } catch {
      switch error {
      case .unreadable(let reason): throw .notYAML(path: path, reason: reason)
      case .repeatedKey(let key): throw .repeatedKey(path: path, key: key)
      }
    }
    return try entries.map { entry throws(RecipeError) in
      guard case .scalar(let value) = entry.value else {
        throw .option(
          path: path,
          .wrongType(key: entry.key, value: "a list or mapping", expected: "one value"))
      }
      return (entry.key, value)
    }
  }
}
