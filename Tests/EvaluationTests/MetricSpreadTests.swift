import Testing

@testable import Evaluation

@Suite struct MetricSpreadTests {
  @Test func deviationIsThatOfASample() {
    let spread = MetricSpread.Spread([1, 2, 6])
    #expect(spread.mean == 3 && spread.least == 1 && spread.most == 6)
    #expect(spread.deviation == 7.0.squareRoot())
  }

  @Test func cellsWithSeparatorsAndQuotesAreQuoted() {
    let table = CSVTable(header: ["a", "b"], rows: [["x,y", "say \"no\""], ["", "line\nbreak"]])
    #expect(
      table.text == "a,b\r\n\"x,y\",\"say \"\"no\"\"\"\r\n,\"line\nbreak\"\r\n")
  }
}
