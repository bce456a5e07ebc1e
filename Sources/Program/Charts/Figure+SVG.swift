extension Figure {
  /// Where an SVG has its colours from.
  enum Colours {
    /// Those for white paper.
    case fixed
    /// Custom properties of the page that it is put into.
    case properties
  }

  /// The figure as an `svg` element; equal figures give equal text.
  ///
  /// - Parameters:
  ///   - colours: Where colours are from.
  ///   - label: What readers hear who do not see it.
  ///   - attributes: More of the element's attributes.
  /// - Returns: The element.
  func svg(
    colours: Colours, label: String, attributes: [(name: String, value: String)] = []
  ) -> String {
    let (wide, high) = (decimalText(width), decimalText(height))
    var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(wide) \(high)\""
    for (name, value) in attributes { text += " \(name)=\"\(escapedXML(value))\"" }
    if colours == .fixed { text += " width=\"\(wide)\" height=\"\(high)\"" }
    text += " role=\"img\" aria-label=\"\(escapedXML(label))\""
    text += " font-family=\"system-ui, sans-serif\">\n"
    if colours == .fixed {
      text += "<title>\(escapedXML(label))</title>\n"
      text += "<rect width=\"\(wide)\" height=\"\(high)\"\(paint([("fill", .paper)], colours))/>\n"
    }
    for item in items { text += element(item, colours) + "\n" }
    return text + "</svg>\n"
  }

  private func element(_ item: Item, _ colours: Colours) -> String {
    switch item {
    case .line(let points, let stroke):
      let dashes = stroke.dashes.map(decimalText).joined(separator: " ")
      return
        "<path d=\"M\(path(points))\" fill=\"none\"\(paint([("stroke", stroke.paint)], colours))"
        + " stroke-width=\"\(decimalText(stroke.width))\" stroke-linejoin=\"round\""
        + (dashes.isEmpty ? "/>" : " stroke-dasharray=\"\(dashes)\"/>")
    case .shape(let points, let fill):
      return "<path d=\"M\(path(points))Z\"\(paint([("fill", fill)], colours))/>"
    case .text(let text, let point, let style):
      let halo =
        style.hasHalo
        ? " stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"" : ""
      return "<text x=\"\(decimalText(point.x))\" y=\"\(decimalText(point.y))\""
        + " font-size=\"\(decimalText(style.size))\""
        + (style.anchor == .start ? "" : " text-anchor=\"\(style.anchor.rawValue)\"")
        + (style.isBold ? " font-weight=\"600\"" : "")
        + paint([("fill", style.paint)] + (style.hasHalo ? [("stroke", .paper)] : []), colours)
        + halo + ">\(escapedXML(text))</text>"
    }
  }

  private func path(_ points: [Point]) -> String {
    points.map { "\(decimalText($0.x)) \(decimalText($0.y))" }.joined(separator: "L")
  }

  private func paint(
    _ paints: [(attribute: String, paint: Paint)], _ colours: Colours
  ) -> String {
    switch colours {
    case .fixed:
      paints.map { " \($0.attribute)=\"\($0.paint.colour.text)\"" }.joined()
    case .properties:
      " style=\""
        + paints.map { "\($0.attribute):var(\($0.paint.property))" }.joined(separator: ";") + "\""
    }
  }
}

/// A number of pixels with at most two decimals.
func decimalText(_ value: Double) -> String {
  Decimal(digits: Int((value * 100).rounded()), exponent: -2).text
}

/// Text as content and attribute of XML; what XML has no way to say becomes U+FFFD.
func escapedXML(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
    case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}
