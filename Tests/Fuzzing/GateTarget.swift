import Gates

extension FuzzTarget {
  /// What is accepted asks something, of numbers that there are.
  static let gate = FuzzTarget(
    name: "gate",
    seeds: {
      [
        "metrics:\n  frechet_distance: {at_most: 120, may_worsen: 9%}\nfirst_run: promote",
        "{metrics: {coverage: {at_least: '0.2', may_worsen: 2e-2}}, first_run: \"refuse\"}",
        "# none\nmetrics: {a: &a {at_least: 1}, recall: *a}\n",
        "metrics: {? recall : {at_most: 1}}\n",
        "---\nmetrics: {kernel_distance: {at_least: -1, at_most: -0.5}}\n...\n",
      ].map { Array($0.utf8) }
    },
    parse: { bytes in
      let gate = try Gate(yaml: String(decoding: bytes, as: UTF8.self), path: "input")
      expect(!gate.rules.isEmpty)
      for rule in gate.rules {
        switch rule.limit {
        case .atLeast(let value), .atMost(let value):
          expect(value.isFinite && rule.metric.range.contains(value))
        case .mayWorsen(.absolute(let value)), .mayWorsen(.relative(let value)):
          expect(value.isFinite && value >= 0 && rule.metric.better != nil)
        }
      }
    })
}
