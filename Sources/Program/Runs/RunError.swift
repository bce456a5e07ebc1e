import CheckpointArchive
import Failures

/// Why a run cannot be made, continued or kept.
public enum RunError: ReportableError, Equatable {
  case otherRun(folder: String, differences: [String])
  case otherArithmetic(folder: String, version: String, differences: [String])
  case damagedState(path: String, reason: String)
  case foreignState(path: String, toolVersion: String?, formatVersion: Int?)
  /// `state` is nil when later epochs are there, which a run computed again could not come before.
  case missingEpochs(archive: String, names: [String], state: String?)
  case otherBits(archive: String, checkpoint: String)
  case otherRepair(archive: String, checkpoint: String)
  case batchLargerThanData(batch: Int, images: Int)
  case unarchivedEnd(epochs: Int, keepEvery: Int)
  case folderVanished(String)
  case replacementBegun(folder: String, begun: String)
  case inTheWay(path: String, folder: String)
  case notEvaluated(path: String, folder: String)

  public var kind: FailureKind {
    switch self {
    case .batchLargerThanData, .unarchivedEnd: .usage
    case .damagedState, .missingEpochs: .badData
    case .foreignState: .foreign
    case .folderVanished: .inputOutput
    case .inTheWay: .cannotCreate
    case .notEvaluated: .inputMissing
    case .otherRun, .otherArithmetic, .otherBits, .otherRepair, .replacementBegun: .conflict
    }
  }

  /// The keys of the recipe whose values together cannot be used.
  public var keys: [String] {
    switch self {
    case .batchLargerThanData: ["batch_size"]
    case .unarchivedEnd: ["epochs", "keep_every"]
    default: []
    }
  }

  public var description: String {
    switch self {
    case .otherRun(let folder, let differences):
      """
      run '\(folder)' was made with \(Self.subjects(differences)) (\(differences.joined(separator: "; "))); \
      use the run's own, another --run, or --overwrite to start again
      """
    case .otherArithmetic(let folder, let version, let differences):
      """
      run '\(folder)' was begun by version \(version), whose arithmetic gives other bits than this \
      one's (\(differences.joined(separator: "; "))); continue it with that version, or use another \
      --run
      """
    case .damagedState(let path, let reason):
      """
      '\(path)' is damaged: \(reason); restore it from a backup, or delete it and the run is \
      computed again up to its archive
      """
    case .foreignState(let path, let toolVersion, let formatVersion):
      """
      '\(path)' is of a run by \(toolVersion.map { "version \($0)" } ?? "another version") of this \
      program\(formatVersion.map { ", in a form of format \($0)" } ?? "") that this version does not \
      know; continue it with that version, or begin another with --run, or in its place with \
      --overwrite
      """
    case .missingEpochs(let archive, let names, nil):
      """
      '\(archive)' lacks \(names.joined(separator: ", ")), though later checkpoints are there; restore \
      the archive from a backup, or train the run again in another --run
      """
    case .missingEpochs(let archive, let names, let state?):
      """
      '\(archive)' lacks \(names.joined(separator: ", ")), which '\(state)' has behind it; restore \
      the archive, or let 'train --repair' compute what is missing again
      """
    case .otherBits(let archive, let checkpoint):
      """
      \(checkpoint), computed again, differs from the one in '\(archive)'; restore \
      state.safetensors from the machine that made the run, or use another --run
      """
    case .otherRepair(let archive, let checkpoint):
      """
      \(checkpoint), computed again, is not the one in '\(archive)', so its damaged epochs cannot be \
      computed here and nothing more was written; restore the archive from a backup
      """
    case .batchLargerThanData(let batch, let images):
      "a batch of \(batch) is more than the \(images) training images; use a smaller --batch-size"
    case .folderVanished(let folder):
      """
      run folder '\(folder)' was removed, renamed or unmounted during training; bring it back, \
      then run the command again
      """
    case .replacementBegun(let folder, let begun):
      """
      in '\(begun)' a run was begun that is to replace the one in '\(folder)'; go on with it without \
      --repair, or remove '\(begun)' to repair the older one
      """
    case .inTheWay(let path, let folder):
      """
      '\(path)' is in the way of the run that is to replace the one in '\(folder)'; move it away, \
      then run the command again
      """
    case .notEvaluated(let path, let folder):
      """
      '\(path)' has no Frechet distance of a checkpoint of this run, so none is known as the best; run \
      'evaluate --checkpoint all --run \(folder)' first
      """
    case .unarchivedEnd(let epochs, let keepEvery):
      """
      of \(epochs) epochs those that \(keepEvery) divides would be archived, and the last is none of \
      them; choose --epochs and --keep-every that fit
      """
    }
  }

  /// What it is that differs.
  private static func subjects(_ differences: [String]) -> String {
    let others = [("data_sha256: ", "other data"), ("instruction_set: ", "other kernels")]
    let found = others.filter { other in differences.contains { $0.hasPrefix(other.0) } }
    let options = differences.count > found.count ? ["other options"] : []
    return (options + found.map(\.1)).joined(separator: " and ")
  }
}
