import CheckpointArchive
import DurableFiles
import Networks
import NeuralNetwork
import Pictures

/// Draws what the generators of a run make of the same latents.
public final class SampleSheets {
  private let archive: ArchiveReader
  private let latents: Latents
  private let isLabelled: Bool
  private let engine: Engine
  private let toolVersion: String
  /// How the images are laid out.
  public let layout: SheetLayout

  /// - Parameters:
  ///   - archive: The generators.
  ///   - layout: Also says how many images there are at most.
  ///   - latents: What they draw from.
  ///   - isLabelled: Whether the checkpoint and the latents are named above the images.
  ///   - threads: At least 1; the pictures do not depend on it.
  ///   - toolVersion: For the pictures' texts.
  /// - Throws: `KernelError`.
  public init(
    archive: ArchiveReader, layout: SheetLayout, latents: Latents, isLabelled: Bool = false,
    threads: Int, toolVersion: String
  ) throws {
    self.archive = archive
    self.latents = latents
    self.isLabelled = isLabelled
    engine = try Engine(threads: threads)
    self.toolVersion = toolVersion
    // Names become longer with their number.
    let longest = "\(archive.epochs.last?.name ?? "") \(latents.caption)"
    self.layout = isLabelled ? layout.captioned(longest) : layout
  }

  /// Writes the sheet of each checkpoint to the path that `path` gives it.
  ///
  /// All paths are prepared before anything is drawn. A sheet that is there already stays, and a
  /// damaged checkpoint is noted in the outcome.
  ///
  /// - Throws: `DrawingError.latentSize`, `FileError`, `PictureError`; errors of the archive other than
  ///   damage.
  public func draw(
    _ infos: [CheckpointInfo], at path: (CheckpointInfo) -> String
  ) throws -> DrawingOutcome {
    for info in infos { try prepareOutput(at: path(info), as: .png) }
    var outcome = DrawingOutcome()
    for info in infos {
      let texts = texts(of: info)
      if try texts.match(fileAt: path(info)) {
        outcome.unchanged.append(path(info))
      } else if let picture = try outcome.collect(info, { try picture(of: info) }) {
        try replaceFile(at: path(info), contents: pngBytes(picture, text: texts.all))
        outcome.written.append(path(info))
      }
    }
    return outcome
  }

  /// The sheet of a checkpoint as a file.
  ///
  /// - Throws: `ArchiveError`, `DrawingError`, `FileError`, `PictureError`.
  public func file(of info: CheckpointInfo) throws -> [UInt8] {
    try pngBytes(picture(of: info), text: texts(of: info).all)
  }

  /// The sheet of a checkpoint.
  ///
  /// - Throws: `ArchiveError`, `DrawingError`, `FileError`.
  func picture(of info: CheckpointInfo) throws -> Picture {
    let generator = try generator(of: info)
    let caption = isLabelled ? "\(info.name) \(latents.caption)" : nil
    return picture(of: try vectors(layout.count, for: info), by: generator, caption: caption)
  }

  /// The sheet of latents `[_, latent]`.
  func picture(
    of vectors: [Float], by generator: GeneratorModel, caption: String? = nil
  ) -> Picture {
    let count = vectors.count / generator.latentDimension
    return layout.picture(
      of: generator.images(latents: vectors, count: count), caption: caption)
  }

  /// The first latents, at most `count`, for a checkpoint.
  func vectors(_ count: Int, for info: CheckpointInfo) throws(DrawingError) -> [Float] {
    try latents.vectors(count: count, for: info, engine: engine)
  }

  /// The generator of a checkpoint.
  ///
  /// - Throws: `ArchiveError`, `DrawingError.unusableNetwork`, `FileError`.
  func generator(of info: CheckpointInfo) throws -> GeneratorModel {
    try usableGenerator(of: archive.checkpoint(epoch: info.epoch), engine: engine)
  }

  /// SHA-256 of the generator's file.
  func generatorSha256(of info: CheckpointInfo) -> String { archive.generatorSha256(of: info) }

  /// A line for each checkpoint with the digest of its generator, for a picture's texts.
  func generatorLines(of infos: [CheckpointInfo]) -> (keyword: String, text: String) {
    let lines = infos.map { "\($0.name) \(generatorSha256(of: $0))" }
    return ("Generators SHA-256", lines.joined(separator: "\n"))
  }

  /// What makes the sheet of a checkpoint.
  func texts(of info: CheckpointInfo) -> PictureTexts {
    texts([("Checkpoint", info.name), ("Generator SHA-256", generatorSha256(of: info))])
  }

  /// The texts of any picture of these sheets, those that say which of them in front.
  func texts(_ which: [(keyword: String, text: String)]) -> PictureTexts {
    PictureTexts(
      toolVersion: toolVersion,
      which + [
        latents.text, ("Layout", layout.description), ("Instruction set", engine.kernels.name),
      ])
  }
}
