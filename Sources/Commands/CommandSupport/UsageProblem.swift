/// What the parser of arguments says of wrong ones, in the words and the form of our own errors.
struct UsageProblem {
  /// One line that ends with what to do.
  let description: String

  /// - Parameters:
  ///   - message: The parser's: a sentence, perhaps of several lines, perhaps with a suggestion.
  ///   - options: The options that there are, such as `--epochs`.
  ///   - help: The names of the command, which `--help` follows.
  init(_ message: String, options: [String], help: String) {
    if let problem = Self.invalidValue(message) {
      description = problem
      return
    }
    var problem = message.split(whereSeparator: \.isNewline).joined(separator: " ")
      .replacing(#/\. Did you mean '.+'\?$/#, with: "").replacing(". Please", with: "; please")
    if problem.hasSuffix(".") { problem.removeLast() }
    problem = problem.prefix(1).lowercased() + problem.dropFirst()
    let unknown = problem.wholeMatch(of: #/unknown option '--(.+)'/#)?.output.1
    let suggestion = unknown.flatMap {
      Self.option(shortenedTo: $0, in: options) ?? nearestName(to: "--\($0)", in: options)
    }
    let hint = suggestion.map { ", did you mean '\($0)'? See" } ?? "; see"
    description = "\(problem)\(hint) '\(help) --help'"
  }

  /// What is said of a value of which the parser, or the option itself, says what it must be.
  private static func invalidValue(_ message: String) -> String? {
    let form =
      #/
      The\ value\ '(?<value>.*)'\ is\ invalid\ for\ '(?<option>--[a-z0-9-]+)\ <[^>]+>'
      (?<mark>:\ |\.\ Please\ provide\ one\ of\ )(?<reason>.+)
      /#
    guard let found = message.wholeMatch(of: form.dotMatchesNewlines())?.output else { return nil }
    var reason = found.reason
    if found.mark.first == "." {
      let names = reason.matches(of: #/'([^']+)'/#).map { String($0.output.1) }
      reason = "it must be \(names.joined(separator: " or "))"
    }
    return "\(found.option) is '\(found.value)'; \(reason)"
  }

  /// The option that a word is the start of, or the initials of, as `lr` is of `--learning-rate`.
  private static func option(shortenedTo word: Substring, in options: [String]) -> String? {
    let word = word.replacing("_", with: "-")
    let meant = options.filter { option in
      let words = option.dropFirst(2).split(separator: "-")
      return words.joined(separator: "-").hasPrefix(word)
        || words.count > 1 && String(words.compactMap(\.first)) == word
    }
    return meant.count == 1 ? meant.first : nil
  }
}

/// The name that differs from `word` least, in at most two letters and not in the first; nil when none
/// is so near.
func nearestName(to word: String, in names: [String]) -> String? {
  let initial = word.first { $0 != "-" }
  let near = names.filter { name in name.first { $0 != "-" } == initial }
    .map { ($0, distance: editDistance($0, word)) }.filter { $0.distance <= 2 }
  return near.min { $0.distance < $1.distance }?.0
}

/// How many letters must be put in, taken out or replaced to make one word of the other.
///
/// Source: Wagner and Fischer 1974, Journal of the ACM 21.
private func editDistance(_ one: String, _ other: String) -> Int {
  let other = Array(other.prefix(64))
  var row = Array(0...other.count)
  for (index, letter) in one.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in other.indices {
      let replaced = diagonal + (letter == other[column] ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
    }
  }
  return row[other.count]
}
