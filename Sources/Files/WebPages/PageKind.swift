import DurableFiles

extension FileKind {
  /// A page that this program made.
  public static let page = FileKind("a page of this program") { beginning in
    let text = String(decoding: beginning.prefix(1 << 10), as: UTF8.self)
    return text.hasPrefix("<!DOCTYPE html>") && text.contains(pageMark)
  }
}

/// What every template has near its beginning.
private let pageMark = "<meta name=\"generator\" content=\"handwriting-gan render\">"
