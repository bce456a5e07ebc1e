/// What the script of a report is given, as JSON.
struct ReportData: Encodable {
  struct Epoch: Encodable {
    let name: String
    let number: Int
  }

  struct Run: Encodable {
    /// By the names of epochs.
    let pictures: [String: EpochPictures]
    /// Epochs of the archive that are damaged, or of another version.
    let leftOut: [String]
    /// By the names of epochs, then by the keys of quantities, as tables have them.
    let values: [String: [String: String]]
  }

  /// The positions of the slider.
  let epochs: [Epoch]
  /// The position that the page has without a script.
  let firstShown: String
  /// The share of a class that fills a bar.
  let largestShare: Double
  let runs: [Run]
}
