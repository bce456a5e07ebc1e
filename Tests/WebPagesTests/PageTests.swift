import DurableFiles
import TestSupport
import Testing
import WebPages

@Suite struct PageTests {
  private func filled(_ content: SlotContent) -> String {
    String(decoding: Page(template: "<p>{{slot}}</p>").filled(["slot": content]), as: UTF8.self)
  }

  @Test func everySlotIsFilledWhereverItStands() {
    let page = Page(template: "{{a}}, {{b}} and {{a}}\n")
    let bytes = page.filled(["a": .text("first"), "b": .text("second")])
    #expect(String(decoding: bytes, as: UTF8.self) == "first, second and first\n")
  }

  @Test func contentsAreNotSearchedForSlots() {
    #expect(filled(.text("{{slot}}")) == "<p>{{slot}}</p>")
  }

  @Test func textIsNoMarkup() {
    #expect(
      filled(.text("<b title=\"x\">&amp;'é\u{2028}"))
        == "<p>&lt;b title=&quot;x&quot;&gt;&amp;amp;'é\u{2028}</p>")
  }

  @Test func dataEndsNeitherItsElementNorALine() {
    #expect(
      filled(.json(#"{"a":"</script><!--","b":"é€ "# + "\u{2028}\u{2029}\u{202A}\"}"))
        == #"<p>{"a":"\u003C/script>\u003C!--","b":"é€ \u2028\u2029"# + "\u{202A}\"}</p>")
  }

  @Test func codeStandsAsItIs() {
    #expect(filled(.code("if (a < b && c) {}")) == "<p>if (a < b && c) {}</p>")
  }

  @Test(arguments: [
    ("<!DOCTYPE html>\n<meta name=\"generator\" content=\"handwriting-gan render\">", true),
    ("<!DOCTYPE html>\n<title>mine</title>", false),
    ("text <!DOCTYPE html> <meta name=\"generator\" content=\"handwriting-gan render\">", false),
    ("", true),
  ])
  func pagesOfThisProgramAreToldFromOthers(text: String, isOurs: Bool) throws {
    let folder = try TemporaryFolder()
    try write(Array(text.utf8), to: folder.file("page.html"))
    let prepare = { try prepareOutput(at: folder.file("page.html"), as: .page) }
    if isOurs { try prepare() } else { #expect(throws: FileError.self) { try prepare() } }
  }
}
