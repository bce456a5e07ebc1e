import Pictures
import Testing

@testable import Charts

@Suite struct FigureTests {
  private func figure(_ items: [Figure.Item]) -> Figure {
    Figure(width: 8, height: 6, items: items)
  }

  /// Red of each pixel of a row.
  private func row(_ y: Int, of figure: Figure, scale: Int = 1) -> [UInt8] {
    let picture = figure.picture(scale: scale)
    return (0..<picture.width).map { picture.pixels[(y * picture.width + $0) * 3] }
  }

  private let ink = Paint.ink.colour.red

  @Test func aLineCoversThePixelsItLiesOn() {
    let line = figure([
      .line([Point(2, 3), Point(6, 3)], Stroke(paint: .ink, width: 2))
    ])
    // Rows 2 and 3, with round ends that reach one pixel further.
    #expect(row(1, of: line) == Array(repeating: 255, count: 8))
    #expect(row(2, of: line)[2..<6].allSatisfy { $0 == ink })
    #expect(row(3, of: line)[2..<6].allSatisfy { $0 == ink })
    #expect(row(2, of: line)[0] == 255 && (ink + 1..<255).contains(row(2, of: line)[1]))
    #expect(row(4, of: line) == Array(repeating: 255, count: 8))
  }

  @Test func anEdgeWithinAPixelIsAShade() {
    let line = figure([
      .line([Point(0, 3), Point(8, 3)], Stroke(paint: .ink, width: 1))
    ])
    // A half of two rows.
    let half = UInt8(((255 + Double(ink)) / 2).rounded())
    #expect(row(2, of: line)[4] == half && row(3, of: line)[4] == half)
  }

  @Test func crossingLinesAreNoDarker() {
    let cross = figure([
      .line(
        [Point(0, 3), Point(8, 3), Point(0, 3)], Stroke(paint: .reference, width: 1))
    ])
    let once = figure([.line([Point(0, 3), Point(8, 3)], Stroke(paint: .reference, width: 1))])
    #expect(cross.picture(scale: 1) == once.picture(scale: 1))
  }

  @Test func aShapeIsFilledWhicheverWayItTurns() {
    let corners = [Point(1, 1), Point(5, 1), Point(5, 5), Point(1, 5)]
    let one = figure([.shape(corners, .ink)]).picture(scale: 1)
    let other = figure([.shape(corners.reversed(), .ink)])
    #expect(one == other.picture(scale: 1))
    #expect(row(1, of: other) == [255, ink, ink, ink, ink, 255, 255, 255])
    #expect(row(5, of: other) == Array(repeating: 255, count: 8))
  }

  @Test func whatLiesOutsideIsCutOff() {
    let outside = figure([
      .line([Point(-100, 3), Point(100, 3)], Stroke(paint: .ink, width: 2)),
      .shape([Point(-9, -9), Point(-8, -9), Point(-8, -8)], .ink),
      .text("W", at: Point(200, 200), TextStyle(size: 11)),
    ])
    #expect(row(2, of: outside).allSatisfy { $0 == ink })
    #expect(row(5, of: outside) == Array(repeating: 255, count: 8))
  }

  @Test func everyGlyphStaysInItsBox() {
    let text = String(decoding: 32...126, as: UTF8.self) + "\u{E9}"
    let rounding = 1e-12
    for character in text {
      let glyph = StrokeFont.glyph(of: character)
      let points = glyph.strokes.flatMap { $0 }
      #expect(points.isEmpty == (character == " "), "\(character)")
      #expect(
        points.allSatisfy {
          (-rounding...glyph.width + rounding).contains($0.x)
            && (-4 - rounding...16).contains($0.y)
        },
        "\(character)")
    }
  }

  @Test func textsBeginWhereTheirAnchorSays() {
    func columns(_ anchor: TextStyle.Anchor) -> (first: Int, last: Int) {
      var figure = Figure(width: 80, height: 20)
      figure.items = [.text("Hm", at: Point(40, 15), TextStyle(size: 14, anchor: anchor))]
      let picture = figure.picture(scale: 1)
      let dark = (0..<80).filter { x in
        (0..<20).contains { picture.pixels[($0 * 80 + x) * 3] < 128 }
      }
      return (dark.first ?? 0, dark.last ?? 0)
    }
    #expect((39...41).contains(columns(.start).first))
    #expect((38...40).contains(columns(.end).last))
    #expect((78...80).contains(columns(.middle).first + columns(.middle).last))
  }

  @Test func svgIsOneElementWithEscapedTexts() {
    let items: [Figure.Item] = [
      .line([Point(0, 1.005), Point(2.5, 3)], Stroke(paint: .grid, width: 1.25, dashes: [5, 4])),
      .shape([Point(1, 1), Point(2, 1), Point(2, 2)], .series(0)),
      .text("<&\">\u{1}\n", at: Point(1, 2), TextStyle(size: 11, anchor: .end, hasHalo: true)),
    ]
    #expect(
      figure(items).svg(colours: .fixed, label: "a \"label\"") == """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6" width="8" height="6" role="img" \
        aria-label="a &quot;label&quot;" font-family="system-ui, sans-serif">
        <title>a &quot;label&quot;</title>
        <rect width="8" height="6" fill="#ffffff"/>
        <path d="M0 1L2.5 3" fill="none" stroke="#e2e2e0" stroke-width="1.25" stroke-linejoin="round" \
        stroke-dasharray="5 4"/>
        <path d="M1 1L2 1L2 2Z" fill="#0b57b0"/>
        <text x="1" y="2" font-size="11" text-anchor="end" fill="#101010" stroke="#ffffff" \
        stroke-width="3" stroke-linejoin="round" paint-order="stroke">&lt;&amp;&quot;&gt;\u{FFFD}&#10;</text>
        </svg>

        """)
    #expect(
      figure(items).svg(colours: .properties, label: "label", attributes: [("class", "a<b")]) == """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6" class="a&lt;b" role="img" \
        aria-label="label" font-family="system-ui, sans-serif">
        <path d="M0 1L2.5 3" fill="none" style="stroke:var(--chart-grid)" stroke-width="1.25" \
        stroke-linejoin="round" stroke-dasharray="5 4"/>
        <path d="M1 1L2 1L2 2Z" style="fill:var(--chart-series-1)"/>
        <text x="1" y="2" font-size="11" text-anchor="end" style="fill:var(--chart-ink);\
        stroke:var(--chart-paper)" stroke-width="3" stroke-linejoin="round" \
        paint-order="stroke">&lt;&amp;&quot;&gt;\u{FFFD}&#10;</text>
        </svg>

        """)
  }
}
