import ArchiveFixtures
import Foundation
import TestSupport
import Testing

private let archivePath = "runs/mnist/checkpoints.tar"

/// What each command makes of a last checkpoint as other versions write it.
@Suite struct ForeignCheckpointTests {
  /// A trained run of two epochs whose last `checkpoint.json` says `new` in the place of `old`.
  private func run(
    _ old: String, _ new: String, location: SourceLocation = #_sourceLocation
  ) throws -> TemporaryRun {
    let run = try TemporaryRun()
    try run.makeStore(train: 32, test: 16)
    #expect(
      try run.train.run(["--epochs", "2", "--batch-size", "16", "--latent-dim", "10", "--quiet"])
        == Program.Finished(status: 0, output: "", errors: ""), sourceLocation: location)
    try run.write(
      archive(run.bytes(archivePath), rewriting: "e002") { text in
        #expect(text.contains(old), sourceLocation: location)
        return text.replacing(old, with: new)
          .replacing(/"tool_version":"[^"]*"/, with: "\"tool_version\":\"0.9.0\"")
      }, to: archivePath)
    return run
  }

  /// Every file but locks and pictures.
  private func files(_ run: TemporaryRun) throws -> [String: Data] {
    let root = URL(fileURLWithPath: run.path + "/runs/mnist")
    let names = try FileManager.default.contentsOfDirectory(atPath: root.path)
      .filter { !$0.hasSuffix("lock") && !["images", "frames", "evaluation.jsonl"].contains($0) }
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try Data(contentsOf: root.appendingPathComponent($0)))
      })
  }

  private func expectForeign(
    _ old: String, _ new: String, location: SourceLocation = #_sourceLocation
  ) throws {
    let run = try run(old, new)
    let before = try files(run)
    let error = """
      error: '\(archivePath)': checkpoint e002 was written by version 0.9.0, and this version does \
      not know all that it says; use that version, or a later one

      """
    let words = """
      : '\(archivePath)' holds e002, written by version 0.9.0 in a way that this version does not \
      know; that is left out, the other epochs are used; to use all, take that version, or a later \
      one

      """
    let (warning, incomplete) = ("warning\(words)", "error\(words)")
    func expect(
      _ result: Program.Finished, _ status: Int32, _ errors: String, _ what: String
    ) {
      #expect(result.status == status, "\(what)", sourceLocation: location)
      #expect(result.errors.contains(errors), "\(what): \(result.errors)", sourceLocation: location)
    }
    for epochs in ["2", "3"] {
      let result = try run.train.run(["--epochs", epochs])
      #expect(
        result == Program.Finished(status: 65, output: "", errors: error), sourceLocation: location)
    }
    expect(try run.evaluate.run(["--no-judge"]), 0, warning, "evaluate last")
    expect(
      try run.evaluate.run(["--checkpoint", "e001", "--no-judge"]), 0, warning, "evaluate e001")
    expect(
      try run.evaluate.run(["--checkpoint", "e002", "--no-judge"]), 65, error, "evaluate e002")
    expect(
      try run.evaluate.run(["--checkpoint", "all", "--no-judge"]), 65, incomplete, "evaluate all")
    expect(try run.render.run(), 0, warning, "render last")
    expect(try run.render.run(["--checkpoint", "e002"]), 65, error, "render e002")
    expect(try run.render.run(["--checkpoint", "all"]), 65, incomplete, "render all")
    let quiet = try run.render.run(["progress", "--quiet"])
    #expect(
      quiet == Program.Finished(status: 65, output: "", errors: incomplete),
      sourceLocation: location)
    let verified = try run.evaluate.run(["--verify"])
    #expect(
      verified
        == Program.Finished(
          status: 65,
          output: """
            file                          part  verdict
            \(archivePath)    e001  whole
            \(archivePath)    e002  foreign
            data/mnist.safetensors        all   whole
            runs/mnist/state.safetensors  all   whole

            """,
          errors: """
            foreign: '\(archivePath)': e002: version 0.9.0 wrote it in a way that this version does \
            not know; use that version, or a later one

            """), sourceLocation: location)
    #expect(try files(run) == before, sourceLocation: location)
  }

  @Test func whatWasSaidOfAForeignCheckpointIsKept() throws {
    let run = try TemporaryRun()
    try run.makeStore(train: 32, test: 16)
    let options = ["--epochs", "2", "--batch-size", "16", "--latent-dim", "10"]
    #expect(try run.train.run(options).status == 0)
    #expect(try run.evaluate.run(["--checkpoint", "all", "--no-judge"]).status == 0)
    let before = try run.bytes("runs/mnist/evaluation.jsonl")
    try run.write(
      archive(run.bytes(archivePath), rewriting: "e002") {
        $0.replacing("\"format_version\":2", with: "\"format_version\":3")
      }, to: archivePath)
    #expect(try run.evaluate.run(["--samples", "6", "--no-judge"]).status == 0)
    let after = try run.bytes("runs/mnist/evaluation.jsonl")
    #expect(after.count > before.count)
    let lines = after.split(separator: UInt8(ascii: "\n"))
    for line in before.split(separator: UInt8(ascii: "\n")) { #expect(lines.contains(line)) }
  }

  @Test func keyMissingIsForeign() throws { try expectForeign("\"generator_loss\":", "\"loss\":") }

  @Test func optionUnknownIsForeign() throws {
    try expectForeign("\"beta1\":0.5,", "\"beta1\":0.5,\"beta2\":0.9,")
  }

  @Test func versionAboveIsForeign() throws {
    try expectForeign("\"format_version\":2", "\"format_version\":3")
  }

  /// The last checkpoint is read, and the run continues behind it.
  private func expectKnown(
    _ old: String, _ new: String, location: SourceLocation = #_sourceLocation
  ) throws {
    let run = try run(old, new)
    let before = try run.bytes(archivePath)
    #expect(try run.evaluate.run(["--verify"]).status == 0, sourceLocation: location)
    #expect(
      try run.evaluate.run(["--checkpoint", "e002", "--no-judge"]).status == 0,
      sourceLocation: location)
    #expect(try run.render.run(["--checkpoint", "e002"]).status == 0, sourceLocation: location)
    #expect(try run.bytes(archivePath) == before, sourceLocation: location)
    #expect(try run.train.run(["--epochs", "3", "--quiet"]).status == 0, sourceLocation: location)
    let after = try run.bytes(archivePath)
    #expect(after.starts(with: before.dropLast(1024)), sourceLocation: location)
    #expect(after.count > before.count, sourceLocation: location)
  }

  @Test func optionKeyMissingMeansItsFirstValue() throws {
    try expectKnown("\"dropout\":0.4,", "")
  }

  @Test func keyUnknownIsIgnored() throws { try expectKnown("\"step\":", "\"rank\":0,\"step\":") }

  @Test func optionKeyMissingInARunOfAnotherValueIsAConflict() throws {
    let run = try run("\"latent_dim\":10,", "")
    let before = try files(run)
    let result = try run.train.run(["--epochs", "3"])
    #expect(result.status == 78)
    #expect(result.errors.contains("latent_dim: 100 in the run, 10 here"))
    #expect(try files(run) == before)
  }
}

