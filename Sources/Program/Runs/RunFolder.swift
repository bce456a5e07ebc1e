import CheckpointArchive
import DurableFiles

/// The names of everything in the folder of a run; FORMAT.md says what it is.
public struct RunFolder: Equatable, Sendable {
  /// The folder.
  public let path: String
  /// The files, by name, that lie in `.complete` yet; see `RunReplacement`.
  private let waiting: Set<String>

  /// The run that is there, also when the files that are to replace an older one are not in their
  /// places yet.
  public init(standingAt path: String) {
    self = RunReplacement(folder: RunFolder(path: path)).standing
  }

  /// Names only; nothing is opened.
  public init(path: String) { self.init(path: path, waiting: []) }

  init(path: String, waiting: Set<String>) {
    self.path = path
    self.waiting = waiting
  }

  /// The checkpoint archive, the reproducible result.
  public var archive: String { place(of: Self.archiveName) }
  /// The recipe the run was made with.
  public var recipe: String { place(of: Self.recipeName) }
  /// One record an epoch.
  public var log: String { place(of: "train.jsonl") }
  /// What training continues from.
  public var state: String { place(of: "state.safetensors") }
  /// How the checkpoints were judged.
  public var evaluation: String { "\(path)/\(Self.evaluationName)" }
  /// What a gate said of a checkpoint.
  public var verdict: String { "\(path)/\(Self.verdictName)" }
  /// The folder of the pictures.
  public var images: String { path + "/images" }
  /// The folder of the animation's frames.
  public var frames: String { path + "/frames" }
  /// The folder of networks for other tools.
  public var models: String { path + "/models" }
  /// The folder of what TensorBoard reads.
  public var tensorBoard: String { path + "/tensorboard" }

  /// The recipe's name.
  public static let recipeName = "config.yaml"
  static let archiveName = "checkpoints.tar"
  private static let evaluationName = "evaluation.jsonl"
  private static let verdictName = "verdict.json"
  /// Says, in a run of `pipeline/retrain`, that it went through all stages.
  static let retrainMark = ".finished"
  /// What `train` writes, the archive last.
  static let outputNames = ["state.safetensors", "train.jsonl", recipeName, archiveName]

  private func place(of name: String) -> String {
    "\(waiting.contains(name) ? RunReplacement.complete(in: path) : path)/\(name)"
  }
}

// MARK: - Outputs

extension RunFolder {
  /// The name that the file at `path`, under whatever names it has, has among those that `train` and
  /// `evaluate` write here; nil when it is none of them.
  public func outputName(of path: String) -> String? {
    guard let number = EntryNumber(of: path) else { return nil }
    let replacement = RunReplacement(folder: self)
    let folders = [self.path, replacement.begun.path, RunReplacement.complete(in: self.path)]
    return (Self.outputNames + [Self.evaluationName, Self.verdictName]).first { name in
      folders.contains { EntryNumber(of: "\($0)/\(name)") == number }
    }
  }
}

// MARK: - Pictures

/// `variant` is what differs from the picture that is drawn when nothing is said.
extension RunFolder {
  /// The grid of a checkpoint's digits.
  public func grid(of info: CheckpointInfo, variant: String = "") -> String {
    "\(images)/generated_plot_\(info.name)\(variant).png"
  }

  /// The grids of some checkpoints side by side.
  public func comparison(of infos: [CheckpointInfo], variant: String = "") -> String {
    "\(images)/compare_\(infos.map(\.name).joined(separator: "_"))\(variant).png"
  }

  /// The animation of all checkpoints.
  public func animation(variant: String = "") -> String { "\(images)/progress\(variant).apng" }

  /// The walk through a checkpoint's latents.
  public func interpolation(of info: CheckpointInfo, variant: String = "") -> String {
    "\(images)/interpolation_\(info.name)\(variant).apng"
  }

  /// The curves, as a file of that suffix.
  public func curves(suffix: String) -> String { "\(images)/curves.\(suffix)" }

  /// The page about the run.
  public var report: String { images + "/report.html" }

  /// The page with a generator to play with.
  public var explorer: String { images + "/explore.html" }

  /// The grid of training images.
  public func trainingImages(variant: String = "") -> String { "\(images)/real\(variant).png" }

  /// The folder of a checkpoint's samples.
  public func samples(of info: CheckpointInfo, variant: String) -> String {
    "\(path)/samples/\(info.name)\(variant)"
  }
}

// MARK: - For other tools

extension RunFolder {
  /// The name of the file that TensorBoard reads, by which it finds it; others put a time and the name of
  /// a machine into theirs.
  public static let eventsName = "events.out.tfevents.0.handwriting-gan"
}

// MARK: - Locks

extension RunFolder {
  /// The lock of whoever trains the run.
  static let trainingLock = ".lock"
  /// The lock of whoever evaluates the run, which may go on beside training.
  public static let evaluationLock = ".evaluation.lock"
  /// The lock, in `images`, of whoever draws there.
  public static let imagesLock = ".lock"
}
