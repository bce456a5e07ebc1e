/// A page of HTML with slots, such as `{{title}}`, into which text, code and data go.
public struct Page: Sendable {
  private let template: String

  /// A page whose slots are filled by `filled`.
  public init(template: String) { self.template = template }

  /// The page with something in every slot.
  ///
  /// What goes into a slot is not searched for slots again.
  ///
  /// - Precondition: The template's slots are exactly those named.
  public func filled(_ slots: [String: SlotContent]) -> [UInt8] {
    var page: [UInt8] = []
    var missing = Set(slots.keys)
    var rest = template[...]
    while let start = rest.firstRange(of: "{{"),
      let end = rest[start.upperBound...].firstRange(of: "}}")
    {
      let name = String(rest[start.upperBound..<end.lowerBound])
      guard let content = slots[name] else { preconditionFailure("nothing for the slot \(name)") }
      missing.remove(name)
      page += rest[..<start.lowerBound].utf8
      page += content.escaped
      rest = rest[end.upperBound...]
    }
    precondition(missing.isEmpty, "the page has no slots \(missing.sorted())")
    return page + rest.utf8
  }
}
