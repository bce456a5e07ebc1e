import CheckpointArchive
import Foundation
import Pictures
import TestSupport
import Testing

/// Which generator of a checkpoint the stages take.
@Suite struct RawGeneratorTests {
  private let run: TemporaryRun

  init() throws {
    run = try TemporaryRun()
    try run.makeStore(train: 16, test: 16)
    let small =
      ["--epochs", "1", "--batch-size", "8", "--latent-dim", "4", "--quiet"]
      + ["--discriminator-filters", "128"]
    #expect(try run.train.run(small + ["--average-half-life", "20"]) == .quietly)
  }

  @Test func renderDrawsTheAveragedGeneratorUnlessTheTrainedOneIsAskedFor() throws {
    let members = try #require(ArchiveReader(path: run.archivePath).epochs.first).members
    for (arguments, name) in [([], "averaged_generator"), (["--raw"], "generator")] {
      #expect(try run.render.run(arguments + ["--output", "\(name).png"]).status == 0)
      let text = try #require(readPNGText(run.bytes("\(name).png")))
      #expect(text["Generator SHA-256"] == members["\(name).safetensors"])
    }
    #expect(try run.bytes("generator.png") != run.bytes("averaged_generator.png"))
    #expect(try run.render.run(["progress", "--raw", "--frames", "frames"]).status == 0)
    let frame = try #require(readPNGText(run.bytes("frames/frame_e001.png")))
    #expect(frame["Generator SHA-256"] == members["generator.safetensors"])
  }

  @Test func thePageIsToldHowManyFiltersThereAre() throws {
    #expect(try run.render.run(["explore", "--raw", "--output", "page.html"]).status == 0)
    #expect(String(decoding: try run.bytes("page.html"), as: UTF8.self).contains("\"filters\":128"))
  }

  @Test func evaluateMeasuresBothAndKeepsALineOfEach() throws {
    let file = "runs/mnist/evaluation.jsonl"
    for arguments in [["--no-judge"], ["--no-judge", "--raw"], ["--no-judge"]] {
      #expect(try run.evaluate.run(arguments).status == 0)
    }
    let lines = String(decoding: try run.bytes(file), as: UTF8.self).split(separator: "\n")
    #expect(lines.map { $0.contains("\"raw_generator\":true") } == [false, true])
    // The images differ, the discriminator and the test images do not.
    let fakes = lines.map { $0.firstMatch(of: #/"fake":\{[^}]*\}/#)?.output }
    let reals = lines.map { $0.firstMatch(of: #/"real":\{[^}]*\}/#)?.output }
    #expect(fakes[0] != fakes[1] && reals[0] == reals[1])
  }
}
