import CheckpointArchive
import Drawing
import DurableFiles
import Networks
import NeuralNetwork
import TensorStore
import WebPages

/// Makes the page in which the networks of a checkpoint run, with the generators of other epochs in a
/// coarse form beside.
public struct ExplorerPage {
  private let archive: ArchiveReader
  private let store: StoreReader
  private let engine: Engine
  private let toolVersion: String

  /// The page is at most as large, as far as the chosen generator leaves room for others.
  static let largestByteCount = 6_000_000
  /// Latents of as many numbers at most.
  static let largestDimension = 512
  private static let mostOthers = 8
  private static let directionCount = 8
  private static let writtenCount = 40
  private static let checkedSeed: UInt64 = 1
  /// Of a channel's root mean square.
  private static let coarseStep: Float = 0.25

  /// - Parameters:
  ///   - archive: The networks.
  ///   - store: Written digits.
  ///   - threads: At least 1; the page does not depend on it.
  ///   - toolVersion: For the page's origin.
  /// - Throws: `KernelError`.
  public init(
    archive: ArchiveReader, store: StoreReader, threads: Int, toolVersion: String
  ) throws {
    self.archive = archive
    self.store = store
    engine = try Engine(threads: threads)
    self.toolVersion = toolVersion
  }

  /// Writes the page of a checkpoint, unless the file has just these bytes already.
  ///
  /// Other checkpoints that are damaged are noted in the outcome and left out.
  ///
  /// - Throws: `ExplorerError`, `DrawingError.unusableNetwork`, `FileError`, `StoreError`; of the
  ///   archive, errors of the chosen checkpoint.
  public func write(_ info: CheckpointInfo, to path: String) throws -> DrawingOutcome {
    try prepareOutput(at: path, as: .page)
    var outcome = DrawingOutcome()
    let bytes = try bytes(of: info, noting: &outcome)
    try outcome.replaceFile(at: path, contents: bytes)
    return outcome
  }

  /// The page of a checkpoint as a file.
  ///
  /// - Returns: Also the other checkpoints that are damaged and left out.
  /// - Throws: As `write`.
  public func file(of info: CheckpointInfo) throws -> (bytes: [UInt8], outcome: DrawingOutcome) {
    var outcome = DrawingOutcome()
    let bytes = try bytes(of: info, noting: &outcome)
    return (bytes, outcome)
  }

  /// The page with as many other generators as there is room for.
  private func bytes(of info: CheckpointInfo, noting outcome: inout DrawingOutcome) throws
    -> [UInt8]
  {
    let chosen = try ChosenNetworks(
      archive.checkpoint(epoch: info.epoch), engine: engine, seed: Self.checkedSeed)
    let written = try writtenDigits()
    let directions = base64(
      littleEndianBytes(chosen.directions(count: Self.directionCount)))
    func page(_ others: [PageData.Epoch]) throws -> [UInt8] {
      let epochs = others + [.init(name: info.name, weights: chosen.weights, coarse: false)]
      return try pageBytes(
        PageData(
          dimension: info.run.options.latentDim, filters: info.run.options.discriminatorFilters,
          module: base64(PackageResources.networks_wasm), discriminator: chosen.discriminator,
          epochs: epochs.sorted { ($0.name.utf8.count, $0.name) < ($1.name.utf8.count, $1.name) },
          directions: directions, written: base64(written.pixels), check: chosen.check),
        about: info, source: written.source, origin: origin(of: info))
    }
    let room = try Self.largestByteCount - page([]).count
    let size = chosen.coarseWeights(step: Self.coarseStep).utf8.count
    var count = min(Self.mostOthers, max(0, room / size))
    while true {
      var attempt = outcome
      let whole = try page(others(count, beside: info, noting: &attempt))
      if whole.count <= Self.largestByteCount || count == 0 {
        outcome = attempt
        return whole
      }
      count -= 1
    }
  }

  private func others(
    _ count: Int, beside info: CheckpointInfo, noting outcome: inout DrawingOutcome
  ) throws -> [PageData.Epoch] {
    try otherEpochs(archive.epochs.map(\.epoch), beside: info.epoch, count: count).compactMap {
      epoch in
      guard let other = archive.epochs.first(where: { $0.epoch == epoch }) else { return nil }
      return try outcome.collect(other) {
        let generator = try usableGenerator(of: archive.checkpoint(epoch: epoch), engine: engine)
        return PageData.Epoch(
          name: other.name, weights: coarseWeights(generator.tensors, step: Self.coarseStep),
          coarse: true)
      }
    }
  }

  /// Digits of the test images, or of the training images where there are none, evenly spread.
  private func writtenDigits() throws -> (pixels: [UInt8], source: String) {
    let isTest = store.testImages.count > 0
    let images = isTest ? store.testImages : store.trainImages
    let count = min(Self.writtenCount, images.count)
    let pixels = try (0..<count).flatMap {
      let first = $0 * images.count / count
      return try store.bytes(first..<first + 1, of: images)
    }
    return (
      pixels, "written by hand (\(isTest ? "test" : "training") images of the data)"
    )
  }

  private func origin(of info: CheckpointInfo) -> String {
    """
    Made by handwriting-gan render \(toolVersion) with "render explore --checkpoint \(info.name)". \
    Generator SHA-256 \(archive.generatorSha256(of: info)), data SHA-256 \(store.contentDigest.hex), instruction \
    set \(engine.kernels.name). The written digits are under the licence of the data.
    """
  }
}
