import Testing
import WebPages

@Suite struct MarkupTests {
  private func filled(_ markup: Markup) -> String {
    String(decoding: Page(template: "{{slot}}").filled(["slot": .markup(markup)]), as: UTF8.self)
  }

  @Test func textsAndAttributesAreNoMarkup() {
    let markup = Markup.element(
      "p", [("class", "a"), ("title", "\"<&>")],
      [.text("</p><script>"), .element("b", text: "&amp;")])
    #expect(
      filled(markup) == """
        <p class="a" title="&quot;&lt;&amp;&gt;">&lt;/p&gt;&lt;script&gt;<b>&amp;amp;</b></p>
        """)
  }

  @Test func anImageHasNoEnd() {
    #expect(filled(.element("img", [("alt", "a")])) == "<img alt=\"a\">")
  }

  @Test func elementsFollowEachOther() {
    #expect(
      filled(Markup([.text("a"), Markup([]), .svg("<svg/>"), .text("{{slot}}")]))
        == "a<svg/>{{slot}}")
  }
}
