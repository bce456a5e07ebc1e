import CheckpointArchive
import DurableFiles
import Pictures

extension SampleSheets {
  /// Writes the sheets of some checkpoints side by side in one picture, unless it is there already.
  ///
  /// - Parameters:
  ///   - infos: As many checkpoints as the layout has sheets.
  ///   - path: Where the picture goes.
  /// - Returns: Whether it was written or kept.
  /// - Throws: `ArchiveError`, `DrawingError`, `FileError`, `PictureError`.
  public func drawComparison(of infos: [CheckpointInfo], at path: String) throws -> DrawingOutcome {
    try prepareOutput(at: path, as: .png)
    var outcome = DrawingOutcome()
    try outcome.replacePicture(at: path, texts: comparisonTexts(of: infos)) {
      try comparisonFile(of: infos)
    }
    return outcome
  }

  /// The picture as a file.
  ///
  /// - Throws: `ArchiveError`, `DrawingError`, `FileError`, `PictureError`.
  public func comparisonFile(of infos: [CheckpointInfo]) throws -> [UInt8] {
    let picture = Picture(sideBySide: try infos.map(picture))
    return try pngBytes(picture, text: comparisonTexts(of: infos).all)
  }

  private func comparisonTexts(of infos: [CheckpointInfo]) -> PictureTexts {
    texts([generatorLines(of: infos)])
  }
}
