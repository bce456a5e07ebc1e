import DurableFiles
import Foundation
import Safetensors
import TestSupport
import Testing

private let state = "runs/mnist/state.safetensors"

/// A state with a tensor of 300 MiB that nobody needs, and digests that hold.
@Suite struct LargeStateTests {
  private static let size = 300 << 20

  /// A run whose state has an epoch that its archive lacks.
  private func run() throws -> TemporaryRun {
    let run = try TemporaryRun()
    try run.makeStore()
    let options = ["--batch-size", "8", "--latent-dim", "4", "--quiet"]
    #expect(try run.train.run(options + ["--epochs", "1"]) == .quietly)
    let archive = try run.bytes("runs/mnist/checkpoints.tar")
    #expect(try run.train.run(options + ["--epochs", "2"]) == .quietly)
    try run.write(archive, to: "runs/mnist/checkpoints.tar")
    return run
  }

  /// Adds a tensor of zeros, which take no room on the disk.
  private func enlargeState(of run: TemporaryRun) throws {
    let path = "\(run.path)/\(state)"
    let header = try SafetensorsHeader(of: ReadableFile(path: path))
    let bytes = try run.bytes(state)
    let data = bytes[(header.entries.first?.byteRange.lowerBound ?? bytes.count)...]
    var metadata = header.metadata
    let tensors =
      header.entries.map { ($0.name, $0.type, $0.shape) } + [
        ("zeros", .f32, [Self.size / 4])
      ]
    let hasher = SHA256Hasher()
    func update(_ bytes: some Sequence<UInt8>) {
      Array(bytes).withUnsafeBytes { hasher.update($0) }
    }
    update(try #require(metadata["progress"]).utf8)
    for entry in header.entries {
      update("\(entry.name)\(entry.shape)".utf8)
      update(bytes[entry.byteRange])
    }
    update("zeros[\(Self.size / 4)]".utf8)
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    for _ in 0..<Self.size >> 20 { update(zeros) }
    metadata["sha256"] = hasher.finish().hex
    let start = safetensorsHeader(tensors, metadata: metadata) + data
    try run.write(start, to: state)
    #expect(truncate(path, start.count + Self.size) == 0)
  }

  /// In 300 MB of address space; where the system has no such limit, or under a sanitizer, it goes without.
  @Test func verifyingItTakesLittleMemory() throws {
    let run = try run()
    let limit = isSanitized ? "" : "ulimit -v 300000 2>/dev/null; "
    let command = limit + "exec \"$0\" --verify"
    let whole = try run.evaluate.shell(command)
    #expect(whole.status == 0)
    try enlargeState(of: run)
    #expect(try run.evaluate.shell(command) == whole)
  }
}
