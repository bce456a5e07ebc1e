import DurableFiles
import Evaluation
import TestSupport
import Testing

@testable import Gates

@Suite struct GateFileTests {
  private func parse(_ yaml: String) throws(GateError) -> Gate {
    try Gate(yaml: yaml, path: "g.yaml")
  }

  /// What is said of a gate with this text.
  private func refusal(of yaml: String) -> String? {
    do {
      _ = try parse(yaml)
      return nil
    } catch {
      #expect(error.kind == .badData)
      return error.description
    }
  }

  @Test func rulesComeInTheOrderOfTheFile() throws {
    let gate = try parse(
      """
      # the champion's digits, or better ones
      metrics:
        frechet_distance: {at_most: 120, may_worsen: 10%}
        coverage:
          may_worsen: 0.02
          at_least: 2e-1
        kernel_distance: {at_most: -0.5}
      first_run: promote
      """)
    #expect(
      gate.rules == [
        Gate.Rule(metric: .frechetDistance, limit: .atMost(120)),
        Gate.Rule(metric: .frechetDistance, limit: .mayWorsen(.relative(percent: 10))),
        Gate.Rule(metric: .coverage, limit: .mayWorsen(.absolute(0.02))),
        Gate.Rule(metric: .coverage, limit: .atLeast(0.2)),
        Gate.Rule(metric: .kernelDistance, limit: .atMost(-0.5)),
      ])
    #expect(gate.firstRun == .promote && gate.needsChampion)
    let plain = try parse("{metrics: {mean_pixel: {at_least: 0.1, at_most: 0.1}}}")
    #expect(plain.firstRun == nil && !plain.needsChampion)
  }

  @Test func everyMetricCanBeBoundedAndOnlyThoseWithADirectionCompared() throws {
    for metric in MetricName.allCases {
      #expect(try parse("metrics: {\(metric.rawValue): {at_least: 1}}").rules.count == 1)
      let compared = "metrics: {\(metric.rawValue): {may_worsen: 0}}"
      if metric.better == nil {
        #expect(throws: GateError.noDirection(path: "g.yaml", metric: metric)) {
          try parse(compared)
        }
      } else {
        #expect(try parse(compared).needsChampion)
      }
    }
    #expect(
      refusal(of: "metrics: {mean_pixel: {may_worsen: 1%}}")
        == """
        gate 'g.yaml': of mean_pixel neither more nor less is better, so it cannot worsen; give at_least \
        or at_most instead of may_worsen
        """)
  }

  @Test(arguments: [
    ("", "it asks nothing; give 'metrics:' with at least one of them"),
    ("first_run: refuse", "it asks nothing; give 'metrics:' with at least one of them"),
    ("metrics: {}", "it asks nothing; give 'metrics:' with at least one of them"),
    ("metrics: {recall: {}}", "recall asks nothing; give at_least, at_most, may_worsen"),
    ("metric: {recall: {at_least: 1}}", "unknown key 'metric'; there are metrics, first_run"),
    (
      "metrics: {recall: {atleast: 1}}",
      "unknown key 'recall.atleast'; there are at_least, at_most, may_worsen"
    ),
    (
      "metrics: [recall]",
      "metrics is a list, which is not a list of metrics with their limits; correct it"
    ),
    (
      "metrics: {recall: 0.5}",
      "recall is '0.5', which is not limits such as {at_most: 1}; correct it"
    ),
    (
      "metrics: {recall: {at_least: half}}",
      "recall.at_least is 'half', which is not a number; correct it"
    ),
    (
      "metrics: {recall: {at_least: 50%}}",
      "recall.at_least is '50%', which is not a number; correct it"
    ),
    (
      "metrics: {recall: {at_least: {a: 1}}}",
      "recall.at_least is keys and values, which is not a number; correct it"
    ),
    (
      "metrics: {recall: {may_worsen: 10 percent}}",
      "recall.may_worsen is '10 percent', which is not a number such as 0.02 or a share such as 10%; "
        + "correct it"
    ),
    ("metrics: {recall: {at_least: 50}}", "recall.at_least is 50, but must be in 0...1"),
    (
      "metrics: {frechet_distance: {at_most: -1}}",
      "frechet_distance.at_most is -1, but must be at least 0"
    ),
    (
      "metrics: {classifier_score: {at_least: 0}}",
      "classifier_score.at_least is 0, but must be at least 1"
    ),
    ("metrics: {recall: {may_worsen: -1%}}", "recall.may_worsen is -1%, but must be at least 0"),
    (
      "metrics: {recall: {at_least: 0.6, at_most: 0.5}}",
      "nothing has a recall that is at_least and at_most that; make at_most the larger one"
    ),
    (
      "metrics: {recall: {at_least: 0}}\nfirst_run: yes",
      "first_run is 'yes', which is not promote or refuse; correct it"
    ),
    ("metrics: {recall: {at_least: 0}}\nmetrics: {}", "'metrics' appears twice; keep one of them"),
    ("metrics: {recall: {at_least: 0, at_least: 1}}", "'at_least' appears twice; keep one of them"),
  ])
  func whatCannotBeAskedIsExplained(yaml: String, reason: String) {
    #expect(refusal(of: yaml) == "gate 'g.yaml': \(reason)")
  }

  @Test func anUnknownMetricIsAnsweredWithThoseThereAre() {
    #expect(
      refusal(of: "metrics: {fid: {at_most: 3}}")
        == """
        gate 'g.yaml': unknown metric 'fid'; there are frechet_distance, kernel_distance, \
        kernel_distance_deviation, classifier_score, classifier_score_real, confidence, class_kl, \
        missing_classes, precision, recall, density, coverage, copies, neighbour_ratio, accuracy_real, \
        accuracy_fake, probability_real, probability_fake, discriminator_auc, mean_pixel
        """)
  }

  @Test(arguments: [
    "nan", ".nan", ".inf", "-.inf", "inf", "1e999", "0x10", "1_0", "", "'1 '", "null", "~", "1e",
    "١",
    "1,5", "--1", "%", "nan%", "1e999%", "5%%",
  ])
  func whatIsNoDecimalNumberIsRefused(text: String) {
    #expect(refusal(of: "metrics: {recall: {at_least: \(text)}}") != nil)
    #expect(refusal(of: "metrics: {recall: {may_worsen: \(text)}}") != nil)
  }

  @Test(arguments: [
    "- 1", "just text", "metrics: 'unclosed", "? [a]\n: 1", "\u{0}", "{\"passed\":true}",
    "metrics: {recall: {? [a] : 1}}", "metrics: {[recall]: {at_least: 1}}",
  ])
  func otherTextIsRefusedInOneLine(yaml: String) throws {
    let reason = try #require(refusal(of: yaml))
    #expect(reason.hasPrefix("gate 'g.yaml'") || reason.hasPrefix("'g.yaml' is not a gate: "))
    #expect(!reason.contains("\n"))
  }

  @Test func aliasesAreNotExpandedWithoutEnd() {
    var yaml = "a0: &a0 {x: 1}\n"
    for level in 1...9 {
      let items = (0..<10).map { "k\($0): *a\(level - 1)" }.joined(separator: ", ")
      yaml += "a\(level): &a\(level) {\(items)}\n"
    }
    #expect(refusal(of: yaml + "metrics: *a9\n")?.contains("again and again") == true)
  }

  @Test func theDigestIsThatOfTheFile() throws {
    let folder = try TemporaryFolder()
    let text = Array("metrics: {recall: {at_least: 0.5}}\n".utf8)
    try write(text, to: folder.file("g.yaml"))
    #expect(try GateFile(path: folder.file("g.yaml")).sha256 == sha256(text))
    #expect(throws: FileError.missing(path: folder.file("none.yaml"))) {
      try GateFile(path: folder.file("none.yaml"))
    }
    try write([UInt8](repeating: 0x20, count: 1 << 17), to: folder.file("large.yaml"))
    #expect(throws: FileError.self) { try GateFile(path: folder.file("large.yaml")) }
  }
}
