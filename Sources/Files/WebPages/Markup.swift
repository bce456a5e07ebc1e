/// Markup of HTML, whose texts and attributes cannot be taken for markup.
public struct Markup: Sendable {
  /// As it stands in the page.
  let html: String

  /// Elements one after the other.
  public init(_ parts: [Markup]) { html = parts.map(\.html).joined() }

  private init(html: String) { self.html = html }

  /// A text.
  public static func text(_ text: String) -> Markup {
    Markup(html: String(decoding: SlotContent.text(text).escaped, as: UTF8.self))
  }

  /// An `svg` element of this program's, as it is.
  public static func svg(_ text: String) -> Markup { Markup(html: text) }

  /// An element with its content; an image has none, and no end tag.
  public static func element(
    _ name: StaticString, _ attributes: [(name: StaticString, value: String)] = [],
    _ content: [Markup] = []
  ) -> Markup {
    let start = attributes.reduce("<\(name)") {
      $0 + " \($1.name)=\"\(Markup.text($1.value).html)\""
    }
    let inner = Markup(content).html
    return Markup(html: "\(name)" == "img" ? start + ">" : "\(start)>\(inner)</\(name)>")
  }

  /// An element that holds a text.
  public static func element(
    _ name: StaticString, _ attributes: [(name: StaticString, value: String)] = [], text: String
  ) -> Markup {
    element(name, attributes, [.text(text)])
  }
}
