/// The quality of images of which one knows what they are, beside which that of generated ones is read.
public struct CalibrationRow: Codable, Equatable, Sendable {
  /// What the images are, such as `uniform noise`.
  public let name: String
  /// Their numbers, computed as a generator's are.
  public let report: QualityReport

  /// A row of the table.
  public init(name: String, report: QualityReport) {
    self.name = name
    self.report = report
  }
}
