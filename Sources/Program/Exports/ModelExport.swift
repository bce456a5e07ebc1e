import CheckpointArchive
import Drawing
import DurableFiles

/// Writes a network of a checkpoint in the form of another tool.
public struct ModelExport: Sendable {
  /// Which network.
  public let choice: NetworkChoice
  /// Whose form.
  public let format: ModelFormat
  private let toolVersion: String

  /// What was written.
  public struct Outcome: Sendable {
    /// Whether the file was written or was there.
    public let drawing: DrawingOutcome
    /// A program in Python that opens it; nil when other programs need none.
    public let program: [String]?
  }

  /// - Parameters:
  ///   - choice: Which network.
  ///   - format: Whose form.
  ///   - toolVersion: For the origin that the file tells.
  public init(_ choice: NetworkChoice, as format: ModelFormat, toolVersion: String) {
    (self.choice, self.format, self.toolVersion) = (choice, format, toolVersion)
  }

  /// The name of the file of a checkpoint's network, where nothing else is said.
  public func fileName(of info: CheckpointInfo) -> String {
    "\(choice.rawValue)_\(info.name)\(format.nameSuffix).\(format.suffix)"
  }

  /// Writes the network of a checkpoint, unless the file has just these bytes already.
  ///
  /// - Throws: `DrawingError.unusableNetwork`, `ArchiveError`, `FileError`, `KernelError`.
  public func write(
    _ info: CheckpointInfo, of archive: ArchiveReader, to path: String
  ) throws -> Outcome {
    try prepareOutput(at: path, as: format.kind)
    let network = try ExportedNetwork(choice, of: archive.checkpoint(epoch: info.epoch))
    let origin = try ModelOrigin(choice, of: info, in: archive, toolVersion: toolVersion)
    var outcome = DrawingOutcome()
    try outcome.replaceFile(at: path, contents: format.bytes(of: network, origin: origin))
    return try Outcome(drawing: outcome, program: format.program(of: network, path: path))
  }
}
