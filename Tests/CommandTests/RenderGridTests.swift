import CheckpointArchive
import Drawing
import DurableFiles
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
    #expect(try run.render.run(["--rows", "3", "--output", "a.png"]).status == 0)
    let info = try #require(ArchiveReader(path: run.archivePath).epochs.first)
    let instructionSet = try Kernels().name
    #expect(
      try readPNGText(run.bytes("a.png")) == [
        "Software": "handwriting-gan render 0.3.0", "Checkpoint": "e001",
        "Generator SHA-256": info.generatorSha256, "Seed": "1",
        "Layout": "3 rows, 10 columns, palette gray_r, scale 3", "Instruction set": instructionSet,
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
    for arguments in [["--seed", "2"], ["--label"], ["--scale", "2"], []] {
      let again = try run.render.run(arguments + ["--output", plot("e001")])
      #expect(again.lines == [plot("e001")], "\(arguments)")
    }
    try FileManager.default.removeItem(atPath: run.archivePath)
    try run.append(epoch: 1, seed: 30)
    #expect(try run.render.run().lines == [plot("e001")])
    #expect(try decodedPNG(run.bytes(plot("e001"))) == sheet(run, epoch: 1))
    try run.write(run.bytes(plot("e001")).dropLast(1), to: plot("e001"))
    #expect(try run.render.run().lines == [plot("e001")])
  }

  @Test func whatIsAskedForIsPartOfTheName() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.writeLatents([Float](repeating: 0.5, count: 30), shape: [3, 10], to: "z.npy")
    let digest = try sha256(run.bytes("z.npy")).hex.prefix(8)
    #expect(try run.render.run().lines == [plot("e001")])
    for (arguments, variant) in [
      (["--seed", "9"], "_seed9"), (["--rows", "3"], "_3x10"), (["--columns", "9"], "_10x9"),
      (["--scale", "2"], "_scale2"), (["--palette", "gray"], "_gray"), (["--label"], "_label"),
      (["--zeros"], "_zeros"), (["--zeros", "--rows", "2"], "_zeros_2x1"),
      (["--latents", "z.npy"], "_latents-\(digest)"),
      (
        ["--seed", "9", "--rows", "1", "--columns", "2", "--scale", "1", "--palette", "gray"],
        "_seed9_1x2_scale1_gray"
      ),
    ] as [([String], String)] {
      #expect(try run.render.run(arguments).lines == [plot("e001", variant)], "\(arguments)")
    }
    for standard in [
      ["--seed", "1"], ["--rows", "10", "--columns", "10"], ["--scale", "3"],
      ["--palette", "gray_r"],
    ] {
      #expect(
        try run.render.run(standard).errors == "\(plot("e001")) is up to date, nothing to do\n")
    }
  }

  @Test func everySheetIsWideEnoughToBeSeen() throws {
    for columns in 1...100 {
      for rows in [1, 10, 100] {
        let layout = SheetLayout(rows: rows, columns: columns, palette: .gray)
        let single = layout.width / layout.scale
        #expect(layout.height <= 16384 && layout.width <= 16384)
        if columns > 33 || layout.height + layout.height / layout.scale > 12288 { continue }
        if 1000 % single <= 400 || single <= 400 {
          #expect((600...1000).contains(layout.width), "\(rows)x\(columns): \(layout.width)")
        } else {
          #expect((600..<1200).contains(layout.width), "\(rows)x\(columns): \(layout.width)")
        }
      }
    }
    #expect(SheetLayout(rows: 10, columns: 10, palette: .gray).width == 906)
    #expect(SheetLayout(rows: 1, columns: 1, palette: .gray).width == 992)
  }

  @Test func aLabelNamesTheCheckpointAndTheLatents() throws {
    let run = try TemporaryRun(epochs: [1])
    for (seed, columns) in [(1, 10), (123, 1)] {
      let result = try run.render.run([
        "--label", "--rows", "1", "--columns", "\(columns)", "--seed", "\(seed)", "--output",
        "a.png",
      ])
      #expect(result.status == 0)
      let expected = try sheet(
        run, epoch: 1, rows: 1, columns: columns, seed: UInt64(seed), label: "e001 seed \(seed)")
      #expect(try decodedPNG(run.bytes("a.png")) == expected)
    }
    let texts = try #require(readPNGText(run.bytes("a.png")))
    #expect(texts["Layout"] == "1 rows, 1 columns, palette gray_r, scale 31, labelled")
  }

  @Test func latentsOfAFileAreDrawnInTheirOrder() throws {
    let run = try TemporaryRun(epochs: [1])
    var numbers = SeededNumbers(seed: 3)
    let latents = (0..<130).map { _ in Float.random(in: -2...2, using: &numbers) }
    try run.writeLatents(latents, shape: [13, 10], to: "z.npy")
    #expect(try run.render.run(["--latents", "z.npy", "--output", "a.png"]).status == 0)
    #expect(
      try decodedPNG(run.bytes("a.png"))
        == sheet(run, epoch: 1, rows: 2, columns: 10, latents: latents))
    #expect(
      try readPNGText(run.bytes("a.png"))?["Latents SHA-256"] == sha256(run.bytes("z.npy")).hex)
    let rest = ["--rows", "1", "--columns", "14", "--output", "b.png"]
    #expect(try run.render.run(["--latents", "z.npy"] + rest).status == 0)
    #expect(
      try decodedPNG(run.bytes("b.png"))
        == sheet(run, epoch: 1, rows: 1, columns: 14, latents: latents))
    #expect(try run.render.run(["--zeros", "--output", "c.png"]).status == 0)
    #expect(
      try decodedPNG(run.bytes("c.png"))
        == sheet(run, epoch: 1, rows: 1, columns: 1, latents: [Float](repeating: 0, count: 10)))
  }

  @Test func standardOutputTakesThePicture() throws {
    let run = try TemporaryRun(epochs: [1])
    #expect(try run.render.run(["--rows", "2", "--output", "a.png"]).status == 0)
    let result = try run.render.shell("$0 --rows 2 --output - > b.png")
    #expect(result == .quietly)
    #expect(try run.bytes("b.png") == run.bytes("a.png"))
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
    #expect(try run.render.shell("$0 --output - | true").status == 0)
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
    let names = ["e002", "e004", "e005"].map { plot($0) }
    let list = names.map { "\"\($0)\"" }.joined(separator: ",")
    #expect(
      result.output
        == "{\"changed\":true,\"failed\":[],\"removed\":[],\"unchanged\":[],\"written\":[\(list)]}\n"
    )
    let all = try run.render.run(["--checkpoint", "all"])
    #expect(all.lines == ["e001", "e003"].map { plot($0) })
    #expect(all.errors == "\(names[0]) and 2 more are up to date, nothing to do\n")
  }

  @Test func damagedEpochIsNamedAndTheOthersAreDrawn() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.damageEpoch(at: 1)
    let result = try run.render.run(["--checkpoint", "all"])
    #expect(result.status == 65)
    #expect(result.lines == ["e001", "e003"].map { plot($0) })
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
