import DurableFiles

/// A checkpoint archive open for appending, for the holder of the run folder's lock.
///
/// An epoch is written behind the end first and made durable; its first block, which makes readers
/// see it, is written last. Readers therefore see whole epochs only, whenever they look and
/// whenever the writer dies. FORMAT.md has the protocol.
public final class ArchiveAppender {
  /// The epochs in the archive.
  public private(set) var epochs: [CheckpointInfo]
  /// Bytes behind the last whole epoch that `mend` cuts off.
  public let tornByteCount: Int
  /// Why nothing can be written to it by this user; nil when it can.
  public let refusal: FileError?
  /// Whether `mend` would leave the bytes as they are.
  public let isTidy: Bool
  private var path: String
  /// Nil until there is such a file.
  private var file: UpdatableFile?
  /// What this process knows the file to be; nil while there is none.
  private var identity: FileIdentity?
  private var ranges: [Int: Range<Int>]
  private var end: Int
  private var isMended = false

  /// Opens the archive; it is not created, and what it holds stays as it is, until `mend` or `append`.
  ///
  /// - Throws: `FileError`; `ArchiveError.foreign` when another version wrote any of it in a way
  ///   that this one does not know; `.damaged` or `.strayBytes` when damage has whole epochs behind
  ///   it, which are never cut.
  public init(path: String) throws {
    self.path = path
    (file, refusal) = try Self.open(path)
    identity = FileIdentity(of: path)
    guard identity != nil else {
      (epochs, ranges, end, tornByteCount, isTidy) = ([], [:], 0, 0, true)
      return
    }
    let reading = try ReadableFile(path: path)
    let contents = try ArchiveContents(of: reading, checksAll: true)
    if let epoch = contents.foreign.first { throw ArchiveError(epoch, path: path) }
    if let part = contents.damage.first {
      throw ArchiveError(part, path: path, reason: "whole epochs follow, so nothing was cut")
    }
    epochs = contents.epochs.map(\.info)
    ranges = Dictionary(
      uniqueKeysWithValues: contents.epochs.map { ($0.info.epoch, $0.range) })
    end = contents.end
    tornByteCount = contents.hasTornTail ? reading.size - contents.end : 0
    isTidy =
      tornByteCount == 0
      && (reading.size == 0 || reading.size == contents.end + EpochImage.endSize)
  }

  /// The file for writing, if there is one, or why it is for reading only.
  private static func open(_ path: String) throws -> (UpdatableFile?, FileError?) {
    do {
      return (try UpdatableFile(existing: path), nil)
    } catch let error as FileError where error.isRefusal {
      return (nil, error)
    }
  }

  /// Cuts off what follows the last whole epoch, and makes the epochs durable, which a process that
  /// died between writing and synchronising left to chance.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public func mend() throws {
    _ = try mendedFile()
  }

  /// Refuses to go on with an archive that is not what this process left at its path.
  ///
  /// - Throws: `ArchiveError.changed` when another program removed, replaced, cut or added to it.
  public func expectUnchanged() throws(ArchiveError) {
    guard FileIdentity(of: path) == identity else { throw .changed(path: path) }
  }

  /// Follows the archive to where it was renamed.
  public func move(to path: String) { self.path = path }

  /// The archive as `mend` leaves it.
  private func mendedFile() throws -> UpdatableFile {
    if let refusal { throw refusal }
    try expectUnchanged()
    let file = try file ?? UpdatableFile(path: path)
    self.file = file
    if isMended { return file }
    if identity == nil { identity = file.identity }
    if !isTidy {
      try file.truncate(to: end)
      try file.write([UInt8](repeating: 0, count: EpochImage.endSize)[...], at: end)
      identity?.size = end + EpochImage.endSize
    }
    try file.synchronize()
    try syncFolder(containing: path)
    isMended = true
    return file
  }

  /// Appends an epoch; when this returns it is durable.
  ///
  /// - Precondition: Its number is above that of the last one.
  /// - Throws: `FileError.cannotWrite`; `ArchiveError.changed`; the archive then holds what it held
  ///   before.
  public func append(_ image: EpochImage) throws {
    precondition(image.info.epoch > (epochs.last?.epoch ?? 0))
    let file = try mendedFile()
    let block = EpochImage.blockSize
    do {
      try file.write(image.bytes[block...], at: end + block)
    } catch {
      undo(in: file)
      throw error
    }
    // After a failed synchronisation nothing is known about the file: the next start looks.
    try file.synchronize()
    do {
      try file.write(image.bytes[..<block], at: end)
    } catch {
      undo(in: file)
      throw error
    }
    try file.synchronize()
    identity?.size = end + image.bytes.count
    // Whoever removed it meanwhile has what was written.
    try expectUnchanged()
    let next = end + image.bytes.count - EpochImage.endSize
    ranges[image.info.epoch] = end..<next
    epochs.append(image.info)
    end = next
  }

  /// Whether the archived epoch of this number has just these bytes.
  ///
  /// - Throws: `FileError`.
  public func holds(_ image: EpochImage) throws -> Bool {
    guard let range = ranges[image.info.epoch] else { return false }
    return try image.members.count == range.count
      && ReadableFile(path: path).bytes(range)[...] == image.members
  }

  /// Goes back to the old end after a failed write.
  ///
  /// That this may fail too is no matter: readers see the old epochs, and the next start cuts the
  /// rest.
  private func undo(in file: UpdatableFile) {
    try? file.truncate(to: end)
    try? file.write([UInt8](repeating: 0, count: EpochImage.endSize)[...], at: end)
  }
}
