import Testing

@testable import CommandSupport

@Suite struct PrintableLineTests {
  @Test func controlCharactersAreEscaped() {
    #expect(printableLine("a\u{1b}[2J\n\u{2028}\u{e9}") == "a\\u{1B}[2J\\n\\u{2028}\u{e9}")
  }

  @Test func longLinesKeepTheirStartAndEnd() {
    let line = String(repeating: "x", count: 4000)
    #expect(printableLine(line) == line)
    let shortened = printableLine("start" + line + "end")
    #expect(shortened.count == 3905)
    #expect(shortened.hasPrefix("startx") && shortened.hasSuffix("xend"))
    #expect(shortened.contains("x ... x"))
  }
}
