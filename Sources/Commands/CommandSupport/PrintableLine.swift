/// The text with control characters escaped, so that names from hostile files neither break the
/// line nor command the terminal; a line of more than 4,000 characters loses its middle.
func printableLine(_ text: String) -> String {
  var line = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator:
      line.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
    default: line.append(scalar)
    }
  }
  let (start, end) = (3000, 900)
  if line.count > 4000 {
    // The end says what to do.
    return String(line.prefix(start)) + " ... " + String(line.suffix(end))
  }
  return String(line)
}
