/// What goes into a slot of a page, and how it is kept from being taken for anything else.
public enum SlotContent: Sendable {
  /// Text between tags or in an attribute in double quotes.
  case text(String)
  /// Elements between tags.
  case markup(Markup)
  /// JSON inside a `script` element.
  case json(String)
  /// A script or style sheet of this program, inside its element.
  case code(String)

  /// As it stands in the page, in UTF-8.
  ///
  /// - Precondition: `code` does not end its own element.
  var escaped: [UInt8] {
    switch self {
    case .text(let text): return Self.escapedText(text)
    case .markup(let markup): return Array(markup.html.utf8)
    case .json(let json): return Self.escapedJSON(json)
    case .code(let code):
      let lower = code.lowercased()
      precondition(
        ["</script", "</style", "<!--"].allSatisfy { !lower.contains($0) },
        "the code would end its element")
      return Array(code.utf8)
    }
  }

  private static func escapedText(_ text: String) -> [UInt8] {
    text.utf8.flatMap { byte -> [UInt8] in
      switch byte {
      case UInt8(ascii: "&"): Array("&amp;".utf8)
      case UInt8(ascii: "<"): Array("&lt;".utf8)
      case UInt8(ascii: ">"): Array("&gt;".utf8)
      case UInt8(ascii: "\""): Array("&quot;".utf8)
      default: [byte]
      }
    }
  }

  /// What is escaped stands in JSON's strings only, where an escape means the same: a `<` could end the
  /// element, and the separators U+2028 and U+2029 end a line of older JavaScript.
  private static func escapedJSON(_ json: String) -> [UInt8] {
    var escaped: [UInt8] = []
    escaped.reserveCapacity(json.utf8.count)
    for byte in json.utf8 {
      escaped.append(byte)
      if byte == UInt8(ascii: "<") {
        escaped.replaceSubrange((escaped.count - 1)..., with: "\\u003C".utf8)
      } else if byte & 0xFE == 0xA8, let escape = separatorEscapes[Array(escaped.suffix(3))] {
        // Both separators end in such a byte.
        escaped.replaceSubrange((escaped.count - 3)..., with: escape.utf8)
      }
    }
    return escaped
  }

  private static let separatorEscapes: [[UInt8]: String] = [
    Array("\u{2028}".utf8): "\\u2028", Array("\u{2029}".utf8): "\\u2029",
  ]
}
