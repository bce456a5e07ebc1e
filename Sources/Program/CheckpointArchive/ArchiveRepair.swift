import DurableFiles
import Experiment

/// The damaged epochs of an archive, to be written again in their places, for the holder of the run
/// folder's lock.
///
/// Whoever uses it computes the run again from its start and hands over each epoch that the archive
/// keeps. A damaged part is overwritten once all its epochs are there and fill it exactly; its first
/// block is written last. Interrupted in between, it is as damaged as before, or whole.
public final class ArchiveRepair {
  /// What an epoch, computed again, came to.
  public enum Verdict: Equatable, Sendable {
    /// The archive holds these very bytes.
    case whole
    /// It is kept in memory until the other epochs of its damaged part are there.
    case taken
    /// These epochs are whole again, and durable.
    case restored([Int])
    /// The archive holds other bytes, or has no room for these: they are of another run.
    case differs
  }

  /// The damaged epochs that are not restored yet, in order.
  public var damagedEpochs: [Int] { damage.flatMap(\.epochs).sorted() }
  /// The epochs that are whole, or damaged and not lost, in order.
  public var epochs: [Int] { (ranges.keys + damage.flatMap(\.epochs)).sorted() }
  /// What the run is, as its first readable epoch says; nil when there is none.
  public let run: RunIdentity?
  private let path: String
  private let identity: FileIdentity?
  private var damage: [DamagedPart]
  private var taken: [Int: EpochImage] = [:]
  private let ranges: [Int: Range<Int>]

  /// Reads the archive and changes nothing.
  ///
  /// - Throws: `FileError`; `ArchiveError.missing`, `.foreign`; `.strayBytes` for bytes that never
  ///   were an epoch, which nothing can be computed for.
  public init(path: String) throws {
    let file: ReadableFile
    do {
      file = try ReadableFile(path: path)
    } catch FileError.missing {
      throw ArchiveError.missing(path: path)
    }
    let contents = try ArchiveContents(of: file, checksAll: true)
    if let epoch = contents.foreign.first { throw ArchiveError(epoch, path: path) }
    if let part = contents.damage.first(where: \.epochs.isEmpty) {
      throw ArchiveError.strayBytes(path: path, range: part.range)
    }
    self.path = path
    identity = FileIdentity(of: path)
    damage = contents.damage + contents.refusedTail.map(DamagedPart.init)
    run = (contents.epochs.first ?? contents.refusedTail.first)?.info.run
    ranges = Dictionary(
      uniqueKeysWithValues: contents.epochs.map { ($0.info.epoch, $0.range) })
  }

  /// Compares an epoch with the archive, or puts it where it is damaged.
  ///
  /// - Throws: `FileError`; `ArchiveError.changed`. After `.cannotWrite` nothing may be tried again:
  ///   the next start looks.
  public func take(_ image: EpochImage) throws -> Verdict {
    guard FileIdentity(of: path) == identity else { throw ArchiveError.changed(path: path) }
    let epoch = image.info.epoch
    guard let index = damage.firstIndex(where: { $0.epochs.contains(epoch) }) else {
      guard let range = ranges[epoch] else { return .differs }
      return try ReadableFile(path: path).bytes(range)[...] == image.members ? .whole : .differs
    }
    let part = damage[index]
    // Equal down to the digest of the text.
    if let info = part.info, info != CheckpointInfo(text: Array(image.infoText.utf8)) {
      return .differs
    }
    taken[epoch] = image
    let images = part.epochs.compactMap { taken[$0] }
    if images.count < part.epochs.count { return .taken }
    let bytes = images.flatMap(\.members)
    guard bytes.count == part.range.count else { return .differs }
    try write(bytes, at: part.range.lowerBound)
    for epoch in part.epochs { taken[epoch] = nil }
    damage.remove(at: index)
    return .restored(part.epochs)
  }

  private func write(_ bytes: [UInt8], at offset: Int) throws {
    let file = try UpdatableFile(path: path)
    let block = EpochImage.blockSize
    try file.write(bytes[block...], at: offset + block)
    try file.synchronize()
    try file.write(bytes[..<block], at: offset)
    try file.synchronize()
  }
}
