import DurableFiles
import Foundation
import TestSupport

extension TemporaryFolder {
  /// Starts a line of shell here in which `$0` is the built `ingest`, within 2 seconds of processor
  /// time; `kilobytes` are its address space, so an upper bound of its memory.
  func start(
    _ arguments: [String], line: String = "exec \"$0\" \"$@\"", kilobytes: Int = 300_000
  ) throws -> RunningProgram {
    // Where the system has no such limit, the test goes without.
    let limits = isSanitized ? "" : "ulimit -v \(kilobytes) 2>/dev/null; ulimit -t 2; "
    return try Program(built: "ingest", in: path).startShell(limits + line, arguments)
  }

  /// Runs `ingest` here.
  func ingest(_ arguments: String...) throws -> Program.Finished { try start(arguments).finish() }

  /// Runs a line of shell here, in which `$0` is `ingest`.
  func shell(_ line: String) throws -> Program.Finished { try start([], line: line).finish() }

  /// Writes the four small files of a data set into `input`.
  func writeInput(firstLabel: UInt8 = 5) throws {
    try createFolder(at: file("input"))
    let trainImages = (0..<3 * 784).map { UInt8(truncatingIfNeeded: $0) }
    let files = [
      "train-images-idx3-ubyte": idx([3, 28, 28], trainImages),
      "train-labels-idx1-ubyte": idx([3], [firstLabel, 0, 9]),
      "t10k-images-idx3-ubyte": idx([2, 28, 28], [UInt8](repeating: 7, count: 2 * 784)),
      "t10k-labels-idx1-ubyte": idx([2], [1, 2]),
    ]
    for (name, bytes) in files { try replaceFile(at: file("input/\(name)"), contents: bytes) }
  }
}
