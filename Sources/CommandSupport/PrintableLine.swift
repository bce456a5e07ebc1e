/// The text with control characters escaped, so that names from hostile files neither break the
/// line nor command the terminal.
func printableLine(_ text: String) -> String {
  var line = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator:
      line.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
    default: line.append(scalar)
    }
  }
  return String(line)
}
