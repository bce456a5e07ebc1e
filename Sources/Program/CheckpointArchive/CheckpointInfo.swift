import DurableFiles
import Experiment
import JSONLines

/// The content of an epoch's `checkpoint.json`; FORMAT.md describes it.
///
/// It holds no time, host, thread count or path, so equal runs give equal archives.
public struct CheckpointInfo: Codable, Equatable, Sendable {
  /// Version of the archive's format; readers refuse a later one.
  public static let currentFormatVersion = 2

  /// See `currentFormatVersion`.
  public let formatVersion: Int
  /// Whole epochs trained, counted from 1.
  public let epoch: Int
  /// Steps trained since the start.
  public let step: Int
  /// Mean losses over the epoch's steps.
  public let discriminatorLoss, generatorLoss: Double
  /// Shares, 0...1, of the epoch's real and generated training images on the right side of 0.5, or of
  /// their partner, with dropout.
  public let accuracyReal, accuracyFake: Double
  /// What the run is.
  public let run: RunIdentity
  /// SHA-256 of the epoch's other members, by file name.
  public let members: [String: String]
  /// SHA-256 of `checkpoint.json` with zeros in place of this digest.
  private var checkpointSha256 = ""

  /// Everything but the members' digests, which `EpochImage` adds.
  public init(
    epoch: Int, step: Int, discriminatorLoss: Double, generatorLoss: Double, accuracyReal: Double,
    accuracyFake: Double, run: RunIdentity
  ) {
    self.init(
      epoch: epoch, step: step, discriminatorLoss: discriminatorLoss,
      generatorLoss: generatorLoss, accuracyReal: accuracyReal, accuracyFake: accuracyFake,
      run: run, members: [:])
  }

  private init(
    epoch: Int, step: Int, discriminatorLoss: Double, generatorLoss: Double, accuracyReal: Double,
    accuracyFake: Double, run: RunIdentity, members: [String: String]
  ) {
    formatVersion = Self.currentFormatVersion
    self.epoch = epoch
    self.step = step
    self.discriminatorLoss = discriminatorLoss
    self.generatorLoss = generatorLoss
    self.accuracyReal = accuracyReal
    self.accuracyFake = accuracyFake
    self.run = run
    self.members = members
  }

  /// The same with the digests of the members.
  func with(members: [String: String]) -> CheckpointInfo {
    CheckpointInfo(
      epoch: epoch, step: step, discriminatorLoss: discriminatorLoss,
      generatorLoss: generatorLoss, accuracyReal: accuracyReal, accuracyFake: accuracyFake,
      run: run, members: members)
  }
}

extension CheckpointInfo {
  /// Such as `e050`.
  public var name: String { checkpointName(epoch: epoch) }

  /// SHA-256 of the file of the generator that is taken unless the trained one is asked for; `none` when
  /// the epoch has no generator.
  public var generatorSha256: String { generatorSha256(.averaged) }

  /// SHA-256 of the file of the generator that `kind` means; `none` when there is none.
  func generatorSha256(_ kind: GeneratorKind) -> String {
    fileDigest(ofNetwork: generatorName(kind))
  }

  /// SHA-256 of the file of a network by its name; `none` when the epoch has none of this name.
  public func fileDigest(ofNetwork name: String) -> String {
    members[EpochImage.fileName(of: name), default: "none"]
  }

  /// The name of the network that `kind` means in this epoch.
  func generatorName(_ kind: GeneratorKind) -> String {
    let hasAverage = members[EpochImage.fileName(of: NetworkName.averagedGenerator)] != nil
    return kind == .averaged && hasAverage
      ? NetworkName.averagedGenerator : NetworkName.generator
  }

  /// Whether the epoch has just these networks: SHA-256 of their files, by their names.
  public func isOfNetworks(_ digests: [String: SHA256Digest]) -> Bool {
    members.count == digests.count
      && digests.allSatisfy { members[EpochImage.fileName(of: $0.key)] == $0.value.hex }
  }

  /// The text of `checkpoint.json`: a line of JSON that carries a digest of itself.
  ///
  /// - Throws: What the encoder throws for a number that is not finite.
  func text() throws -> String {
    var info = self
    info.checkpointSha256 = Self.noDigest
    info.checkpointSha256 = sha256(Array((try jsonLine(info) + "\n").utf8)).hex
    return try jsonLine(info) + "\n"
  }

  /// Reads `checkpoint.json`; nil when it is not what some version wrote, to the bit, or this one
  /// does not know it.
  public init?(text: [UInt8]) {
    guard case .known(let info) = CheckpointText(text) else { return nil }
    self = info
  }

  /// Whether a run that this version knows can have such numbers and files.
  var isPossible: Bool {
    Recipe.epochsRange.contains(epoch) && step > 0 && run.options.isValid
      && [discriminatorLoss, generatorLoss].allSatisfy { $0 >= 0 && $0.isFinite }
      && [accuracyReal, accuracyFake].allSatisfy((0...1).contains)
      && EpochImage.networkCounts.contains(members.count)
      && members.keys.allSatisfy(EpochImage.isNetworkFile)
  }

  /// What stands before the digest, in the text of every version.
  static let digestKey = "\"checkpoint_sha256\":\""
  /// What stands in its place while it is computed.
  static let noDigest = String(repeating: "0", count: 64)
}
