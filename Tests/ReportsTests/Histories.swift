@testable import Reports

/// A run's numbers, made up.
func history(
  _ name: String = "made-up", training: [Int: [String: Double]] = [:],
  evaluations: [Int: [String: Double]] = [:]
) -> RunHistory {
  func sorted(_ numbers: [Int: [String: Double]]) -> [RunHistory.EpochNumbers] {
    numbers.map { .init(epoch: $0.key, values: $0.value) }.sorted { $0.epoch < $1.epoch }
  }
  return RunHistory(
    name: name, training: sorted(training), evaluations: sorted(evaluations), measurement: nil,
    foreignLines: [])
}
