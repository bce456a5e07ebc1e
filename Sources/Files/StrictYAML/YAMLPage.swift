import DurableFiles
import Yams

/// A value in a page of YAML, as it is written.
public enum YAMLValue: Equatable, Sendable {
  /// A number, a word or a text.
  case scalar(String)
  case mapping([YAMLEntry])
  /// Its items do not matter to anyone.
  case list
}

/// A key and its value.
public struct YAMLEntry: Equatable, Sendable {
  /// Of a mapping, in which no other has it.
  public let key: String
  public let value: YAMLValue
}

/// Why a text is no page of keys and values.
public enum YAMLProblem: Error, Equatable {
  /// As what follows "it is not one, as".
  case unreadable(reason: String)
  case repeatedKey(String)
}

/// Reads a file that somebody wrote by hand: a page.
///
/// - Throws: `FileError`, `.tooLarge` above 64 KiB, which bounds what a mistaken path costs.
public func readPage(at path: String) throws -> [UInt8] {
  try readFile(at: path, limit: 64 << 10)
}

/// The keys and values of a page of YAML, in their order.
///
/// - Throws: `YAMLProblem`.
public func yamlEntries(_ text: String) throws(YAMLProblem) -> [YAMLEntry] {
  guard !repeatsItself(text) else {
    throw .unreadable(reason: "it refers to its own parts again and again")
  }
  let root: Node?
  do {
    root = try Yams.compose(yaml: text)
  } catch {
    throw problem(error)
  }
  guard let root else { return [] }
  guard let mapping = root.mapping else {
    throw .unreadable(reason: "it is not a list of keys and values")
  }
  return try yamlEntries(mapping)
}

private func yamlEntries(_ mapping: Node.Mapping) throws(YAMLProblem) -> [YAMLEntry] {
  var entries: [YAMLEntry] = []
  var keys: Set<String> = []
  for (key, value) in mapping {
    guard let key = key.scalar?.string else { throw .unreadable(reason: "a key is not a word") }
    guard keys.insert(key).inserted else { throw .repeatedKey(key) }
    if let text = value.scalar?.string {
      entries.append(YAMLEntry(key: key, value: .scalar(text)))
    } else if let inner = value.mapping {
      entries.append(YAMLEntry(key: key, value: .mapping(try yamlEntries(inner))))
    } else {
      entries.append(YAMLEntry(key: key, value: .list))
    }
  }
  return entries
}

/// What the parser says, without the words of YAML's grammar.
private func problem(_ error: any Error) -> YAMLProblem {
  switch error as? YamlError {
  case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
    .unreadable(reason: "line \(mark.line) cannot be read")
  case .duplicatedKeysInMapping(let keys, _) where !keys.isEmpty: .repeatedKey(keys[0])
  default: .unreadable(reason: "it is not text")
  }
}

/// Whether there are many aliases, `*name`, also in comments.
///
/// A page needs none, and a few levels of lists of them stand for more values than can be compared
/// in a lifetime.
private func repeatsItself(_ text: String) -> Bool {
  let bytes = Array(text.utf8)
  let aliases = zip(bytes, bytes.dropFirst()).count { first, second in
    first == UInt8(ascii: "*") && second > 0x20 && second != first
  }
  return aliases > 8
}
