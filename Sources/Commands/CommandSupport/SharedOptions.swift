import ArgumentParser
import DurableFiles

/// `--run`.
public struct RunOptions: ParsableArguments {
  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "The run folder. (default: $GAN_RUN, else runs/mnist)", valueName: "folder"))
  var folder: String?

  /// The default.
  public init() {}

  /// Refuses an empty name.
  public func validate() throws {
    if folder?.isEmpty == true { throw ValidationError("--run is empty; name a folder") }
  }

  /// The run folder, without links: what works on it keeps to it when `runs/current` is switched.
  public var path: String { pathWithoutLinks(runPath(folder)) }

  /// What the flag says; nil when it was not given.
  public var given: String? { folder }
}

/// `--data`.
public struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The tensor store. (default: $GAN_DATA, else data/mnist.safetensors)", valueName: "path"))
  var file: String?

  /// The default.
  public init() {}

  /// Refuses an empty name.
  public func validate() throws {
    if file?.isEmpty == true { throw ValidationError("--data is empty; name a file") }
  }

  /// The path of the tensor store.
  public var path: String { dataPath(file) }

  /// What the flag says; nil when it was not given.
  public var given: String? { file }
}

/// `--threads`.
public struct ThreadOptions: ParsableArguments {
  @Option(
    name: .customLong("threads"), parsing: .unconditional,
    help: ArgumentHelp(
      "Threads, 1 to 64; the result is the same. (default: $GAN_THREADS, else every core)",
      valueName: "n"))
  var number: String?

  /// The default.
  public init() {}

  /// Refuses what is not a number of threads.
  public func validate() throws {
    guard number != nil else { return }
    do {
      _ = try threadCount(number)
    } catch {
      throw ValidationError(error.description)
    }
  }

  /// The number of threads.
  ///
  /// - Throws: `SettingError` for what `GAN_THREADS` says.
  public var count: Int { get throws { try threadCount(number) } }
}
