import ArgumentParser
import Failures

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The value of an option: the flag, else the environment variable, else the default.
public func setting(_ flag: String?, environment name: String, default fallback: String) -> String {
  if let flag { return flag }
  guard let value = getenv(name), value.pointee != 0 else { return fallback }
  return String(cString: value)
}

/// The tensor store: `--data`, `GAN_DATA`, else `data/mnist.safetensors`.
public func dataPath(_ flag: String?) -> String {
  setting(flag, environment: "GAN_DATA", default: "data/mnist.safetensors")
}

/// The run folder: `--run`, `GAN_RUN`, else `runs/mnist`.
public func runPath(_ flag: String?) -> String {
  setting(flag, environment: "GAN_RUN", default: "runs/mnist")
}

/// Refuses arguments and variables that are not UTF-8: Swift repairs them, so that two names would
/// become one.
///
/// - Throws: `SettingError.notText`.
func expectReadableNames() throws(SettingError) {
  var given: [(source: String, bytes: UnsafePointer<CChar>)] = []
  for (index, argument) in UnsafeBufferPointer(
    start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)
  ).enumerated().dropFirst() {
    if let argument { given.append(("argument \(index)", UnsafePointer(argument))) }
  }
  for name in ["GAN_DATA", "GAN_RUN"] {
    if let value = getenv(name) { given.append((name, UnsafePointer(value))) }
  }
  for (source, bytes) in given where String(validatingCString: bytes) == nil {
    throw .notText(source: source, value: String(cString: bytes))
  }
}

/// Threads: `--threads`, `GAN_THREADS`, else every core, at most 16.
///
/// - Throws: `SettingError.notAThreadCount` for anything but a number in `threadRange`.
public func threadCount(_ flag: String?) throws(SettingError) -> Int {
  let text = setting(flag, environment: "GAN_THREADS", default: "")
  if flag == nil, text.isEmpty {
    return min(mostUsefulThreads, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
  }
  guard let count = Int(text), threadRange.contains(count) else {
    throw .notAThreadCount(source: flag == nil ? "GAN_THREADS" : "--threads", value: text)
  }
  return count
}

/// A training step has 16 work items at a time, 8 in the generator's update; each thread takes
/// memory.
private let mostUsefulThreads = 16

/// Threads that can be asked for.
public let threadRange = 1...64

/// A flag or environment variable whose value cannot be used.
public enum SettingError: ReportableError, Equatable {
  case notAThreadCount(source: String, value: String)
  case notText(source: String, value: String)

  public var kind: FailureKind { .usage }

  public var description: String {
    switch self {
    case .notText(let source, let value):
      """
      \(source), '\(value)', is not UTF-8; rename what it names, or reach it by a link whose name is
      """
    case .notAThreadCount(let source, let value):
      """
      \(source) is '\(value)', which is not a number of threads in \
      \(threadRange.lowerBound)...\(threadRange.upperBound); correct it, or leave it out to use \
      every core
      """
    }
  }
}

/// A word of a command as a shell takes it, in quotes where it needs them.
public func shellWord(_ word: String) -> String {
  let isPlain = word.wholeMatch(of: #/[A-Za-z0-9_.,:=@%+/-]+/#) != nil
  return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
}
