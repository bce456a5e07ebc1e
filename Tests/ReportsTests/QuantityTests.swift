import Charts
import Evaluation
import Testing

@testable import Reports

@Suite struct QuantityTests {
  @Test func everyMetricHasAChart() {
    #expect(Quantity.evaluation.map(\.key) == MetricName.allCases.map(\.rawValue))
    let all = Quantity.training + Quantity.evaluation
    #expect(Set(all.map(\.title)).count == all.count)
  }

  @Test(arguments: [
    ("frechet_distance", 12.345, "12.35"), ("accuracy_real", 0.6249, "62.5 %"),
    ("missing_classes", 3, "3"), ("kernel_distance", -0.00004, "0.0000"),
    ("kernel_distance", -0.5, "-0.5000"), ("frechet_distance", 1e300, "1e+300"),
    ("copies", 1, "100.0 %"),
  ])
  func numbersOfTablesHaveFixedDecimals(key: String, value: Double, text: String) {
    let quantity = Quantity.evaluation.first { $0.key == key }
    #expect(quantity?.text(value) == text)
  }

  @Test func whatIsNotThereIsADash() {
    #expect(Quantity.training[0].text(nil) == "-")
  }

  @Test func aChartHasTheEpochsThatHaveTheNumber() {
    let runs = [
      history("a", training: [1: ["generator_loss": 0.5], 3: ["generator_loss": 0.25], 2: [:]]),
      history("b"),
    ]
    let chart = Quantity.training[1].chart(of: runs, \.training)
    #expect(chart.series.map(\.name) == ["a", "b"])
    #expect(chart.series[0].points.map(\.epoch) == [1, 3])
    #expect(chart.series[0].points.map(\.value) == [0.5, 0.25])
    #expect(chart.series[1].points.isEmpty)
  }

  @Test func lossesAreBesideLn2() {
    let lines = trainingCharts(of: [history()]).prefix(2).flatMap(\.references)
    #expect(lines.map(\.label) == ["ln 2", "ln 2"])
    #expect(lines.allSatisfy { abs($0.value - 0.693147) < 1e-6 })
  }

  @Test func metricsAreBesideThoseOfWrittenDigits() {
    let calibration = Calibration(
      rows: [("training images", ["frechet_distance": 4.5]), ("noise", ["frechet_distance": 900])])
    let charts = evaluationCharts(of: [history()], calibration: calibration)
    #expect(charts[0].references.map(\.label) == ["written digits"])
    #expect(charts[0].references.map(\.value) == [4.5])
    #expect(charts[1].references.isEmpty)
  }
}
