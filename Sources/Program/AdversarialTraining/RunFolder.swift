/// The files of one training run; see FORMAT.md.
public struct RunFolder: Sendable {
  /// The folder.
  public let path: String

  /// Names only; nothing is opened.
  public init(path: String) { self.path = path }

  /// The checkpoint archive, the reproducible result.
  public var archive: String { path + "/checkpoints.tar" }
  /// The recipe the run was made with.
  public var recipe: String { path + "/config.yaml" }
  /// One record an epoch.
  public var log: String { path + "/train.jsonl" }
  /// What training continues from.
  public var state: String { path + "/state.safetensors" }

  /// What `train` writes, in the order in which it can be removed: without the state nothing
  /// continues, without the archive nothing is left.
  var outputs: [String] { [state, log, archive, recipe] }
}
