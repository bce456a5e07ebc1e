/// The text with what a terminal must not get escaped, so that names from hostile files neither break
/// the line, nor command the terminal, nor show as another name; a line of more than 4,000 characters
/// loses its middle.
func printableLine(_ text: String) -> String {
  let line = escapingUnprintable(text) { $0.escaped(asASCII: true) }
  let (start, end) = (3000, 900)
  if line.unicodeScalars.count > 4000 {
    // The end says what to do.
    return String(line.unicodeScalars.prefix(start)) + " ... "
      + String(line.unicodeScalars.suffix(end))
  }
  return line
}

/// The same JSON in which such characters are written as JSON's own escapes.
///
/// They can only be inside its strings: what is around these is ASCII.
func printableJSON(_ json: String) -> String {
  escapingUnprintable(json) { scalar in
    scalar.utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}

/// The text with each character that has no picture of its own replaced by what `escape` makes of it.
private func escapingUnprintable(
  _ text: String, _ escape: (Unicode.Scalar) -> String
) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar.isUnprintable {
      result.append(contentsOf: escape(scalar).unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}

extension Unicode.Scalar {
  /// Whether it commands instead of showing, such as an escape or a change of direction, or nobody
  /// knows what it shows.
  fileprivate var isUnprintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      true
    default: false
    }
  }
}
