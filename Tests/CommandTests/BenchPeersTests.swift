import Foundation
import TestSupport
import Testing

/// How `Benchmarks/bench-peers` asks everyone for the same step; stand-ins tell what they were asked.
@Suite struct BenchPeersTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try addStandIn("bin/benchmark", milliseconds: 5)
    for (name, milliseconds) in [("keras", 20), ("torch", 10)] {
      try addStandIn("peers/\(name)/bin/python", milliseconds: milliseconds)
      try write(
        bytes(at: "\(Program.repository)/Benchmarks/requirements-\(name).txt"),
        to: folder.file("peers/\(name)/installed.txt"))
    }
  }

  private func addStandIn(_ name: String, milliseconds: Int) throws {
    let path = folder.file(name)
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    let limits = "$GAN_KERNELS $ONEDNN_MAX_CPU_ISA $ATEN_CPU_CAPABILITY $MKL_ENABLE_INSTRUCTIONS"
    let script = """
      #!/bin/sh
      cat <<END
      {"median_ms": \(milliseconds), "min_ms": 1, "max_ms": 99, "first_step_s": 1,
      "arguments": "$*", "limits": "\(limits)"}
      END
      """
    try write(script.utf8, to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  private struct Result: Decodable {
    struct Run: Decodable {
      let name, precision, arguments, limits: String
      let batchSize: Int
    }
    struct Ratio: Decodable {
      let precision, peer: String
      let batchSize: Int
      let timesAsFast: Double
    }
    let instructionSet: String?
    let batchSizes: [Int]
    let runs: [Run]
    let oursToFastestPeer: [Ratio]
  }

  private func measure(_ arguments: String...) throws -> Result {
    let result = try Program(
      path: "\(Program.repository)/Benchmarks/bench-peers", in: folder.path
    ).run(
      ["--rounds", "1", "--json"] + arguments,
      environment: ["GAN_BIN": folder.file("bin"), "GAN_PEERS_VENV": folder.file("peers")])
    #expect(result.status == 0, "\(result.errors)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Result.self, from: Data(result.output.utf8))
  }

  @Test func everyoneIsLimitedAndTakesBatchesOfTheSameSize() throws {
    let result = try measure("--instruction-set", "avx2", "--batch-size", "16,64")
    #expect(result.instructionSet == "avx2" && result.batchSizes == [16, 64])
    #expect(
      result.runs.map { "\($0.name) \($0.batchSize)" } == [
        "ours 16", "Keras 16", "PyTorch 16", "ours 64", "Keras 64", "PyTorch 64",
      ])
    for run in result.runs {
      #expect(run.precision == "fp32" && run.arguments.contains("--precision fp32"))
      #expect(run.arguments.contains("--batch-size \(run.batchSize)"))
      let limits = ["ours": "avx2   ", "Keras": " AVX2  ", "PyTorch": " AVX2 avx2 AVX2"]
      #expect(run.limits == limits[run.name])
    }
    #expect(result.oursToFastestPeer.map(\.batchSize) == [16, 64])
    #expect(
      result.oursToFastestPeer.allSatisfy { $0.peer == "PyTorch" && $0.timesAsFast == 2 })
  }

  @Test(arguments: [
    (["--batch-size", "16,3"], "3 must be even, in 2...4096"),
    (["--batch-size", "16,x"], "'16,x'"),
    (["--instruction-set", "avx2", "--precision", "bf16"], "avx2 has no bf16 products"),
  ])
  func whatCannotBeMeasuredIsRefused(arguments: [String], reason: String) throws {
    let result = try Program(
      path: "\(Program.repository)/Benchmarks/bench-peers", in: folder.path
    ).run(arguments)
    #expect(result.status == 64 && result.output == "")
    #expect(result.errors.contains(reason) && result.errors.filter(\.isNewline).count == 1)
  }
}
