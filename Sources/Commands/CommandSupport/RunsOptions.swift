import ArgumentParser
import DurableFiles

/// `--run`, once or several times.
public struct RunsOptions: ParsableArguments {
  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "A run folder; give it several times to compare runs. (default: $GAN_RUN, else runs/mnist)",
      valueName: "folder"))
  var folders: [String] = []

  /// The default.
  public init() {}

  /// Refuses an empty name.
  public func validate() throws {
    if folders.contains("") { throw ValidationError("--run is empty; name a folder") }
  }

  /// The run folders, without links.
  public var paths: [String] {
    (folders.isEmpty ? [runPath(nil)] : folders).map(pathWithoutLinks)
  }

  /// What readers know the runs by: the names of the folders, with numbers behind those that are equal.
  public var names: [String] {
    var names: [String] = []
    for name in paths.map(folderName) {
      var (candidate, number) = (name, 1)
      while names.contains(candidate) {
        number += 1
        candidate = "\(name) (\(number))"
      }
      names.append(candidate)
    }
    return names
  }
}
