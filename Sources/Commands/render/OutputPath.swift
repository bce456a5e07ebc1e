import ArgumentParser

/// Stands for standard output in the place of a path.
let standardOutputPath = "-"

/// Refuses an empty path.
///
/// - Throws: `ValidationError`.
func check(_ path: String?, _ option: String) throws {
  if path?.isEmpty == true { throw ValidationError("\(option) is empty; name a path") }
}

/// Refuses an empty path too, and one that ends as other files than these do.
///
/// A name without a dot is fine, and so is standard output.
///
/// - Parameters:
///   - path: Where the output goes, when that is said.
///   - option: Says it.
///   - what: What is written, with its article.
///   - suffixes: What its names end in, after the dot, in small or capital letters.
/// - Throws: `ValidationError`.
func check(_ path: String?, _ option: String, _ what: String, endingIn suffixes: [String]) throws {
  try check(path, option)
  guard let path, let suffix = suffix(of: path), !suffixes.contains(suffix) else { return }
  let endings = suffixes.map { ".\($0)" }.joined(separator: " or ")
  throw ValidationError(
    "\(option) is '\(path)', but \(what) is written; end its name in \(endings)")
}

/// Refuses a report where the result itself takes standard output.
///
/// - Throws: `ValidationError`.
func checkStandardOutput(_ paths: [String?], isJSON: Bool) throws {
  if isJSON, paths.contains(standardOutputPath) {
    throw ValidationError("--json and the result take standard output both; leave one of them out")
  }
}

/// What stands behind the last dot of a name, in small letters; nil without one, or with nothing
/// before it.
func suffix(of path: String) -> String? {
  let name = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last
  guard let name, let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
    return nil
  }
  return String(decoding: name[name.index(after: dot)...], as: UTF8.self).lowercased()
}