/// What 0.2.0 made, see Tests/Fixtures.
@Suite struct EarlierVersionTests {
  @Test func runsOfVersion020AreReadAndNotContinued() throws {
    let run = try TemporaryRun()
    try unpackFixtures(ofVersion: "0.2.0", into: run.path)
    let data = ["--data", "store.safetensors"]
    for (name, epochs) in [("run", 2), ("stopped", 1)] {
      let files = ["checkpoints.tar", "config.yaml", "state.safetensors", "train.jsonl"]
      let before = try files.map { try run.bytes("\(name)/\($0)") }
      let verified = try run.evaluate.run(["--verify", "--run", name] + data)
      #expect(verified.status == 0 && verified.errors == "")
      #expect(verified.lines.count == 1 + epochs + 2)
      let evaluated = try run.evaluate.run(
        ["--checkpoint", "all", "--no-judge", "--run", name] + data)
      #expect(evaluated.status == 0 && evaluated.lines.count == epochs + 2)
      let drawn = try run.render.run(["--checkpoint", "e001", "--run", name])
      #expect(drawn.status == 0)
      #expect(drawn.output == "\(name)/images/generated_plot_e001.png\n")
      #expect(try run.render.run(["progress", "--run", name]).status == 0)
      let continued = try run.train.run(
        ["--run", name, "--epochs", "3"] + data, environment: ["GAN_KERNELS": "portable"])
      #expect(
        continued
          == Program.Finished(
            status: 78, output: "",
            errors: """
              error: run '\(name)' was begun by version 0.2.0, whose arithmetic gives other bits \
              than this one's (arithmetic_revision: 1 in the run, 3 here); continue it with that \
              version, or use another --run

              """))
      #expect(try files.map { try run.bytes("\(name)/\($0)") } == before)
    }
  }
}
