import CheckpointArchive
import Foundation
import NeuralNetwork
import Pictures
import TestSupport
import Testing

@Suite struct RenderGridTests {
  @Test func picturesAreTheGenerators() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    let result = try run.render.run()
    #expect(result == Program.Finished(status: 0, output: plot("e002") + "\n", errors: ""))
    #expect(try decodedPNG(run.bytes(plot("e002"))) == sheet(run, epoch: 2))
    let other = try run.render.run([
      "grid", "--checkpoint", "e001", "--rows", "2", "--columns", "7", "--seed", "9", "--palette",
      "gray", "--scale", "3", "--output", "deep/er/small.png",
    ])
    #expect(other.lines == ["deep/er/small.png"])
    #expect(
      try decodedPNG(run.bytes("deep/er/small.png"))
        == sheet(run, epoch: 1, rows: 2, columns: 7, seed: 9, palette: .gray, scale: 3))
    #expect(try run.names(in: "runs/mnist/images") == ["generated_plot_e002.png"])
  }

  @Test func archiveAloneSuffices() throws {
    let run = try TemporaryRun()
    try run.append(epoch: 1)
    #expect(try run.render.run().status == 0)
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar", "images"])
  }

  @Test func textsSayWhatMadeThePicture() throws {
    let run = try TemporaryRun(epochs: [1])
    #expect(try run.render.run(["--rows", "3"]).status == 0)
    let info = try #require(ArchiveReader(path: run.archivePath).epochs.first)
    let instructionSet = try Kernels().name
    #expect(
      try readPNGText(run.bytes(plot("e001"))) == [
        "Software": "handwriting-gan render 0.2.0", "Checkpoint": "e001",
        "Generator SHA-256": info.generatorSha256, "Seed": "1",
        "Layout": "3 rows, 10 columns, palette gray_r, scale 1", "Instruction set": instructionSet,
      ])
  }

  @Test func secondRunDoesNothingAndAnyChangeDrawsAgain() throws {
    let run = try TemporaryRun(epochs: [1])
    #expect(try run.render.run().status == 0)
    let number = try run.fileNumber(plot("e001"))
    let second = try run.render.run()
    #expect(
      second
        == Program.Finished(
          status: 0, output: "", errors: "\(plot("e001")) is up to date, nothing to do\n"))
    #expect(try run.fileNumber(plot("e001")) == number)
    let changes = [
      ["--seed", "2"], ["--rows", "2"], ["--scale", "2"], ["--palette", "gray"], [],
    ]
    for arguments in changes {
      #expect(try run.render.run(arguments).lines == [plot("e001")], "\(arguments)")
    }
    try FileManager.default.removeItem(atPath: run.archivePath)
    try run.append(epoch: 1, seed: 30)
    #expect(try run.render.run().lines == [plot("e001")])
    #expect(try decodedPNG(run.bytes(plot("e001"))) == sheet(run, epoch: 1))
    try run.write(run.bytes(plot("e001")).dropLast(1), to: plot("e001"))
    #expect(try run.render.run().lines == [plot("e001")])
  }

  @Test func pictureDoesNotDependOnThreads() throws {
    let run = try TemporaryRun(epochs: [1])
    for threads in ["1", "2"] {
      let arguments = ["--threads", threads, "--output", "\(threads).png"]
      #expect(try run.render.run(arguments).status == 0)
    }
    #expect(try run.bytes("1.png") == run.bytes("2.png"))
  }

  @Test func intervalKeepsItsMultiplesAndTheLast() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3, 4, 5])
    let result = try run.render.run(["--every", "2", "--json"])
    let names = ["e002", "e004", "e005"].map(plot)
    let list = names.map { "\"\($0)\"" }.joined(separator: ",")
    #expect(
      result.output
        == "{\"changed\":true,\"failed\":[],\"removed\":[],\"unchanged\":[],\"written\":[\(list)]}\n"
    )
    let all = try run.render.run(["--checkpoint", "all"])
    #expect(all.lines == ["e001", "e003"].map(plot))
    #expect(all.errors == "\(names[0]) and 2 more are up to date, nothing to do\n")
  }

  @Test func damagedEpochIsNamedAndTheOthersAreDrawn() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.damageEpoch(at: 1)
    let result = try run.render.run(["--checkpoint", "all"])
    #expect(result.status == 65)
    #expect(result.lines == ["e001", "e003"].map(plot))
    #expect(
      result.errors == """
        error: 'runs/mnist/checkpoints.tar': checkpoint e002 is damaged: the checksum of \
        generator.safetensors differs; restore the file from a backup, or let 'train --repair' \
        compute what is damaged again

        """)
    #expect(try run.render.run(["--checkpoint", "e002"]).status == 65)
    #expect(try run.render.run(["--checkpoint", "e003"]).status == 0)
  }

  @Test func onlyTheNameItselfIsReplaced() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.write(Array("precious".utf8), to: "target")
    for (link, target) in [("link.png", "target"), ("dangling.png", "nowhere")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(run.path)/\(link)", withDestinationPath: target)
      #expect(try run.render.run(["--output", link]).status == 0)
      #expect(try decodedPNG(run.bytes(link)) == sheet(run, epoch: 1))
    }
    #expect(try run.bytes("target") == Array("precious".utf8))
    #expect(!FileManager.default.fileExists(atPath: run.path + "/nowhere"))
  }

  @Test func staleTemporariesAreSwept() throws {
    let run = try TemporaryRun(epochs: [1])
    let living = ".a.png.tmp-\(ProcessInfo.processInfo.processIdentifier)-0123456789abcdef"
    // No process has this number: it is above the kernel's limit.
    for name in [
      ".a.png.tmp-99999999-0123456789abcdef", ".b.png.tmp-99999999-0123456789abcdef", living,
    ] {
      try run.write([1], to: "runs/" + name)
    }
    #expect(try run.render.run(["--output", "runs/a.png"]).status == 0)
    #expect(
      try run.names(in: "runs")
        == [living, ".b.png.tmp-99999999-0123456789abcdef", "a.png", "mnist"].sorted())
  }
}
