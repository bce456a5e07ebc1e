import CheckpointArchive
import DurableFiles
import JSONLines
import Pictures

/// A folder of samples, a PNG of 28x28 pixels each, and `samples.json`, which says what they are.
///
/// FORMAT.md says what is in it. The folder is marked as incomplete while it is filled.
public struct SampleFolder: Sendable {
  private let path: String
  private let toolVersion: String

  private static let recordName = "samples.json"
  private static let recordLimit = 1 << 14

  /// - Parameters:
  ///   - path: The folder, which need not exist.
  ///   - toolVersion: For the record.
  public init(path: String, toolVersion: String) {
    (self.path, self.toolVersion) = (path, toolVersion)
  }

  /// Fills the folder with the samples of a checkpoint, unless they are there; those of another set are
  /// replaced.
  ///
  /// - Parameters:
  ///   - set: Which samples.
  ///   - info: The checkpoint.
  ///   - archive: Has it.
  ///   - threads: At least 1; the files do not depend on it.
  ///   - progress: Gets the number of images that are written; the folder stays incomplete when it
  ///     throws.
  /// - Returns: Whether anything was written.
  /// - Throws: `ArchiveError`, `DrawingError`, `FileError`, `KernelError`, and what `progress` throws.
  public func write(
    _ set: SampleSet, of info: CheckpointInfo, in archive: ArchiveReader, threads: Int,
    progress: (Int) throws -> Void
  ) throws -> Bool {
    try createFolder(at: path)
    let lock = try FolderLock(folder: path)
    let names = try namesInFolder(path).filter { $0 != FolderLock.defaultName }
    let before = try record(among: names)
    var source = try set.source(of: info, in: archive, threads: threads)
    var record = SampleRecord(
      set, info, in: archive, instructionSet: source.instructionSet, toolVersion: toolVersion)
    if before == record, names.count == set.count + 1 { return false }

    record.isComplete = false
    record.fileCount = max(set.count, before?.fileCount ?? 0)
    try write(record)
    while let images = source.next() {
      let first = source.done - images.count / 784
      for image in 0..<images.count / 784 {
        let pixels = images[image * 784..<(image + 1) * 784].map(Palette.gray.gray)
        try writeUnsynced(
          pngBytes(Picture(width: 28, height: 28, pixels: pixels)), to: place(of: first + image))
      }
      try progress(source.done)
    }
    for number in set.count..<record.fileCount { try removeFile(at: place(of: number)) }
    syncAllFiles()
    try write(
      SampleRecord(
        set, info, in: archive, instructionSet: source.instructionSet, toolVersion: toolVersion))
    withExtendedLifetime(lock) {}
    return true
  }

  /// The record of what is in the folder; nil for an empty one.
  ///
  /// - Throws: `DrawingError.otherFolder` for one without a record that this version knows.
  private func record(among names: [String]) throws -> SampleRecord? {
    if names.isEmpty { return nil }
    guard names.contains(Self.recordName),
      let record = decodeJSONLine(
        try readFile(at: "\(path)/\(Self.recordName)", limit: Self.recordLimit).dropLast(),
        as: SampleRecord.self),
      SampleSet.countRange.contains(record.fileCount)
    else { throw DrawingError.otherFolder(path: path) }
    return record
  }

  private func write(_ record: SampleRecord) throws {
    try replaceFile(
      at: "\(path)/\(Self.recordName)", contents: Array("\(jsonLine(record))\n".utf8))
  }

  /// Where an image lies, counted from 0.
  private func place(of number: Int) -> String {
    let digits = String(number)
    let width = String(SampleSet.countRange.upperBound - 1).count
    return "\(path)/sample_\(String(repeating: "0", count: width - digits.count))\(digits).png"
  }
}

/// What the images of a folder are.
private struct SampleRecord: Codable, Equatable {
  var isComplete = true
  /// Images that may be there.
  var fileCount: Int
  let checkpoint, generatorSha256, instructionSet, software: String
  let count: Int
  let seed: UInt64
  let truncation: Float?

  init(
    _ set: SampleSet, _ info: CheckpointInfo, in archive: ArchiveReader, instructionSet: String,
    toolVersion: String
  ) {
    fileCount = set.count
    checkpoint = info.name
    generatorSha256 = archive.generatorSha256(of: info)
    self.instructionSet = instructionSet
    software = "handwriting-gan render \(toolVersion)"
    count = set.count
    seed = set.seed
    truncation = set.truncation
  }
}
