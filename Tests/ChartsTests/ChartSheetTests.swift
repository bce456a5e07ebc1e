import Pictures
import Testing

@testable import Charts

#if canImport(FoundationXML)
import Foundation
import FoundationXML
#else
import Foundation
#endif

@Suite struct ChartSheetTests {
  private let hostile = "</text><script>alert(1)</script>&\u{0}\u{FFFE}\"'"

  private func chart(
    _ title: String, _ runs: [String], axis: LineChart.Axis = .fitting,
    references: [LineChart.Reference] = [], _ value: (Int, Int) -> Double
  ) -> LineChart {
    LineChart(
      title: title,
      series: runs.enumerated().map { index, run in
        LineChart.Series(name: run, points: (1...9).map { ($0, value(index, $0)) })
      }, references: references, axis: axis)
  }

  private func sheet(_ runs: [String]) -> ChartSheet {
    ChartSheet(
      runs: runs,
      groups: [
        .init(
          heading: "One",
          charts: [
            chart("Loss", runs, references: [.init(label: "ln 2", value: 0.69)]) {
              0.5 + 0.1 * Double($0) + 0.01 * Double($1)
            },
            chart("Share", runs, axis: .shares) { Double($0 + $1) / 20 },
            chart("Empty", runs) { _, _ in .nan },
          ]),
        .init(heading: "Nothing", charts: [chart("Empty", runs) { _, _ in .infinity }]),
      ])
  }

  @Test func namesCannotBecomeMarkup() throws {
    let text = sheet([hostile, "other"]).svg
    #expect(!text.contains("<script"))
    let document = try XMLDocument(xmlString: text)
    #expect(document.rootElement()?.name == "svg")
    let texts = try document.nodes(forXPath: "//*[local-name()='text']").compactMap(\.stringValue)
    #expect(texts.contains("</text><script>alert(1)</script>&\u{FFFD}\u{FFFD}\"'"))
  }

  @Test func chartsAndGroupsWithoutPointsAreLeftOut() {
    let text = sheet(["a"]).svg
    #expect(text.contains(">Loss<") && text.contains(">Share<") && text.contains(">One<"))
    #expect(!text.contains(">Empty<") && !text.contains(">Nothing<"))
    #expect(ChartSheet(runs: ["a"], groups: []).isEmpty)
  }

  @Test func runsDifferByMoreThanColour() {
    let styles = SeriesStyle.all
    #expect(Set(styles.map { "\($0.dashes)" }).count == styles.count)
    #expect(Set(styles.map { "\($0.mark)" }).count == styles.count)
    #expect(Set((0..<styles.count).map { Paint.series($0).colour.text }).count == styles.count)
  }

  @Test func lettersAndLinesStandOutFromThePaper() {
    func luminance(_ colour: Colour) -> Double {
      func linear(_ channel: UInt8) -> Double {
        let value = Double(channel) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green)
        + 0.0722 * linear(colour.blue)
    }
    // The least contrast of small text by WCAG 2.
    let least = 4.5
    let paints = [Paint.ink, .quiet, .reference] + (0..<6).map { .series($0) }
    for paint in paints {
      #expect(1.05 / (luminance(paint.colour) + 0.05) >= least, "\(paint)")
    }
  }

  @Test func equalNumbersGiveEqualPixelsOfAFixedWidth() throws {
    let one = sheet(["a", "b"])
    let picture = one.picture(scale: 2)
    #expect(picture.width == 1200)
    #expect(picture == sheet(["a", "b"]).picture(scale: 2))
    #expect(one.svg == sheet(["a", "b"]).svg)
    #expect(one.svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 "))
    let colours = Set(
      stride(from: 0, to: picture.pixels.count, by: 3).map { Array(picture.pixels[$0..<$0 + 3]) })
    for index in 0..<2 {
      let colour = Paint.series(index).colour
      #expect(colours.contains([colour.red, colour.green, colour.blue]))
    }
    #expect(try pngBytes(picture) == pngBytes(sheet(["a", "b"]).picture(scale: 2)))
  }

  @Test func aReferenceFarFromTheValuesIsNotShown() {
    let near = chart("Loss", ["a"], references: [.init(label: "ln 2", value: 0.69)]) {
      0.5 + 0.01 * Double($1)
    }
    let far = chart("Loss", ["a"], references: [.init(label: "ln 2", value: 0.69)]) {
      90 + Double($1)
    }
    #expect([near].svgForPage[0].contains(">ln 2<"))
    #expect(![far].svgForPage[0].contains(">ln 2<"))
  }

  @Test func chartsOfAPageSayWhereTheirEpochsLie() {
    let runs = ["a"]
    let short = LineChart(title: "Short", series: [.init(name: "a", points: [(3, 1), (5, 2)])])
    let texts = [chart("Long", runs) { Double($0 + $1) }, short].svgForPage
    for text in texts {
      #expect(text.contains(" class=\"chart\" data-epochs=\"1 9\" data-x=\"46 286 30 154\""))
      #expect(!text.contains("#"))
    }
  }
}
