import CheckpointArchive
import Pictures
import TestSupport
import Testing

@Suite struct RenderCompareTests {
  private let picture = "runs/mnist/images/compare_e003_e001.png"

  @Test func labelledSheetsStandSideBySide() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    let result = try run.render.run(["compare", "--checkpoints", "3,first"])
    #expect(result.lines == [picture], "\(result.errors)")
    let sheets = try [3, 1].map {
      try sheet(run, epoch: $0, rows: 5, columns: 5, scale: 3, label: "e00\($0) seed 1")
    }
    #expect(try decodedPNG(run.bytes(picture)) == Picture(sideBySide: sheets))
    let infos = try ArchiveReader(path: run.archivePath).epochs
    let texts = try #require(readPNGText(run.bytes(picture)))
    #expect(
      texts["Generators SHA-256"]
        == "e003 \(infos[2].generatorSha256)\ne001 \(infos[0].generatorSha256)")
    let again = try run.render.run(["compare", "--checkpoints", "e003,e001"])
    #expect(again.errors == "\(picture) is up to date, nothing to do\n")
    #expect(
      try run.render.shell("$0 compare --checkpoints 3,1 --output - > a.png") == .quietly)
    #expect(try run.bytes("a.png") == run.bytes(picture))
  }

  @Test(arguments: [
    ([1], "e001"), ([1, 2, 3], "e001_e002_e003"), (Array(1...10), "e002_e005_e007_e010"),
  ]) func withoutNamesFourAreSpreadEvenly(epochs: [Int], names: String) throws {
    let run = try TemporaryRun(epochs: epochs)
    let result = try run.render.run(["compare", "--rows", "1", "--columns", "1"])
    #expect(result.lines == ["runs/mnist/images/compare_\(names)_1x1.png"], "\(result.errors)")
  }

  @Test func whatIsAskedForIsPartOfTheName() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    for (arguments, variant) in [
      (["--seed", "2"], "_seed2"), (["--rows", "2"], "_2x5"), (["--zeros"], "_zeros"),
      (["--columns", "1", "--scale", "1", "--palette", "gray"], "_5x1_scale1_gray"),
    ] {
      let result = try run.render.run(["compare", "--checkpoints", "e003,e001"] + arguments)
      #expect(result.lines == ["runs/mnist/images/compare_e003_e001\(variant).png"])
    }
  }

  @Test func aDamagedCheckpointIsNamedAndNothingIsDrawn() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.damageEpoch(at: 1)
    let result = try run.render.run(["compare", "--checkpoints", "1,2,3"])
    #expect(result.status == 65 && result.errors.contains("checkpoint e002 is damaged"))
    #expect(try run.names(in: "runs/mnist/images") == [])
    #expect(try run.render.run(["compare", "--checkpoints", "e001,e009"]).status == 66)
  }
}
