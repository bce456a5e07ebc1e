import JSONLines
import Testing

@testable import CommandSupport

@Suite struct PrintableLineTests {
  @Test func controlCharactersAreEscaped() {
    #expect(printableLine("a\u{1b}[2J\n\u{2028}\u{e9}") == "a\\u{1B}[2J\\n\\u{2028}\u{e9}")
  }

  /// A change of direction, a mark of width zero, a private and an unassigned character, a tag.
  @Test(arguments: [
    "\u{202E}", "\u{2066}", "\u{200B}", "\u{FEFF}", "\u{E000}", "\u{378}", "\u{E0041}",
  ])
  func whatShowsNothingOrSomethingElseIsEscaped(character: Unicode.Scalar) {
    let line = printableLine("a\(character)b")
    #expect(line == "a\(character.escaped(asASCII: true))b")
    #expect(line.unicodeScalars.allSatisfy { $0.isASCII && $0.value >= 0x20 })
  }

  @Test func lettersOfAllLanguagesAndMarksOnThemStay() {
    for text in ["e\u{301}", "\u{5D0}\u{5B8}", "\u{6570}\u{5B57}", "\u{1F642}", "a\u{A0}b"] {
      #expect(printableLine(text) == text)
    }
  }

  @Test func jsonIsEscapedInItsOwnWay() throws {
    let text = "a\u{202E}\u{9B}\u{E0041}\u{e9}\n"
    let line = printableJSON(try jsonLine([text]))
    #expect(line == #"["a\u202e\u009b\udb40\udc41\u{e9}\n"]"#.replacing(#"\u{e9}"#, with: "\u{e9}"))
    #expect(decodeJSONLine(Array(line.utf8)) == [text])
  }

  @Test func cellsOfTablesAreEscaped() {
    #expect(alignedTable([["e001\u{1b}[2J"], ["x"]]) == "e001\\u{1B}[2J\nx")
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
