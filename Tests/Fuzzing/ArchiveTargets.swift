import DurableFiles
import Experiment

@testable import CheckpointArchive

extension FuzzTarget {
  /// Readers of the checkpoint archive.
  static let archive = FuzzTarget(
    name: "archive",
    seeds: { try Seeds.archives() },
    parse: { bytes in
      try replaceScratch(bytes)
      _ = try verifyArchive(at: scratchPath)
      let reader = try ArchiveReader(path: scratchPath)
      expect(!reader.epochs.isEmpty)
      expect(zip(reader.epochs, reader.epochs.dropFirst()).allSatisfy { $0.epoch < $1.epoch })
      for info in reader.epochs {
        checkInfo(info)
        try expect(reader.resolve(info.name) == [info])
      }
      try checkRepair()
      for info in reader.epochs {
        let checkpoint = try reader.checkpoint(epoch: info.epoch)
        expect(checkpoint.info == info)
      }
    },
    repair: { repairedArchive($0) })

  /// The writer: it cuts unfinished epochs only, and goes on behind the whole ones.
  static let append = FuzzTarget(
    name: "append",
    seeds: { try Seeds.archives() },
    parse: { bytes in
      try replaceScratch(bytes)
      let (epochs, kept) = try mended(bytes)
      let end = kept.count - min(kept.count, EpochImage.endSize)
      // The last epoch's padding may have been cut off.
      let old = min(end, bytes.count)
      expect(kept[old...].allSatisfy { $0 == 0 } && bytes.starts(with: kept[..<old]))
      let next = (epochs.last ?? 0) + 1
      guard Recipe.epochsRange.contains(next) else { return }
      let image = try Seeds.epoch(next)
      let appender = try ArchiveAppender(path: scratchPath)
      try appender.append(image)
      try expect(appender.holds(image))
      let continued = try scratchBytes()
      expect(continued == kept[..<end] + image.bytes)
      let again = try ArchiveAppender(path: scratchPath)
      expect(again.epochs.map(\.epoch) == epochs + [next] && again.tornByteCount == 0)
      try again.mend()
      try expect(scratchBytes() == continued)
    },
    repair: { repairedArchive($0) })
}

/// What a repair of the scratch file promises: an epoch that is restored can be read, and what is not
/// of the run changes nothing.
private func checkRepair() throws {
  let bytes = try scratchBytes()
  guard let repair = try? ArchiveRepair(path: scratchPath) else { return }
  if let first = repair.damagedEpochs.first,
    case .restored(let epochs) = try repair.take(Seeds.epoch(first))
  {
    try expect(
      epochs == [first]
        && ArchiveReader(path: scratchPath).resolve("all").contains {
          $0.epoch == first
        })
    return
  }
  try expect(scratchBytes() == bytes)
}

/// What the scratch file holds, with its epochs, once the writer has mended it.
private func mended(_ bytes: [UInt8]) throws -> (epochs: [Int], kept: [UInt8]) {
  let appender: ArchiveAppender
  do {
    appender = try ArchiveAppender(path: scratchPath)
  } catch {
    try expect(scratchBytes() == bytes, "refused, and changed")
    throw error
  }
  try expect(scratchBytes() == bytes, "opened, and changed")
  try appender.mend()
  return (appender.epochs.map(\.epoch), try scratchBytes())
}

func scratchBytes() throws -> [UInt8] { try readFile(at: scratchPath, limit: 1 << 24) }
