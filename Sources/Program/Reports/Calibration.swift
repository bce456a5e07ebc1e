import JSONLines
import Judging

/// What a judge says of digits whose quality is known.
struct Calibration: Sendable {
  /// What the images are, such as `training images`, and their metrics by key; the best first, the worst
  /// last.
  let rows: [(name: String, values: [String: Double])]

  /// What written digits score; nil for a metric that says nothing of them.
  func floor(of key: String) -> Double? { rows.first?.values[key] }
}

extension Calibration {
  /// Of the judge that measured all runs that were evaluated; nil when there is none, or they were
  /// measured by another one.
  ///
  /// - Throws: What the encoder throws for a number that is not finite.
  init?(of judge: TrainedJudge?, for histories: [RunHistory]) throws {
    guard let judge, !judge.calibration.isEmpty else { return nil }
    let digest = try judge.digest.hex
    let judges = histories.compactMap(\.measurement).map(\.judgeSha256)
    guard judges.allSatisfy({ $0 == digest }) else { return nil }
    rows = try judge.calibration.map { row in
      (row.name, numbers(in: try JSONValue(encoding: row.report)))
    }
  }
}
